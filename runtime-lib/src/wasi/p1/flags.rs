//! Sets of bits in parameters and structures (`typenames.witx`).

use crate::host::{Errno, Result};
use rustix::fs::OFlags;

/// `fdflags`.
pub mod fdflags {
    /// Writes go to the end.
    pub const APPEND: u16 = 1 << 0;
    /// Writes wait for the data.
    pub const DSYNC: u16 = 1 << 1;
    /// Nothing waits.
    pub const NONBLOCK: u16 = 1 << 2;
    /// Reads wait for pending writes.
    pub const RSYNC: u16 = 1 << 3;
    /// Writes wait for data and metadata.
    pub const SYNC: u16 = 1 << 4;
    /// All of them.
    pub const ALL: u16 = APPEND | DSYNC | NONBLOCK | RSYNC | SYNC;
}

/// `oflags`.
pub mod oflags {
    /// Create the file if it is not there.
    pub const CREAT: u32 = 1 << 0;
    /// Fail if it is no directory.
    pub const DIRECTORY: u32 = 1 << 1;
    /// Fail if it is there.
    pub const EXCL: u32 = 1 << 2;
    /// Make it empty.
    pub const TRUNC: u32 = 1 << 3;
    /// All of them.
    pub const ALL: u32 = CREAT | DIRECTORY | EXCL | TRUNC;
}

/// `lookupflags::symlink_follow`.
pub const SYMLINK_FOLLOW: u32 = 1 << 0;

/// Whether `lookupflags` say that a final symlink is followed.
pub fn follow(lookupflags: u32) -> Result<bool> {
    if lookupflags & !SYMLINK_FOLLOW != 0 {
        return Err(Errno::INVAL);
    }
    Ok(lookupflags & SYMLINK_FOLLOW != 0)
}

/// Reads a parameter that is 16 bits wide in WASI; the rest of its register must be empty.
pub fn narrow(value: u32) -> Result<u16> {
    u16::try_from(value).map_err(|_| Errno::INVAL)
}

/// `fdflags` of a descriptor.
pub fn fdflags_of(flags: OFlags) -> u16 {
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
