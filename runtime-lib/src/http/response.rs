//! The answer to a request: its head, its body, its trailers.

use super::connection::Connection;
use super::date;
use crate::host::{ClockId, Errno, Result, SECOND, now};
use crate::sys::IoVec;

/// Bytes of a body that are kept before the head of the answer is known.
const MOST_EARLY: usize = 32 << 10;
/// Bytes that a chunk has around its data.
const AROUND_CHUNK: usize = 12;

/// How far an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Response {
    /// Its head is not known yet; bytes of its body may be there.
    Nothing,
    /// So many bytes of the body are to come.
    Length(u64),
    /// The body goes out in chunks.
    Chunked,
    /// The body ends with the connection.
    UntilClose,
    /// The body is not sent.
    NoBody,
    /// Everything is there.
    Done,
    /// It cannot be sent.
    Failed,
}

/// The beginning of an answer.
pub struct Line {
    /// Its status.
    pub status: u16,
    /// The length of the body that the program has announced.
    pub length: Option<u64>,
    /// Whether there is no body.
    pub is_empty: bool,
}

impl Connection {
    /// Whether bytes are waiting to be sent.
    pub fn has_pending(&self) -> bool {
        self.out_start.get() != self.out_end.get()
    }

    /// Whether the head of the answer is on its way.
    pub fn has_responded(&self) -> bool {
        self.response.get() != Response::Nothing
    }

    /// Appends bytes to what is sent; returns whether there was room.
    pub(super) fn put(&self, bytes: &[u8]) -> bool {
        if bytes.len() > self.out_room() {
            return false;
        }
        let end = self.out_end.get();
        self.with_out(end, |out| {
            if let Some(to) = out.get_mut(..bytes.len()) {
                to.copy_from_slice(bytes);
            }
        });
        self.out_end.set(end + bytes.len());
        true
    }

