//! Descriptors: reading, writing, seeking, and what is known of them.

use super::flags::{fdflags_of, host_flags};
use super::vectors::{read_once, write_all};
use super::{fd_table, fd_table::Entry, rights};
use crate::host::{Descriptor, Errno, Result};
use crate::wasi::guest::{Memory, offset};
use rustix::fs::{Advice, OFlags, SeekFrom};

/// `fd_read`.
pub fn fd_read(memory: Memory, fd: u32, iovs: u32, count: u32, result: u32) -> Result {
    let entry = fd_table::get(fd, rights::FD_READ)?;
    let vectors = memory.iovecs(iovs, count)?;
    let read = read_once(entry.descriptor, vectors, |vectors, done| {
        let position = entry.position.saturating_add(done);
        entry.descriptor.read(vectors, position)
    })?;
    if let Descriptor::Embedded(..) = entry.descriptor {
        let position = entry.position.saturating_add(u64::from(read));
        fd_table::set_position(fd, entry, position);
    }
    memory.write_u32(result, read)
}

/// `fd_pread`.
pub fn fd_pread(memory: Memory, fd: u32, iovs: u32, count: u32, at: u64, result: u32) -> Result {
    let entry = fd_table::get(fd, rights::FD_READ | rights::FD_SEEK)?;
    entry.reaches(at)?;
    let vectors = memory.iovecs(iovs, count)?;
    let read = read_once(entry.descriptor, vectors, |vectors, done| {
        entry.descriptor.read_at(vectors, at.saturating_add(done))
    })?;
    memory.write_u32(result, read)
}

/// `fd_write`.
pub fn fd_write(memory: Memory, fd: u32, iovs: u32, count: u32, result: u32) -> Result {
    let entry = fd_table::get(fd, rights::FD_WRITE)?;
    let vectors = memory.iovecs(iovs, count)?;
    let written = write_all(vectors, |vectors, _| entry.descriptor.write(vectors))?;
    memory.write_u32(result, written)
}

/// `fd_pwrite`.
pub fn fd_pwrite(memory: Memory, fd: u32, iovs: u32, count: u32, at: u64, result: u32) -> Result {
    let entry = fd_table::get(fd, rights::FD_WRITE | rights::FD_SEEK)?;
    entry.reaches(at)?;
    // A log that others append to as well: a position in it has no meaning.
    if entry.is_stream() && entry.descriptor.flags()?.contains(OFlags::APPEND) {
        return Err(Errno::NOTCAPABLE);
    }
    let vectors = memory.iovecs(iovs, count)?;
    let written = write_all(vectors, |vectors, done| {
        entry.descriptor.write_at(vectors, at.saturating_add(done))
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
    let to = if entry.is_stream() {
        SeekFrom::Start(target(&entry, to)?)
    } else {
        to
    };
    let position = entry.descriptor.seek(to, entry.position)?;
    if let Descriptor::Embedded(..) = entry.descriptor {
        fd_table::set_position(fd, entry, position);
    }
    memory.write_u64(result, position)
}

/// Where seeking in a standard stream leads to, if that is not before where it was inherited.
fn target(entry: &Entry, to: SeekFrom) -> Result<u64> {
    // Of a pipe, or where the kernel keeps no position, this is the error.
    let current = entry.descriptor.seek(SeekFrom::Current(0), 0)?;
    let (from, delta) = match to {
        SeekFrom::Current(delta) => (current, delta),
        SeekFrom::End(delta) => {
            let [size, ..] = entry.descriptor.stat()?.size_and_times;
            (size, delta)
        }
        SeekFrom::Start(position) => (0, i64::try_from(position).map_err(|_| Errno::INVAL)?),
        _ => return Err(Errno::INVAL),
    };
    let target = from.checked_add_signed(delta).ok_or(Errno::INVAL)?;
    entry.reaches(target)?;
    Ok(target)
}

/// `fd_tell`.
pub fn fd_tell(memory: Memory, fd: u32, result: u32) -> Result {
    let entry = fd_table::get(fd, rights::FD_TELL)?;
    let here = SeekFrom::Current(0);
    memory.write_u64(result, entry.descriptor.seek(here, entry.position)?)
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
    fd_table::get(fd, rights::FD_SYNC)?.descriptor.sync()
}

/// `fd_datasync`.
pub fn fd_datasync(_: Memory, fd: u32) -> Result {
    fd_table::get(fd, rights::FD_DATASYNC)?
        .descriptor
        .sync_data()
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
    entry.descriptor.advise(at, len, advice)
}

/// `fd_allocate`.
pub fn fd_allocate(_: Memory, fd: u32, at: u64, len: u64) -> Result {
    let entry = fd_table::get(fd, rights::FD_ALLOCATE)?;
    entry.descriptor.allocate(at, len)
}

/// `fd_fdstat_get`. The 24 bytes of `fdstat`: filetype, flags at 2, rights at 8, inheriting at 16.
pub fn fd_fdstat_get(memory: Memory, fd: u32, result: u32) -> Result {
    let entry = fd_table::known(fd)?;
    let flags = fdflags_of(entry.descriptor.flags()?);
    memory.check(result, 24)?;
    memory.write(result, [entry.descriptor.file_type() as u8, 0])?;
    memory.write_u16(offset(result, 2)?, flags)?;
    memory.write_u32(offset(result, 4)?, 0)?;
    memory.write_u64(offset(result, 8)?, entry.base)?;
    memory.write_u64(offset(result, 16)?, entry.inheriting)
}

/// `fd_fdstat_set_flags`: `append` and `nonblock` can change, the other flags must stay as they are.
pub fn fd_fdstat_set_flags(_: Memory, fd: u32, flags: u32) -> Result {
    let wanted = host_flags(flags)?;
    let entry = fd_table::get(fd, rights::FD_FDSTAT_SET_FLAGS)?;
    entry.descriptor.set_flags(wanted)
}

/// `fd_fdstat_set_rights`.
pub fn fd_fdstat_set_rights(_: Memory, fd: u32, base: u64, inheriting: u64) -> Result {
    fd_table::restrict(fd, base, inheriting)
}
