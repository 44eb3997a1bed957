//! Numbers of WASI preview 1 (`typenames.witx`) as tests use them, written down apart from the
//! runtime's own, so that a wrong one there is noticed.

/// `errno`s.
pub mod errno {
    /// No error.
    pub const SUCCESS: u32 = 0;
    /// Bad descriptor.
    pub const BADF: u32 = 8;
    /// Permission denied.
    pub const ACCES: u32 = 2;
    /// It is in use.
    pub const BUSY: u32 = 10;
    /// It exists.
    pub const EXIST: u32 = 20;
    /// Bad address.
    pub const FAULT: u32 = 21;
    /// No such bytes in UTF-8.
    pub const ILSEQ: u32 = 25;
    /// Invalid argument.
    pub const INVAL: u32 = 28;
    /// Is a directory.
    pub const ISDIR: u32 = 31;
    /// Too many symlinks.
    pub const LOOP: u32 = 32;
    /// Too many descriptors.
    pub const MFILE: u32 = 33;
    /// Name too long.
    pub const NAMETOOLONG: u32 = 37;
    /// No such file or directory.
    pub const NOENT: u32 = 44;
    /// Not a directory.
    pub const NOTDIR: u32 = 54;
    /// Not permitted.
    pub const PERM: u32 = 63;
    /// Read-only.
    pub const ROFS: u32 = 69;
    /// Across devices.
    pub const XDEV: u32 = 75;
    /// The capability does not reach that far.
    pub const NOTCAPABLE: u32 = 76;
    /// The largest of all.
    pub const LAST: u32 = NOTCAPABLE;
}

/// WASI's number for one of Linux's.
pub fn from_linux(errno: i32) -> u32 {
    // The names of errno(3), in the order of asm-generic/errno-base.h.
    match errno {
        1 => errno::PERM,
        2 => errno::NOENT,
        4 => 27, // EINTR
        5 => 29, // EIO
        6 => 60, // ENXIO
        9 => errno::BADF,
        11 => 6,  // EAGAIN
        12 => 48, // ENOMEM
        13 => errno::ACCES,
        14 => errno::FAULT,
        16 => errno::BUSY,
        17 => errno::EXIST,
        18 => errno::XDEV,
        20 => errno::NOTDIR,
        21 => errno::ISDIR,
        22 => errno::INVAL,
        24 => errno::MFILE,
        26 => 74, // ETXTBSY
        27 => 22, // EFBIG
        28 => 51, // ENOSPC
        29 => 70, // ESPIPE
        30 => errno::ROFS,
        31 => 34, // EMLINK
        32 => 64, // EPIPE
        36 => errno::NAMETOOLONG,
        38 => 52, // ENOSYS
        39 => 55, // ENOTEMPTY
        40 => errno::LOOP,
        84 => errno::ILSEQ,
        95 => 58, // EOPNOTSUPP
        other => u32::MAX - other.unsigned_abs(),
    }
}

/// `rights`.
pub mod rights {
    /// `fd_read`.
    pub const FD_READ: u64 = 1 << 1;
    /// `fd_write`.
    pub const FD_WRITE: u64 = 1 << 6;
    /// `fd_allocate`.
    pub const FD_ALLOCATE: u64 = 1 << 8;
    /// `path_open` with `creat`.
    pub const PATH_CREATE_FILE: u64 = 1 << 10;
    /// `fd_readdir`.
    pub const FD_READDIR: u64 = 1 << 14;
    /// `path_open` with `trunc`.
    pub const PATH_FILESTAT_SET_SIZE: u64 = 1 << 19;
    /// `fd_filestat_set_size`.
    pub const FD_FILESTAT_SET_SIZE: u64 = 1 << 22;
    /// Those for which a file must be open for writing.
    pub const NEEDS_WRITE: u64 = FD_WRITE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE;
}

/// `oflags`.
pub mod oflags {
    /// Create it.
    pub const CREAT: u32 = 1;
    /// It must be a directory.
    pub const DIRECTORY: u32 = 2;
    /// It must not be there.
    pub const EXCL: u32 = 4;
    /// Make it empty.
    pub const TRUNC: u32 = 8;
}

/// `lookupflags::symlink_follow`.
pub const FOLLOW: u64 = 1;
