//! Rules by which the kernel confines a process (landlock(7)).
#![allow(unsafe_code)]

use super::reservation::Refused;
use super::seccomp::no_new_privileges;
use crate::arch::{self, syscall4};
use core::sync::atomic::{AtomicU32, Ordering};
use rustix::fd::{AsRawFd, BorrowedFd, FromRawFd, IntoRawFd, OwnedFd};

/// The first version in which files can be moved between directories.
const OLDEST_VERSION: isize = 2;
/// The first version that has rules for TCP.
const FIRST_WITH_TCP: isize = 4;

/// What can be done with files (`LANDLOCK_ACCESS_FS_*`, `linux/landlock.h`).
const EXECUTE: u64 = 1;
const READ_FILE: u64 = 1 << 2;
const READ_DIR: u64 = 1 << 3;
const IOCTL_DEV: u64 = 1 << 15;
/// What can be asked of a device without changing anything: how many bytes there are to read.
const READ: u64 = READ_FILE | READ_DIR | IOCTL_DEV;

/// To bind TCP sockets, and to connect them (`LANDLOCK_ACCESS_NET_*`).
pub const BIND_TCP: u32 = 1;
/// Likewise.
pub const CONNECT_TCP: u32 = 2;

/// What of the network the rules are not about.
static FREE: AtomicU32 = AtomicU32::new(0);

/// Rules that are made from now on do not forbid this. Returns what they did not forbid before.
pub fn leave_free(network: u32) -> u32 {
    FREE.fetch_or(network, Ordering::Relaxed)
}

/// `struct landlock_ruleset_attr`: what the rules are about.
#[repr(C)]
struct About {
    files: u64,
    network: u64,
    scopes: u64,
}

impl About {
    /// All that this version of the kernel knows.
    fn all(version: isize) -> Self {
        let files = match version {
            ..=2 => 0x3fff,
            3..=4 => 0x7fff,
            _ => 0xffff,
        };
        Self {
            files,
            network: match version {
                ..FIRST_WITH_TCP => 0,
                _ => u64::from((BIND_TCP | CONNECT_TCP) & !FREE.load(Ordering::Relaxed)),
            },
            // Abstract sockets of other processes, and signals to them.
            scopes: if version >= 6 { 3 } else { 0 },
        }
    }
}

/// `struct landlock_path_beneath_attr`.
#[repr(C, packed)]
struct Beneath {
    allowed: u64,
    directory: i32,
}

/// `struct landlock_net_port_attr`.
#[repr(C)]
struct NetPort {
    allowed: u64,
    port: u64,
}

/// Rules that are being made.
pub struct Rules {
    rules: OwnedFd,
    files: u64,
}

/// What a system call returns, if that is no error.
fn checked(result: isize) -> Result<isize, Refused> {
    if result < 0 { Err(Refused) } else { Ok(result) }
}

/// landlock_create_ruleset(2): the version of the kernel, or a descriptor.
///
/// # Safety
/// There must be `len` bytes at `about`.
// Not inlined: each system call has its number beside it, where `wasmc inspect` looks for it.
#[inline(never)]
unsafe fn create(about: usize, len: usize, flags: usize) -> Result<isize, Refused> {
    // SAFETY: the kernel reads the structure and keeps no pointer to it.
    checked(unsafe { syscall4(arch::LANDLOCK_CREATE_RULESET, about, len, flags, 0) })
}

/// The version of the kernel, if it has one that will do.
fn version(oldest: isize) -> Result<isize, Refused> {
    const LANDLOCK_CREATE_RULESET_VERSION: usize = 1;
    // SAFETY: with this flag there is no structure.
    let version = unsafe { create(0, 0, LANDLOCK_CREATE_RULESET_VERSION) }?;
    if version < oldest {
        return Err(Refused);
    }
    Ok(version)
}

