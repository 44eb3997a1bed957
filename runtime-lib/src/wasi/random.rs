//! Random bytes.

use super::types::Result;
use crate::guest::Memory;
use rustix::io::Errno;
use rustix::rand::{GetRandomFlags, getrandom};

/// `random_get`: fills the buffer from the kernel's generator (getrandom(2)).
pub fn random_get(mut memory: Memory, ptr: u32, len: u32) -> Result {
    let mut rest = memory.bytes_mut(ptr, len)?;
    while !rest.is_empty() {
        // The kernel gives fewer than asked where a signal comes in, and at most 32 MiB at a time.
        match getrandom(&mut *rest, GetRandomFlags::empty()) {
            Ok(filled) => rest = rest.get_mut(filled..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
    Ok(())
}
