//! What `--tcp-listen`, `--tcp-connect` and `--http-out` grant: hosts and ports, by patterns.

use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Longest name of a host (RFC 1035, section 2.3.4), in text.
const LONGEST_NAME: usize = 253;

/// Which hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host<'a> {
    /// `*`.
    Any,
    /// An address; one of IPv6 is written in brackets.
    Address(IpAddr),
    /// A name.
    Name(&'a [u8]),
}

impl<'a> Host<'a> {
    /// Reads a host.
    fn parse(text: &'a [u8]) -> Option<Self> {
        if text == b"*" {
            Some(Self::Any)
        } else if let Some(address) = literal(text) {
            Some(Self::Address(address))
        } else if is_name(text) {
            Some(Self::Name(text))
        } else {
            None
        }
    }
}

/// A range of ports, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    /// The lowest.
    pub first: u16,
    /// The highest.
    pub last: u16,
}

impl Ports {
    /// Whether a port is among them.
    pub fn has(self, port: u16) -> bool {
        (self.first..=self.last).contains(&port)
    }

    /// Reads a number, a range `A-B` or `*`.
    fn parse(text: &[u8]) -> Option<Self> {
        if text == b"*" {
            return Some(Self {
                first: 0,
                last: u16::MAX,
            });
        }
        let mut ends = text.splitn(2, |&byte| byte == b'-');
        let first = number(ends.next()?)?;
        let last = match ends.next() {
            Some(text) => number(text)?,
            None => first,
        };
        (first <= last).then_some(Self { first, last })
    }
}

fn number(text: &[u8]) -> Option<u16> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0u16, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        let number = number.checked_mul(10)?.checked_add(u16::from(digit))?;
        (digit <= 9).then_some(number)
    })
}

/// A host and ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pattern<'a> {
    /// Which hosts.
    pub host: Host<'a>,
    /// Which ports.
    pub ports: Ports,
}

impl<'a> Pattern<'a> {
    /// Reads `HOST:PORT`.
    pub fn parse(text: &'a [u8]) -> Option<Self> {
        let at = text.iter().rposition(|&byte| byte == b':')?;
        let host = text.get(..at)?;
        let ports = Ports::parse(text.get(at + 1..)?)?;
        let host = Host::parse(host)?;
        Some(Self { host, ports })
    }

    /// Whether an address is the host; a name is none.
    pub fn is_host(&self, address: IpAddr) -> bool {
        match self.host {
            Host::Any => true,
            Host::Address(own) => own == address,
            Host::Name(_) => false,
        }
    }

    /// Whether a socket may be bound to an address: `0.0.0.0` and `[::]` stand for all of their family.
    pub fn covers(&self, address: IpAddr) -> bool {
        let all = match self.host {
            Host::Address(own) => own.is_unspecified() && own.is_ipv4() == address.is_ipv4(),
            _ => false,
        };
        all || self.is_host(address)
    }
}

/// Which hosts get requests of HTTP, and at which ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpPattern<'a> {
    /// Which hosts.
    pub host: Host<'a>,
    /// Whether the names below that name are meant instead: `*.example.com`.
    pub below: bool,
    /// Which ports; `None`: the one that the scheme has.
    pub ports: Option<Ports>,
}

impl<'a> HttpPattern<'a> {
    /// Reads `HOST[:PORT]`.
    pub fn parse(text: &'a [u8]) -> Option<Self> {
        let (host, port) = split_port(text);
        let ports = match port {
            Some(port) => Some(Ports::parse(port)?),
            None => None,
        };
        let name = host.strip_prefix(b"*.");
        let parsed = Host::parse(name.unwrap_or(host))?;
        if name.is_some() && !matches!(parsed, Host::Name(_)) {
            return None;
        }
        Some(Self {
            host: parsed,
            below: name.is_some(),
            ports,
        })
    }

