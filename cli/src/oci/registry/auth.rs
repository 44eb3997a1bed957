//! Proving who is asking: Basic (RFC 7617) and Bearer (distribution, spec/auth/token.md).

use super::failure::{Outcome, answer, transport};
use anyhow::anyhow;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use docker_credential::DockerCredential;
use serde::Deserialize;
use ureq::http::Response;
use ureq::{Agent, Body};

/// What a registry asks for in `WWW-Authenticate`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Challenge {
    /// A name and a password with every request.
    Basic,
    /// A token from this place.
    Bearer {
        /// Where tokens are given out.
        realm: String,
        /// What it calls the registry.
        service: Option<String>,
    },
}

impl Challenge {
    /// The first challenge of a response that can be met.
    pub fn of(response: &Response<Body>) -> Option<Challenge> {
        let values = response.headers().get_all("www-authenticate");
        values
            .iter()
            .filter_map(|value| Challenge::parse(value.to_str().ok()?))
            .next()
    }

    fn parse(text: &str) -> Option<Challenge> {
        let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
        if scheme.eq_ignore_ascii_case("basic") {
            return Some(Challenge::Basic);
        }
        if !scheme.eq_ignore_ascii_case("bearer") {
            return None;
        }
        let parameters = parameters(rest);
        let find = |name: &str| {
            let found = parameters
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.clone())
        };
        Some(Challenge::Bearer {
            realm: find("realm")?,
            service: find("service"),
        })
    }
}

/// `key="value"`, separated by commas, which may also be inside the quotes (RFC 9110, 11.2).
fn parameters(text: &str) -> Vec<(String, String)> {
    let mut list = Vec::new();
    let mut rest = text;
    while let Some((key, after)) = rest.split_once('=') {
        let key = key.trim_matches([' ', ',']).to_string();
        let mut value = String::new();
        match after.strip_prefix('"') {
            Some(quoted) => {
                let mut chars = quoted.char_indices();
                rest = "";
                while let Some((index, char)) = chars.next() {
                    match char {
                        '\\' => value.extend(chars.next().map(|(_, char)| char)),
                        '"' => {
                            rest = &quoted[index + 1..];
                            break;
                        }
                        _ => value.push(char),
                    }
                }
            }
            None => {
                let end = after.find(',').unwrap_or(after.len());
                value.push_str(after[..end].trim());
                rest = &after[end..];
            }
        }
        list.push((key, value));
    }
    list
}

/// The value of `Authorization` for Basic.
pub fn basic(name: &str, password: &str) -> String {
    format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("{name}:{password}"))
    )
}

/// Gets a token. Returns the value of `Authorization`.
///
/// # Errors
/// There is none for this scope.
pub fn bearer(
    agent: &Agent,
    challenge: (&str, Option<&str>),
    scope: &str,
    credential: Option<&DockerCredential>,
) -> Outcome<String> {
    #[derive(Deserialize)]
    struct Token {
        token: Option<String>,
        access_token: Option<String>,
    }
    let (realm, service) = challenge;
    let sent = match credential {
        Some(DockerCredential::IdentityToken(token)) => {
            let mut form = vec![
                ("grant_type", "refresh_token"),
                ("client_id", "wasmc"),
                ("scope", scope),
                ("refresh_token", token),
            ];
            form.extend(service.map(|service| ("service", service)));
            agent.post(realm).send_form(form)
        }
        _ => {
            let mut request = agent.get(realm).query("scope", scope);
            if let Some(service) = service {
                request = request.query("service", service);
            }
            if let Some(DockerCredential::UsernamePassword(name, password)) = credential {
                request = request.header("authorization", basic(name, password));
            }
            request.call()
        }
    };
    let mut response = sent.map_err(|error| transport(realm, error))?;
    if !response.status().is_success() {
        return Err(answer(response, &format!("{realm} gives no token")));
    }
    let text = response.body_mut().read_to_string();
    let text = text.map_err(|error| transport(realm, error))?;
    let token: Option<Token> = serde_json::from_str(&text).ok();
    let token = token.and_then(|token| token.token.or(token.access_token));
    match token.filter(|token| !token.is_empty()) {
        Some(token) => Ok(format!("Bearer {token}")),
        None => Err(anyhow!("the response of {realm} has no token").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::Challenge;

    #[test]
    fn challenges() {
        let bearer = |realm: &str, service: Option<&str>| {
            Some(Challenge::Bearer {
                realm: realm.into(),
                service: service.map(str::to_string),
            })
        };
        let parse = Challenge::parse;
        assert_eq!(parse("Basic realm=\"x\""), Some(Challenge::Basic));
        assert_eq!(
            parse(r#"Bearer realm="https://a/t",service="s",scope="repository:a:pull,push""#),
            bearer("https://a/t", Some("s"))
        );
        assert_eq!(
            parse("bearer realm=https://a/t, service=s"),
            bearer("https://a/t", Some("s"))
        );
        assert_eq!(
            parse(r#"Bearer error="a \"b\", c", realm="https://a/t""#),
            bearer("https://a/t", None)
        );
        assert_eq!(parse("Bearer"), None);
        assert_eq!(parse("Negotiate"), None);
        assert_eq!(parse(r#"Bearer realm="unclosed"#), bearer("unclosed", None));
    }
}
