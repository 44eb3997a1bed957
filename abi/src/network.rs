//! What `--tcp-listen` and `--tcp-connect` grant: `HOST:PORT`, each with patterns.

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
        let host = if host == b"*" {
            Host::Any
        } else if let Some(inner) = host.strip_prefix(b"[") {
            let inner = core::str::from_utf8(inner.strip_suffix(b"]")?).ok()?;
            Host::Address(IpAddr::V6(inner.parse::<Ipv6Addr>().ok()?))
        } else if let Some(address) = ipv4(host) {
            Host::Address(IpAddr::V4(address))
        } else if is_name(host) {
            Host::Name(host)
        } else {
            return None;
        };
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

    use super::{Host, Pattern, Ports, is_same_name};
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
}
