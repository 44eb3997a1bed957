//! Types of `wasi:filesystem`. Written by `wasmc-wasi-bindings`.
#![allow(dead_code, unused_imports, unused_qualifications, reason = "whatever an interface has is here")]
#![allow(clippy::too_many_arguments, reason = "flat values are many")]

use crate::wasi::guest::Area;
use crate::wasi::p2::caller::{Caller, no_case};
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Lower, Resource};

/// `descriptor-type`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum DescriptorType {
    /// `unknown`.
    Unknown = 0,
    /// `block-device`.
    BlockDevice = 1,
    /// `character-device`.
    CharacterDevice = 2,
    /// `directory`.
    Directory = 3,
    /// `fifo`.
    Fifo = 4,
    /// `symbolic-link`.
    SymbolicLink = 5,
    /// `regular-file`.
    RegularFile = 6,
    /// `socket`.
    Socket = 7,
}

impl Lower for DescriptorType {
    const SIZE: u32 = 1;
    const ALIGN: u32 = 1;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, (self as u8).to_le_bytes());
    }
}

/// `descriptor-flags`.
#[derive(Clone, Copy)]
pub struct DescriptorFlags(u8);

impl DescriptorFlags {
    /// None of them.
    pub const EMPTY: Self = Self(0);
    /// `read`.
    pub const READ: Self = Self(1 << 0);
    /// `write`.
    pub const WRITE: Self = Self(1 << 1);
    /// `file-integrity-sync`.
    pub const FILE_INTEGRITY_SYNC: Self = Self(1 << 2);
    /// `data-integrity-sync`.
    pub const DATA_INTEGRITY_SYNC: Self = Self(1 << 3);
    /// `requested-write-sync`.
    pub const REQUESTED_WRITE_SYNC: Self = Self(1 << 4);
    /// `mutate-directory`.
    pub const MUTATE_DIRECTORY: Self = Self(1 << 5);

    /// These and others.
    pub fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether all of the others are among them.
    pub fn has(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// The flags of a number, of which other bits mean nothing.
    pub fn lift(number: u32) -> Self {
        Self((number & 0x3f) as u8)
    }
}

impl Lower for DescriptorFlags {
    const SIZE: u32 = 1;
    const ALIGN: u32 = 1;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.0.to_le_bytes());
    }
}

/// `path-flags`.
#[derive(Clone, Copy)]
pub struct PathFlags(u8);

impl PathFlags {
    /// None of them.
    pub const EMPTY: Self = Self(0);
    /// `symlink-follow`.
    pub const SYMLINK_FOLLOW: Self = Self(1 << 0);

    /// These and others.
    pub fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether all of the others are among them.
    pub fn has(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// The flags of a number, of which other bits mean nothing.
    pub fn lift(number: u32) -> Self {
        Self((number & 0x1) as u8)
    }
}

impl Lower for PathFlags {
    const SIZE: u32 = 1;
    const ALIGN: u32 = 1;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.0.to_le_bytes());
    }
}

/// `open-flags`.
#[derive(Clone, Copy)]
pub struct OpenFlags(u8);

impl OpenFlags {
    /// None of them.
    pub const EMPTY: Self = Self(0);
    /// `create`.
    pub const CREATE: Self = Self(1 << 0);
    /// `directory`.
    pub const DIRECTORY: Self = Self(1 << 1);
    /// `exclusive`.
    pub const EXCLUSIVE: Self = Self(1 << 2);
    /// `truncate`.
    pub const TRUNCATE: Self = Self(1 << 3);

    /// These and others.
    pub fn with(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether all of the others are among them.
    pub fn has(self, others: Self) -> bool {
        self.0 & others.0 == others.0
    }

    /// The flags of a number, of which other bits mean nothing.
    pub fn lift(number: u32) -> Self {
        Self((number & 0xf) as u8)
    }
}

impl Lower for OpenFlags {
    const SIZE: u32 = 1;
    const ALIGN: u32 = 1;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.0.to_le_bytes());
    }
}

/// `descriptor-stat`.
pub struct DescriptorStat {
    /// `type`.
    pub r#type: types::filesystem::DescriptorType,
    /// `link-count`.
    pub link_count: u64,
    /// `size`.
    pub size: u64,
    /// `data-access-timestamp`.
    pub data_access_timestamp: Option<types::clocks::Datetime>,
    /// `data-modification-timestamp`.
    pub data_modification_timestamp: Option<types::clocks::Datetime>,
    /// `status-change-timestamp`.
    pub status_change_timestamp: Option<types::clocks::Datetime>,
}

impl Lower for DescriptorStat {
    const SIZE: u32 = 96;
    const ALIGN: u32 = 8;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        self.r#type.store(caller, area.skip(0));
        self.link_count.store(caller, area.skip(8));
        self.size.store(caller, area.skip(16));
        self.data_access_timestamp.store(caller, area.skip(24));
        self.data_modification_timestamp.store(caller, area.skip(48));
        self.status_change_timestamp.store(caller, area.skip(72));
    }
}

/// `new-timestamp`.
pub enum NewTimestamp {
    /// `no-change`.
    NoChange,
    /// `now`.
    Now,
    /// `timestamp`.
    Timestamp(types::clocks::Datetime),
}

