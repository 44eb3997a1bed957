//! The guest's descriptors: what each number stands for, and what may be done with it.
//!
//! 0, 1 and 2 are the standard streams until the guest closes them; what they are is asked of the
//! kernel when a function needs to know.

use super::rights;
use crate::host::{Descriptor, Dir, Errno, FileType, HostFd, Result};
use crate::policy::limits;
use crate::wasi::table::Table;
use rustix::fs::{OFlags, SeekFrom};

/// Numbers below this are the standard streams.
const STREAMS: u32 = 3;

/// One open descriptor of the guest.
#[derive(Clone, Copy)]
pub struct Entry {
    /// What it stands for.
    pub descriptor: Descriptor,
    /// What the policy gave, if it is that.
    pub preopen: Option<Preopen>,
    /// Whether nothing may be changed through it.
    read_only: bool,
    /// Whether it is a standard stream of which nothing is known yet.
    unseen: bool,
    /// The position of a standard stream at start: what lies before it is not the guest's.
    inherited: Option<u64>,
    /// `fs_rights_base`: what may be done with it.
    pub base: u64,
    /// `fs_rights_inheriting`: what may be done with what is opened through it.
    pub inheriting: u64,
    /// The position in an embedded file. The kernel keeps the positions of all other files.
    pub position: u64,
}

/// What the policy gave.
#[derive(Clone, Copy)]
pub enum Preopen {
    /// The directory at this place of the policy, or one inside the image.
    Directory(Option<u16>),
    /// A listening socket.
    Listener,
}

impl Entry {
    /// An entry with these rights, not yet in the table.
    pub fn new(descriptor: Descriptor, base: u64, inheriting: u64) -> Self {
        Self {
            descriptor,
            preopen: None,
            read_only: false,
            unseen: false,
            inherited: None,
            base,
            inheriting,
            position: 0,
        }
    }

    /// An entry of a directory with these rights, or of what was opened through one.
    pub fn beneath(dir: Dir, base: u64, inheriting: u64) -> Self {
        Self {
            read_only: dir.read_only,
            ..Self::new(dir.descriptor, base, inheriting)
        }
    }

    /// Makes it one of the policy.
    pub fn preopened(self, preopen: Preopen) -> Self {
        Self {
            preopen: Some(preopen),
            ..self
        }
    }

    /// A standard stream, not yet looked at.
    fn stream(fd: u32) -> Self {
        let descriptor = Descriptor::Host(HostFd::stream(fd), FileType::Unknown);
        Self {
            unseen: true,
            inherited: Some(0),
            ..Self::new(descriptor, rights::STREAM, 0)
        }
    }

    /// The directory that it is.
    pub fn dir(&self) -> Dir {
        Dir {
            descriptor: self.descriptor,
            read_only: self.read_only,
        }
    }

    /// Whether it is a standard stream.
    pub fn is_stream(&self) -> bool {
        self.inherited.is_some()
    }

