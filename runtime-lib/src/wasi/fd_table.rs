//! The guest's descriptors: which host descriptor each stands for, and what may be done with it.
//!
//! A guest number is an index into one static table, of which only the pages in use exist. An entry
//! of zeros is a free one, but for 0, 1 and 2: these are the standard streams until the guest
//! closes them, and what they are is asked of the kernel only when somebody wants to know.
//!
//! Host descriptors 0, 1 and 2 are never closed, nor ever handed out for something else: the reports
//! of traps go to 2, and a guest that closes its stdout must not get a file under the same number.
#![allow(unsafe_code)]

use super::errno::Errno;
use super::types::{Filetype, Result, rights};
use crate::policy::limits;
use core::cell::UnsafeCell;
use rustix::fd::{AsRawFd, BorrowedFd, FromRawFd, IntoRawFd, OwnedFd};
use rustix::fs::{FileType, OFlags};
use rustix::net::SocketType;
use wasmc_abi::options::MOST_FDS;

/// Entries in the table; a guest that needs more than `--max-fds` allows gets `EMFILE`.
const CAPACITY: usize = MOST_FDS as usize;

/// Numbers below this are the standard streams.
const STREAMS: u32 = 3;

/// One open descriptor of the guest.
#[derive(Clone, Copy)]
pub struct Entry {
    /// The host's number plus one, or that of an embedded file; 0: not open.
    host: u32,
    /// For a preopened directory, its place in the policy plus one; [`LISTENER`] for a socket.
    preopen: u16,
    /// What it is; nothing is known of a standard stream before [`known`].
    pub filetype: Filetype,
    state: u8,
    /// `fs_rights_base`: what may be done with it.
    pub base: u64,
    /// `fs_rights_inheriting`: what may be done with what is opened through it.
    pub inheriting: u64,
    /// Of an embedded file, where the next byte is read; the kernel keeps all others'.
    pub position: u64,
}

/// `Entry::preopen`: a listening socket of the policy.
const LISTENER: u16 = u16::MAX;

/// What the policy gave.
pub enum Preopen {
    /// The directory at this place.
    Directory(usize),
    /// A listening socket.
    Listener,
}

/// `Entry::state`: a standard stream that the guest has closed.
const CLOSED: u8 = 1;
/// `Entry::state`: a standard stream of which nothing is known yet.
const UNSEEN: u8 = 2;
/// `Entry::state`: nothing may be changed through it.
const READ_ONLY: u8 = 4;
/// `Entry::state`: an embedded file, of which the kernel knows nothing.
const EMBEDDED: u8 = 8;

impl Entry {
    const FREE: Self = Self {
        host: 0,
        preopen: 0,
        filetype: Filetype::Unknown,
        state: 0,
        base: 0,
        inheriting: 0,
        position: 0,
    };

    /// An entry with these rights, not yet in the table.
    pub fn new(filetype: Filetype, base: u64, inheriting: u64, read_only: bool) -> Self {
        let state = if read_only { READ_ONLY } else { 0 };
        Self {
            filetype,
            base,
            inheriting,
            state,
            ..Self::FREE
        }
    }

    /// An entry of an embedded file with these rights, not yet in the table.
    pub fn embedded(node: u32, filetype: Filetype, base: u64, inheriting: u64) -> Self {
        Self {
            host: node + 1,
            filetype,
            base,
            inheriting,
            state: READ_ONLY | EMBEDDED,
            ..Self::FREE
        }
    }

    /// The embedded file that it stands for, if it is one.
    pub fn node(&self) -> Option<u32> {
        (self.state & EMBEDDED != 0).then(|| self.host.saturating_sub(1))
    }

    /// Makes it one of the policy.
    pub fn preopened(self, preopen: Preopen) -> Self {
        let preopen = match preopen {
            // The table has no room for more.
            Preopen::Directory(index) => u16::try_from(index + 1).unwrap_or(0),
            Preopen::Listener => LISTENER,
        };
        Self { preopen, ..self }
    }

    /// Which one of the policy it is.
    pub fn preopen(&self) -> Option<Preopen> {
        match self.preopen {
            0 => None,
            LISTENER => Some(Preopen::Listener),
            place => Some(Preopen::Directory(usize::from(place) - 1)),
        }
    }

