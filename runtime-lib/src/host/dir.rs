//! What is in a directory.

use super::descriptor::Descriptor;
use super::embed;
use super::errno::Result;
use super::stat::{DirEntry, FileType};
use core::mem::MaybeUninit;
use rustix::fd::BorrowedFd;
use rustix::fs::{AtFlags, RawDir, RawDirEntry, SeekFrom, statat};

impl Descriptor {
    /// Shows the entries from the place `from` on, `.` and `..` among them, until `show` returns false.
    /// The beginning is 0, other places are what an entry gave (`d_off`, getdents64(2)).
    pub fn list(self, from: u64, show: impl FnMut(DirEntry<'_>) -> bool) -> Result {
        match self {
            Self::Embedded(node, _) => embed::list(node, from, show),
            _ => list(self.host()?, from, show),
        }
    }
}

/// Lists a directory of the host.
fn list(host: BorrowedFd<'_>, from: u64, mut show: impl FnMut(DirEntry<'_>) -> bool) -> Result {
    rustix::fs::seek(host, SeekFrom::Start(from))?;
    let mut buffer = [MaybeUninit::uninit(); 4096];
    let mut entries = RawDir::new(host, &mut buffer);
    while let Some(entry) = entries.next() {
        let entry = entry?;
        let name = entry.file_name().to_bytes();
        let more = show(DirEntry {
            next: entry.next_entry_cookie(),
            inode: entry.ino(),
            file_type: file_type(host, &entry),
            name,
        });
        if !more {
            break;
        }
    }
    Ok(())
}

/// The type of an entry.
fn file_type(host: BorrowedFd<'_>, entry: &RawDirEntry<'_>) -> FileType {
    match entry.file_type() {
        // Some file systems do not say.
        rustix::fs::FileType::Unknown => statat(host, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW)
            .map_or(FileType::Unknown, |stat| FileType::from_mode(stat.st_mode)),
        known => FileType::from_host(known),
    }
}
