//! The head of an answer, and its body. A server may lie: an answer whose end two readers might see in two places is none.

use super::buffers::with_in;
use super::exchange::Exchange;
use super::failure::Failure;
use crate::host::{Errno, Result};
use crate::http::framing::{Framing, Step};
use crate::http::{MOST_HEADERS, length_of, named};
use crate::sys::IoVec;
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
pub fn read(
    bytes: &[u8],
    is_head: bool,
    is_connect: bool,
) -> core::result::Result<Option<Answer>, Failure> {
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
fn framing(headers: &[Header<'_>], is_1_1: bool) -> core::result::Result<(Framing, bool), Failure> {
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

impl Exchange {
    /// Reads the body: 0 bytes at its end, [`Errno::AGAIN`] if there are none yet.
    pub fn read_body(&mut self, to: IoVec, now: u64) -> Result<usize> {
        self.next_body(now, |bytes| to.fill(bytes))
    }

    /// Reads what is left of the body, as far as it is there; returns whether that was all.
    pub fn skip_body(&mut self, now: u64) -> Result<bool> {
        loop {
            match self.next_body(now, <[u8]>::len) {
                Ok(0) => return Ok(true),
                Ok(_) => {}
                Err(Errno::AGAIN) => return Ok(false),
                Err(errno) => return Err(errno),
            }
        }
    }

    /// Lets `take` take bytes of the body, which returns how many; returns them.
    fn next_body(&mut self, now: u64, take: impl Fn(&[u8]) -> usize) -> Result<usize> {
        loop {
            let framing = self.answer.framing;
            match framing {
                Framing::Done => return Ok(0),
                Framing::Broken => return Err(self.why_broken()),
                _ => {}
            }
            match self.with_unread(|bytes| framing.step(bytes)) {
                Step::Data(count) => {
                    let taken =
                        self.with_unread(|bytes| take(bytes.get(..count).unwrap_or_default()));
                    self.in_start += taken;
                    // Without a length, it is not counted.
                    if !self.answer.until_close {
                        self.answer.framing = framing.after(taken);
                    }
                    return Ok(taken);
                }
                Step::Skip(count, next) => {
                    self.answer.framing = next;
                    self.in_start += count;
                }
                Step::Trailers(count) => {
                    self.answer.framing = Framing::Done;
                    self.trailers = (self.in_start, count);
                    self.in_start += count;
                }
                Step::More => self.receive_body(now)?,
            }
        }
    }

    /// Shows each trailer. Returns whether they can be read.
    pub fn each_trailer(&self, mut show: impl FnMut(&[u8], &[u8])) -> bool {
        let (at, len) = self.trailers;
        with_in(self.place, |buffer| {
            let mut headers = [EMPTY_HEADER; MOST_HEADERS];
            let bytes = buffer.get(at..at + len).unwrap_or_default();
            if bytes.is_empty() {
                return true;
            }
            match httparse::parse_headers(bytes, &mut headers) {
                Ok(Status::Complete((_, received))) => {
                    for header in received {
                        show(header.name.as_bytes(), header.value);
                    }
                    true
                }
                _ => false,
            }
        })
    }
}
