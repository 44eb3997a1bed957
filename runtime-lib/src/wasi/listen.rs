//! The listening sockets that the policy grants.

use super::errno::Errno;
use super::fd_table::{self, Entry, Preopen};
use super::types::{Filetype, Result, rights};
use crate::{policy, sys};
use core::net::SocketAddr;
use rustix::fd::OwnedFd;
use rustix::net::sockopt::set_socket_reuseaddr;
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, getsockname, listen, socket_with};

/// Connections that wait to be accepted; the kernel lowers it to `net.core.somaxconn` (listen(2)).
const BACKLOG: i32 = 4096;

/// `SIGPIPE` (signal(7)).
const SIGPIPE: i32 = 13;

/// Opens them, as descriptors from 3 on. Images that import `sock_accept` call it at start, before
/// any other descriptor is opened.
pub fn open_listeners() {
    // A server must not end because a client has gone: writing to it is an error instead (EPIPE).
    sys::ignore(SIGPIPE);
    for text in policy::listeners() {
        let address = core::str::from_utf8(text).ok();
        let Some(address) = address.and_then(|text| text.parse::<SocketAddr>().ok()) else {
            sys::fail!(
                b"--listen: '",
                text,
                b"' is no ADDR:PORT, such as 127.0.0.1:8080, 0.0.0.0:80 or [::]:80"
            )
        };
        let opened = open(address).and_then(|socket| {
            if address.port() == 0 {
                announce(&socket)?;
            }
            let entry = Entry::new(
                Filetype::SocketStream,
                rights::SOCKET,
                rights::SOCKET,
                false,
            );
            fd_table::insert(socket, entry.preopened(Preopen::Listener))
        });
        if let Err(errno) = opened {
            refuse(text, address.port(), errno);
        }
    }
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

/// Says which port the kernel has chosen, as nobody else would.
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
fn refuse(text: &[u8], port: u16, errno: Errno) -> ! {
    let hint: &[u8] = if errno == Errno::ACCES && port < 1024 {
        b"; ports below 1024 need root or CAP_NET_BIND_SERVICE"
    } else {
        b""
    };
    sys::fail!(
        b"--listen: cannot listen on '",
        text,
        b"': ",
        errno.describe(),
        hint
    )
}
