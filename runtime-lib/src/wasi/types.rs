//! Types and constants of WASI preview 1 (`typenames.witx`), as they stand in guest memory.

use super::errno::Errno;
use rustix::fs::FileType;

/// What every function but `proc_exit` returns.
pub type Result<T = ()> = core::result::Result<T, Errno>;

/// `filetype`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Filetype {
    /// Of no other type: also pipes, for which WASI has no name.
    Unknown = 0,
    /// A block device.
    BlockDevice = 1,
    /// A character device.
    CharacterDevice = 2,
    /// A directory.
    Directory = 3,
    /// A regular file.
    RegularFile = 4,
    /// A datagram socket.
    SocketDgram = 5,
    /// A byte-stream socket.
    SocketStream = 6,
    /// A symbolic link.
    SymbolicLink = 7,
}

impl Filetype {
    /// The kernel's type; sockets count as byte streams until `SO_TYPE` says otherwise.
    pub fn from_host(file_type: FileType) -> Self {
        match file_type {
            FileType::RegularFile => Self::RegularFile,
            FileType::Directory => Self::Directory,
            FileType::Symlink => Self::SymbolicLink,
            FileType::CharacterDevice => Self::CharacterDevice,
            FileType::BlockDevice => Self::BlockDevice,
            FileType::Socket => Self::SocketStream,
            FileType::Fifo | FileType::Unknown => Self::Unknown,
        }
    }
}

/// `rights`: one bit for each operation on a descriptor.
pub mod rights {
    /// `fd_datasync`.
    pub const FD_DATASYNC: u64 = 1 << 0;
    /// `fd_read`, `sock_recv`.
    pub const FD_READ: u64 = 1 << 1;
    /// `fd_seek`; implies `FD_TELL`.
    pub const FD_SEEK: u64 = 1 << 2;
    /// `fd_fdstat_set_flags`.
    pub const FD_FDSTAT_SET_FLAGS: u64 = 1 << 3;
    /// `fd_sync`.
    pub const FD_SYNC: u64 = 1 << 4;
    /// `fd_tell`, and `fd_seek` that does not move.
    pub const FD_TELL: u64 = 1 << 5;
    /// `fd_write`, `sock_send`.
    pub const FD_WRITE: u64 = 1 << 6;
    /// `fd_advise`.
    pub const FD_ADVISE: u64 = 1 << 7;
    /// `fd_allocate`.
    pub const FD_ALLOCATE: u64 = 1 << 8;
    /// `path_create_directory`.
    pub const PATH_CREATE_DIRECTORY: u64 = 1 << 9;
    /// `path_open` with `oflags::creat`.
    pub const PATH_CREATE_FILE: u64 = 1 << 10;
    /// `path_link`, as the source directory.
    pub const PATH_LINK_SOURCE: u64 = 1 << 11;
    /// `path_link`, as the target directory.
    pub const PATH_LINK_TARGET: u64 = 1 << 12;
    /// `path_open`.
    pub const PATH_OPEN: u64 = 1 << 13;
    /// `fd_readdir`.
    pub const FD_READDIR: u64 = 1 << 14;
    /// `path_readlink`.
    pub const PATH_READLINK: u64 = 1 << 15;
    /// `path_rename`, as the source directory.
    pub const PATH_RENAME_SOURCE: u64 = 1 << 16;
    /// `path_rename`, as the target directory.
    pub const PATH_RENAME_TARGET: u64 = 1 << 17;
    /// `path_filestat_get`.
    pub const PATH_FILESTAT_GET: u64 = 1 << 18;
    /// `path_open` with `oflags::trunc`.
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
    /// `poll_oneoff` on the descriptor.
    pub const POLL_FD_READWRITE: u64 = 1 << 27;
    /// `sock_shutdown`.
    pub const SOCK_SHUTDOWN: u64 = 1 << 28;
    /// `sock_accept`.
    pub const SOCK_ACCEPT: u64 = 1 << 29;

    /// What makes sense on a file but not on a directory.
    pub const FILE_ONLY: u64 =
        FD_READ | FD_SEEK | FD_TELL | FD_WRITE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE;
    /// What makes sense on both.
    const ANY: u64 = FD_DATASYNC
        | FD_SYNC
        | FD_FDSTAT_SET_FLAGS
        | FD_ADVISE
        | FD_FILESTAT_GET
        | FD_FILESTAT_SET_TIMES
        | POLL_FD_READWRITE;
    /// Everything on a file.
    pub const FILE: u64 = ANY | FILE_ONLY;
    /// Everything on a socket.
    pub const SOCKET: u64 = FD_READ
        | FD_WRITE
        | FD_FDSTAT_SET_FLAGS
        | FD_FILESTAT_GET
        | POLL_FD_READWRITE
        | SOCK_SHUTDOWN
        | SOCK_ACCEPT;
    /// Everything on a directory.
    pub const DIRECTORY: u64 = ANY
        | FD_READDIR
        | PATH_CREATE_DIRECTORY
        | PATH_CREATE_FILE
        | PATH_LINK_SOURCE
        | PATH_LINK_TARGET
        | PATH_OPEN
        | PATH_READLINK
        | PATH_RENAME_SOURCE
        | PATH_RENAME_TARGET
        | PATH_FILESTAT_GET
        | PATH_FILESTAT_SET_SIZE
        | PATH_FILESTAT_SET_TIMES
        | PATH_SYMLINK
        | PATH_REMOVE_DIRECTORY
        | PATH_UNLINK_FILE;
    /// What a directory hands on to everything that is opened through it.
    pub const INHERITED: u64 = DIRECTORY | FILE;
    /// What a file must have been opened for writing for.
    pub const NEEDS_WRITE: u64 = FD_WRITE | FD_ALLOCATE | FD_FILESTAT_SET_SIZE;
}

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

/// Reads `lookupflags`: whether a final symlink is followed.
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

/// Nanoseconds in a second.
pub const SECOND: u64 = 1_000_000_000;

/// A `timestamp`; times before 1970, which it cannot express, become 0.
pub fn nanoseconds(seconds: i64, nanoseconds: u64) -> u64 {
    u64::try_from(seconds)
        .unwrap_or(0)
        .saturating_mul(SECOND)
        .saturating_add(nanoseconds)
}
