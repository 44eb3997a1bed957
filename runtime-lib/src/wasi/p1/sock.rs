//! Sockets. WASI preview 1 makes none: what there is was passed to the program.

use super::fd_table::{self, Entry, Preopen};
use super::flags::{fdflags, narrow};
use super::rights;
use super::vectors::{read_once, write_all};
use crate::host::{self, Errno, MSG_PEEK, MSG_WAITALL, Result, Shutdown};
use crate::wasi::guest::Memory;

/// `riflags::recv_peek`.
const RECV_PEEK: u16 = 1;
/// `riflags::recv_waitall`.
const RECV_WAITALL: u16 = 2;
/// `roflags::recv_data_truncated`.
const RECV_DATA_TRUNCATED: u16 = 1;

/// `sdflags`.
const SHUT_RD: u32 = 1;
const SHUT_WR: u32 = 2;

/// Puts the listening sockets into the table, as descriptors from 3 on. Images that import `sock_accept`
/// call it at start, before any other descriptor is opened.
pub fn open_listeners() {
    host::open_listeners(|socket| {
        let entry = Entry::new(socket, rights::SOCKET, rights::SOCKET);
        fd_table::insert(entry.preopened(Preopen::Listener)).map(drop)
    });
}

/// `sock_accept`.
pub fn sock_accept(memory: Memory, fd: u32, flags: u32, result: u32) -> Result {
    let nonblock = u32::from(fdflags::NONBLOCK);
    if flags & !nonblock != 0 {
        return Err(Errno::INVAL);
    }
    let entry = fd_table::get(fd, rights::SOCK_ACCEPT)?;
    memory.check(result, 4)?;
    let socket = entry.descriptor.accept(flags == nonblock)?;
    let accepted = fd_table::insert(Entry::new(socket, rights::SOCKET, 0))?;
    memory.write_u32(result, accepted)
}

/// `sock_recv`.
pub fn sock_recv(
    memory: Memory,
    fd: u32,
    iovs: u32,
    count: u32,
    flags: u32,
    result: u32,
    result_flags: u32,
) -> Result {
    let flags = narrow(flags)?;
    if flags & !(RECV_PEEK | RECV_WAITALL) != 0 {
        return Err(Errno::INVAL);
    }
    let mut host_flags = 0;
    if flags & RECV_PEEK != 0 {
        host_flags |= MSG_PEEK;
    }
    if flags & RECV_WAITALL != 0 {
        host_flags |= MSG_WAITALL;
    }
    let socket = fd_table::get(fd, rights::FD_READ)?.descriptor;
    socket.socket()?;
    let vectors = memory.iovecs(iovs, count)?;
    let mut truncated = false;
    let received = read_once(socket, vectors, |vectors, _| {
        let (received, cut) = socket.receive(vectors, host_flags)?;
        truncated = cut;
        Ok(received)
    })?;
    memory.write_u32(result, received)?;
    memory.write_u16(
        result_flags,
        if truncated { RECV_DATA_TRUNCATED } else { 0 },
    )
}

/// `sock_send`. There are no `siflags`.
pub fn sock_send(
    memory: Memory,
    fd: u32,
    iovs: u32,
    count: u32,
    flags: u32,
    result: u32,
) -> Result {
    if flags != 0 {
        return Err(Errno::INVAL);
    }
    let socket = fd_table::get(fd, rights::FD_WRITE)?.descriptor;
    let vectors = memory.iovecs(iovs, count)?;
    let sent = write_all(vectors, |vectors, _| socket.send(vectors))?;
    memory.write_u32(result, sent)
}

/// `sock_shutdown`.
pub fn sock_shutdown(_: Memory, fd: u32, how: u32) -> Result {
    // No right is asked for: the kernel knows what is no socket, and says so.
    let socket = fd_table::open(fd)?.descriptor;
    socket.socket()?;
    let how = match how {
        SHUT_RD => Shutdown::Read,
        SHUT_WR => Shutdown::Write,
        how if how == SHUT_RD | SHUT_WR => Shutdown::Both,
        _ => return Err(Errno::INVAL),
    };
    socket.shutdown(how)
}
