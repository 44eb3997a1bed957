//! A connection with TLS. Nothing here waits.
#![allow(unsafe_code)]

use super::failure::Failure;
use crate::host::{Descriptor, Errno, Result};
use crate::tls::{Session, Stands, Status};
use core::cell::UnsafeCell;

/// Bytes that are received at once.
const AT_ONCE: usize = 16 << 10;

/// Where they are before the session has them.
struct Received(UnsafeCell<[u8; AT_ONCE]>);
// SAFETY: the process has one thread.
unsafe impl Sync for Received {}
#[unsafe(link_section = ".bss.large.received")]
static RECEIVED: Received = Received(UnsafeCell::new([0; AT_ONCE]));

/// TLS on a socket.
#[derive(Clone, Copy)]
pub struct Secure {
    session: Session,
    has_to_send: bool,
    /// Why it has ended, if it has.
    failure: Option<Failure>,
}

/// What a session that has ended has ended by.
fn failure(stands: &Stands) -> Option<Failure> {
    match stands.status {
        Status::Handshake | Status::Open | Status::Closed => None,
        Status::Protocol => Some(Failure::Tls),
        Status::Certificate => Some(Failure::Certificate),
        Status::Alert => Some(Failure::Alert(stands.alert)),
    }
}

impl Secure {
    /// Begins with the server of a name.
    pub fn open(name: &[u8]) -> core::result::Result<Self, Failure> {
        let session = Session::open(name).ok_or(Failure::NoTls)?;
        Ok(Self {
            session,
            has_to_send: true,
            failure: None,
        })
    }

    /// Whether something is to be sent, whatever the program does.
    pub fn has_to_send(&self) -> bool {
        self.has_to_send
    }

    /// Why it has ended, if the server or what it sent is to blame.
    pub fn failure(&self) -> Option<Failure> {
        self.failure
    }

    /// Sends what is to be sent.
    pub fn send(&mut self, socket: Descriptor) -> Result {
        if self.has_to_send {
            self.session.flush(|bytes| socket.send_some(bytes))?;
            self.has_to_send = false;
        }
        Ok(())
    }

    /// Takes what a step has said.
    fn after(&mut self, stands: Stands) -> Stands {
        self.has_to_send |= stands.has_to_send;
        self.failure = self.failure.or(failure(&stands));
        stands
    }

    /// Receives once.
    fn receive(&mut self, socket: Descriptor) -> Result<Stands> {
        // SAFETY: nobody else refers to it: one thread, and neither call below comes back here.
        let buffer = unsafe { &mut *RECEIVED.0.get() };
        let count = socket.receive_some(buffer)?;
        let bytes = buffer.get(..count).unwrap_or_default();
        let stands = self.session.receive(bytes);
        let stands = self.after(stands);
        match stands.count == count {
            true => Ok(stands),
            // It has taken less than its longest message is: there is none.
            false => Err(Errno::PROTO),
        }
    }

    /// Goes on with the handshake; returns whether it is over.
    pub fn handshake(&mut self, socket: Descriptor) -> core::result::Result<bool, Failure> {
        loop {
            match self.send(socket) {
                Ok(()) => {}
                Err(Errno::AGAIN) => return Ok(false),
                Err(_) => return Err(Failure::Terminated),
            }
            let stands = match self.receive(socket) {
                Ok(stands) => stands,
                Err(Errno::AGAIN) => return Ok(false),
                Err(Errno::PROTO) => return Err(Failure::Tls),
                Err(_) => return Err(Failure::Terminated),
            };
            let failure = match stands.status {
                Status::Handshake => continue,
                Status::Open => return Ok(true),
                // No bytes: the connection has ended.
                _ if stands.count == 0 => Failure::Terminated,
                _ => failure(&stands).unwrap_or(Failure::Tls),
            };
            // The server is told why, if it listens.
            let _ = self.send(socket);
            return Err(failure);
        }
    }

    /// Reads data; 0 bytes at its end.
    pub fn read(&mut self, socket: Descriptor, to: &mut [u8]) -> Result<usize> {
        loop {
            let stands = self.session.read(to);
            if stands.count != 0 || to.is_empty() {
                return Ok(stands.count);
            }
            match stands.status {
                Status::Handshake | Status::Open => {}
                Status::Closed => return Ok(0),
                _ => return Err(Errno::PROTO),
            }
            // What the protocol itself has to say does not keep anybody from reading.
            match self.send(socket) {
                Ok(()) | Err(Errno::AGAIN) => {}
                Err(errno) => return Err(errno),
            }
            self.receive(socket)?;
        }
    }

    /// Writes data.
    pub fn write(&mut self, socket: Descriptor, from: &[u8]) -> Result<usize> {
        self.send(socket)?;
        let stands = self.session.write(from);
        let stands = self.after(stands);
        if stands.count == 0 && !from.is_empty() {
            return Err(Errno::PROTO);
        }
        match self.send(socket) {
            Ok(()) | Err(Errno::AGAIN) => Ok(stands.count),
            Err(errno) => Err(errno),
        }
    }

    /// Ends the session; the server is told, if it listens.
    pub fn close(&mut self, socket: Descriptor) {
        let stands = self.session.finish();
        self.after(stands);
        let _ = self.send(socket);
        self.session.close();
    }
}
