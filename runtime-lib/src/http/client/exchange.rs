//! A request and its answer, on a connection of their own.

use super::answer::{self, Answer};
use super::buffers::{self, IN, with_in};
use super::failure::Failure;
use super::transport::{Interest, Security, Transport};
use crate::host::{Awaited, Errno, Lookup, Result, SECOND, tcp_socket};
use crate::http::framing::Framing;
use core::net::SocketAddr;

/// Nanoseconds after which a connection is looked at again that waits for both directions: a wait is for one of them. What is waited for
/// comes first, as a rule.
const TICK: u64 = SECOND / 40;

/// Nanoseconds that something may take.
#[derive(Clone, Copy)]
pub struct Times {
    /// Until there is a connection.
    pub connect: u64,
    /// From there to the head of the answer.
    pub first_byte: u64,
    /// Between bytes of its body.
    pub between_bytes: u64,
}

impl Times {
    /// What is not said.
    pub const DEFAULT: u64 = 600 * SECOND;
}

/// How far it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Not begun: bytes of the body may be there.
    New,
    /// The name is looked up.
    Lookup,
    /// An address is connected to.
    Connect,
    /// The connection is made safe.
    Handshake,
    /// The head of the answer is to come.
    Head,
    /// It is there.
    Answered,
    /// There will be none.
    Failed(Failure),
    /// Nobody wants it.
    Closed,
}

/// How far the body of a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sending {
    /// The head of the request is not known yet.
    Early,
    /// There is none.
    Nothing,
    /// So many bytes are to come.
    Length(u64),
    /// It goes out in chunks.
    Chunked,
    /// Everything is there.
    Done,
    /// It cannot be sent on.
    Broken,
}

/// A request and its answer.
#[derive(Clone, Copy)]
pub struct Exchange {
    /// Which buffers it has.
    pub(super) place: u32,
    phase: Phase,
    lookup: Lookup,
    port: u16,
    security: Security,
    /// Why the last address could not be connected to.
    refused: Failure,
    pub(super) transport: Option<Transport>,
    times: Times,
    /// When what is waited for must have happened.
    deadline: u64,
    /// When both directions are looked at again.
    tick: u64,
    /// What goes out lies from here on,
    pub(super) out_start: usize,
    /// up to here.
    pub(super) out_end: usize,
    pub(super) sending: Sending,
    /// Bytes of the body that came before the head was known.
    pub(super) early: usize,
    /// Whether the method is `HEAD`, or `CONNECT`.
    pub(super) is_head: bool,
    pub(super) is_connect: bool,
    /// What was received and not read yet lies from here on,
    pub(super) in_start: usize,
    /// up to here.
    pub(super) in_end: usize,
    pub(super) answer: Answer,
    /// Where the trailers are.
    pub(super) trailers: (usize, usize),
    /// Why the body cannot be read on.
    broken: Errno,
}

impl Exchange {
    /// One that has not begun, and has no buffers.
    pub fn new() -> Option<Self> {
        Some(Self {
            place: u32::MAX,
            phase: Phase::New,
            lookup: Lookup::new(b"localhost")?,
            port: 0,
            security: Security::Plain,
            refused: Failure::Name,
            transport: None,
            times: Times {
                connect: 0,
                first_byte: 0,
                between_bytes: 0,
            },
            deadline: 0,
            tick: 0,
            out_start: 0,
            out_end: 0,
            sending: Sending::Early,
            early: 0,
            is_head: false,
            is_connect: false,
            in_start: 0,
            in_end: 0,
            answer: Answer::NONE,
            trailers: (0, 0),
            broken: Errno::PROTO,
        })
    }

    /// Gives it the buffers with a number, which only it has; returns whether there are any.
    pub fn take_place(&mut self, place: u32) -> bool {
        self.place = place;
        buffers::has(place)
    }

    /// Begins. The head of the request was put. `None` for the lookup: the host is none.
    pub fn start(
        &mut self,
        lookup: Option<Lookup>,
        port: u16,
        security: Security,
        times: Times,
        now: u64,
    ) {
        self.port = port;
        self.security = security;
        self.times = times;
        self.deadline = now.saturating_add(times.connect);
        let Some(lookup) = lookup else {
            return self.fail(Failure::Name);
        };
        self.lookup = lookup;
        self.phase = Phase::Lookup;
        if self.lookup.asks() {
            self.lookup.start(now);
        }
        self.advance(now);
    }

