//! Requests to one registry.

use super::access::Access;
use super::auth::{self, Challenge};
use super::credentials;
use super::failure::{Outcome, answer, is_not_tls, text, transport};
use super::waiting::Waiting;
use crate::oci::blob::Blob;
use crate::oci::reference::Reference;
use anyhow::{Result, anyhow};
use docker_credential::DockerCredential;
use std::cell::RefCell;
use std::net::IpAddr;
use std::time::Duration;
use ureq::http::{Method, Request, Response};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, AsSendBody, Body, Proxy, SendBody};

/// How long to wait for a connection.
const CONNECT: Duration = Duration::from_secs(15);
/// How long to wait for a response: a registry may check a large blob first.
const ANSWER: Duration = Duration::from_secs(300);
/// How long to wait for some bytes to go in or out.
const TRANSFER: Duration = Duration::from_secs(60);
/// How long a whole request may take beside what its bytes need: one that always gives some bytes in time
/// would take forever.
const WHOLE: Duration = Duration::from_secs(600);
/// How slow the bytes of a blob may be, in bytes per second.
const SLOWEST: u64 = 64 << 10;
/// Where the API of Docker Hub is.
const DOCKER_HUB: &str = "registry-1.docker.io";

/// A registry that can be reached, with what it wants to know of us.
pub struct Connection {
    agent: Agent,
    /// How messages call it.
    host: String,
    /// Scheme and host.
    base: String,
    /// What is going to be done, and where.
    access: Access,
    repository: String,
    /// Who is logged in.
    credential: Option<DockerCredential>,
    /// The value of `Authorization`, once the registry has asked.
    authorization: RefCell<Option<String>>,
}

/// A request.
pub struct Call<'a> {
    /// Its method.
    pub method: Method,
    /// A path of the API, or a whole URL that the registry gave.
    pub target: &'a str,
    /// Its headers.
    pub headers: &'a [(&'a str, &'a str)],
    /// What is sent along.
    pub body: Option<&'a Blob>,
    /// How many bytes will come back, about.
    pub expected: u64,
    /// Status codes that are no failure.
    pub good: &'a [u16],
}

impl Connection {
    /// Reaches the registry of an image. A registry on this machine, and any with `insecure`, may
    /// speak plain HTTP.
    ///
    /// # Errors
    /// It cannot be reached, or the credentials for it cannot be read.
    pub fn open(image: &Reference, access: Access, insecure: bool) -> Result<Connection> {
        let local = is_loopback(&image.registry);
        let host = match &*image.registry {
            "docker.io" => DOCKER_HUB,
            registry => registry,
        };
        let mut connection = Connection {
            agent: agent(local, WHOLE),
            host: image.registry.clone(),
            base: format!("https://{host}"),
            access,
            repository: image.repository.clone(),
            credential: credentials::find(image)?,
            authorization: RefCell::new(None),
        };
        if local || insecure {
            let url = format!("{}/v2/", connection.base);
            let _waiting = Waiting::start(&connection.host);
            match connection.agent.get(url).call() {
                Err(error) if is_not_tls(&error) => connection.base = format!("http://{host}"),
                // Whatever it is, the first request will say so.
                _ => {}
            }
        }
        Ok(connection)
    }

    /// How messages call the registry.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Sends a request; proves who is asking where the registry wants to know.
    ///
    /// # Errors
    /// The registry cannot be reached, or returns none of the expected status codes.
    pub fn call(&self, call: &Call<'_>) -> Outcome<Response<Body>> {
        let mut response = self.send(call)?;
        // A token may have run out meanwhile, so one is got whenever the registry asks.
        if response.status().as_u16() == 401
            && let Some(challenge) = Challenge::of(&response)
            && self.authorize(&challenge)?
        {
            response = self.send(call)?;
        }
        match response.status().as_u16() {
            status if call.good.contains(&status) => Ok(response),
            401 => Err(self.unauthorized(response).into()),
            403 => Err(self.forbidden(response).into()),
            404 => Err(self.not_found(response).into()),
            _ => Err(answer(response, &format!("cannot {}", self.doing()))),
        }
    }

