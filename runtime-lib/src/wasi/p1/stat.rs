//! What is known of files: sizes, times, types.

use super::flags::{follow, narrow};
use super::path::read_path;
use super::{fd_table, rights};
use crate::host::{Errno, Result, SECOND, Stat};
use crate::wasi::guest::{Memory, offset};
use rustix::fs::{Timespec, Timestamps, UTIME_NOW, UTIME_OMIT};

/// `fd_filestat_get`.
pub fn fd_filestat_get(memory: Memory, fd: u32, result: u32) -> Result {
    write(memory, result, &of_descriptor(fd)?)
}

/// What is known of what a descriptor stands for.
pub fn of_descriptor(fd: u32) -> Result<Stat> {
    fd_table::get(fd, rights::FD_FILESTAT_GET)?
        .descriptor
        .stat()
}

/// `path_filestat_get`.
pub fn path_filestat_get(
    memory: Memory,
    fd: u32,
    flags: u32,
    path: u32,
    path_len: u32,
    result: u32,
) -> Result {
    write(memory, result, &of_path(memory, fd, flags, path, path_len)?)
}

/// What is known of what a path leads to.
pub fn of_path(memory: Memory, fd: u32, flags: u32, path: u32, len: u32) -> Result<Stat> {
    let dir = fd_table::directory(fd, rights::PATH_FILESTAT_GET)?;
    let path = read_path(memory, path, len)?;
    dir.dir().stat(&path, follow(flags)?)
}

/// Writes a `filestat`: 64 bytes, the type at 16, the links at 24.
fn write(memory: Memory, ptr: u32, stat: &Stat) -> Result {
    // Checked as a whole first, so that nothing is half written.
    memory.check(ptr, 64)?;
    write_words(memory, ptr, &stat.file)?;
    let rest = offset(ptr, 16)?;
    write_words(memory, rest, &[stat.file_type as u64, stat.links])?;
    write_words(memory, offset(ptr, 32)?, &stat.size_and_times)
}

/// Writes 64-bit integers one behind the other.
pub fn write_words(memory: Memory, ptr: u32, words: &[u64]) -> Result {
    let mut at = ptr;
    for &word in words {
        memory.write_u64(at, word)?;
        // Wraps, if at all, behind the last one.
        at = at.wrapping_add(8);
    }
    Ok(())
}

/// `fd_filestat_set_size`.
pub fn fd_filestat_set_size(_: Memory, fd: u32, size: u64) -> Result {
    let entry = fd_table::get(fd, rights::FD_FILESTAT_SET_SIZE)?;
    entry.descriptor.set_size(size)
}

/// `fstflags`: which times to set, and to what.
fn timestamps(accessed: u64, modified: u64, flags: u32) -> Result<Timestamps> {
    const ATIM: u16 = 1;
    const MTIM: u16 = 4;
    let flags = narrow(flags)?;
    if flags > 15 {
        return Err(Errno::INVAL);
    }
    let one = |time: u64, given: u16| {
        let now = given << 1;
        match (flags & given != 0, flags & now != 0) {
            (true, true) => Err(Errno::INVAL),
            (false, false) => Ok(Timespec {
                tv_sec: 0,
                tv_nsec: UTIME_OMIT,
            }),
            (false, true) => Ok(Timespec {
                tv_sec: 0,
                tv_nsec: UTIME_NOW,
            }),
            (true, false) => Ok(Timespec {
                tv_sec: (time / SECOND) as i64,
                tv_nsec: (time % SECOND) as i64,
            }),
        }
    };
    Ok(Timestamps {
        last_access: one(accessed, ATIM)?,
        last_modification: one(modified, MTIM)?,
    })
}

/// `fd_filestat_set_times`.
pub fn fd_filestat_set_times(_: Memory, fd: u32, atim: u64, mtim: u64, flags: u32) -> Result {
    let times = timestamps(atim, mtim, flags)?;
    let entry = fd_table::get(fd, rights::FD_FILESTAT_SET_TIMES)?;
    entry.dir().writable()?;
    entry.descriptor.set_times(&times)
}

/// `path_filestat_set_times`.
#[expect(clippy::too_many_arguments, reason = "WASI has as many")]
pub fn path_filestat_set_times(
    memory: Memory,
    fd: u32,
    lookup: u32,
    path: u32,
    path_len: u32,
    atim: u64,
    mtim: u64,
    flags: u32,
) -> Result {
    let times = timestamps(atim, mtim, flags)?;
    let follow = follow(lookup)?;
    let dir = fd_table::directory(fd, rights::PATH_FILESTAT_SET_TIMES)?;
    let mut path = read_path(memory, path, path_len)?;
    dir.dir().set_times(&mut path, follow, &times)
}