    /// A standard stream that nobody has looked at.
    fn stream(fd: u32) -> Self {
        let base = rights::FILE | rights::SOCKET;
        Self {
            host: fd + 1,
            state: UNSEEN,
            base,
            ..Self::FREE
        }
    }

    /// The host's descriptor; an embedded file has none, and is not to be changed. It stays open
    /// until the guest closes it, which no function does while it uses another's.
    pub fn host(&self) -> Result<BorrowedFd<'static>> {
        if self.node().is_some() {
            return Err(Errno::ROFS);
        }
        // SAFETY: an entry that `get` returns is open, and wasm has one thread.
        // Saturating, so that rustix's assertion against -1, and its panic, is not linked.
        Ok(unsafe { BorrowedFd::borrow_raw(self.host.saturating_sub(1) as i32) })
    }

    /// The host's descriptor of what may be a socket, which the kernel finds out.
    pub fn socket(&self) -> Result<BorrowedFd<'static>> {
        self.host().map_err(|_| Errno::NOTSOCK)
    }

    /// Whether nothing may be changed through it.
    pub fn read_only(&self) -> bool {
        self.state & READ_ONLY != 0
    }

    /// Fails with `EROFS`, as a read-only mount does, if nothing may be changed through it.
    pub fn writable(&self) -> Result {
        if self.read_only() {
            Err(Errno::ROFS)
        } else {
            Ok(())
        }
    }

    /// Fails if what lies in the directory `from` could gain a right by being moved into this one.
    pub fn gains_nothing(&self, from: &Self) -> Result {
        if self.inheriting & !from.inheriting == 0 {
            Ok(())
        } else {
            Err(Errno::NOTCAPABLE)
        }
    }

    /// Fails if one of these rights is missing: as POSIX has it where POSIX knows such a
    /// descriptor, with `ENOTCAPABLE` where only WASI does.
    pub fn require(&self, needed: u64) -> Result {
        if self.base & needed == needed {
            return Ok(());
        }
        Err(
            if self.filetype == Filetype::Directory && needed & rights::FILE_ONLY != 0 {
                Errno::ISDIR
            } else if needed & (rights::FD_READ | rights::FD_WRITE) != 0 {
                Errno::BADF
            } else {
                Errno::NOTCAPABLE
            },
        )
    }
}

struct Table(UnsafeCell<[Entry; CAPACITY]>);

// SAFETY: an image runs wasm on one thread; signal handlers do not touch the table.
unsafe impl Sync for Table {}

static TABLE: Table = Table(UnsafeCell::new([Entry::FREE; CAPACITY]));

/// Where an entry is.
fn slot(fd: u32) -> Result<*mut Entry> {
    if fd as usize >= CAPACITY {
        return Err(Errno::BADF);
    }
    Ok(TABLE.0.get().cast::<Entry>().wrapping_add(fd as usize))
}

fn load(fd: u32) -> Result<Entry> {
    let slot = slot(fd)?;
    // SAFETY: `slot` is within the table, to which no reference exists.
    Ok(unsafe { slot.read() })
}

fn store(fd: u32, entry: Entry) -> Result {
    let slot = slot(fd)?;
    // SAFETY: `slot` is within the table, to which no reference exists.
    unsafe { slot.write(entry) };
    Ok(())
}

/// The entry of an open descriptor.
pub fn open(fd: u32) -> Result<Entry> {
    let entry = load(fd)?;
    if entry.host != 0 {
        return Ok(entry);
    }
    if fd < STREAMS && entry.state & CLOSED == 0 {
        return Ok(Entry::stream(fd));
    }
    Err(Errno::BADF)
}

/// The entry of an open descriptor that has these rights.
pub fn get(fd: u32, needed: u64) -> Result<Entry> {
    let entry = open(fd)?;
    entry.require(needed)?;
    Ok(entry)
}

/// The entry of an open directory that has these rights.
pub fn directory(fd: u32, needed: u64) -> Result<Entry> {
    let entry = open(fd)?;
    if entry.filetype != Filetype::Directory {
        return Err(Errno::NOTDIR);
    }
    entry.require(needed)?;
    Ok(entry)
}

