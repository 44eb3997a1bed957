//! The body of a request.

use super::connection::Connection;
use super::framing::{Framing, Step};
use super::head::Head;
use super::response::Response;
use crate::host::{Errno, Result};
use crate::sys::IoVec;

/// Bytes of a body that nobody wanted which are read so that the connection can be used again.
const MOST_SKIPPED: usize = 64 << 10;

impl Connection {
    /// The head of a request has been read: its body comes next.
    pub fn begin(&self, head: &Head) {
        self.consume(head.len);
        self.is_1_1.set(head.is_1_1);
        self.keep_alive.set(head.keep_alive);
        self.expects.set(head.expects);
        self.has_sent.set(false);
        self.is_head.set(head.is_head);
        self.framing.set(head.framing);
        self.trailers.set((0, 0));
        self.response.set(Response::Nothing);
    }

    /// Whether bytes of the body, or its end, can be told without waiting.
    pub fn has_body(&self) -> bool {
        match self.framing.get() {
            Framing::Done | Framing::Broken => true,
            framing => framing.step(self.unread()) != Step::More,
        }
    }

    /// What the client sent is no request: it gets a status, and nothing more is read.
    pub fn reject(&self, status: u16) {
        self.framing.set(Framing::Broken);
        self.refuse(status);
    }

    /// Whether the client may still be sending.
    pub fn has_unread_body(&self) -> bool {
        self.framing.get() != Framing::Done
    }

    /// Whether all of the body has been read.
    pub fn is_read(&self) -> bool {
        self.framing.get() == Framing::Done
    }

    /// Reads the body: 0 bytes at its end, [`Errno::AGAIN`] if there are none yet.
    pub fn read_body(&self, to: IoVec) -> Result<usize> {
        loop {
            let framing = self.framing.get();
            match framing {
                Framing::Done => return Ok(0),
                Framing::Broken => return Err(Errno::CONNRESET),
                _ => {}
            }
            match framing.step(self.unread()) {
                Step::Data(count) => {
                    let bytes = self.unread().get(..count).unwrap_or_default();
                    let bytes = to.fill(bytes);
                    self.framing.set(framing.after(bytes));
                    self.consume(bytes);
                    return Ok(bytes);
                }
                Step::Skip(count, next) => {
                    self.framing.set(next);
                    self.consume(count);
                }
                Step::Trailers(count) => {
                    self.framing.set(Framing::Done);
                    self.trailers.set((self.place(), count));
                    self.consume(count);
                }
                Step::More => {
                    self.ask_for_body();
                    if self.has_responded() && self.has_pending() {
                        // The client may wait for the answer before it sends more.
                        let _ = self.flush();
                    }
                    match self.receive() {
                        Ok(0) => self.framing.set(Framing::Broken),
                        Ok(_) => self.renew(),
                        Err(Errno::AGAIN) if !self.is_late() => return Err(Errno::AGAIN),
                        Err(_) => self.framing.set(Framing::Broken),
                    }
                }
            }
        }
    }

    /// Tells a client that waits for it that its body is wanted.
    fn ask_for_body(&self) {
        if self.expects.replace(false)
            && self.response.get() == Response::Nothing
            && !self.has_pending()
        {
            self.put(b"HTTP/1.1 100 Continue\r\n\r\n");
            // If it cannot be sent, that shows when the client sends nothing.
            let _ = self.flush();
        }
    }

    /// Reads what is left of a body, as far as it is there; returns whether that was all.
    pub fn skip_body(&self) -> bool {
        if self.expects.get() {
            // The client may send it or not.
            return self.is_read();
        }
        let mut skipped = 0;
        while skipped < MOST_SKIPPED {
            let framing = self.framing.get();
            if framing == Framing::Done || framing == Framing::Broken {
                break;
            }
            match framing.step(self.unread()) {
                Step::Data(count) => {
                    self.framing.set(framing.after(count));
                    self.consume(count);
                    skipped += count;
                }
                Step::Skip(count, next) => {
                    self.framing.set(next);
                    self.consume(count);
                }
                Step::Trailers(count) => {
                    self.framing.set(Framing::Done);
                    self.trailers.set((self.place(), count));
                    self.consume(count);
                }
                Step::More if matches!(self.receive(), Ok(1..)) => {}
                Step::More => break,
            }
        }
        self.is_read()
    }
}