    /// Goes on as far as it can without waiting.
    pub fn advance(&mut self, now: u64) {
        loop {
            let in_time = now < self.deadline;
            match self.phase {
                Phase::Lookup => match self.lookup.advance(now) {
                    Some(_) if in_time => return,
                    Some(_) => self.fail(Failure::ConnectTimeout),
                    None => self.connect(),
                },
                Phase::Connect => match self.connected() {
                    Ok(()) => self.phase = Phase::Handshake,
                    Err(Errno::AGAIN) if in_time => return,
                    Err(Errno::AGAIN) => self.fail(Failure::ConnectTimeout),
                    Err(errno) => {
                        self.refused = Failure::of_connecting(errno);
                        self.disconnect();
                        self.connect();
                    }
                },
                Phase::Handshake => match self.transport.as_mut().map(Transport::handshake) {
                    Some(Ok(true)) => {
                        self.deadline = now.saturating_add(self.times.first_byte);
                        self.phase = Phase::Head;
                    }
                    Some(Ok(false)) if in_time => return,
                    Some(Err(failure)) => self.fail(failure),
                    _ => self.fail(Failure::ConnectTimeout),
                },
                Phase::Head => {
                    self.flush();
                    match self.receive_head() {
                        Ok(true) => {
                            self.deadline = now.saturating_add(self.times.between_bytes);
                            self.phase = Phase::Answered;
                        }
                        Ok(false) if in_time => return,
                        Ok(false) => self.fail(Failure::ReadTimeout),
                        Err(failure) => self.fail(failure),
                    }
                }
                Phase::Answered => return self.flush(),
                Phase::New | Phase::Failed(_) | Phase::Closed => return,
            }
        }
    }

    /// Begins to connect to the next address.
    fn connect(&mut self) {
        while let Ok(Some(address)) = self.lookup.next_address() {
            let to = SocketAddr::new(address, self.port);
            let socket = match tcp_socket(to.is_ipv6()) {
                Ok(socket) => socket,
                Err(errno) => {
                    self.refused = Failure::of_connecting(errno);
                    continue;
                }
            };
            // Nothing is lost where that is not possible.
            let _ = socket.no_delay();
            match socket.connect(to) {
                Ok(()) | Err(Errno::INPROGRESS) => {
                    self.transport = Some(Transport::new(socket, self.security));
                    self.phase = Phase::Connect;
                    return;
                }
                Err(errno) => {
                    self.refused = Failure::of_connecting(errno);
                    socket.close();
                }
            }
        }
        self.fail(self.refused);
    }

    fn connected(&self) -> Result {
        let transport = self.transport.as_ref().ok_or(Errno::NOTCONN)?;
        transport.socket().connected()
    }

    /// Receives the head of the answer; returns whether it is there. Interim answers are skipped.
    fn receive_head(&mut self) -> core::result::Result<bool, Failure> {
        loop {
            let (is_head, is_connect) = (self.is_head, self.is_connect);
            let answer = self.with_unread(|bytes| answer::read(bytes, is_head, is_connect))?;
            match answer {
                Some(answer) if answer.is_interim => {
                    self.in_start += answer.len;
                    continue;
                }
                Some(answer) => {
                    self.answer = answer;
                    return Ok(true);
                }
                None if self.in_end - self.in_start >= IN => return Err(Failure::Protocol),
                None => {}
            }
            match self.receive() {
                Ok(1..) => {}
                Err(Errno::AGAIN) => return Ok(false),
                _ => return Err(Failure::Protocol),
            }
        }
    }

    /// What was received and not read yet.
    pub(super) fn with_unread<T>(&self, look: impl FnOnce(&[u8]) -> T) -> T {
        let (start, end) = (self.in_start, self.in_end);
        with_in(self.place, |buffer| {
            look(buffer.get(start..end).unwrap_or_default())
        })
    }

    /// Receives more; returns how many bytes: 0 when no more comes.
    fn receive(&mut self) -> Result<usize> {
        let transport = self.transport.as_mut().ok_or(Errno::NOTCONN)?;
        let (start, end) = (self.in_start, self.in_end);
        if end - start >= IN {
            return Err(Errno::NOBUFS);
        }
        let received = with_in(self.place, |buffer| {
            buffer.copy_within(start..end, 0);
            transport.read(buffer.get_mut(end - start..).unwrap_or_default())
        });
        self.in_start = 0;
        self.in_end = end - start;
        let bytes = received?;
        self.in_end += bytes;
        Ok(bytes)
    }

    /// Whether there is no answer yet, but may come one.
    pub fn is_pending(&self) -> bool {
        !matches!(
            self.phase,
            Phase::Answered | Phase::Failed(_) | Phase::Closed
        )
    }