impl Rules {
    /// Rules that allow nothing.
    pub fn new() -> Result<Self, Refused> {
        Self::about(&About::all(version(OLDEST_VERSION)?))
    }

    /// Rules that allow nothing of these `LANDLOCK_ACCESS_NET_*`, and are about nothing else.
    pub fn of_tcp(network: u32) -> Result<Self, Refused> {
        version(FIRST_WITH_TCP)?;
        Self::about(&About {
            files: 0,
            network: network.into(),
            scopes: 0,
        })
    }

    // Inlined, for the sake of images that have rules of one kind.
    #[inline(always)]
    fn about(about: &About) -> Result<Self, Refused> {
        let (at, len) = ((&raw const *about) as usize, size_of::<About>());
        // SAFETY: it is that long. Older kernels want zeros at its end, which are there.
        let rules = unsafe { create(at, len, 0) }?;
        // SAFETY: the kernel has made the descriptor for this call.
        let rules = unsafe { OwnedFd::from_raw_fd(rules as i32) };
        Ok(Self {
            rules,
            files: about.files,
        })
    }

    /// The rules, for system calls.
    fn number(&self) -> usize {
        self.rules.as_raw_fd() as usize
    }

    /// Allows to read what is beneath a directory, or all but to execute it.
    pub fn allow(&self, directory: BorrowedFd<'_>, read_only: bool) -> Result<(), Refused> {
        self.allow_access(directory, if read_only { READ } else { !EXECUTE })
    }

    /// Allows to read files beneath a directory.
    pub fn allow_files(&self, directory: BorrowedFd<'_>) -> Result<(), Refused> {
        self.allow_access(directory, READ_FILE)
    }

    fn allow_access(&self, directory: BorrowedFd<'_>, allowed: u64) -> Result<(), Refused> {
        const LANDLOCK_RULE_PATH_BENEATH: usize = 1;
        let beneath = Beneath {
            allowed: allowed & self.files,
            directory: directory.as_raw_fd(),
        };
        let (at, kind) = ((&raw const beneath) as usize, LANDLOCK_RULE_PATH_BENEATH);
        // SAFETY: the kernel reads the structure and keeps no pointer to it.
        let result = unsafe { syscall4(arch::LANDLOCK_ADD_RULE, self.number(), kind, at, 0) };
        checked(result).map(drop)
    }

    /// Allows TCP sockets to be bound, or connected, to a port.
    pub fn allow_port(&self, network: u32, port: u16) -> Result<(), Refused> {
        const LANDLOCK_RULE_NET_PORT: usize = 2;
        let rule = NetPort {
            allowed: network.into(),
            port: port.into(),
        };
        let (at, kind) = ((&raw const rule) as usize, LANDLOCK_RULE_NET_PORT);
        // SAFETY: as above.
        let result = unsafe { syscall4(arch::LANDLOCK_ADD_RULE, self.number(), kind, at, 0) };
        checked(result).map(drop)
    }

    /// Leaves the rules to [`Rules::kept`], which finds them by this number.
    pub fn keep(self) -> u32 {
        self.rules.into_raw_fd().unsigned_abs()
    }

    /// What was left under a number; 0: nothing.
    pub fn kept(number: u32) -> Option<Self> {
        let number = i32::try_from(number).ok().filter(|&it| it > 0)?;
        // SAFETY: `keep` has left it, and each process takes it once.
        let rules = unsafe { OwnedFd::from_raw_fd(number) };
        Some(Self { rules, files: 0 })
    }

    /// Puts the rules into force, for good.
    pub fn enforce(self) -> Result<(), Refused> {
        no_new_privileges();
        self.enforce_more()
    }

    /// Puts them into force besides others.
    pub fn enforce_more(self) -> Result<(), Refused> {
        // SAFETY: it takes no pointer.
        checked(unsafe { syscall4(arch::LANDLOCK_RESTRICT_SELF, self.number(), 0, 0, 0) }).map(drop)
    }
}
