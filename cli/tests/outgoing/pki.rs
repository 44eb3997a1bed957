//! Certificates of an authority that nobody knows but the tests, good ones and bad ones.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, KeyPair, KeyUsagePurpose, NameConstraints, date_time_ymd,
};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// The name of the server.
pub const HOST: &str = "localhost";

/// What a server shows.
pub struct Identity {
    /// Its certificate, and those of who has signed it.
    pub chain: Vec<CertificateDer<'static>>,
    /// The key of the certificate.
    pub key: PrivateKeyDer<'static>,
}

type Authority = CertifiedIssuer<'static, KeyPair>;

/// An authority.
pub struct Pki {
    root: Authority,
    between: Authority,
}

fn key() -> KeyPair {
    KeyPair::generate().unwrap()
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

/// A certificate for a name.
fn leaf(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new([name.to_string()]).unwrap();
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params
}

impl Pki {
    /// One with a root and an authority below it.
    pub fn new() -> Pki {
        let root = CertifiedIssuer::self_signed(authority("Root"), key()).unwrap();
        let between = CertifiedIssuer::signed_by(authority("Between"), key(), &root).unwrap();
        Pki { root, between }
    }

    /// The certificate of the root.
    pub fn pem(&self) -> String {
        self.root.pem()
    }

    fn sign(&self, params: &CertificateParams, by: &Authority, more: &[&Authority]) -> Identity {
        let key = key();
        let certificate = params.signed_by(&key, by).unwrap();
        let issuers = more.iter().map(|it| it.der().clone());
        Identity {
            chain: [certificate.der().clone()]
                .into_iter()
                .chain(issuers)
                .collect(),
            key: PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        }
    }

    /// A good certificate for a name, which the authority below the root has signed.
    pub fn good(&self, name: &str) -> Identity {
        self.sign(&leaf(name), &self.between, &[&self.between])
    }

    /// Bad ones, by what is bad about them.
    pub fn bad(&self) -> Vec<(&'static str, Identity)> {
        let mut expired = leaf(HOST);
        expired.not_before = date_time_ymd(2020, 1, 1);
        expired.not_after = date_time_ymd(2021, 1, 1);
        let mut early = leaf(HOST);
        early.not_before = date_time_ymd(2090, 1, 1);
        early.not_after = date_time_ymd(2091, 1, 1);
        let mut client = leaf(HOST);
        client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let mut alone = leaf(HOST);
        alone.distinguished_name.push(DnType::CommonName, HOST);

        let unknown = Pki::new();
        let by_itself = || {
            let key = key();
            let certificate = alone.self_signed(&key).unwrap();
            Identity {
                chain: vec![certificate.der().clone()],
                key: PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
            }
        };
        let no_authority = {
            let mut params = leaf("signer.example");
            params.is_ca = IsCa::ExplicitNoCa;
            let key = key();
            CertifiedIssuer::signed_by(params, key, &self.root).unwrap()
        };
        let elsewhere = {
            let mut params = authority("Elsewhere");
            params.name_constraints = Some(NameConstraints {
                permitted_subtrees: vec![GeneralSubtree::DnsName("example.org".into())],
                excluded_subtrees: Vec::new(),
            });
            CertifiedIssuer::signed_by(params, key(), &self.root).unwrap()
        };
        let mut tampered = self.good(HOST);
        let mut bytes = tampered.chain[0].to_vec();
        // The signature comes last.
        *bytes.last_mut().unwrap() ^= 1;
        tampered.chain[0] = bytes.into();

        vec![
            (
                "it has expired",
                self.sign(&expired, &self.between, &[&self.between]),
            ),
            (
                "it is not valid yet",
                self.sign(&early, &self.between, &[&self.between]),
            ),
            ("it is for another name", self.good("other.example")),
            ("it is signed by itself", by_itself()),
            ("nobody knows the authority", unknown.good(HOST)),
            (
                "the authority between is not shown",
                self.sign(&leaf(HOST), &self.between, &[]),
            ),
            (
                "who has signed it is no authority",
                self.sign(&leaf(HOST), &no_authority, &[&no_authority]),
            ),
            (
                "the authority may not sign that name",
                self.sign(&leaf(HOST), &elsewhere, &[&elsewhere]),
            ),
            (
                "it is for clients",
                self.sign(&client, &self.between, &[&self.between]),
            ),
            ("the signature is not right", tampered),
        ]
    }
}
