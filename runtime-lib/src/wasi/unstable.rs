//! What differs in snapshot 0, `wasi_unstable` (`phases/old/snapshot_0/witx` of the specification).

use super::errno::Errno;
use super::poll::{self, Layout};
use super::types::Result;
use super::{fd, stat};
use crate::guest::Memory;
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
    stat::of_descriptor(fd)?.write_unstable(memory, result)
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
    stat::of_path(memory, fd, flags, path, path_len)?.write_unstable(memory, result)
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
