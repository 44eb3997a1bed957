//! Open files: reading, writing, positions, and what else is done with one.

use super::descriptor::Descriptor;
use super::embed;
use super::errno::{Errno, Result};
use super::stat::{FileType, Stat};
use crate::sys::io::{self, IoVec};
use core::num::NonZeroU64;
use rustix::fs::{Advice, FallocateFlags, OFlags, SeekFrom, Timestamps};
use rustix::io::Errno as HostErrno;

/// Makes a system call until no signal interrupts it.
pub(super) fn retry<T>(mut call: impl FnMut() -> rustix::io::Result<T>) -> Result<T> {
    loop {
        match call() {
            Err(HostErrno::INTR) => {}
            result => return Ok(result?),
        }
    }
}

impl Descriptor {
    /// Reads at the kernel's position, or at `position` of a file inside the image, which has none of
    /// its own; returns how many bytes.
    pub fn read(self, to: &[IoVec], position: u64) -> Result<usize> {
        match self {
            Self::Embedded(node, _) => embed::read(node, to, position),
            _ => Ok(io::read(self.host()?, to)?),
        }
    }

    /// Reads at a position; returns how many bytes.
    pub fn read_at(self, to: &[IoVec], at: u64) -> Result<usize> {
        match self {
            Self::Embedded(node, _) => embed::read(node, to, at),
            _ => Ok(io::read_at(self.host()?, to, at)?),
        }
    }

    /// Writes at the kernel's position; returns how many bytes.
    #[inline(always)]
    pub fn write(self, from: &[IoVec]) -> Result<usize> {
        Ok(io::write(self.host()?, from)?)
    }

    /// Writes at a position; returns how many bytes. A file that was opened for appending grows at its
    /// end all the same (pwrite(2), "Bugs").
    pub fn write_at(self, from: &[IoVec], at: u64) -> Result<usize> {
        Ok(io::write_at(self.host()?, from, at)?)
    }

    /// Writes at the end; returns how many bytes.
    pub fn append(self, from: &[IoVec]) -> Result<usize> {
        let host = self.host()?;
        match io::append(host, from).map_err(Errno::from) {
            // Some file systems, and kernels before 4.16, cannot say so for one call.
            Err(Errno::NOTSUP | Errno::NOSYS) => {}
            result => return result,
        }
        let flags = self.flags()?;
        rustix::fs::fcntl_setfl(host, flags | OFlags::APPEND)?;
        let written = io::write(host, from);
        rustix::fs::fcntl_setfl(host, flags)?;
        Ok(written?)
    }

    /// Moves the position, which is `position` where the kernel keeps none; returns the new one.
    pub fn seek(self, to: SeekFrom, position: u64) -> Result<u64> {
        match self {
            Self::Embedded(node, _) => embed::seek(node, to, position),
            _ => Ok(rustix::fs::seek(self.host()?, to)?),
        }
    }

    /// Writes data and metadata to the disk (fsync(2)).
    pub fn sync(self) -> Result {
        match self {
            Self::Embedded(..) => Ok(()),
            _ => {
                let host = self.host()?;
                retry(|| rustix::fs::fsync(host))
            }
        }
    }

    /// Writes data to the disk (fdatasync(2)).
    pub fn sync_data(self) -> Result {
        match self {
            Self::Embedded(..) => Ok(()),
            _ => {
                let host = self.host()?;
                retry(|| rustix::fs::fdatasync(host))
            }
        }
    }

    /// Says how a range will be used (posix_fadvise(2)).
    pub fn advise(self, at: u64, len: u64, advice: Advice) -> Result {
        match self {
            Self::Embedded(..) => Ok(()),
            _ => Ok(rustix::fs::fadvise(
                self.host()?,
                at,
                NonZeroU64::new(len),
                advice,
            )?),
        }
    }

    /// Makes a range exist, and the file no shorter than it (fallocate(2)).
    pub fn allocate(self, at: u64, len: u64) -> Result {
        let host = self.host()?;
        retry(|| rustix::fs::fallocate(host, FallocateFlags::empty(), at, len))
    }

    /// Makes the file that long (ftruncate(2)).
    pub fn set_size(self, size: u64) -> Result {
        let host = self.host()?;
        retry(|| rustix::fs::ftruncate(host, size))
    }

    /// Sets the times of access and modification (utimensat(2)).
    pub fn set_times(self, times: &Timestamps) -> Result {
        Ok(rustix::fs::futimens(self.host()?, times)?)
    }

    /// The flags of the open file, as the kernel has them now.
    pub fn flags(self) -> Result<OFlags> {
        match self {
            Self::Embedded(..) => Ok(OFlags::empty()),
            _ => Ok(rustix::fs::fcntl_getfl(self.host()?)?),
        }
    }

    /// Sets `O_APPEND` and `O_NONBLOCK`; the kernel can change no other flag, so the rest must be as
    /// it is (fcntl(2)).
    pub fn set_flags(self, wanted: OFlags) -> Result {
        const SETTABLE: OFlags = OFlags::APPEND.union(OFlags::NONBLOCK);
        let old = self.flags()?;
        if (wanted ^ old).intersects(OFlags::SYNC) {
            return Err(Errno::INVAL);
        }
        match self {
            // Nothing is written to it, and reading it never waits.
            Self::Embedded(..) => Ok(()),
            _ => {
                let new = old.difference(SETTABLE) | wanted.intersection(SETTABLE);
                Ok(rustix::fs::fcntl_setfl(self.host()?, new)?)
            }
        }
    }

    /// What is known of what is open.
    pub fn stat(self) -> Result<Stat> {
        if let Self::Embedded(node, _) = self {
            return embed::stat(node);
        }
        let stat = rustix::fs::fstat(self.host()?)?;
        let file_type = match self.file_type() {
            // The type of a standard stream may not be known yet.
            FileType::Unknown => FileType::from_mode(stat.st_mode),
            known => known,
        };
        Ok(Stat::new(&stat, file_type))
    }

    /// Whether it is a terminal.
    pub fn is_terminal(self) -> bool {
        self.host().is_ok_and(rustix::termios::isatty)
    }
}
