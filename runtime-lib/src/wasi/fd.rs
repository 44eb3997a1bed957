//! Descriptors: reading, writing, seeking, and what is known of them.

use super::errno::Errno;
use super::types::{Result, fdflags, narrow, rights};
use super::{embed, fd_table};
use crate::guest::{Chunk, Iovecs, MAX_TRANSFER, Memory, offset};
use core::num::NonZeroU64;
use rustix::fs::{Advice, FallocateFlags, OFlags, SeekFrom};
use rustix::io::{Errno as HostErrno, IoSlice, IoSliceMut};

/// Makes a system call until no signal interrupts it.
pub fn retry<T>(mut call: impl FnMut() -> rustix::io::Result<T>) -> Result<T> {
    loop {
        match call() {
            Err(HostErrno::INTR) => {}
            result => return Ok(result?),
        }
    }
}

/// Writes all of the vectors, as many to a system call as it takes, until one writes less than it
/// was given. `write` gets the number of bytes that have been written so far.
pub fn write_all(
    mut vectors: Iovecs,
    mut write: impl FnMut(&[IoSlice<'_>], u64) -> rustix::io::Result<usize>,
) -> Result<u32> {
    let mut total = 0;
    loop {
        let step = vectors.sources().and_then(|mut chunk: Chunk<IoSlice<'_>>| {
            let written = retry(|| write(chunk.vectors(), total))?;
            Ok((written as u64, chunk.bytes))
        });
        let (written, asked) = match step {
            Ok(step) => step,
            // What has been written is written: the error will come back at the next call.
            Err(_) if total > 0 => break,
            Err(errno) => return Err(errno),
        };
        total += written;
        if written < asked || vectors.is_empty() || total >= MAX_TRANSFER {
            break;
        }
    }
    // At most twice MAX_TRANSFER, which is less than 4 GiB.
    Ok(total as u32)
}

/// Reads into the vectors with one system call: a second one could wait for bytes that nobody
/// sends, while those of the first are there.
pub fn read_once(
    mut vectors: Iovecs,
    mut read: impl FnMut(&mut [IoSliceMut<'_>]) -> rustix::io::Result<usize>,
) -> Result<u32> {
    let mut chunk = vectors.targets()?;
    Ok(retry(|| read(chunk.vectors()))? as u32)
}

/// `fd_read`.
pub fn fd_read(memory: Memory, fd: u32, iovs: u32, count: u32, result: u32) -> Result {
    let entry = fd_table::get(fd, rights::FD_READ)?;
    let vectors = memory.iovecs(iovs, count)?;
    let read = match entry.node() {
        Some(node) => embed::read(fd, &entry, node, vectors)?,
        None => {
            let host = entry.host()?;
            read_once(vectors, |vectors| rustix::io::readv(host, vectors))?
        }
    };
    memory.write_u32(result, read)
}

/// `fd_pread`.
pub fn fd_pread(memory: Memory, fd: u32, iovs: u32, count: u32, at: u64, result: u32) -> Result {
    let entry = fd_table::get(fd, rights::FD_READ | rights::FD_SEEK)?;
    let vectors = memory.iovecs(iovs, count)?;
    let read = match entry.node() {
        Some(node) => embed::read_at(node, at, vectors)?,
        None => {
            let host = entry.host()?;
            read_once(vectors, |vectors| rustix::io::preadv(host, vectors, at))?
        }
    };
    memory.write_u32(result, read)
}

/// `fd_write`.
pub fn fd_write(memory: Memory, fd: u32, iovs: u32, count: u32, result: u32) -> Result {
    let entry = fd_table::get(fd, rights::FD_WRITE)?;
    let vectors = memory.iovecs(iovs, count)?;
    let host = entry.host()?;
    let written = write_all(vectors, |vectors, _| rustix::io::writev(host, vectors))?;
    memory.write_u32(result, written)
}

/// `fd_pwrite`. With `fdflags::append` it writes at the end all the same (pwrite(2), "Bugs").
pub fn fd_pwrite(memory: Memory, fd: u32, iovs: u32, count: u32, at: u64, result: u32) -> Result {
    let entry = fd_table::get(fd, rights::FD_WRITE | rights::FD_SEEK)?;
    let vectors = memory.iovecs(iovs, count)?;
    let host = entry.host()?;
    let written = write_all(vectors, |vectors, done| {
        rustix::io::pwritev(host, vectors, at.saturating_add(done))
    })?;
    memory.write_u32(result, written)
}

/// `fd_seek`.
pub fn fd_seek(memory: Memory, fd: u32, delta: u64, whence: u32, result: u32) -> Result {
    let to = match whence {
        // The kernel refuses negative positions.
        0 => SeekFrom::Start(delta),
        1 => SeekFrom::Current(delta as i64),
        2 => SeekFrom::End(delta as i64),
        _ => return Err(Errno::INVAL),
    };
    seek(memory, fd, to, result)
}

/// Moves the position, and writes where it is then.
pub fn seek(memory: Memory, fd: u32, to: SeekFrom, result: u32) -> Result {
    let needed = match to {
        SeekFrom::Current(0) => rights::FD_TELL,
        _ => rights::FD_SEEK,
    };
    let entry = fd_table::get(fd, needed)?;
    let position = match entry.node() {
        Some(node) => embed::seek(fd, &entry, node, to)?,
        None => rustix::fs::seek(entry.host()?, to)?,
    };
    memory.write_u64(result, position)
}

/// `fd_tell`.
pub fn fd_tell(memory: Memory, fd: u32, result: u32) -> Result {
    let entry = fd_table::get(fd, rights::FD_TELL)?;
    let position = match entry.node() {
        Some(_) => entry.position,
        None => rustix::fs::tell(entry.host()?)?,
    };
    memory.write_u64(result, position)
}

/// `fd_close`.
pub fn fd_close(_: Memory, fd: u32) -> Result {
    fd_table::close(fd)
}

/// `fd_renumber`.
pub fn fd_renumber(_: Memory, from: u32, to: u32) -> Result {
    fd_table::renumber(from, to)
}

/// `fd_sync`.
pub fn fd_sync(_: Memory, fd: u32) -> Result {
    let entry = fd_table::get(fd, rights::FD_SYNC)?;
    match entry.node() {
        Some(_) => Ok(()),
        None => {
            let host = entry.host()?;
            retry(|| rustix::fs::fsync(host))
        }
    }
}

/// `fd_datasync`.
pub fn fd_datasync(_: Memory, fd: u32) -> Result {
    let entry = fd_table::get(fd, rights::FD_DATASYNC)?;
    match entry.node() {
        Some(_) => Ok(()),
        None => {
            let host = entry.host()?;
            retry(|| rustix::fs::fdatasync(host))
        }
    }
}

/// `fd_advise`.
pub fn fd_advise(_: Memory, fd: u32, at: u64, len: u64, advice: u32) -> Result {
    let advice = match advice {
        0 => Advice::Normal,
        1 => Advice::Sequential,
        2 => Advice::Random,
        3 => Advice::WillNeed,
        4 => Advice::DontNeed,
        5 => Advice::NoReuse,
        _ => return Err(Errno::INVAL),
    };
    let entry = fd_table::get(fd, rights::FD_ADVISE)?;
    if entry.node().is_some() {
        return Ok(());
    }
    Ok(rustix::fs::fadvise(
        entry.host()?,
        at,
        NonZeroU64::new(len),
        advice,
    )?)
}

/// `fd_allocate` (fallocate(2)): the range exists afterwards, and the file is no shorter than it.
pub fn fd_allocate(_: Memory, fd: u32, at: u64, len: u64) -> Result {
    let entry = fd_table::get(fd, rights::FD_ALLOCATE)?;
    let host = entry.host()?;
    retry(|| rustix::fs::fallocate(host, FallocateFlags::empty(), at, len))
}

/// `fdflags` of a descriptor.
fn fdflags_of(flags: OFlags) -> u16 {
    // On Linux O_RSYNC is O_SYNC, which holds the bit of O_DSYNC.
    let sync = if flags.contains(OFlags::SYNC) {
        fdflags::SYNC | fdflags::RSYNC
    } else if flags.contains(OFlags::DSYNC) {
        fdflags::DSYNC
    } else {
        0
    };
    let append = if flags.contains(OFlags::APPEND) {
        fdflags::APPEND
    } else {
        0
    };
    let nonblock = if flags.contains(OFlags::NONBLOCK) {
        fdflags::NONBLOCK
    } else {
        0
    };
    sync | append | nonblock
}

/// The kernel's flags for `fdflags`.
pub fn host_flags(flags: u32) -> Result<OFlags> {
    let flags = narrow(flags)?;
    if flags & !fdflags::ALL != 0 {
        return Err(Errno::INVAL);
    }
    let mut host = OFlags::empty();
    host.set(OFlags::APPEND, flags & fdflags::APPEND != 0);
    host.set(OFlags::NONBLOCK, flags & fdflags::NONBLOCK != 0);
    host.set(OFlags::DSYNC, flags & fdflags::DSYNC != 0);
    if flags & (fdflags::SYNC | fdflags::RSYNC) != 0 {
        host |= OFlags::SYNC;
    }
    Ok(host)
}

/// `fd_fdstat_get`. The 24 bytes of `fdstat`: filetype, flags at 2, rights at 8, inheriting at 16.
pub fn fd_fdstat_get(memory: Memory, fd: u32, result: u32) -> Result {
    let entry = fd_table::known(fd)?;
    let flags = fdflags_of(fd_table::flags(&entry)?);
    memory.bytes(result, 24)?;
    memory.write(result, [entry.filetype as u8, 0])?;
    memory.write_u16(offset(result, 2)?, flags)?;
    memory.write_u32(offset(result, 4)?, 0)?;
    memory.write_u64(offset(result, 8)?, entry.base)?;
    memory.write_u64(offset(result, 16)?, entry.inheriting)
}

/// `fd_fdstat_set_flags`. The kernel can change `append` and `nonblock` (fcntl(2)); the other flags
/// must stay as they are.
pub fn fd_fdstat_set_flags(_: Memory, fd: u32, flags: u32) -> Result {
    const SETTABLE: OFlags = OFlags::APPEND.union(OFlags::NONBLOCK);
    let wanted = host_flags(flags)?;
    let entry = fd_table::get(fd, rights::FD_FDSTAT_SET_FLAGS)?;
    let old = fd_table::flags(&entry)?;
    if (wanted ^ old).intersects(OFlags::SYNC) {
        return Err(Errno::INVAL);
    }
    if entry.node().is_some() {
        // Nothing is written to it, and reading it never waits.
        return Ok(());
    }
    let new = old.difference(SETTABLE) | wanted.intersection(SETTABLE);
    Ok(rustix::fs::fcntl_setfl(entry.host()?, new)?)
}

/// `fd_fdstat_set_rights`.
pub fn fd_fdstat_set_rights(_: Memory, fd: u32, base: u64, inheriting: u64) -> Result {
    fd_table::restrict(fd, base, inheriting)
}
