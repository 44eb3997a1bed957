//! What is known of files.

/// Nanoseconds in a second.
pub const SECOND: u64 = 1_000_000_000;

/// A time in nanoseconds since 1970; earlier ones become 0.
pub fn nanoseconds(seconds: i64, nanoseconds: u64) -> u64 {
    u64::try_from(seconds)
        .unwrap_or(0)
        .saturating_mul(SECOND)
        .saturating_add(nanoseconds)
}

/// What is known of a file.
pub struct Stat {
    /// Device, inode.
    pub file: [u64; 2],
    /// Its type.
    pub file_type: FileType,
    /// Number of hard links.
    pub links: u64,
    /// Size in bytes; times of the last access, modification and change of status, in nanoseconds.
    pub size_and_times: [u64; 4],
}

impl Stat {
    /// What the kernel says of a file of this type.
    #[allow(clippy::useless_conversion, reason = "st_nlink has 32 bits on aarch64")]
    pub fn new(stat: &rustix::fs::Stat, file_type: FileType) -> Self {
        Self {
            file: [stat.st_dev, stat.st_ino],
            file_type,
            links: stat.st_nlink.into(),
            size_and_times: [
                stat.st_size as u64,
                nanoseconds(stat.st_atime, stat.st_atime_nsec),
                nanoseconds(stat.st_mtime, stat.st_mtime_nsec),
                nanoseconds(stat.st_ctime, stat.st_ctime_nsec),
            ],
        }
    }
}

/// An entry of a directory.
pub struct DirEntry<'a> {
    /// Where the next entry is: what `Descriptor::list` takes to go on from there.
    pub next: u64,
    /// Its inode.
    pub inode: u64,
    /// Its type.
    pub file_type: FileType,
    /// Its name.
    pub name: &'a [u8],
}

/// What a file is, with the numbers of WASI preview 1 (`filetype` in `typenames.witx`).
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum FileType {
    /// Of no other type, such as a pipe, or not known yet.
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

impl FileType {
    /// The kernel's type; sockets count as byte streams until `SO_TYPE` says otherwise.
    pub fn from_host(file_type: rustix::fs::FileType) -> Self {
        use rustix::fs::FileType as Host;
        match file_type {
            Host::RegularFile => Self::RegularFile,
            Host::Directory => Self::Directory,
            Host::Symlink => Self::SymbolicLink,
            Host::CharacterDevice => Self::CharacterDevice,
            Host::BlockDevice => Self::BlockDevice,
            Host::Socket => Self::SocketStream,
            Host::Fifo | Host::Unknown => Self::Unknown,
        }
    }

    /// The type in an `st_mode` (inode(7)).
    pub fn from_mode(mode: u32) -> Self {
        Self::from_host(rustix::fs::FileType::from_raw_mode(mode))
    }
}
