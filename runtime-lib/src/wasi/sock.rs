//! Sockets. WASI preview 1 makes none: what there is was passed to the program.

use super::errno::Errno;
use super::fd::{host_flags, read_once, retry, write_all};
use super::fd_table::{self, Entry};
use super::types::{Filetype, Result, fdflags, narrow, rights};
use crate::guest::Memory;
use rustix::fs::OFlags;
use rustix::net::{
    RecvAncillaryBuffer, RecvFlags, ReturnFlags, SendAncillaryBuffer, SendFlags, Shutdown,
    SocketFlags, accept_with, recvmsg, sendmsg, shutdown,
};

/// `riflags::recv_peek`.
const RECV_PEEK: u16 = 1;
/// `riflags::recv_waitall`.
const RECV_WAITALL: u16 = 2;
/// `roflags::recv_data_truncated`.
const RECV_DATA_TRUNCATED: u16 = 1;

/// `sdflags`.
const SHUT_RD: u32 = 1;
const SHUT_WR: u32 = 2;

/// `sock_accept` (accept4(2)).
pub fn sock_accept(memory: Memory, fd: u32, flags: u32, result: u32) -> Result {
    if flags & !u32::from(fdflags::NONBLOCK) != 0 {
        return Err(Errno::INVAL);
    }
    let nonblock = host_flags(flags)?.contains(OFlags::NONBLOCK);
    let flags = if nonblock {
        SocketFlags::NONBLOCK
    } else {
        SocketFlags::empty()
    };
    let entry = fd_table::get(fd, rights::SOCK_ACCEPT)?;
    memory.bytes(result, 4)?;
    let host = entry.host()?;
    let socket = retry(|| accept_with(host, flags | SocketFlags::CLOEXEC))?;
    let entry = Entry::new(Filetype::SocketStream, rights::SOCKET, 0, false);
    memory.write_u32(result, fd_table::insert(socket, entry)?)
}

/// `sock_recv` (recvmsg(2)).
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
    let mut host_flags = RecvFlags::empty();
    host_flags.set(RecvFlags::PEEK, flags & RECV_PEEK != 0);
    host_flags.set(RecvFlags::WAITALL, flags & RECV_WAITALL != 0);
    let host = fd_table::get(fd, rights::FD_READ)?.socket()?;
    let vectors = memory.iovecs(iovs, count)?;
    let mut truncated = false;
    let received = read_once(vectors, |vectors| {
        let mut control = RecvAncillaryBuffer::default();
        let message = recvmsg(host, vectors, &mut control, host_flags)?;
        truncated = message.flags.contains(ReturnFlags::TRUNC);
        Ok(message.bytes)
    })?;
    memory.write_u32(result, received)?;
    memory.write_u16(
        result_flags,
        if truncated { RECV_DATA_TRUNCATED } else { 0 },
    )
}

/// `sock_send` (sendmsg(2)). There are no `siflags`.
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
    let host = fd_table::get(fd, rights::FD_WRITE)?.socket()?;
    let vectors = memory.iovecs(iovs, count)?;
    let sent = write_all(vectors, |vectors, _| {
        let mut control = SendAncillaryBuffer::default();
        sendmsg(host, vectors, &mut control, SendFlags::NOSIGNAL)
    })?;
    memory.write_u32(result, sent)
}

/// `sock_shutdown` (shutdown(2)).
pub fn sock_shutdown(_: Memory, fd: u32, how: u32) -> Result {
    // No right is asked for: the kernel knows what is no socket, and says so.
    let host = fd_table::open(fd)?.socket()?;
    let how = match how {
        SHUT_RD => Shutdown::Read,
        SHUT_WR => Shutdown::Write,
        how if how == SHUT_RD | SHUT_WR => Shutdown::Both,
        _ => return Err(Errno::INVAL),
    };
    Ok(shutdown(host, how)?)
}
