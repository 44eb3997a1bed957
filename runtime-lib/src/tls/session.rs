//! A session with a server.
#![allow(unsafe_code)]

use super::library;
use core::slice;
use wasmc_abi::tls::{Call, Request, Status};

/// A session, which its owner closes.
#[derive(Clone, Copy)]
pub struct Session(u64);

/// How a session stands after a step.
pub struct Stands {
    /// In what state it is.
    pub status: Status,
    /// The alert of the peer, where the status says that there is one.
    pub alert: u8,
    /// Whether bytes are to be sent.
    pub has_to_send: bool,
    /// How many bytes the step was about.
    pub count: usize,
}

impl Session {
    /// One with the server of a name, or of an address. `None`: there is no TLS, nobody is trusted, no certificate can have that name, or
    /// there is no memory.
    pub fn open(name: &[u8]) -> Option<Self> {
        let mut call = Call {
            at: name.as_ptr() as u64,
            bytes: name.len() as u64,
            ..Call::new(Request::Open, 0)
        };
        library::call(&mut call);
        (call.result != 0).then_some(Self(call.result))
    }

    fn step(self, request: Request, at: u64, bytes: usize) -> Stands {
        let mut call = Call {
            at,
            bytes: bytes as u64,
            ..Call::new(request, self.0)
        };
        library::call(&mut call);
        Stands {
            status: call.status,
            alert: call.alert as u8,
            has_to_send: call.to_send != 0,
            count: (call.result as usize).min(bytes),
        }
    }

    /// Takes bytes that were received; none: the peer has closed its side.
    pub fn receive(self, bytes: &[u8]) -> Stands {
        self.step(Request::Receive, bytes.as_ptr() as u64, bytes.len())
    }

    /// Gives data of the peer.
    pub fn read(self, to: &mut [u8]) -> Stands {
        self.step(Request::Read, to.as_mut_ptr() as u64, to.len())
    }

    /// Takes data for the peer.
    pub fn write(self, data: &[u8]) -> Stands {
        self.step(Request::Write, data.as_ptr() as u64, data.len())
    }

    /// Has `send` send what is to be sent, which returns how many bytes it has sent.
    ///
    /// # Errors
    /// Those of `send`.
    pub fn flush<E>(self, mut send: impl FnMut(&[u8]) -> Result<usize, E>) -> Result<(), E> {
        let mut sent = 0;
        loop {
            let mut call = Call {
                bytes: sent as u64,
                ..Call::new(Request::Sent, self.0)
            };
            library::call(&mut call);
            if call.to_send == 0 {
                return Ok(());
            }
            // SAFETY: the library's buffer, which stays as it is until the next call.
            let rest =
                unsafe { slice::from_raw_parts(call.result as *const u8, call.to_send as usize) };
            sent = send(rest)?;
        }
    }

    /// Tells the peer that no more data comes.
    pub fn finish(self) -> Stands {
        self.step(Request::Finish, 0, 0)
    }

    /// Forgets it.
    pub fn close(self) {
        self.step(Request::Close, 0, 0);
    }
}
