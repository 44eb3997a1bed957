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
    /// A directory that is not empty.
    pub const NOTEMPTY: u32 = 55;
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
    /// `fd_datasync`.
    pub const FD_DATASYNC: u64 = 1 << 0;
    /// `fd_read`.
    pub const FD_READ: u64 = 1 << 1;
    /// `fd_seek`.
    pub const FD_SEEK: u64 = 1 << 2;
    /// `fd_fdstat_set_flags`.
    pub const FD_FDSTAT_SET_FLAGS: u64 = 1 << 3;
    /// `fd_sync`.
    pub const FD_SYNC: u64 = 1 << 4;
    /// `fd_tell`.
    pub const FD_TELL: u64 = 1 << 5;
    /// `fd_write`.
    pub const FD_WRITE: u64 = 1 << 6;
    /// `fd_advise`.
    pub const FD_ADVISE: u64 = 1 << 7;
    /// `fd_allocate`.
    pub const FD_ALLOCATE: u64 = 1 << 8;
    /// `path_create_directory`.
    pub const PATH_CREATE_DIRECTORY: u64 = 1 << 9;
    /// `path_open` with `creat`.
    pub const PATH_CREATE_FILE: u64 = 1 << 10;
    /// `path_link`, for the old name.
    pub const PATH_LINK_SOURCE: u64 = 1 << 11;
    /// `path_link`, for the new name.
    pub const PATH_LINK_TARGET: u64 = 1 << 12;
    /// `path_open`.
    pub const PATH_OPEN: u64 = 1 << 13;
    /// `fd_readdir`.
    pub const FD_READDIR: u64 = 1 << 14;
    /// `path_readlink`.
    pub const PATH_READLINK: u64 = 1 << 15;
    /// `path_rename`, for the old name.
    pub const PATH_RENAME_SOURCE: u64 = 1 << 16;
    /// `path_rename`, for the new name.
    pub const PATH_RENAME_TARGET: u64 = 1 << 17;
    /// `path_filestat_get`.
    pub const PATH_FILESTAT_GET: u64 = 1 << 18;
    /// `path_open` with `trunc`.
    pub const PATH_FILESTAT_SET_SIZE: u64 = 1 << 19;
    /// `path_filestat_set_times`.
    pub const PATH_FILESTAT_SET_TIMES: u64 = 1 << 20;
    /// `fd_filestat_get`.
    pub const FD_FILESTAT_GET: u64 = 1 << 21;
    /// `fd_filestat_set_size`.
    pub const FD_FILESTAT_SET_SIZE: u64 = 1 << 22;
    /// `fd_filestat_set_times`.
    pub const FD_FILESTAT_SET_TIMES: u64 = 1 << 23;
    /// `path_symlink`.
    pub const PATH_SYMLINK: u64 = 1 << 24;
    /// `path_remove_directory`.
    pub const PATH_REMOVE_DIRECTORY: u64 = 1 << 25;
    /// `path_unlink_file`.
    pub const PATH_UNLINK_FILE: u64 = 1 << 26;
    /// `poll_oneoff`.
    pub const POLL_FD_READWRITE: u64 = 1 << 27;
    /// Those for which a file must be open for writing.
    pub const NEEDS_WRITE: u64 = FD_WRITE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE;
    /// Those that a file can have and a directory cannot.
    pub const FILE_ONLY: u64 = FD_READ | FD_SEEK | FD_TELL | NEEDS_WRITE;
    /// Those that both can have.
    const BOTH: u64 = FD_DATASYNC
        | FD_SYNC
        | FD_FDSTAT_SET_FLAGS
        | FD_ADVISE
        | FD_FILESTAT_GET
        | FD_FILESTAT_SET_TIMES
        | POLL_FD_READWRITE;
    /// Those of a file.
    pub const FILE: u64 = FILE_ONLY | BOTH;
    /// All of the above.
    pub const ALL: u64 = (1 << 28) - 1;
    /// Those of a directory.
    pub const DIRECTORY: u64 = ALL & !FILE_ONLY;
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

/// `fdflags`.
pub mod fdflags {
    /// Writes go to the end.
    pub const APPEND: u32 = 1;
    /// Nothing waits.
    pub const NONBLOCK: u32 = 4;
    /// The largest of all.
    pub const LAST: u32 = 16;
}

/// `filetype`.
pub mod filetype {
    /// A directory.
    pub const DIRECTORY: u8 = 3;
    /// A regular file.
    pub const REGULAR_FILE: u8 = 4;
    /// A symlink.
    pub const SYMBOLIC_LINK: u8 = 7;
}

/// `lookupflags::symlink_follow`.
pub const FOLLOW: u64 = 1;