    /// Whether a host is meant, as it is written in a request, and its port, where `own` is the one that the scheme has.
    pub fn covers(&self, host: &[u8], port: u16, own: u16) -> bool {
        let is_host = match self.host {
            Host::Any => true,
            Host::Address(address) => literal(host) == Some(address),
            Host::Name(name) if self.below => is_below(host, name),
            Host::Name(name) => is_same_name(host, name),
        };
        is_host && self.ports.map_or(port == own, |ports| ports.has(port))
    }
}

/// Splits `HOST[:PORT]`. The colons of an address in brackets are its own.
pub fn split_port(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    let behind = text.iter().rposition(|&byte| byte == b']');
    let from = behind.map_or(0, |at| at + 1);
    let colon = text.iter().rposition(|&byte| byte == b':');
    match colon.filter(|&at| at >= from) {
        Some(at) => (text.get(..at).unwrap_or_default(), text.get(at + 1..)),
        None => (text, None),
    }
}

/// Whether a name is one below another.
fn is_below(name: &[u8], other: &[u8]) -> bool {
    let cut = |name| <[u8]>::strip_suffix(name, b".").unwrap_or(name);
    let (name, other) = (cut(name), cut(other));
    let Some(at) = name.len().checked_sub(other.len()) else {
        return false;
    };
    let Some((front, rest)) = name.split_at_checked(at) else {
        return false;
    };
    is_name(name) && front.len() > 1 && front.ends_with(b".") && rest.eq_ignore_ascii_case(other)
}

/// An address; one of IPv6 is in brackets.
fn literal(text: &[u8]) -> Option<IpAddr> {
    let Some(inner) = text.strip_prefix(b"[") else {
        return ipv4(text).map(IpAddr::V4);
    };
    let inner = core::str::from_utf8(inner.strip_suffix(b"]")?).ok()?;
    Some(IpAddr::V6(inner.parse::<Ipv6Addr>().ok()?))
}

fn ipv4(text: &[u8]) -> Option<Ipv4Addr> {
    core::str::from_utf8(text).ok()?.parse().ok()
}

/// Whether a text may be the name of a host. What ends in a number is an address that is misspelt.
fn is_name(text: &[u8]) -> bool {
    let text = text.strip_suffix(b".").unwrap_or(text);
    let good = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let label = |label: &[u8]| !label.is_empty() && label.iter().all(good);
    let last = text.rsplit(|&byte| byte == b'.').next().unwrap_or_default();
    text.len() <= LONGEST_NAME
        && text.split(|&byte| byte == b'.').all(label)
        && !last.iter().all(u8::is_ascii_digit)
}