    fn send(&self, call: &Call<'_>) -> Outcome<Response<Body>> {
        let ours = call.target.starts_with('/');
        let url = match ours {
            true => format!("{}{}", self.base, call.target),
            false => call.target.to_string(),
        };
        let mut request = Request::builder().method(call.method.clone()).uri(&url);
        for (name, value) in call.headers {
            request = request.header(*name, *value);
        }
        // Storage elsewhere that the registry sends us to is none of its users' business.
        let ours = ours
            || url
                .strip_prefix(&self.base)
                .is_some_and(|rest| rest.starts_with('/'));
        if let (true, Some(value)) = (ours, &*self.authorization.borrow()) {
            request = request.header("authorization", value);
        }
        let time = allowed(call.expected.max(call.body.map_or(0, Blob::len)));
        let sent = match call.body {
            Some(blob) => request
                .header("content-length", blob.len())
                .body(SendBody::from_owned_reader(blob.reader()))
                .map_err(ureq::Error::from)
                .and_then(|request| self.run(request, time)),
            None if call.method == Method::POST => request
                .header("content-length", 0)
                .body(SendBody::none())
                .map_err(ureq::Error::from)
                .and_then(|request| self.run(request, time)),
            None => request
                .body(())
                .map_err(ureq::Error::from)
                .and_then(|request| self.run(request, time)),
        };
        sent.map_err(|error| transport(&self.host, error))
    }

    /// Sends a request that may take so long as a whole.
    fn run<S: AsSendBody>(
        &self,
        request: Request<S>,
        time: Duration,
    ) -> Result<Response<Body>, ureq::Error> {
        let _waiting = Waiting::start(&self.host);
        let request = self.agent.configure_request(request);
        self.agent.run(request.timeout_global(Some(time)).build())
    }

    /// Meets a challenge; returns whether there is something new to send.
    fn authorize(&self, challenge: &Challenge) -> Outcome<bool> {
        let value = match (challenge, &self.credential) {
            (Challenge::Basic, Some(DockerCredential::UsernamePassword(name, password))) => {
                auth::basic(name, password)
            }
            (Challenge::Basic, _) => return Ok(false),
            (Challenge::Bearer { realm, service }, credential) => {
                if self.base.starts_with("https:") && !realm.starts_with("https:") {
                    return Err(anyhow!(
                        "{} wants credentials sent to {realm}, which is not encrypted",
                        self.host
                    )
                    .into());
                }
                let scope = format!("repository:{}:{}", self.repository, self.access.actions());
                let challenge = (&**realm, service.as_deref());
                auth::bearer(&self.agent, challenge, &scope, credential.as_ref())
                    .map_err(|failure| failure.context(self.denied()))?
            }
        };
        let value = Some(value);
        let new = *self.authorization.borrow() != value;
        self.authorization.replace(value);
        Ok(new)
    }

    fn doing(&self) -> String {
        format!("{} {}/{}", self.access.verb(), self.host, self.repository)
    }

    /// Who is asking, in words.
    fn denied(&self) -> String {
        let host = &self.host;
        match &self.credential {
            Some(DockerCredential::UsernamePassword(name, _)) => {
                format!("{host} does not accept the login of `{name}`")
            }
            Some(DockerCredential::IdentityToken(_)) => {
                format!("{host} does not accept the login")
            }
            None => format!("you are not logged in at {host}"),
        }
    }

    fn unauthorized(&self, mut response: Response<Body>) -> anyhow::Error {
        anyhow!(
            "cannot {}: {}{}; log in with `docker login {3}` or `podman login {3}`",
            self.doing(),
            self.denied(),
            said(&mut response),
            self.host
        )
    }

