//! The listening sockets that the policy grants.

use super::descriptor::{Descriptor, HostFd};
use super::errno::{Errno, Result};
use super::internet::ignore_broken_pipes;
use crate::{policy, sys};
use core::net::SocketAddr;
use rustix::fd::OwnedFd;
use rustix::net::sockopt::{set_socket_reuseaddr, set_tcp_nodelay};
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, getsockname, listen, socket_with};
use wasmc_abi::options::{HTTP_LISTEN, LISTEN, SERVER_ADDRESS};

/// Connections that wait to be accepted; the kernel lowers it to `net.core.somaxconn` (listen(2)).
const BACKLOG: i32 = 4096;

/// Opens them in order and gives each to `take`. Ends the process where one cannot be opened or taken.
pub fn open_listeners(mut take: impl FnMut(Descriptor) -> Result) {
    // A server must not end because a client has gone: writing to it is an error instead (EPIPE).
    ignore_broken_pipes();
    for text in policy::listeners() {
        let address = parse(LISTEN, text);
        let opened = open(address).and_then(|socket| {
            if address.port() == 0 {
                announce(&socket)?;
            }
            take(Descriptor::Socket(HostFd::new(socket)?))
        });
        if let Err(errno) = opened {
            refuse(LISTEN, text, address.port(), errno);
        }
    }
}

/// Opens the address of a server, which does not wait for connections. Ends the process where it cannot be opened.
pub fn open_server() -> Descriptor {
    let text = policy::server::address().unwrap_or(SERVER_ADDRESS.as_bytes());
    let address = parse(HTTP_LISTEN, text);
    let opened = open(address).and_then(|socket| {
        if address.port() == 0 {
            announce(&socket)?;
        }
        rustix::io::ioctl_fionbio(&socket, true)?;
        // Connections inherit it. The end of an answer must not wait for the client to acknowledge its beginning.
        set_tcp_nodelay(&socket, true)?;
        Ok(Descriptor::Socket(HostFd::new(socket)?))
    });
    opened.unwrap_or_else(|errno| refuse(HTTP_LISTEN, text, address.port(), errno))
}

/// Reads the address of an option. Ends the process where it is none.
fn parse(option: &str, text: &[u8]) -> SocketAddr {
    let address = core::str::from_utf8(text).ok();
    let Some(address) = address.and_then(|text| text.parse::<SocketAddr>().ok()) else {
        sys::fail!(
            option.as_bytes(),
            b": '",
            text,
            b"' is no ADDR:PORT, such as 127.0.0.1:8080, 0.0.0.0:80 or [::]:80"
        )
    };
    address
}

/// Opens one. `SO_REUSEADDR`: connections of a former process that linger do not keep the address.
fn open(address: SocketAddr) -> Result<OwnedFd> {
    let family = match address {
        SocketAddr::V4(_) => AddressFamily::INET,
        SocketAddr::V6(_) => AddressFamily::INET6,
    };
    let socket = socket_with(family, SocketType::STREAM, SocketFlags::CLOEXEC, None)?;
    set_socket_reuseaddr(&socket, true)?;
    bind(&socket, &address)?;
    listen(&socket, BACKLOG)?;
    Ok(socket)
}

/// Prints which port the kernel has chosen.
fn announce(socket: &OwnedFd) -> Result {
    let address = SocketAddr::try_from(getsockname(socket)?)?;
    sys::stderr!(
        b"wasmc: listening on port ",
        sys::Decimal(u64::from(address.port())),
        b"\n"
    );
    Ok(())
}

/// Ends the process because an address cannot be listened on.
#[cold]
fn refuse(option: &str, text: &[u8], port: u16, errno: Errno) -> ! {
    let hint: &[u8] = if errno == Errno::ACCES && port < 1024 {
        b"; ports below 1024 need root or CAP_NET_BIND_SERVICE"
    } else {
        b""
    };
    sys::fail!(
        option.as_bytes(),
        b": cannot listen on '",
        text,
        b"': ",
        errno.describe(),
        hint
    )
}
