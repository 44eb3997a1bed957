//! What is open, and directories as the places that paths start from.
#![allow(unsafe_code)]

use super::errno::{Errno, Result};
use super::stat::FileType;
use rustix::fd::{AsRawFd, BorrowedFd, FromRawFd, IntoRawFd, OwnedFd};
use rustix::net::SocketType;

/// Descriptors of the process below this are the standard streams. They are never closed, nor handed
/// out for something else: the reports of traps go to 2, and a program that closes its stdout must
/// not get a file under the same number.
const STREAMS: u32 = 3;

/// An open descriptor of the kernel.
#[derive(Clone, Copy)]
pub struct HostFd(u32);

impl HostFd {
    /// A standard stream: 0, 1 or 2.
    pub const fn stream(number: u32) -> Self {
        Self(number)
    }

    /// Takes over what was opened, under a number that is no standard stream's: the process may have
    /// been started without one of them.
    pub fn new(fd: OwnedFd) -> Result<Self> {
        let fd = if fd.as_raw_fd() < STREAMS as i32 {
            rustix::io::fcntl_dupfd_cloexec(&fd, STREAMS as i32)?
        } else {
            fd
        };
        // A successful open never returns a negative number.
        Ok(Self(fd.into_raw_fd().unsigned_abs()))
    }

    /// Its number, which is no standard stream's if it was opened here.
    pub fn number(self) -> u32 {
        self.0
    }

    /// For system calls. It stays open until [`Descriptor::close`], which no operation calls while it
    /// uses another's.
    pub fn borrow(self) -> BorrowedFd<'static> {
        // Without the top bit, so that rustix's assertion against -1, and its panic, is not linked.
        let number = (self.0 & i32::MAX as u32) as i32;
        // SAFETY: `new` has taken it over, or it is a standard stream; nobody else closes it.
        unsafe { BorrowedFd::borrow_raw(number) }
    }
}

/// The number of a file or a directory inside the image.
pub type Node = u32;

/// Something open.
#[derive(Clone, Copy)]
pub enum Descriptor {
    /// A file, a directory, a pipe or a device of the kernel, and its type; that of a standard stream
    /// is not known before [`Descriptor::looked_at`].
    Host(HostFd, FileType),
    /// A socket of the kernel.
    Socket(HostFd),
    /// A file or a directory inside the image, and which of them it is.
    Embedded(Node, FileType),
}

impl Descriptor {
    /// The kernel's descriptor; a file inside the image has none, and is not to be changed.
    pub fn host(self) -> Result<BorrowedFd<'static>> {
        match self {
            Self::Host(fd, _) | Self::Socket(fd) => Ok(fd.borrow()),
            Self::Embedded(..) => Err(Errno::ROFS),
        }
    }

    /// The kernel's descriptor, for an operation on sockets. The kernel checks that it is one.
    pub fn socket(self) -> Result<BorrowedFd<'static>> {
        self.host().map_err(|_| Errno::NOTSOCK)
    }

    /// What it is.
    pub fn file_type(self) -> FileType {
        match self {
            Self::Host(_, file_type) | Self::Embedded(_, file_type) => file_type,
            Self::Socket(_) => FileType::SocketStream,
        }
    }

    /// The same with the type that the kernel gives, if it is not known yet.
    pub fn looked_at(self) -> Result<Self> {
        let Self::Host(fd, FileType::Unknown) = self else {
            return Ok(self);
        };
        let stat = rustix::fs::fstat(fd.borrow())?;
        let mut file_type = FileType::from_mode(stat.st_mode);
        if file_type == FileType::SocketStream
            && rustix::net::sockopt::socket_type(fd.borrow()) == Ok(SocketType::DGRAM)
        {
            file_type = FileType::SocketDgram;
        }
        Ok(Self::Host(fd, file_type))
    }

    /// Closes it, a standard stream aside. Nothing uses it afterwards: its owner has forgotten it.
    pub fn close(self) {
        if let Self::Host(fd, _) | Self::Socket(fd) = self
            && fd.0 >= STREAMS
        {
            // Without the top bit, as in `borrow`.
            let number = (fd.0 & i32::MAX as u32) as i32;
            // SAFETY: `HostFd::new` has taken it over from an `OwnedFd`.
            drop(unsafe { OwnedFd::from_raw_fd(number) });
        }
    }
}

/// A directory, as the place that paths start from.
#[derive(Clone, Copy)]
pub struct Dir {
    /// What is open.
    pub descriptor: Descriptor,
    /// Whether nothing may be changed through it.
    pub read_only: bool,
}

impl Dir {
    /// Fails with `EROFS`, as a read-only mount does, if nothing may be changed through it.
    pub fn writable(self) -> Result {
        if self.read_only {
            Err(Errno::ROFS)
        } else {
            Ok(())
        }
    }
}