    fn put_number(&self, number: u64) -> bool {
        let mut text = [0; 20];
        let mut rest = number;
        let mut first = text.len();
        loop {
            first -= 1;
            if let Some(digit) = text.get_mut(first) {
                *digit = b'0' + (rest % 10) as u8;
            }
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        self.put(text.get(first..).unwrap_or_default())
    }

    /// Begins the answer. `headers` puts each header of the program with [`Connection::put_header`] and returns whether there was room
    /// for all.
    pub fn respond(&self, line: &Line, headers: impl FnOnce(&Self) -> bool) {
        let early = self.out_end.get();
        let bodiless = self.is_head.get() || line.status == 204 || line.status == 304;
        let length = match (line.length, line.is_empty) {
            (None, true) if line.status != 204 && line.status != 304 => Some(0),
            (length, _) => length,
        };
        let body = match length {
            _ if bodiless => Response::NoBody,
            Some(length) => Response::Length(length),
            None if self.is_1_1.get() => Response::Chunked,
            None => Response::UntilClose,
        };
        if body == Response::UntilClose {
            self.keep_alive.set(false);
        }
        let version: &[u8] = match self.is_1_1.get() {
            true => b"HTTP/1.1 ",
            false => b"HTTP/1.0 ",
        };
        let mut fits = self.put(version)
            && self.put_number(u64::from(line.status))
            && self.put(b" ")
            && self.put(reason(line.status).trim_ascii_end())
            && self.put(b"\r\n")
            && headers(self);
        if let (Some(length), None) = (length, line.length) {
            fits = fits
                && self.put(b"content-length")
                && self.put(b": ")
                && self.put_number(length)
                && self.put(b"\r\n");
        }
        if body == Response::Chunked {
            fits = fits && self.put(b"transfer-encoding: chunked\r\n");
        }
        let seconds = now(ClockId::Realtime).unwrap_or(0) / SECOND;
        fits = fits && self.put(b"date: ") && self.put(&date::date(seconds));
        let connection: &[u8] = match (self.keep_alive.get(), self.is_1_1.get()) {
            (false, _) => b"\r\nconnection: close\r\n",
            (true, true) => b"\r\n",
            (true, false) => b"\r\nconnection: keep-alive\r\n",
        };
        fits = fits && self.put(connection) && self.put(b"\r\n");
        if !fits {
            self.fail();
            return;
        }
        self.expects.set(false);
        self.response.set(body);
        self.move_early(early, body);
    }

    /// Puts bytes of the body that came before the head behind it.
    fn move_early(&self, early: usize, body: Response) {
        if early == 0 {
            return;
        }
        let end = self.out_end.get();
        match body {
            Response::NoBody => {
                self.with_out(0, |out| out.copy_within(early..end, 0));
                self.out_end.set(end - early);
            }
            Response::Length(length) if length < early as u64 => self.fail(),
            Response::Length(length) => {
                self.with_out(0, |out| {
                    out.get_mut(..end).unwrap_or_default().rotate_left(early)
                });
                self.response.set(Response::Length(length - early as u64));
            }
            Response::Chunked => {
                self.out_end.set(end);
                let fits = self.put(&chunk_head(early));
                let end = self.out_end.get();
                self.with_out(0, |out| {
                    out.get_mut(..end).unwrap_or_default().rotate_left(early)
                });
                if !(fits && self.put(b"\r\n")) {
                    self.fail();
                }
            }
            _ => self.with_out(0, |out| {
                out.get_mut(..end).unwrap_or_default().rotate_left(early)
            }),
        }
    }

    /// Puts a header.
    pub fn put_header(&self, name: &[u8], value: &[u8]) -> bool {
        self.put(name) && self.put(b": ") && self.put(value) && self.put(b"\r\n")
    }

    /// The answer cannot be completed: it is another one if nothing of it was sent, else the connection ends, so that the client
    /// knows.
    pub fn fail(&self) {
        self.closes.set(true);
        if self.response.get() == Response::Done {
            // All of the answer is there.
            return;
        }
        if !self.has_sent.get() {
            self.refuse(500);
            return;
        }
        self.response.set(Response::Failed);
        self.out_start.set(0);
        self.out_end.set(0);
    }

    /// Forgets bytes of a body that are not of this answer.
    pub fn forget_early(&self) {
        if !self.has_responded() {
            self.out_end.set(self.out_start.get());
        }
    }

    /// Bytes of the body that can be taken now.
    pub fn body_room(&self) -> Result<usize> {
        match self.response.get() {
            Response::Failed | Response::Done => return Err(Errno::PIPE),
            Response::Nothing => return Ok(MOST_EARLY.saturating_sub(self.out_end.get())),
            _ => {}
        }
        if self.out_room() < MOST_EARLY {
            self.flush()?;
        }
        Ok(self.out_room().saturating_sub(AROUND_CHUNK))
    }

    /// Takes bytes of the body; [`Errno::AGAIN`]: it can take none now. They are sent when there are many, before the process
    /// waits, or with the end.
    pub fn write_body(&self, from: IoVec) -> Result<usize> {
        let room = self.body_room()?;
        let response = self.response.get();
        if response == Response::NoBody {
            return Ok(from.len());
        }
        if room == 0 {
            return Err(match response {
                Response::Nothing => Errno::NOBUFS,
                _ if self.is_late() => {
                    self.fail();
                    Errno::PIPE
                }
                _ => Errno::AGAIN,
            });
        }
        if let Response::Length(left) = response
            && from.len() as u64 > left
        {
            self.fail();
            return Err(Errno::MSGSIZE);
        }
        let from = from.first(room);
        let count = from.len();
        if response == Response::Chunked {
            self.put(&chunk_head(count));
        }
        let end = self.out_end.get();
        self.with_out(end, |out| from.copy_to(out));
        self.out_end.set(end + count);
        match response {
            Response::Chunked => {
                self.put(b"\r\n");
            }
            Response::Length(left) => self.response.set(Response::Length(left - count as u64)),
            _ => {}
        }
        Ok(count)
    }

    /// The body is complete. `trailers` puts them, if it is sent in chunks.
    pub fn finish(&self, trailers: impl FnOnce(&Self) -> bool) -> Result {
        let whole = match self.response.get() {
            Response::Chunked => self.put(b"0\r\n") && trailers(self) && self.put(b"\r\n"),
            Response::Length(0) | Response::NoBody | Response::UntilClose => true,
            Response::Nothing | Response::Length(_) => false,
            Response::Done => return Ok(()),
            Response::Failed => return Err(Errno::PIPE),
        };
        if !whole {
            self.fail();
            return Err(Errno::MSGSIZE);
        }
        self.response.set(Response::Done);
        Ok(())
    }

    /// Answers with a status alone, and closes the connection.
    pub fn refuse(&self, status: u16) {
        self.out_end.set(self.out_start.get());
        self.keep_alive.set(false);
        self.closes.set(true);
        let line = Line {
            status,
            length: None,
            is_empty: true,
        };
        self.respond(&line, |_| true);
        self.response.set(Response::Done);
    }

    /// The program has answered. Returns whether the connection can be used again.
    pub fn end(&self) -> bool {
        if !self.has_responded() {
            self.refuse(500);
        } else if self.response.get() != Response::Done {
            // What was not finished ends here, as in wasmtime.
            let _ = self.finish(|_| true);
        }
        if !self.skip_body() || !self.keep_alive.get() {
            self.closes.set(true);
        }
        self.trailers.set((0, 0));
        self.consume(0);
        !self.closes.get()
    }
}

/// The line in front of a chunk: eight digits, so that its length is known.
pub fn chunk_head(bytes: usize) -> [u8; 10] {
    let mut line = *b"00000000\r\n";
    let mut rest = bytes;
    for digit in line.iter_mut().take(8).rev() {
        let value = (rest & 15) as u8;
        *digit = value + if value < 10 { b'0' } else { b'a' - 10 };
        rest >>= 4;
    }
    line
}

/// The phrase of a status (RFC 9110, 15), perhaps with a space behind it. Constants of 4, 8 or 16 bytes would be in every image: linkers
/// keep them in a section of their own.
fn reason(status: u16) -> &'static [u8] {
    match status {
        200 => b"OK",
        201 => b"Created",
        202 => b"Accepted ",
        204 => b"No Content",
        206 => b"Partial Content",
        301 => b"Moved Permanently",
        302 => b"Found",
        303 => b"See Other",
        304 => b"Not Modified",
        307 => b"Temporary Redirect",
        308 => b"Permanent Redirect",
        400 => b"Bad Request",
        401 => b"Unauthorized",
        403 => b"Forbidden",
        404 => b"Not Found",
        405 => b"Method Not Allowed",
        408 => b"Request Timeout",
        409 => b"Conflict ",
        411 => b"Length Required",
        413 => b"Payload Too Large",
        415 => b"Unsupported Media Type",
        417 => b"Expectation Failed",
        422 => b"Unprocessable Entity",
        429 => b"Too Many Requests",
        431 => b"Request Header Fields Too Large",
        500 => b"Internal Server Error",
        501 => b"Not Implemented",
        502 => b"Bad Gateway",
        503 => b"Service Unavailable",
        504 => b"Gateway Timeout",
        505 => b"HTTP Version Not Supported",
        _ => b"",
    }
}
