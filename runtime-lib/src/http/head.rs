//! The head of a request: its line and its headers.

use super::framing::Framing;
use httparse::{EMPTY_HEADER, Header, Request};

/// The most headers of a request.
pub const MOST_HEADERS: usize = 100;
/// The most bytes of a head.
pub const MOST_BYTES: usize = 16 << 10;
/// The longest method.
const MOST_METHOD: usize = 32;

/// What the server has to know of a head.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// Its bytes.
    pub len: usize,
    /// Whether it is of HTTP/1.1, not 1.0.
    pub is_1_1: bool,
    /// Whether the connection can be used again.
    pub keep_alive: bool,
    /// Whether the client waits to be told that its body is wanted.
    pub expects: bool,
    /// Whether the method is `HEAD`.
    pub is_head: bool,
    /// Where the body ends.
    pub framing: Framing,
}

/// A head with all that the program may ask for.
pub struct Parsed<'b> {
    /// What the server has to know.
    pub head: Head,
    /// The method.
    pub method: &'b str,
    /// Path and query; of an absolute form without them, or of `*`, what was written.
    pub path: &'b str,
    /// Host and port, of the target or of the header.
    pub authority: &'b str,
}

/// Bytes of the head at the beginning of what was received, if all of it is there. `Err`: the status of the refusal.
pub fn head_bytes(received: &[u8]) -> Result<Option<usize>, u16> {
    let within = received.get(..MOST_BYTES).unwrap_or(received);
    match within.windows(4).position(|it| it == b"\r\n\r\n") {
        Some(at) => Ok(Some(at + 4)),
        // A client that ends its lines in another way would wait for an answer.
        None if within.windows(2).any(|it| it == b"\n\n") => Err(400),
        None if received.len() >= MOST_BYTES => Err(431),
        None => Ok(None),
    }
}

/// Reads a head, which `bytes` are. `Err`: the status of the refusal.
pub fn parse<'h, 'b>(
    bytes: &'b [u8],
    headers: &'h mut [Header<'b>; MOST_HEADERS],
) -> Result<(Parsed<'b>, &'h [Header<'b>]), u16> {
    if !has_whole_lines(bytes) {
        return Err(400);
    }
    *headers = [EMPTY_HEADER; MOST_HEADERS];
    let mut request = Request::new(headers);
    match request.parse(bytes) {
        Ok(httparse::Status::Complete(len)) if len == bytes.len() => {}
        Err(httparse::Error::TooManyHeaders) => return Err(431),
        Err(httparse::Error::Version) => return Err(505),
        _ => return Err(400),
    }
    let (Some(method), Some(target), Some(minor)) = (request.method, request.path, request.version)
    else {
        return Err(400);
    };
    let headers: &'h [Header<'b>] = request.headers;
    if method.len() > MOST_METHOD {
        return Err(501);
    }
    let is_1_1 = minor == 1;
    let (path, authority) = target_of(method, target, headers, is_1_1)?;
    let head = Head {
        len: bytes.len(),
        is_1_1,
        keep_alive: keeps_alive(headers, is_1_1),
        expects: is_1_1 && expects(headers)?,
        is_head: method.strip_prefix('H') == Some("EAD"),
        framing: framing(headers, is_1_1)?,
    };
    let parsed = Parsed {
        head,
        method,
        path,
        authority,
    };
    Ok((parsed, headers))
}

/// Whether each line ends with CR LF, and neither of the two is elsewhere.
fn has_whole_lines(bytes: &[u8]) -> bool {
    let mut before = 0;
    for &byte in bytes {
        if (before == b'\r') != (byte == b'\n') {
            return false;
        }
        before = byte;
    }
    true
}

/// The values of a header, whose name is given with a colon: a constant of 4 bytes would be in every image.
pub fn named<'h, 'b>(
    headers: &'h [Header<'b>],
    name: &'static str,
) -> impl Iterator<Item = &'b [u8]> + use<'h, 'b> {
    let name = name.trim_end_matches(':');
    let found = headers
        .iter()
        .filter(move |it| it.name.eq_ignore_ascii_case(name));
    found.map(|it| it.value)
}

/// Path and authority (RFC 9112, 3.2 and 3.3).
fn target_of<'b>(
    method: &str,
    target: &'b str,
    headers: &[Header<'b>],
    is_1_1: bool,
) -> Result<(&'b str, &'b str), u16> {
    if method == "CONNECT" {
        return Err(501);
    }
    let mut hosts = named(headers, "host:");
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => core::str::from_utf8(host).map_err(|_| 400u16)?.trim_ascii(),
        (None, None) if !is_1_1 => "",
        _ => return Err(400),
    };
    if !host.as_bytes().iter().all(is_authority) {
        return Err(400);
    }
    if target.starts_with('/') || (target == "*" && method == "OPTIONS") {
        return Ok((target, host));
    }
    let rest = match target.split_at_checked(7) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http://") => rest,
        _ => return Err(400),
    };
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end).ok_or(400u16)?;
    if authority.is_empty() || !authority.as_bytes().iter().all(is_authority) {
        return Err(400);
    }
    let path = match path {
        "" => "/",
        path if path.starts_with('/') => path,
        _ => return Err(400),
    };
    Ok((path, authority))
}

/// Whether a byte can be part of host and port. `@` cannot: nothing in HTTP names a user.
fn is_authority(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:[]%".contains(byte)
}

/// The elements of a header that is a list.
fn elements(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|&it| it == b',').map(<[u8]>::trim_ascii)
}

fn keeps_alive(headers: &[Header<'_>], is_1_1: bool) -> bool {
    let has = |word: &[u8]| {
        let mut all = named(headers, "connection:").flat_map(elements);
        all.any(|it| it.eq_ignore_ascii_case(word))
    };
    !has(b"close") && (is_1_1 || has(b"keep-alive"))
}

/// Whether the client expects `100 Continue`; of anything else, nobody knows what it is.
fn expects(headers: &[Header<'_>]) -> Result<bool, u16> {
    let mut expects = false;
    for value in named(headers, "expect:") {
        if !value.trim_ascii().eq_ignore_ascii_case(b"100-continue") {
            return Err(417);
        }
        expects = true;
    }
    Ok(expects)
}

/// Where the body ends (RFC 9112, 6.3). What two readers might read in two ways is refused.
fn framing(headers: &[Header<'_>], is_1_1: bool) -> Result<Framing, u16> {
    let mut codings = named(headers, "transfer-encoding:");
    let mut lengths = named(headers, "content-length:");
    match (
        codings.next(),
        codings.next(),
        lengths.next(),
        lengths.next(),
    ) {
        (None, _, None, _) => Ok(Framing::Done),
        (None, _, Some(length), None) => match length_of(length).ok_or(400u16)? {
            0 => Ok(Framing::Done),
            length => Ok(Framing::Length(length)),
        },
        (Some(coding), None, None, _) if is_1_1 => {
            match coding.trim_ascii().eq_ignore_ascii_case(b"chunked") {
                true => Ok(Framing::Size),
                false => Err(400),
            }
        }
        _ => Err(400),
    }
}

/// The value of `Content-Length`: digits alone.
pub fn length_of(value: &[u8]) -> Option<u64> {
    const MOST_DIGITS: usize = 18;
    let value = value.trim_ascii();
    if value.is_empty() || value.len() > MOST_DIGITS || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    core::str::from_utf8(value).ok()?.parse().ok()
}
