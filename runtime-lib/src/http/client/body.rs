//! The body of an answer, and its trailers.

use super::buffers::with_in;
use super::exchange::Exchange;
use crate::host::{Errno, Result};
use crate::http::MOST_HEADERS;
use crate::http::framing::{Framing, Step};
use crate::sys::IoVec;
use httparse::{EMPTY_HEADER, Status};

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
