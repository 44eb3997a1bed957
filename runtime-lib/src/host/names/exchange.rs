//! Sockets by which a server is asked. They never wait.

use crate::host::descriptor::{Descriptor, HostFd};
use crate::host::errno::{Errno, Result};
use crate::host::file::retry;
use core::net::{IpAddr, Ipv6Addr, SocketAddr};
use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, connect, recv, send, socket_with,
};

/// A socket that is connected to a server, or about to be. The kernel takes a free port by chance, and passes on nothing
/// that comes from elsewhere.
pub fn open(server: SocketAddr, stream: bool) -> Result<Descriptor> {
    let family = match server.ip() {
        IpAddr::V4(_) => AddressFamily::INET,
        IpAddr::V6(_) => AddressFamily::INET6,
    };
    let kind = if stream {
        SocketType::STREAM
    } else {
        SocketType::DGRAM
    };
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let socket = Descriptor::Socket(HostFd::new(socket_with(family, kind, flags, None)?)?);
    let connected = socket.host().and_then(|fd| Ok(connect(fd, &server)?));
    match connected {
        Ok(()) | Err(Errno::INPROGRESS) => Ok(socket),
        Err(errno) => {
            socket.close();
            Err(errno)
        }
    }
}

/// Sends as much as the kernel takes.
pub fn put(socket: Descriptor, bytes: &[u8]) -> Result<usize> {
    let fd = socket.host()?;
    retry(|| send(fd, bytes, SendFlags::NOSIGNAL))
}

/// Receives; returns how many bytes came, which are more than there is room for where a datagram was cut.
pub fn get(socket: Descriptor, to: &mut [u8], stream: bool) -> Result<usize> {
    let fd = socket.host()?;
    let flags = if stream {
        RecvFlags::empty()
    } else {
        RecvFlags::TRUNC
    };
    Ok(retry(|| recv(fd, &mut *to, flags))?.1)
}

/// Whether there is a way to an address. Nothing is sent.
pub fn reaches(address: Ipv6Addr) -> bool {
    let port = 53;
    let opened = open(SocketAddr::new(IpAddr::V6(address), port), false);
    opened.map(Descriptor::close).is_ok()
}
