//! Random bytes.

use super::errno::Result;
use crate::sys::io::{self, IoVec};

/// Fills a range from the kernel's generator (getrandom(2)).
pub fn fill(to: IoVec) -> Result {
    let mut rest = to;
    while !rest.is_empty() {
        // The kernel gives fewer than asked where a signal comes in, and at most 32 MiB at a time.
        let filled = io::random(rest)?;
        rest = rest.skip(filled);
    }
    Ok(())
}

/// A random number from the kernel's generator.
pub fn number() -> Result<u64> {
    Ok(io::random_number()?)
}