/// Whether two names are the same: case does not count, nor does a dot at the end.
pub fn is_same_name(one: &[u8], other: &[u8]) -> bool {
    let cut = |name| <[u8]>::strip_suffix(name, b".").unwrap_or(name);
    cut(one).eq_ignore_ascii_case(cut(other))
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::{Host, HttpPattern, Pattern, Ports, is_same_name};
    use std::net::IpAddr;
    use std::string::String;

    fn parse(text: &str) -> Option<Pattern<'_>> {
        Pattern::parse(text.as_bytes())
    }

    #[test]
    fn hosts_and_ports() {
        let ports = |first, last| Ports { first, last };
        let address = |text: &str| Host::Address(text.parse::<IpAddr>().unwrap());
        for (text, host, range) in [
            ("127.0.0.1:80", address("127.0.0.1"), ports(80, 80)),
            ("0.0.0.0:0", address("0.0.0.0"), ports(0, 0)),
            ("[::1]:8000-8100", address("::1"), ports(8000, 8100)),
            ("[fe80::1]:*", address("fe80::1"), ports(0, 65535)),
            ("*:443", Host::Any, ports(443, 443)),
            ("*:*", Host::Any, ports(0, 65535)),
            ("db:5432", Host::Name(b"db"), ports(5432, 5432)),
            (
                "a-b_c.example.com.:1-2",
                Host::Name(b"a-b_c.example.com."),
                ports(1, 2),
            ),
        ] {
            let pattern = parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((pattern.host, pattern.ports), (host, range), "{text}");
        }
    }

    #[test]
    fn what_is_no_pattern() {
        let long = String::from("a.").repeat(128) + ":80";
        for text in [
            "",
            ":",
            "80",
            "*",
            ":80",
            "*:",
            "*:65536",
            "*:-1",
            "*:1-",
            "*:-",
            "*:2-1",
            "*:1-2-3",
            "*:+1",
            "*:1 ",
            "::1:80",
            "[::1]",
            "[::1:80",
            "::1]:80",
            "[127.0.0.1]:80",
            "[]:80",
            "[::1%1]:80",
            "300.0.0.1:80",
            "1.2.3:80",
            "1:80",
            "a..b:80",
            ".:80",
            "a b:80",
            "*.example.com:80",
            "http://a:80",
            "a/b:80",
            "é:80",
            &long,
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn addresses() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        for (pattern, address, is_host, covers) in [
            ("127.0.0.1:1", "127.0.0.1", true, true),
            ("127.0.0.1:1", "127.0.0.2", false, false),
            ("0.0.0.0:1", "127.0.0.1", false, true),
            ("0.0.0.0:1", "::1", false, false),
            ("[::]:1", "::1", false, true),
            ("[::]:1", "0.0.0.0", false, false),
            ("*:1", "::1", true, true),
            ("localhost:1", "127.0.0.1", false, false),
        ] {
            let pattern = parse(pattern).unwrap();
            assert_eq!(pattern.is_host(ip(address)), is_host, "{pattern:?}");
            assert_eq!(pattern.covers(ip(address)), covers, "{pattern:?}");
        }
    }

    #[test]
    fn names() {
        assert!(is_same_name(b"Example.COM.", b"example.com"));
        assert!(!is_same_name(b"example.com", b"xample.com"));
    }

    #[test]
    fn hosts_of_http() {
        for (text, host, port, own, covers) in [
            ("example.com", "EXAMPLE.com.", 443, 443, true),
            ("example.com", "example.com", 80, 80, true),
            ("example.com", "example.com", 8080, 80, false),
            ("example.com", "a.example.com", 80, 80, false),
            ("example.com:8080", "example.com", 8080, 80, true),
            ("example.com:8080", "example.com", 80, 80, false),
            ("example.com:1-9", "example.com", 9, 80, true),
            ("example.com:*", "example.com", 9, 80, true),
            ("*.example.com", "a.Example.com", 80, 80, true),
            ("*.example.com", "a.b.example.com", 80, 80, true),
            ("*.example.com", "example.com", 80, 80, false),
            ("*.example.com", ".example.com", 80, 80, false),
            ("*.example.com", "badexample.com", 80, 80, false),
            ("*.example.com", "x@.example.com", 80, 80, false),
            ("*", "anything", 443, 443, true),
            ("*", "[::1]", 80, 80, true),
            ("*", "anything", 444, 443, false),
            ("*:*", "anything", 444, 443, true),
            ("127.0.0.1", "127.0.0.1", 80, 80, true),
            ("127.0.0.1", "127.0.0.2", 80, 80, false),
            ("127.0.0.1", "localhost", 80, 80, false),
            ("localhost", "127.0.0.1", 80, 80, false),
            ("[::1]:81", "[0:0::1]", 81, 80, true),
            ("[::1]", "::1", 80, 80, false),
        ] {
            let pattern = HttpPattern::parse(text.as_bytes()).unwrap_or_else(|| panic!("{text}"));
            let result = pattern.covers(host.as_bytes(), port, own);
            assert_eq!(result, covers, "{text} {host}:{port}");
        }
        for text in [
            "",
            ":80",
            "a:",
            "a:b",
            "a:65536",
            "*.",
            "*.*",
            "*.127.0.0.1",
            "*.[::1]",
            "a.*.b",
            "**",
            "::1",
            "[::1",
            "[::1]80",
            "http://a",
            "a/b",
            "a b",
            "1.2.3",
            "\u{e9}",
            "a:1:2",
            "user@a",
        ] {
            assert_eq!(HttpPattern::parse(text.as_bytes()), None, "{text}");
        }
    }
}
