//! What descriptors stand for, and the names of types and errors.

use crate::host::{Errno, FileType};
use crate::wasi::p2::caller::Caller;
use crate::wasi::p2::error;
use crate::wasi::p2::files::{self, File};
use crate::wasi::p2::types::filesystem::{Descriptor, DescriptorType, ErrorCode};
use crate::wasi::p2::types::io::Error;
use crate::wasi::p2::value::Resource;

/// What a function returns.
pub type Result<T = ()> = core::result::Result<T, ErrorCode>;

impl From<Errno> for ErrorCode {
    #[inline(never)]
    fn from(errno: Errno) -> Self {
        match errno {
            Errno::ACCES => Self::Access,
            Errno::AGAIN => Self::WouldBlock,
            Errno::ALREADY => Self::Already,
            Errno::BADF => Self::BadDescriptor,
            Errno::BUSY => Self::Busy,
            Errno::DEADLK => Self::Deadlock,
            Errno::DQUOT => Self::Quota,
            Errno::EXIST => Self::Exist,
            Errno::FBIG => Self::FileTooLarge,
            Errno::ILSEQ => Self::IllegalByteSequence,
            Errno::INPROGRESS => Self::InProgress,
            Errno::INTR => Self::Interrupted,
            Errno::INVAL => Self::Invalid,
            Errno::ISDIR => Self::IsDirectory,
            Errno::LOOP => Self::Loop,
            Errno::MLINK => Self::TooManyLinks,
            Errno::MSGSIZE => Self::MessageSize,
            Errno::NAMETOOLONG => Self::NameTooLong,
            Errno::NODEV => Self::NoDevice,
            Errno::NOENT => Self::NoEntry,
            Errno::NOLCK => Self::NoLock,
            Errno::NOMEM => Self::InsufficientMemory,
            Errno::NOSPC => Self::InsufficientSpace,
            Errno::NOTDIR => Self::NotDirectory,
            Errno::NOTEMPTY => Self::NotEmpty,
            Errno::NOTRECOVERABLE => Self::NotRecoverable,
            Errno::NOSYS | Errno::NOTSUP => Self::Unsupported,
            Errno::NOTTY => Self::NoTty,
            Errno::NXIO => Self::NoSuchDevice,
            Errno::OVERFLOW => Self::Overflow,
            // A path that leads out is one of them.
            Errno::PERM | Errno::NOTCAPABLE => Self::NotPermitted,
            Errno::PIPE => Self::Pipe,
            Errno::ROFS => Self::ReadOnly,
            Errno::SPIPE => Self::InvalidSeek,
            Errno::TXTBSY => Self::TextFileBusy,
            Errno::XDEV => Self::CrossDevice,
            _ => Self::Io,
        }
    }
}

impl From<FileType> for DescriptorType {
    fn from(file_type: FileType) -> Self {
        match file_type {
            FileType::Unknown => Self::Unknown,
            FileType::BlockDevice => Self::BlockDevice,
            FileType::CharacterDevice => Self::CharacterDevice,
            FileType::Directory => Self::Directory,
            FileType::RegularFile => Self::RegularFile,
            FileType::SocketDgram | FileType::SocketStream => Self::Socket,
            FileType::SymbolicLink => Self::SymbolicLink,
        }
    }
}

/// What a descriptor stands for.
pub fn any(this: Descriptor) -> File {
    files::get(this.rep())
}

/// Likewise; it must be a directory.
pub fn directory_of(this: Descriptor) -> Result<File> {
    let file = any(this);
    match file.descriptor.file_type() {
        FileType::Directory => Ok(file),
        _ => Err(ErrorCode::NotDirectory),
    }
}

/// Likewise; it must be no directory.
pub fn file_of(this: Descriptor) -> Result<File> {
    let file = any(this);
    match file.descriptor.file_type() {
        FileType::Directory => Err(ErrorCode::BadDescriptor),
        _ => Ok(file),
    }
}

/// `filesystem-error-code`: every error of a stream here has an errno.
pub fn filesystem_error_code(_: Caller, err: Error) -> Option<ErrorCode> {
    Some(error::errno(err).into())
}
