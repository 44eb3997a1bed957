//! `--ca-certs`: the certificates that requests of an image trust.

use anyhow::{Context, Result, bail};
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use wasmc_abi::options::{CA_BYTES, CA_FILES};

/// Before and behind a certificate in a file (RFC 7468).
const MARKS: [&str; 2] = ["-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"];

/// The file of the option: its value, or that of this machine.
///
/// # Errors
/// This machine has none.
pub fn file(value: Option<&Path>) -> Result<PathBuf> {
    if let Some(file) = value {
        return Ok(file.into());
    }
    let variable = std::env::var_os("SSL_CERT_FILE").map(PathBuf::from);
    let known = CA_FILES.split(' ').map(PathBuf::from);
    variable
        .into_iter()
        .chain(known)
        .find(|path| path.is_file())
        .context("there are no certificates on this machine; name them: --ca-certs=FILE")
}

/// The certificates of the option's file, in PEM, without what else is in it; none without the option.
///
/// # Errors
/// The file cannot be read, has no certificates, or one of them is broken.
pub fn read(option: Option<&Option<PathBuf>>) -> Result<Vec<u8>> {
    let Some(value) = option else {
        return Ok(Vec::new());
    };
    let file = &file(value.as_deref())?;
    let text = head(file);
    let text = text.with_context(|| format!("--ca-certs: cannot read {}", file.display()))?;
    if text.len() > CA_BYTES {
        bail!(
            "--ca-certs: {} has more than {CA_BYTES} bytes",
            file.display()
        );
    }
    let certificates = certificates(&text);
    if certificates.is_empty() {
        bail!(
            "--ca-certs: {} has no certificates: what begins with `{}` is looked for",
            file.display(),
            MARKS[0]
        );
    }
    let mut roots = RootCertStore::empty();
    for (number, certificate) in certificates.iter().enumerate() {
        let added = CertificateDer::from_pem_slice(certificate.as_bytes())
            .map_err(|error| error.to_string())
            .and_then(|it| roots.add(it).map_err(|error| error.to_string()));
        if let Err(error) = added {
            bail!(
                "--ca-certs: certificate {} of {} cannot be read: {error}",
                number + 1,
                file.display()
            );
        }
    }
    Ok(certificates.concat().into_bytes())
}

/// As much of a file as certificates may have, and a byte more: devices have no end.
fn head(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    File::open(file)?
        .take(CA_BYTES as u64 + 1)
        .read_to_end(&mut text)?;
    Ok(text)
}

/// The text of each certificate, with a line end behind it.
fn certificates(text: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(text);
    let [begin, end] = MARKS;
    let mut rest = &*text;
    let mut all = Vec::new();
    while let Some(start) = rest.find(begin) {
        let inner = &rest[start + begin.len()..];
        let Some(len) = inner.find(end) else {
            // One that is cut off is one that cannot be read.
            all.push(format!("{begin}{inner}\n"));
            break;
        };
        all.push(format!("{begin}{}{end}\n", &inner[..len]));
        rest = &inner[len + end.len()..];
    }
    all
}
