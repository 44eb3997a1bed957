//! The head of an answer. A server may lie: an answer whose end two readers might see in two places is none.

use super::failure::Failure;
use crate::http::framing::Framing;
use crate::http::{MOST_HEADERS, length_of, named};
use httparse::{EMPTY_HEADER, Header, Response, Status};

/// What has to be known of an answer.
#[derive(Clone, Copy)]
pub struct Answer {
    /// Bytes of its head.
    pub len: usize,
    /// Its status.
    pub status: u16,
    /// Whether another one follows it.
    pub is_interim: bool,
    /// What is left of its body.
    pub framing: Framing,
    /// Whether the body ends with the connection.
    pub until_close: bool,
}

impl Answer {
    /// There is none yet.
    pub const NONE: Self = Self {
        len: 0,
        status: 0,
        is_interim: false,
        framing: Framing::Done,
        until_close: false,
    };
}

/// Reads the head at the beginning of what was received, if all of it is there.
pub fn read(bytes: &[u8], is_head: bool, is_connect: bool) -> Result<Option<Answer>, Failure> {
    let mut headers = [EMPTY_HEADER; MOST_HEADERS];
    let mut response = Response::new(&mut headers);
    let len = match response.parse(bytes) {
        Ok(Status::Complete(len)) => len,
        Ok(Status::Partial) => return Ok(None),
        Err(_) => return Err(Failure::Protocol),
    };
    let (Some(status), Some(minor)) = (response.code, response.version) else {
        return Err(Failure::Protocol);
    };
    if status < 100 {
        return Err(Failure::Protocol);
    }
    let is_switch = status == 101;
    let has_none = is_head
        || status < 200
        || status == 204
        || status == 304
        || (is_connect && (200..300).contains(&status));
    let (framing, until_close) = match has_none {
        true => (Framing::Done, false),
        false => framing(response.headers, minor == 1)?,
    };
    Ok(Some(Answer {
        len,
        status,
        is_interim: status < 200 && !is_switch,
        framing,
        until_close,
    }))
}

/// Shows each header of a head that was read before.
pub fn each_header(bytes: &[u8], mut show: impl FnMut(&[u8], &[u8])) {
    let mut headers = [EMPTY_HEADER; MOST_HEADERS];
    let mut response = Response::new(&mut headers);
    if let Ok(Status::Complete(_)) = response.parse(bytes) {
        for header in response.headers.iter() {
            show(header.name.as_bytes(), header.value);
        }
    }
}

/// Where the body ends (RFC 9112, 6.3), and whether it is with the connection.
fn framing(headers: &[Header<'_>], is_1_1: bool) -> Result<(Framing, bool), Failure> {
    let mut codings = named(headers, "transfer-encoding:");
    let mut lengths = named(headers, "content-length:");
    match (codings.next(), codings.next(), lengths.next()) {
        (None, _, None) => Ok((Framing::Length(u64::MAX), true)),
        (None, _, Some(first)) => {
            let length = length_of(first).ok_or(Failure::Protocol)?;
            if lengths.any(|it| length_of(it) != Some(length)) {
                return Err(Failure::Protocol);
            }
            Ok(match length {
                0 => (Framing::Done, false),
                length => (Framing::Length(length), false),
            })
        }
        (Some(coding), None, None) if is_1_1 => {
            match coding.trim_ascii().eq_ignore_ascii_case(b"chunked") {
                true => Ok((Framing::Size, false)),
                false => Err(Failure::Coding),
            }
        }
        _ => Err(Failure::Protocol),
    }
}
