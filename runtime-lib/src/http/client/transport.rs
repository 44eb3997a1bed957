//! What the bytes of a connection go through: plain, or TLS. Nothing here waits.

use super::failure::Failure;
use crate::host::{Descriptor, Result};

/// Longest name of a server, with a dot at its end.
const NAME: usize = 254;

/// Whether a connection is plain.
#[allow(clippy::large_enum_variant, reason = "there is no allocator")]
#[derive(Clone, Copy)]
pub enum Security {
    /// It is.
    Plain,
    /// It has TLS with a server of this name.
    Tls(#[allow(dead_code, reason = "for TLS")] ServerName),
}

/// What a server's certificate has to be for: a name, or an address, of IPv6 without brackets.
#[derive(Clone, Copy)]
pub struct ServerName {
    bytes: [u8; NAME],
    len: u8,
}

impl Security {
    /// TLS with the host of an authority. `None`: it is too long for one.
    pub fn tls(host: &[u8]) -> Option<Self> {
        let inner = host.strip_prefix(b"[").unwrap_or(host);
        let inner = inner.strip_suffix(b"]").unwrap_or(inner);
        let mut bytes = [0; NAME];
        bytes.get_mut(..inner.len())?.copy_from_slice(inner);
        Some(Self::Tls(ServerName {
            bytes,
            len: inner.len() as u8,
        }))
    }
}

impl ServerName {
    /// Its text.
    #[allow(dead_code, reason = "for TLS")]
    pub fn text(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.len)).unwrap_or_default()
    }
}

/// What has to be waited for so that a connection goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Interest {
    /// That it can be read.
    Read,
    /// That it can be written.
    Write,
}

/// A connection.
#[derive(Clone, Copy)]
pub struct Transport {
    socket: Descriptor,
    security: Security,
}

impl Transport {
    /// A connection by a socket that is connected. Its bytes go nowhere before [`Transport::handshake`] has ended.
    pub fn new(socket: Descriptor, security: Security) -> Self {
        Self { socket, security }
    }

    /// Its socket.
    pub fn socket(&self) -> Descriptor {
        self.socket
    }

    /// Agrees on how the bytes are protected; returns whether that is done.
    pub fn handshake(&mut self) -> core::result::Result<bool, Failure> {
        match self.security {
            Security::Plain => Ok(true),
            // There is no TLS yet. This is the one place where it is missed: with it, the handshake begins here.
            Security::Tls(_) => Err(Failure::Tls),
        }
    }

    /// Reads; returns how many bytes: 0 at the end, [`Errno::AGAIN`](crate::host::Errno::AGAIN) if there are none yet.
    pub fn read(&mut self, to: &mut [u8]) -> Result<usize> {
        self.socket.receive_some(to)
    }

    /// Writes; returns how many bytes, [`Errno::AGAIN`](crate::host::Errno::AGAIN) if none can be written yet.
    pub fn write(&mut self, from: &[u8]) -> Result<usize> {
        self.socket.send_some(from)
    }

    /// Nothing more is written. The other end is told where the protocol below HTTP has a message for that; a plain connection has none:
    /// servers take the end of one half for the end of both.
    pub fn finish(&mut self) {}

    /// What has to be waited for so that what the caller wants can happen.
    pub fn interest(&self, wanted: Interest) -> Interest {
        wanted
    }

    /// Ends the connection.
    pub fn close(&mut self) {
        self.socket.close();
    }
}
