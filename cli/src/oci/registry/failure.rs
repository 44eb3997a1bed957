//! What goes wrong between here and a registry, and which of it may go right the next time.

use anyhow::{Error, anyhow};
use rustls::CertificateError;
use serde::Deserialize;
use std::io;
use std::thread::sleep;
use std::time::Duration;
use ureq::http::Response;
use ureq::{Body, Timeout};

/// How often something is tried.
const ATTEMPTS: u32 = 4;
/// How long to wait before the second attempt; before each further one four times as long.
const FIRST_WAIT: Duration = Duration::from_millis(200);
/// The longest wait that a registry can ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How much of an error's text is read, in bytes.
const MAX_TEXT: u64 = 64 << 10;

/// A failed request.
#[derive(Debug)]
pub struct Failure {
    /// The error, with its context.
    pub error: Error,
    /// Whether to try again.
    again: Again,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    Never,
    Soon,
    /// The registry has said when.
    After(Duration),
}

/// What a request gives.
pub type Outcome<T> = Result<T, Failure>;

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure {
            error,
            again: Again::Never,
        }
    }
}

impl Failure {
    /// Whether it may go right the next time.
    #[cfg(test)]
    pub fn is_worth_another_attempt(&self) -> bool {
        self.again != Again::Never
    }

    /// Says what was being done.
    pub fn context(self, what: impl Into<String>) -> Failure {
        Failure {
            error: self.error.context(what.into()),
            again: self.again,
        }
    }
}

/// Does something, several times where it fails in a way that passes.
///
/// # Errors
/// The last failure.
pub fn retry<T>(mut work: impl FnMut() -> Outcome<T>) -> anyhow::Result<T> {
    let mut wait = FIRST_WAIT;
    let mut attempt = 1;
    loop {
        let failure = match work() {
            Ok(value) => return Ok(value),
            Err(failure) => failure,
        };
        let pause = match failure.again {
            Again::Never => return Err(failure.error),
            _ if attempt == ATTEMPTS => {
                return Err(failure
                    .error
                    .context(format!("given up after {ATTEMPTS} attempts")));
            }
            Again::Soon => wait,
            Again::After(pause) => pause.min(LONGEST_WAIT),
        };
        sleep(pause);
        wait *= 4;
        attempt += 1;
    }
}

/// What the transport says.
pub fn transport(host: &str, error: ureq::Error) -> Failure {
    let again = match &error {
        ureq::Error::Io(error) if error.kind() == io::ErrorKind::ConnectionRefused => Again::Never,
        ureq::Error::Io(error) if tls(error).is_some() || is_lookup(error) => Again::Never,
        // A broken connection, or a response that was cut short.
        ureq::Error::Io(_) | ureq::Error::Protocol(_) => Again::Soon,
        ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect | Timeout::Global) => Again::Never,
        ureq::Error::Timeout(_) => Again::Soon,
        _ => Again::Never,
    };
    let error = match &error {
        ureq::Error::HostNotFound => no_host(),
        ureq::Error::Io(io) if is_lookup(io) => no_host(),
        ureq::Error::Io(io) => match tls(io) {
            Some(tls) => tls_error(tls),
            None => anyhow!("{}", broken(io)),
        },
        ureq::Error::Rustls(tls) => tls_error(tls),
        ureq::Error::Protocol(protocol) => anyhow!("the connection broke: {protocol}"),
        _ => error.into(),
    };
    Failure {
        error: error.context(format!("cannot reach {host}")),
        again,
    }
}

/// Whether no address was found for a name: the standard library has no kind for that.
fn is_lookup(error: &io::Error) -> bool {
    error.to_string().contains("lookup address")
}

fn no_host() -> Error {
    anyhow!("there is no host of this name, or no network")
}

fn broken(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => format!("the connection broke: {error}"),
        _ => error.to_string(),
    }
}

/// The error of TLS inside an error of input and output.
fn tls(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref()?.downcast_ref()
}

/// Whether a registry did not speak TLS, in which case it may speak plain HTTP.
pub fn is_not_tls(error: &ureq::Error) -> bool {
    let other = |error: &rustls::Error| matches!(error, rustls::Error::InvalidMessage(_));
    match error {
        ureq::Error::Rustls(error) => other(error),
        ureq::Error::Io(error) => match tls(error) {
            Some(error) => other(error),
            // It hung up.
            None => error.kind() != io::ErrorKind::ConnectionRefused,
        },
        _ => false,
    }
}

fn tls_error(error: &rustls::Error) -> Error {
    match error {
        rustls::Error::InvalidCertificate(CertificateError::Other(_))
            if error.to_string().contains("CaUsedAsEndEntity") =>
        {
            anyhow!(
                "TLS: the certificate is that of an authority, not of a server; one made by \
                 `openssl req -x509` needs `-addext basicConstraints=critical,CA:FALSE`"
            )
        }
        rustls::Error::InvalidCertificate(_) => anyhow!(
            "TLS: {error}; if the registry's certificate is your own, name a file with it in \
             SSL_CERT_FILE"
        ),
        rustls::Error::InvalidMessage(_) => {
            anyhow!("it does not speak TLS; --insecure-registry allows plain HTTP")
        }
        _ => anyhow!("TLS: {error}"),
    }
}

/// The failure for a response with an unexpected status. `what` was being done.
pub fn answer(mut response: Response<Body>, what: &str) -> Failure {
    let status = response.status();
    let again = match status.as_u16() {
        408 | 429 | 500 | 502..=504 => match retry_after(&response) {
            Some(pause) => Again::After(pause),
            None => Again::Soon,
        },
        _ => Again::Never,
    };
    let said = text(&mut response);
    let separator = if said.is_empty() { "" } else { ": " };
    let error =
        anyhow!("the registry returned {status}{separator}{said}").context(what.to_string());
    Failure { error, again }
}

/// Seconds to wait (RFC 9110, 10.2.3); the form with a date is not heeded.
fn retry_after(response: &Response<Body>) -> Option<Duration> {
    let value = response.headers().get("retry-after")?;
    value.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

/// What a registry says of an error (OCI distribution specification, "Error Codes").
pub fn text(response: &mut Response<Body>) -> String {
    #[derive(Deserialize)]
    struct Errors {
        errors: Vec<OneError>,
    }
    #[derive(Deserialize)]
    struct OneError {
        code: Option<String>,
        message: Option<String>,
    }
    let body = response.body_mut().with_config().limit(MAX_TEXT);
    let text = body.read_to_string().unwrap_or_default();
    let Ok(errors) = serde_json::from_str::<Errors>(&text) else {
        // A page for people, or nothing.
        let line = text.lines().next().unwrap_or_default().trim();
        return match line.starts_with('<') || line.len() > 200 {
            true => String::new(),
            false => line.into(),
        };
    };
    let one = |error: OneError| match (error.message, error.code) {
        (Some(message), _) if !message.is_empty() => message,
        (_, code) => code.unwrap_or_default(),
    };
    errors
        .errors
        .into_iter()
        .map(one)
        .collect::<Vec<_>>()
        .join("; ")
}