    /// The status, and each header, of an answer that is there.
    pub fn take_answer(
        &mut self,
        header: impl FnMut(&[u8], &[u8]),
    ) -> core::result::Result<u16, Failure> {
        match self.phase {
            Phase::Answered => {}
            Phase::Failed(failure) => return Err(failure),
            _ => return Err(Failure::Protocol),
        }
        self.with_unread(|bytes| answer::each_header(bytes, header));
        self.in_start += self.answer.len;
        self.answer.len = 0;
        Ok(self.answer.status)
    }

    /// Whether bytes of the body, or its end, are there.
    fn has_body(&self) -> bool {
        match self.answer.framing {
            Framing::Done | Framing::Broken => true,
            framing => {
                self.with_unread(|bytes| framing.step(bytes)) != crate::http::framing::Step::More
            }
        }
    }

    /// Receives more of the body, without waiting.
    pub(super) fn receive_body(&mut self, now: u64) -> Result {
        self.flush();
        match self.receive() {
            Ok(0) if self.answer.until_close => self.answer.framing = Framing::Done,
            Ok(0) => self.break_off(Errno::PROTO),
            Ok(_) => self.deadline = now.saturating_add(self.times.between_bytes),
            Err(Errno::AGAIN) if now < self.deadline => return Err(Errno::AGAIN),
            Err(Errno::AGAIN) => self.break_off(Errno::TIMEDOUT),
            Err(_) => self.break_off(Errno::PROTO),
        }
        Ok(())
    }

    fn break_off(&mut self, why: Errno) {
        self.answer.framing = Framing::Broken;
        self.broken = why;
    }

    /// Why the body cannot be read on.
    pub(super) fn why_broken(&self) -> Errno {
        self.broken
    }

    /// What has to be waited for until there is an answer, or none will come. `None`: it is so.
    pub fn wait_for_head(&mut self, now: u64) -> Option<Awaited> {
        self.advance(now);
        if !self.is_pending() {
            return None;
        }
        self.awaited(Interest::Read, self.deadline, now)
    }

    /// What has to be waited for until more of the body is there, or its end.
    pub fn wait_for_body(&mut self, now: u64) -> Option<Awaited> {
        self.advance(now);
        if self.phase != Phase::Answered {
            return None;
        }
        // What is below HTTP may have bytes that the socket does not have any more.
        while !self.has_body() {
            if self.receive_body(now).is_err() {
                return self.awaited(Interest::Read, self.deadline, now);
            }
        }
        None
    }

    /// What has to be waited for until more can be written, or nothing more.
    pub fn wait_for_room(&mut self, now: u64) -> Option<Awaited> {
        self.advance(now);
        if self.body_room() != Ok(0) {
            return None;
        }
        let deadline = match self.phase {
            Phase::Answered => u64::MAX,
            _ => self.deadline,
        };
        self.awaited(Interest::Write, deadline, now)
    }

    fn awaited(&mut self, wanted: Interest, deadline: u64, now: u64) -> Option<Awaited> {
        if self.phase == Phase::Lookup {
            let awaited = self.lookup.advance(now)?;
            let deadline = awaited.deadline.min(deadline);
            return Some(Awaited {
                deadline,
                ..awaited
            });
        }
        let transport = self.transport.as_ref()?;
        let has_pending = self.out_start != self.out_end;
        let (wanted, deadline) = match self.phase {
            Phase::Connect => (Interest::Write, deadline),
            Phase::Head | Phase::Answered if wanted == Interest::Read && has_pending => {
                if now >= self.tick {
                    self.tick = now.saturating_add(TICK);
                }
                (Interest::Write, deadline.min(self.tick))
            }
            _ => (wanted, deadline),
        };
        let write = match self.phase {
            Phase::Connect => true,
            _ => transport.interest(wanted) == Interest::Write,
        };
        Some(Awaited {
            socket: transport.socket(),
            write,
            deadline,
        })
    }

    /// There will be no answer.
    pub fn fail(&mut self, failure: Failure) {
        if self.is_pending() {
            self.end(Phase::Failed(failure));
        } else if self.phase == Phase::Answered {
            self.break_off(Errno::PROTO);
            self.disconnect();
        }
        self.sending = Sending::Broken;
    }

    /// Nobody wants the answer any more.
    pub fn close(&mut self) {
        self.end(Phase::Closed);
        self.sending = Sending::Broken;
        self.answer.framing = Framing::Broken;
    }

    fn end(&mut self, phase: Phase) {
        self.lookup.close();
        self.disconnect();
        self.phase = phase;
    }

    fn disconnect(&mut self) {
        if let Some(mut transport) = self.transport.take() {
            if matches!(self.phase, Phase::Head | Phase::Answered) {
                transport.finish();
            }
            transport.close();
        }
    }
}