    fn forbidden(&self, mut response: Response<Body>) -> anyhow::Error {
        let who = match &self.credential {
            Some(DockerCredential::UsernamePassword(name, _)) => format!("`{name}`"),
            Some(DockerCredential::IdentityToken(_)) => "your login".into(),
            None => "without a login you".into(),
        };
        anyhow!(
            "{who} may not {} (403){}",
            self.doing(),
            said(&mut response)
        )
    }

    fn not_found(&self, mut response: Response<Body>) -> anyhow::Error {
        let (host, repository) = (&self.host, &self.repository);
        let what = match self.access {
            Access::Pull => format!("{host} has no such image in {repository} (404)"),
            Access::Push => format!(
                "{host} takes nothing for {repository} (404); some registries want a repository to \
                 be made before the first push"
            ),
        };
        anyhow!("{what}{}", said(&mut response))
    }
}

/// What the registry says, in brackets.
fn said(response: &mut Response<Body>) -> String {
    match text(response) {
        text if text.is_empty() => text,
        text => format!(" (it says: {text})"),
    }
}

/// How long a request may take that moves so many bytes.
fn allowed(bytes: u64) -> Duration {
    WHOLE + Duration::from_secs(bytes / SLOWEST)
}

/// The HTTP client.
fn agent(local: bool, whole: Duration) -> Agent {
    // What cannot be read is left out; where nothing is left, TLS will say so.
    let certificates = rustls_native_certs::load_native_certs().certs;
    let roots: Vec<_> = certificates
        .iter()
        .map(|certificate| Certificate::from_der(certificate).to_owned())
        .collect();
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::new_with_certs(&roots))
        .build();
    Agent::config_builder()
        .tls_config(tls)
        .proxy(if local { None } else { Proxy::try_from_env() })
        .http_status_as_error(false)
        .user_agent(concat!("wasmc/", env!("CARGO_PKG_VERSION")))
        .timeout_global(Some(whole))
        .timeout_connect(Some(CONNECT))
        .timeout_resolve(Some(CONNECT))
        .timeout_recv_response(Some(ANSWER))
        .timeout_per_read(Some(TRANSFER))
        .timeout_per_write(Some(TRANSFER))
        .build()
        .into()
}

/// Whether a registry is on this machine.
fn is_loopback(registry: &str) -> bool {
    let host = match registry.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => host,
        _ => registry,
    };
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::super::failure::transport;
    use super::{agent, allowed, is_loopback};
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::time::{Duration, Instant};

    /// A registry that sends one byte now and then would never be found too slow by the limits of single
    /// reads.
    #[test]
    fn a_registry_that_drips_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n");
            while stream.write_all(b"x").is_ok() {
                std::thread::sleep(Duration::from_millis(20));
            }
        });
        let start = Instant::now();
        let mut response = agent(true, Duration::from_millis(500))
            .get(url)
            .call()
            .unwrap();
        let error = response.body_mut().read_to_vec().unwrap_err();
        assert!(start.elapsed() < Duration::from_secs(60));
        let failure = transport("registry", error);
        assert!(!failure.is_worth_another_attempt(), "{failure:?}");
    }

    #[test]
    fn large_blobs_may_take_longer() {
        assert_eq!(allowed(0), Duration::from_secs(600));
        assert_eq!(allowed(1 << 30), Duration::from_secs(600 + 16384));
        // Whatever a manifest says, this is a time.
        assert!(allowed(u64::MAX) > allowed(1 << 40));
    }

    #[test]
    fn registries_on_this_machine() {
        for name in [
            "localhost",
            "localhost:5000",
            "127.0.0.1:80",
            "127.3.2.1",
            "[::1]:5000",
        ] {
            assert!(is_loopback(name), "{name}");
        }
        for name in [
            "localhost.example.com",
            "10.0.0.1:5000",
            "[::2]",
            "127.0.0.1.example.com",
        ] {
            assert!(!is_loopback(name), "{name}");
        }
    }
}