/// The entry of an open descriptor, with a type and rights that fit what it is.
pub fn known(fd: u32) -> Result<Entry> {
    let mut entry = open(fd)?;
    if entry.state & UNSEEN == 0 {
        return Ok(entry);
    }
    let host = entry.host()?;
    let stat = rustix::fs::fstat(host)?;
    entry.filetype = Filetype::from_host(FileType::from_raw_mode(stat.st_mode));
    if entry.filetype == Filetype::SocketStream
        && rustix::net::sockopt::socket_type(host) == Ok(SocketType::DGRAM)
    {
        entry.filetype = Filetype::SocketDgram;
    }
    entry.base &= match entry.filetype {
        Filetype::SocketDgram | Filetype::SocketStream => rights::SOCKET,
        // A directory as a standard stream opens nothing: none was asked for by name.
        Filetype::Directory => rights::FD_FILESTAT_GET,
        // wasi-libc's isatty() takes a character device for a terminal if it cannot seek.
        Filetype::CharacterDevice if rustix::termios::isatty(host) => {
            rights::FILE & !(rights::FD_SEEK | rights::FD_TELL)
        }
        _ => rights::FILE,
    };
    let flags = rustix::fs::fcntl_getfl(host)?;
    match flags & OFlags::RWMODE {
        OFlags::RDONLY => entry.base &= !rights::NEEDS_WRITE,
        OFlags::WRONLY => entry.base &= !rights::FD_READ,
        _ => {}
    }
    entry.state &= !UNSEEN;
    store(fd, entry)?;
    Ok(entry)
}

/// Puts an open descriptor into the table, under the lowest free number.
pub fn insert(host: OwnedFd, entry: Entry) -> Result<u32> {
    let host = if host.as_raw_fd() < STREAMS as i32 {
        // The process was started without one of its standard streams.
        rustix::io::fcntl_dupfd_cloexec(&host, STREAMS as i32)?
    } else {
        host
    };
    let fd = free()?;
    // A successful open never returns a negative number.
    let number = host.into_raw_fd().unsigned_abs();
    store(
        fd,
        Entry {
            host: number + 1,
            ..entry
        },
    )?;
    Ok(fd)
}

/// Puts an embedded file into the table, under the lowest free number.
pub fn insert_embedded(entry: Entry) -> Result<u32> {
    let fd = free()?;
    store(fd, entry)?;
    Ok(fd)
}

/// The lowest free number.
fn free() -> Result<u32> {
    for fd in 0..limits::max_fds() {
        let old = load(fd)?;
        if old.host == 0 && (fd >= STREAMS || old.state & CLOSED != 0) {
            return Ok(fd);
        }
    }
    Err(Errno::MFILE)
}

/// Moves the position of an embedded file.
pub fn set_position(fd: u32, position: u64) -> Result {
    let entry = open(fd)?;
    store(fd, Entry { position, ..entry })
}

/// Forgets a descriptor.
fn forget(fd: u32) -> Result {
    store(
        fd,
        Entry {
            state: if fd < STREAMS { CLOSED } else { 0 },
            ..Entry::FREE
        },
    )
}

/// Closes the host's side of an entry that has left the table.
fn close_host(entry: &Entry) {
    if entry.host > STREAMS && entry.node().is_none() {
        // SAFETY: `insert` has taken it over from an `OwnedFd`, and no entry holds it any more.
        drop(unsafe { OwnedFd::from_raw_fd(entry.host as i32 - 1) });
    }
}

/// Closes a descriptor.
pub fn close(fd: u32) -> Result {
    let entry = open(fd)?;
    forget(fd)?;
    close_host(&entry);
    Ok(())
}

/// Gives the descriptor `from` the number `to`, whose own descriptor is closed.
pub fn renumber(from: u32, to: u32) -> Result {
    let entry = open(from)?;
    let old = open(to)?;
    if from == to {
        return Ok(());
    }
    store(to, entry)?;
    forget(from)?;
    close_host(&old);
    Ok(())
}

/// Takes rights away from a descriptor; it is an error to add some.
pub fn restrict(fd: u32, base: u64, inheriting: u64) -> Result {
    let entry = known(fd)?;
    if base & !entry.base != 0 || inheriting & !entry.inheriting != 0 {
        return Err(Errno::NOTCAPABLE);
    }
    store(
        fd,
        Entry {
            base,
            inheriting,
            ..entry
        },
    )
}

/// Flags of an open descriptor, as the kernel has them now.
pub fn flags(entry: &Entry) -> Result<OFlags> {
    match entry.node() {
        Some(_) => Ok(OFlags::empty()),
        None => Ok(rustix::fs::fcntl_getfl(entry.host()?)?),
    }
}
