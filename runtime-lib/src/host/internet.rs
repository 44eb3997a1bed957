//! Sockets of TCP and UDP. None of them waits.

use super::descriptor::{Descriptor, HostFd};
use super::errno::{Errno, Result};
use super::file::retry;
use super::poll::Polled;
use crate::sys::{self, io};
use core::net::SocketAddr;
use rustix::io::Errno as HostErrno;
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketAddrAny, SocketFlags, SocketType, bind, connect,
    connect_unspec, getpeername, getsockname, listen, recv, recvfrom, send, sendto, socket_with,
    sockopt,
};

/// `SIGPIPE` (signal(7)).
const SIGPIPE: i32 = 13;

/// Bytes that may be written at once at most.
const MOST_AT_ONCE: u32 = 64 << 10;
/// The same where the kernel does not say how much room there is. It has more than that if it says that there is some.
const ALWAYS_FITS: u64 = 4096;

/// Makes writing to a connection that is gone an error instead of the end of the process.
pub fn ignore_broken_pipes() {
    sys::ignore(SIGPIPE);
}

fn socket(kind: SocketType, v6: bool) -> Result<Descriptor> {
    let family = if v6 {
        AddressFamily::INET6
    } else {
        AddressFamily::INET
    };
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = socket_with(family, kind, flags, None)?;
    if v6 {
        sockopt::set_ipv6_v6only(&socket, true)?;
    }
    Ok(Descriptor::Socket(HostFd::new(socket)?))
}

/// A socket of TCP.
pub fn tcp_socket(v6: bool) -> Result<Descriptor> {
    socket(SocketType::STREAM, v6)
}

/// A socket of UDP.
pub fn udp_socket(v6: bool) -> Result<Descriptor> {
    socket(SocketType::DGRAM, v6)
}

fn internet(address: SocketAddrAny) -> Result<SocketAddr> {
    SocketAddr::try_from(address).map_err(|_| Errno::AFNOSUPPORT)
}

impl Descriptor {
    /// Has the address that a former process used at once (`SO_REUSEADDR`, socket(7)).
    pub fn reuse_address(self) -> Result {
        Ok(sockopt::set_socket_reuseaddr(self.socket()?, true)?)
    }

    /// Gives it an address (bind(2)).
    pub fn bind(self, to: SocketAddr) -> Result {
        match bind(self.socket()?, &to) {
            Err(HostErrno::AFNOSUPPORT) => Err(Errno::INVAL),
            result => Ok(result?),
        }
    }

    /// Begins to connect it, which fails with [`Errno::INPROGRESS`] while it is under way (connect(2)).
    pub fn connect(self, to: SocketAddr) -> Result {
        match connect(self.socket()?, &to) {
            // It goes on.
            Err(HostErrno::INTR) => Err(Errno::INPROGRESS),
            result => Ok(result?),
        }
    }

    /// What has come of connecting; [`Errno::AGAIN`] while it is under way.
    pub fn connected(self) -> Result {
        let mut polled = Polled::new();
        polled.add(self, true)?;
        polled.wait(Some(0))?;
        if polled.results().all(|events| events.is_empty()) {
            return Err(Errno::AGAIN);
        }
        Ok(sockopt::socket_error(self.socket()?)??)
    }

    /// Takes the address away that datagrams go to (connect(2)).
    pub fn disconnect(self) -> Result {
        Ok(connect_unspec(self.socket()?)?)
    }

    /// Listens, with so many connections that wait to be accepted (listen(2)).
    pub fn listen(self, backlog: i32) -> Result {
        Ok(listen(self.socket()?, backlog)?)
    }

    /// Its address.
    pub fn local_address(self) -> Result<SocketAddr> {
        internet(getsockname(self.socket()?)?)
    }

    /// The address of the other end.
    pub fn remote_address(self) -> Result<SocketAddr> {
        internet(getpeername(self.socket()?)?.ok_or(Errno::NOTCONN)?)
    }

    /// How many bytes can be written to a connection at once without waiting. A part of the kernel's room, as it keeps
    /// books about each packet there.
    pub fn send_room(self) -> Result<u64> {
        if let Ok((queued, most)) = io::send_memory(self.socket()?) {
            let free = most.saturating_sub(queued);
            // Otherwise nobody who waits until it can be written is woken up (`sk_stream_is_writeable`).
            let is_writable = free >= queued / 2;
            let room = if is_writable { free / 4 } else { 0 };
            return Ok(u64::from(room.min(MOST_AT_ONCE)));
        }
        let mut polled = Polled::new();
        polled.add(self, true)?;
        polled.wait(Some(0))?;
        let is_full = polled.results().all(|events| events.is_empty());
        Ok(if is_full { 0 } else { ALWAYS_FITS })
    }

    /// Receives bytes of a connection; returns how many, 0 at its end.
    pub fn receive_some(self, to: &mut [u8]) -> Result<usize> {
        let host = self.socket()?;
        Ok(retry(|| recv(host, &mut *to, RecvFlags::empty()))?.1)
    }

    /// Sends bytes of a connection; returns how many.
    pub fn send_some(self, from: &[u8]) -> Result<usize> {
        let host = self.socket()?;
        retry(|| send(host, from, SendFlags::NOSIGNAL))
    }

    /// Receives a datagram; returns its bytes and whose it is.
    pub fn receive_from(self, to: &mut [u8]) -> Result<(usize, SocketAddr)> {
        let host = self.socket()?;
        let (_, bytes, from) = retry(|| recvfrom(host, &mut *to, RecvFlags::empty()))?;
        Ok((bytes.min(to.len()), internet(from.ok_or(Errno::NOTCONN)?)?))
    }

    /// Sends a datagram, where none is given to the address that it is connected to.
    pub fn send_to(self, from: &[u8], to: Option<SocketAddr>) -> Result {
        let host = self.socket()?;
        retry(|| match to {
            Some(to) => sendto(host, from, SendFlags::NOSIGNAL, &to),
            None => send(host, from, SendFlags::NOSIGNAL),
        })?;
        Ok(())
    }
}
