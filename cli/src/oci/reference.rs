//! Names of images: `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]`.

use super::digest::Digest;
use std::fmt;
use std::str::FromStr;

/// The registry of names that give none.
const DEFAULT_REGISTRY: &str = "docker.io";
/// Where that registry's images lie whose names have one part.
const DEFAULT_NAMESPACE: &str = "library/";
/// The tag of names that give none.
const DEFAULT_TAG: &str = "latest";

/// The name of an image, with what is left out filled in as `docker` does
/// (github.com/distribution/reference).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// `HOST[:PORT]`.
    pub registry: String,
    /// Path in the registry.
    pub repository: String,
    /// The tag; `latest` where neither it nor a digest was given.
    pub tag: Option<String>,
    /// The digest.
    pub digest: Option<Digest>,
}

impl Reference {
    /// `REGISTRY/REPOSITORY`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.registry, self.repository)
    }

    /// The name with a digest for its tag.
    pub fn pinned(&self, digest: &Digest) -> String {
        format!("{}@{digest}", self.name())
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        match &self.digest {
            Some(digest) => write!(f, "@{digest}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Reference {
    type Err = String;

    fn from_str(text: &str) -> Result<Reference, String> {
        let wrong = |what: &str| Err(format!("`{text}` is not the name of an image: {what}"));
        let (name, digest) = match text.split_once('@') {
            None => (text, None),
            Some((name, digest)) => (name, Some(digest.parse()?)),
        };
        // A colon after the last slash starts the tag; before it, it starts a port.
        let (name, tag) = match name.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            _ => (name, None),
        };
        if tag.is_some_and(|tag| !is_tag(tag)) {
            return wrong(
                "a tag has up to 128 letters, digits, `_`, `.` and `-`, and starts with neither \
                 of the last two",
            );
        }
        // The first part is a registry where it looks like a host.
        let (registry, path) = match name.split_once('/') {
            Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => (host, path),
            _ => (DEFAULT_REGISTRY, name),
        };
        if !is_host(registry) {
            return wrong("the registry is not HOST or HOST:PORT");
        }
        let repository = match path {
            _ if registry == DEFAULT_REGISTRY && !path.contains('/') => {
                format!("{DEFAULT_NAMESPACE}{path}")
            }
            _ => path.to_string(),
        };
        if path.is_empty() || repository.len() > 255 || !repository.split('/').all(is_path_part) {
            return wrong(
                "its parts have lower-case letters and digits, separated by `.`, `_`, `__` or `-`",
            );
        }
        let default_tag = || digest.is_none().then_some(DEFAULT_TAG);
        Ok(Reference {
            registry: registry.into(),
            repository,
            tag: tag.or_else(default_tag).map(str::to_string),
            digest,
        })
    }
}

/// Whether this is a tag (OCI distribution specification: `[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}`).
fn is_tag(text: &str) -> bool {
    let valid = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-');
    text.len() <= 128
        && text.bytes().all(valid)
        && text
            .bytes()
            .next()
            .is_some_and(|byte| !matches!(byte, b'.' | b'-'))
}

/// Whether this is a host with an optional port; an IPv6 address stands in brackets.
fn is_host(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let label = |label: &str| {
        let valid = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        !label.is_empty() && !label.starts_with('-') && label.bytes().all(valid)
    };
    let address = |byte: u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.');
    let valid_host = match host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        Some(inner) => !inner.is_empty() && inner.bytes().all(address),
        None => host.split('.').all(label),
    };
    valid_host && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// Whether this is a part of a repository's path (`[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`).
fn is_path_part(text: &str) -> bool {
    let alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let edge = |byte: Option<u8>| byte.is_some_and(alphanumeric);
    let separators = text.split(|char: char| char.is_ascii_lowercase() || char.is_ascii_digit());
    edge(text.bytes().next())
        && edge(text.bytes().last())
        && separators
            .into_iter()
            .all(|run| matches!(run, "" | "." | "_" | "__") || run.bytes().all(|byte| byte == b'-'))
}

#[cfg(test)]
mod tests {
    use super::Reference;

    #[test]
    fn what_is_left_out_is_filled_in() {
        let full = |text: &str| text.parse::<Reference>().unwrap().to_string();
        assert_eq!(full("hello"), "docker.io/library/hello:latest");
        assert_eq!(full("me/hello:v1"), "docker.io/me/hello:v1");
        // Without a slash there is no registry in it: 80 is a tag, as it is for docker.
        assert_eq!(full("a.example:80"), "docker.io/library/a.example:80");
        assert_eq!(full("localhost/a"), "localhost/a:latest");
        assert_eq!(full("127.0.0.1:5000/a/b:1.0"), "127.0.0.1:5000/a/b:1.0");
        assert_eq!(full("[::1]:5000/a"), "[::1]:5000/a:latest");
        let pinned = format!("a@sha256:{}", "0".repeat(64));
        assert_eq!(full(&pinned), format!("docker.io/library/{pinned}"));
    }

    #[test]
    fn other_texts_are_no_names() {
        for text in [
            "",
            "Hello",
            "a//b",
            "a/",
            "/a",
            "a:b:c",
            "a:",
            "a b",
            "ghcr.io/",
            "a@sha256:12",
            "a..b",
            "-a",
            "a.example:99999/b",
            "a\n",
            "../x",
        ] {
            assert!(text.parse::<Reference>().is_err(), "{text:?}");
        }
    }
}