    /// Fails if a position lies before that at which a standard stream was inherited.
    pub fn reaches(&self, position: u64) -> Result {
        match self.inherited {
            Some(inherited) if position < inherited => Err(Errno::NOTCAPABLE),
            _ => Ok(()),
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
    fn require(&self, needed: u64) -> Result {
        if self.base & needed == needed {
            return Ok(());
        }
        let directory = self.descriptor.file_type() == FileType::Directory;
        Err(if directory && needed & rights::FILE_ONLY != 0 {
            Errno::ISDIR
        } else if needed & (rights::FD_READ | rights::FD_WRITE) != 0 {
            Errno::BADF
        } else {
            Errno::NOTCAPABLE
        })
    }
}

/// What a number stands for.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Slot {
    /// Nothing yet: a standard stream, if it has the number of one; else it is free. Zeros, so that the
    /// table takes no room in the image.
    Untouched = 0,
    /// Nothing any more.
    Closed,
    /// This.
    Open(Entry),
}

// Behind the smaller variables, so that those share a page.
#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.descriptors")]
static TABLE: Table<Slot> = Table::new(Slot::Untouched);

#[inline(always)]
fn load(fd: u32) -> Slot {
    TABLE.get(fd as usize).unwrap_or(Slot::Untouched)
}

/// Writes the entry of a number that the table has.
fn store(fd: u32, entry: Entry) {
    TABLE.set(fd as usize, Slot::Open(entry));
}

/// The entry of an open descriptor.
pub fn open(fd: u32) -> Result<Entry> {
    match load(fd) {
        Slot::Open(entry) => Ok(entry),
        Slot::Untouched if fd < STREAMS => Ok(Entry::stream(fd)),
        Slot::Untouched | Slot::Closed => Err(Errno::BADF),
    }
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
    if entry.descriptor.file_type() != FileType::Directory {
        return Err(Errno::NOTDIR);
    }
    entry.require(needed)?;
    Ok(entry)
}

/// The entry of an open descriptor, with a type and rights that fit what it is.
pub fn known(fd: u32) -> Result<Entry> {
    let mut entry = open(fd)?;
    if !entry.unseen {
        return Ok(entry);
    }
    entry.descriptor = entry.descriptor.looked_at()?;
    entry.base &= match entry.descriptor.file_type() {
        FileType::SocketDgram | FileType::SocketStream => rights::SOCKET,
        // A directory as a standard stream opens nothing: none was asked for by name.
        FileType::Directory => rights::FD_FILESTAT_GET,
        // wasi-libc's isatty() takes a character device for a terminal if it cannot seek.
        FileType::CharacterDevice if entry.descriptor.is_terminal() => {
            rights::FILE & !(rights::FD_SEEK | rights::FD_TELL)
        }
        _ => rights::FILE,
    };
    match entry.descriptor.flags()? & OFlags::RWMODE {
        OFlags::RDONLY => entry.base &= !rights::NEEDS_WRITE,
        OFlags::WRONLY => entry.base &= !rights::FD_READ,
        _ => {}
    }
    entry.unseen = false;
    store(fd, entry);
    Ok(entry)
}

/// Keeps the positions of the standard streams. Images that import a function which moves them, or
/// reads or writes elsewhere, call it at start, before the guest has read or written anything.
pub fn keep_positions() {
    for fd in 0..STREAMS {
        let entry = Entry::stream(fd);
        // What cannot be sought has no position; the kernel says so each time.
        if let Ok(position) = entry.descriptor.seek(SeekFrom::Current(0), 0) {
            let inherited = Some(position);
            store(fd, Entry { inherited, ..entry });
        }
    }
}

/// Puts an entry into the table, under the lowest free number; closes it where there is none.
pub fn insert(entry: Entry) -> Result<u32> {
    let inserted = free();
    match inserted {
        Ok(fd) => store(fd, entry),
        Err(_) => entry.descriptor.close(),
    }
    inserted
}

/// The lowest free number.
fn free() -> Result<u32> {
    for fd in 0..limits::max_fds() {
        match load(fd) {
            Slot::Open(_) => {}
            Slot::Untouched if fd < STREAMS => {}
            Slot::Untouched | Slot::Closed => {
                TABLE.grow(fd as usize, Slot::Untouched)?;
                return Ok(fd);
            }
        }
    }
    Err(Errno::MFILE)
}

/// Moves the position of an embedded file.
pub fn set_position(fd: u32, entry: Entry, position: u64) {
    store(fd, Entry { position, ..entry });
}

/// Closes a descriptor.
pub fn close(fd: u32) -> Result {
    let entry = open(fd)?;
    TABLE.set(fd as usize, Slot::Closed);
    entry.descriptor.close();
    Ok(())
}

/// Gives the descriptor `from` the number `to`, whose own descriptor is closed.
pub fn renumber(from: u32, to: u32) -> Result {
    let entry = open(from)?;
    let old = open(to)?;
    if from == to {
        return Ok(());
    }
    store(to, entry);
    TABLE.set(from as usize, Slot::Closed);
    old.descriptor.close();
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
    );
    Ok(())
}