impl Lower for NewTimestamp {
    const SIZE: u32 = 24;
    const ALIGN: u32 = 8;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        match self {
            Self::NoChange => area.put(0, 0u8.to_le_bytes()),
            Self::Now => area.put(0, 1u8.to_le_bytes()),
            Self::Timestamp(value) => {
                area.put(0, 2u8.to_le_bytes());
                value.store(caller, area.skip(8));
            }
        }
    }
}

impl NewTimestamp {
    /// The variant of its flat values.
    pub fn lift(f0: u32, f1: u64, f2: u32) -> Self {
        match f0 {
            0 => Self::NoChange,
            1 => Self::Now,
            2 => Self::Timestamp(types::clocks::Datetime::lift(f1, f2)),
            _ => no_case(),
        }
    }
}

/// `directory-entry`.
pub struct DirectoryEntry {
    /// `type`.
    pub r#type: types::filesystem::DescriptorType,
    /// `name`.
    pub name: Given<str>,
}

impl Lower for DirectoryEntry {
    const SIZE: u32 = 12;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        self.r#type.store(caller, area.skip(0));
        self.name.store(caller, area.skip(4));
    }
}

/// `error-code`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum ErrorCode {
    /// `access`.
    Access = 0,
    /// `would-block`.
    WouldBlock = 1,
    /// `already`.
    Already = 2,
    /// `bad-descriptor`.
    BadDescriptor = 3,
    /// `busy`.
    Busy = 4,
    /// `deadlock`.
    Deadlock = 5,
    /// `quota`.
    Quota = 6,
    /// `exist`.
    Exist = 7,
    /// `file-too-large`.
    FileTooLarge = 8,
    /// `illegal-byte-sequence`.
    IllegalByteSequence = 9,
    /// `in-progress`.
    InProgress = 10,
    /// `interrupted`.
    Interrupted = 11,
    /// `invalid`.
    Invalid = 12,
    /// `io`.
    Io = 13,
    /// `is-directory`.
    IsDirectory = 14,
    /// `loop`.
    Loop = 15,
    /// `too-many-links`.
    TooManyLinks = 16,
    /// `message-size`.
    MessageSize = 17,
    /// `name-too-long`.
    NameTooLong = 18,
    /// `no-device`.
    NoDevice = 19,
    /// `no-entry`.
    NoEntry = 20,
    /// `no-lock`.
    NoLock = 21,
    /// `insufficient-memory`.
    InsufficientMemory = 22,
    /// `insufficient-space`.
    InsufficientSpace = 23,
    /// `not-directory`.
    NotDirectory = 24,
    /// `not-empty`.
    NotEmpty = 25,
    /// `not-recoverable`.
    NotRecoverable = 26,
    /// `unsupported`.
    Unsupported = 27,
    /// `no-tty`.
    NoTty = 28,
    /// `no-such-device`.
    NoSuchDevice = 29,
    /// `overflow`.
    Overflow = 30,
    /// `not-permitted`.
    NotPermitted = 31,
    /// `pipe`.
    Pipe = 32,
    /// `read-only`.
    ReadOnly = 33,
    /// `invalid-seek`.
    InvalidSeek = 34,
    /// `text-file-busy`.
    TextFileBusy = 35,
    /// `cross-device`.
    CrossDevice = 36,
}

impl Lower for ErrorCode {
    const SIZE: u32 = 1;
    const ALIGN: u32 = 1;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, (self as u8).to_le_bytes());
    }
}

/// `advice`.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Advice {
    /// `normal`.
    Normal = 0,
    /// `sequential`.
    Sequential = 1,
    /// `random`.
    Random = 2,
    /// `will-need`.
    WillNeed = 3,
    /// `dont-need`.
    DontNeed = 4,
    /// `no-reuse`.
    NoReuse = 5,
}

impl Lower for Advice {
    const SIZE: u32 = 1;
    const ALIGN: u32 = 1;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, (self as u8).to_le_bytes());
    }
}

impl Advice {
    /// The case with a number.
    pub fn lift(number: u32) -> Self {
        match number {
            0 => Self::Normal,
            1 => Self::Sequential,
            2 => Self::Random,
            3 => Self::WillNeed,
            4 => Self::DontNeed,
            5 => Self::NoReuse,
            _ => no_case(),
        }
    }
}

/// `metadata-hash-value`.
pub struct MetadataHashValue {
    /// `lower`.
    pub lower: u64,
    /// `upper`.
    pub upper: u64,
}

impl Lower for MetadataHashValue {
    const SIZE: u32 = 16;
    const ALIGN: u32 = 8;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        self.lower.store(caller, area.skip(0));
        self.upper.store(caller, area.skip(8));
    }
}

/// `descriptor`.
#[derive(Clone, Copy)]
pub struct Descriptor(u32);

impl Resource for Descriptor {
    const TYPE: u32 = 2;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for Descriptor {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}

/// `directory-entry-stream`.
#[derive(Clone, Copy)]
pub struct DirectoryEntryStream(u32);

impl Resource for DirectoryEntryStream {
    const TYPE: u32 = 3;
    fn new(rep: u32) -> Self {
        Self(rep)
    }
    fn rep(self) -> u32 {
        self.0
    }
}

impl Lower for DirectoryEntryStream {
    const SIZE: u32 = 4;
    const ALIGN: u32 = 4;
    #[inline(always)]
    fn store(self, caller: Caller, area: Area) {
        let _ = caller;
        area.put(0, self.owned(caller.handles()).to_le_bytes());
    }
}
