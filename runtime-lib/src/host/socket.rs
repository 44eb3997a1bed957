//! Sockets that are open: nothing here makes one.

use super::descriptor::{Descriptor, HostFd};
use super::errno::Result;
use super::file::retry;
use crate::sys::io::{self, IoVec};
pub use rustix::net::Shutdown;
use rustix::net::{SocketFlags, accept_with, shutdown};

/// Flags of recvmsg(2).
pub const MSG_PEEK: u32 = 0x2;
/// Likewise.
pub const MSG_WAITALL: u32 = 0x100;

impl Descriptor {
    /// Accepts a connection (accept4(2)).
    pub fn accept(self, nonblock: bool) -> Result<Descriptor> {
        let mut flags = SocketFlags::CLOEXEC;
        flags.set(SocketFlags::NONBLOCK, nonblock);
        let host = self.host()?;
        let socket = retry(|| accept_with(host, flags))?;
        Ok(Descriptor::Socket(HostFd::new(socket)?))
    }

    /// Receives, with [`MSG_PEEK`] and [`MSG_WAITALL`]. Returns how many bytes came, and whether a
    /// datagram was cut.
    pub fn receive(self, to: &[IoVec], flags: u32) -> Result<(usize, bool)> {
        Ok(io::receive(self.socket()?, to, flags)?)
    }

    /// Sends; returns how many bytes.
    pub fn send(self, from: &[IoVec]) -> Result<usize> {
        Ok(io::send(self.socket()?, from)?)
    }

    /// Ends a connection in one direction or in both (shutdown(2)).
    pub fn shutdown(self, how: Shutdown) -> Result {
        Ok(shutdown(self.socket()?, how)?)
    }
}
