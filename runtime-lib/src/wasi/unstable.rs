//! What differs in snapshot 0, `wasi_unstable` (`phases/old/snapshot_0/witx` of the specification).

use super::guest::{Memory, offset};
use super::p1::{fd, poll, poll::Layout, stat};
use crate::host::{Errno, Result, Stat};
use rustix::fs::SeekFrom;

/// A `subscription`: a clock has an identifier of its own in front of its id.
const LAYOUT: Layout = Layout {
    bytes: 56,
    clock: [24, 32, 48],
};

/// `fd_seek`: `whence` begins with the current position, and ends with the start of the file.
pub fn fd_seek(memory: Memory, fd: u32, delta: u64, whence: u32, result: u32) -> Result {
    let to = match whence {
        0 => SeekFrom::Current(delta as i64),
        1 => SeekFrom::End(delta as i64),
        2 => SeekFrom::Start(delta),
        _ => return Err(Errno::INVAL),
    };
    fd::seek(memory, fd, to, result)
}

/// `fd_filestat_get`.
pub fn fd_filestat_get(memory: Memory, fd: u32, result: u32) -> Result {
    write(memory, result, &stat::of_descriptor(fd)?)
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
    let stat = stat::of_path(memory, fd, flags, path, path_len)?;
    write(memory, result, &stat)
}

/// Writes a `filestat`: 56 bytes, the type at 16, the links in 32 bits at 20.
fn write(memory: Memory, ptr: u32, stat: &Stat) -> Result {
    memory.check(ptr, 56)?;
    stat::write_words(memory, ptr, &stat.file)?;
    let links = u32::try_from(stat.links).unwrap_or(u32::MAX);
    let type_and_links = stat.file_type as u64 | u64::from(links) << 32;
    stat::write_words(memory, offset(ptr, 16)?, &[type_and_links])?;
    stat::write_words(memory, offset(ptr, 24)?, &stat.size_and_times)
}

/// `poll_oneoff`.
pub fn poll_oneoff(
    memory: Memory,
    subscriptions: u32,
    events: u32,
    count: u32,
    result: u32,
) -> Result {
    poll::poll(memory, LAYOUT, subscriptions, events, count, result)
}
