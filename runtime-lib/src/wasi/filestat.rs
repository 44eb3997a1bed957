//! `filestat`: what is known of a file, as it stands in guest memory.

use super::types::{Filetype, Result, nanoseconds};
use crate::guest::{Memory, offset};
use rustix::fs::Stat;

/// What is known of a file.
pub struct Filestat {
    /// Device, inode.
    pub file: [u64; 2],
    /// Its type.
    pub filetype: Filetype,
    /// Number of hard links.
    pub links: u64,
    /// Size in bytes; times of the last access, modification and change of status, in nanoseconds.
    pub size_and_times: [u64; 4],
}

impl Filestat {
    /// What the kernel says of a file of this type.
    #[allow(clippy::useless_conversion, reason = "st_nlink has 32 bits on aarch64")]
    pub fn new(stat: &Stat, filetype: Filetype) -> Self {
        Self {
            file: [stat.st_dev, stat.st_ino],
            filetype,
            links: stat.st_nlink.into(),
            size_and_times: [
                stat.st_size as u64,
                nanoseconds(stat.st_atime, stat.st_atime_nsec),
                nanoseconds(stat.st_mtime, stat.st_mtime_nsec),
                nanoseconds(stat.st_ctime, stat.st_ctime_nsec),
            ],
        }
    }

    /// Writes it as preview 1 has it: 64 bytes, the type at 16, the links at 24.
    pub fn write(&self, memory: Memory, ptr: u32) -> Result {
        // Checked as a whole first, so that nothing is half written.
        memory.bytes(ptr, 64)?;
        write_words(memory, ptr, &self.file)?;
        let rest = offset(ptr, 16)?;
        write_words(memory, rest, &[self.filetype as u64, self.links])?;
        write_words(memory, offset(ptr, 32)?, &self.size_and_times)
    }

    /// Writes it as snapshot 0 has it: 56 bytes, the type at 16, the links in 32 bits at 20.
    pub fn write_unstable(&self, memory: Memory, ptr: u32) -> Result {
        memory.bytes(ptr, 56)?;
        write_words(memory, ptr, &self.file)?;
        let links = u32::try_from(self.links).unwrap_or(u32::MAX);
        let rest = offset(ptr, 16)?;
        write_words(
            memory,
            rest,
            &[self.filetype as u64 | u64::from(links) << 32],
        )?;
        write_words(memory, offset(ptr, 24)?, &self.size_and_times)
    }
}

/// Writes 64-bit integers one behind the other.
fn write_words(memory: Memory, ptr: u32, words: &[u64]) -> Result {
    let mut at = ptr;
    for &word in words {
        memory.write_u64(at, word)?;
        // Wraps, if at all, behind the last one.
        at = at.wrapping_add(8);
    }
    Ok(())
}
