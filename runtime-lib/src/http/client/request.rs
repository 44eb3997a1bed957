//! What goes out: the head of a request, its body, its trailers.

use super::buffers::{OUT, with_out};
use super::exchange::{Exchange, Sending};
use super::failure::Failure;
use crate::host::{Errno, Result};
use crate::http::chunk_head;
use crate::sys::IoVec;

/// Bytes of a body that are kept until they can be sent.
const MOST_PENDING: usize = 64 << 10;
/// Where those are that came before the head was known. The head has the room in front of them.
const EARLY: usize = OUT - MOST_PENDING;
/// Bytes that a chunk has around its data.
const AROUND_CHUNK: usize = 12;

/// How a server is told where the body ends.
#[derive(Clone, Copy)]
pub enum Framed {
    /// There is none.
    Nothing,
    /// By its length, which is among the headers.
    Length(u64),
    /// By chunks.
    Chunked,
}

/// The first line of a request, and whom it is for.
pub struct Line<'a> {
    /// The method.
    pub method: &'a [u8],
    /// Path and query, or the query alone.
    pub path: &'a [u8],
    /// Host and port.
    pub authority: &'a [u8],
}

impl Exchange {
    /// Appends bytes to what is sent; returns whether there was room.
    fn put(&mut self, bytes: &[u8]) -> bool {
        self.make_room(bytes.len());
        let end = self.out_end;
        let fits = with_out(self.place, |out| {
            let to = out.get_mut(end..end + bytes.len());
            to.map(|to| to.copy_from_slice(bytes)).is_some()
        });
        if fits {
            self.out_end += bytes.len();
        }
        fits
    }

    /// Moves what is there to the front of the buffer if so many bytes have no room behind it.
    fn make_room(&mut self, bytes: usize) {
        let (start, end) = (self.out_start, self.out_end);
        if start != 0 && OUT - end < bytes {
            with_out(self.place, |out| {
                if end <= out.len() {
                    out.copy_within(start..end, 0);
                }
            });
            self.out_start = 0;
            self.out_end = end - start;
        }
    }

    /// Puts a header.
    pub fn put_header(&mut self, name: &[u8], value: &[u8]) -> bool {
        self.put(name) && self.put(b": ") && self.put(value) && self.put(b"\r\n")
    }

    /// Puts the head of the request, and behind it what was written of its body already. `headers` puts each header of the program
    /// with [`Exchange::put_header`], and returns whether there was room for all.
    pub fn put_head(
        &mut self,
        line: &Line<'_>,
        framed: Framed,
        headers: impl FnOnce(&mut Self) -> bool,
    ) -> core::result::Result<(), Failure> {
        let name = line.method.strip_prefix(b"H").unwrap_or_default();
        self.is_head = name == b"EAD";
        self.is_connect = line.method.strip_prefix(b"C") == Some(b"ONNECT");
        let mut fits = self.put(line.method)
            && self.put(b" ")
            && (line.path.starts_with(b"/") || self.put(b"/"))
            && self.put(line.path)
            && self.put(b" HTTP/1.1\r\n")
            && self.put(b"host: ")
            && self.put(line.authority)
            && self.put(b"\r\n")
            && headers(self);
        self.sending = match framed {
            Framed::Nothing => Sending::Nothing,
            Framed::Length(length) => Sending::Length(length),
            Framed::Chunked => {
                fits = fits && self.put(b"transfer-encoding: chunked\r\n");
                Sending::Chunked
            }
        };
        fits = fits && self.put(b"connection: close\r\n\r\n");
        if !fits || self.out_end + AROUND_CHUNK > EARLY {
            return Err(Failure::HeadSize);
        }
        self.put_early();
        Ok(())
    }

    /// Moves bytes of the body that came before the head behind it.
    fn put_early(&mut self) {
        let bytes = core::mem::take(&mut self.early);
        if bytes == 0 {
            return;
        }
        match self.sending {
            Sending::Chunked => {
                self.put(&chunk_head(bytes));
            }
            Sending::Length(left) if left >= bytes as u64 => {
                self.sending = Sending::Length(left - bytes as u64);
            }
            _ => return,
        }
        let end = self.out_end;
        with_out(self.place, |out| {
            if end <= EARLY && out.len() == OUT {
                out.copy_within(EARLY..EARLY + bytes, end);
            }
        });
        self.out_end += bytes;
        if self.sending == Sending::Chunked {
            self.put(b"\r\n");
        }
    }

    /// Bytes of the body that can be taken now.
    pub fn body_room(&self) -> Result<usize> {
        match self.sending {
            Sending::Early => Ok(MOST_PENDING - self.early),
            Sending::Length(_) | Sending::Chunked => {
                let pending = self.out_end - self.out_start + AROUND_CHUNK;
                Ok(MOST_PENDING.saturating_sub(pending))
            }
            Sending::Nothing | Sending::Done | Sending::Broken => Err(Errno::PIPE),
        }
    }

    /// Takes bytes of the body; [`Errno::AGAIN`]: it can take none now.
    pub fn write_body(&mut self, from: IoVec, now: u64) -> Result<usize> {
        self.advance(now);
        let from = from.first(self.body_room()?);
        let count = from.len();
        if count == 0 {
            return Err(Errno::AGAIN);
        }
        match self.sending {
            Sending::Early => {
                let at = EARLY + self.early;
                with_out(self.place, |out| {
                    from.copy_to(out.get_mut(at..).unwrap_or_default())
                });
                self.early += count;
                return Ok(count);
            }
            Sending::Length(left) if (count as u64) > left => {
                self.fail(Failure::Protocol);
                return Err(Errno::MSGSIZE);
            }
            Sending::Length(left) => self.sending = Sending::Length(left - count as u64),
            _ => {
                self.put(&chunk_head(count));
            }
        }
        self.make_room(count);
        let end = self.out_end;
        with_out(self.place, |out| {
            from.copy_to(out.get_mut(end..).unwrap_or_default())
        });
        self.out_end += count;
        if self.sending == Sending::Chunked {
            self.put(b"\r\n");
        }
        self.advance(now);
        Ok(count)
    }

    /// The body is complete. `trailers` puts them, if it is sent in chunks.
    pub fn finish_body(&mut self, now: u64, trailers: impl FnOnce(&mut Self) -> bool) {
        let whole = match self.sending {
            Sending::Chunked => self.put(b"0\r\n") && trailers(self) && self.put(b"\r\n"),
            Sending::Length(0) | Sending::Nothing => true,
            Sending::Early | Sending::Length(_) => false,
            Sending::Done | Sending::Broken => return,
        };
        match whole {
            true => self.sending = Sending::Done,
            false => self.fail(Failure::Protocol),
        }
        self.advance(now);
    }

    /// The body will not be complete, and so neither is the request.
    pub fn abort_body(&mut self) {
        if !matches!(self.sending, Sending::Nothing | Sending::Done) {
            self.fail(Failure::Protocol);
        }
    }

    /// Sends what can be sent without waiting.
    pub(super) fn flush(&mut self) {
        while self.out_start != self.out_end {
            let (start, end) = (self.out_start, self.out_end);
            let Some(transport) = self.transport.as_mut() else {
                return;
            };
            let sent = with_out(self.place, |out| {
                transport.write(out.get(start..end).unwrap_or_default())
            });
            match sent {
                Ok(bytes) => self.out_start += bytes,
                Err(Errno::AGAIN) => return,
                // There may be an answer all the same.
                Err(_) => {
                    self.sending = Sending::Broken;
                    self.out_start = end;
                }
            }
        }
        self.out_start = 0;
        self.out_end = 0;
    }
}
