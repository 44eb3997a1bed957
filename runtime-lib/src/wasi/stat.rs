//! What is known of files: sizes, times, types.

use super::errno::Errno;
use super::fd::retry;
use super::filestat::Filestat;
use super::resolve::{self, Path};
use super::types::{Filetype, Result, SECOND, follow, narrow, rights};
use super::{embed, fd_table};
use crate::guest::Memory;
use rustix::fs::{AtFlags, FileType, Mode, OFlags, Timespec, Timestamps, UTIME_NOW, UTIME_OMIT};
use rustix::io::Errno as HostErrno;

/// `fd_filestat_get`.
pub fn fd_filestat_get(memory: Memory, fd: u32, result: u32) -> Result {
    of_descriptor(fd)?.write(memory, result)
}

/// What is known of what a descriptor stands for.
pub fn of_descriptor(fd: u32) -> Result<Filestat> {
    let entry = fd_table::get(fd, rights::FD_FILESTAT_GET)?;
    if let Some(node) = entry.node() {
        return embed::filestat(node);
    }
    let stat = rustix::fs::fstat(entry.host()?)?;
    let filetype = match entry.filetype {
        // Of a standard stream nothing may be known yet.
        Filetype::Unknown => Filetype::from_host(FileType::from_raw_mode(stat.st_mode)),
        known => known,
    };
    Ok(Filestat::new(&stat, filetype))
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
    of_path(memory, fd, flags, path, path_len)?.write(memory, result)
}

/// What is known of what a path leads to.
pub fn of_path(memory: Memory, fd: u32, flags: u32, path: u32, len: u32) -> Result<Filestat> {
    let dir = fd_table::directory(fd, rights::PATH_FILESTAT_GET)?;
    let path = Path::read(memory, path, len)?;
    let follow = follow(flags)?;
    if let Some(node) = dir.node() {
        return embed::filestat(embed::walk(node, path.as_bytes(), follow)?);
    }
    let stat = resolve::stat(&dir, &path, follow)?;
    let filetype = Filetype::from_host(FileType::from_raw_mode(stat.st_mode));
    Ok(Filestat::new(&stat, filetype))
}

/// `fd_filestat_set_size` (ftruncate(2)).
pub fn fd_filestat_set_size(_: Memory, fd: u32, size: u64) -> Result {
    let entry = fd_table::get(fd, rights::FD_FILESTAT_SET_SIZE)?;
    let host = entry.host()?;
    retry(|| rustix::fs::ftruncate(host, size))
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

/// `fd_filestat_set_times` (utimensat(2)).
pub fn fd_filestat_set_times(_: Memory, fd: u32, atim: u64, mtim: u64, flags: u32) -> Result {
    let times = timestamps(atim, mtim, flags)?;
    let entry = fd_table::get(fd, rights::FD_FILESTAT_SET_TIMES)?;
    entry.writable()?;
    Ok(rustix::fs::futimens(entry.host()?, &times)?)
}

/// `path_filestat_set_times` (utimensat(2)).
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
    let mut path = Path::read(memory, path, path_len)?;
    dir.writable()?;
    let file = resolve::locate(&dir, &path, follow)?;
    // Linux 5.8 and later take a descriptor that was opened for nothing.
    match rustix::fs::utimensat(&file, c"", &times, AtFlags::EMPTY_PATH) {
        Err(HostErrno::INVAL | HostErrno::NOENT) => {}
        result => return Ok(result?),
    }
    if follow {
        let flags = OFlags::RDONLY | OFlags::NONBLOCK;
        let file = resolve::open(&dir, &path, true, flags, Mode::empty())?;
        return Ok(rustix::fs::futimens(file, &times)?);
    }
    let parent = resolve::parent(&dir, &mut path)?;
    Ok(rustix::fs::utimensat(
        &parent,
        parent.name,
        &times,
        AtFlags::SYMLINK_NOFOLLOW,
    )?)
}
