//! Directories: the preopened ones, and reading.

use super::fd_table::{self, Entry, Preopen};
use super::rights;
use crate::host::{DirEntry, Errno, Result, preopened_name};
use crate::sys::IoVec;
use crate::wasi::guest::Memory;

/// Puts the preopened directories into the table, behind the listening sockets. Images that import a
/// function which can see directories call it at start.
pub fn open_preopened() {
    crate::host::open_preopened(|dir, place| {
        let entry = Entry::beneath(dir, rights::DIRECTORY, rights::INHERITED);
        let entry = entry.preopened(Preopen::Directory(place));
        fd_table::insert(entry).map(drop)
    });
}

/// The name that the guest sees of a preopened directory.
pub fn name_of(fd: u32) -> Result<&'static [u8]> {
    let entry = fd_table::open(fd)?;
    match entry.preopen {
        Some(Preopen::Directory(place)) => preopened_name(entry.descriptor, place),
        Some(Preopen::Listener) => Err(Errno::NOTDIR),
        None => Err(Errno::BADF),
    }
}

/// `fd_prestat_get`. `prestat` is a tag (0: a directory) and the length of the name, 32 bits each.
///
/// A listening socket has another tag, for which the specification has no name: BADF would tell
/// wasi-libc that no directories follow, any other error ends it; it passes over tags that it does
/// not know, and so does Go.
pub fn fd_prestat_get(memory: Memory, fd: u32, result: u32) -> Result {
    const SOCKET: u64 = 1;
    match name_of(fd) {
        Ok(name) => {
            let len = u32::try_from(name.len()).map_err(|_| Errno::OVERFLOW)?;
            memory.write_u64(result, u64::from(len) << 32)
        }
        Err(Errno::NOTDIR) => memory.write_u64(result, SOCKET),
        Err(errno) => Err(errno),
    }
}

/// `fd_prestat_dir_name`.
pub fn fd_prestat_dir_name(memory: Memory, fd: u32, ptr: u32, len: u32) -> Result {
    let name = name_of(fd)?;
    if (len as usize) < name.len() {
        return Err(Errno::NAMETOOLONG);
    }
    memory.copy_in(ptr, name)
}

/// Bytes of a `dirent` in front of its name.
const DIRENT_BYTES: usize = 24;

/// Writes a `dirent` into a buffer: where the next entry is, the inode, the length of the name, the
/// type; then the name. Returns what is left of the buffer: an entry that does not fit is cut anywhere.
fn put(entry: &DirEntry<'_>, to: IoVec) -> IoVec {
    let mut head = [0; DIRENT_BYTES];
    let fields = entry
        .next
        .to_le_bytes()
        .into_iter()
        .chain(entry.inode.to_le_bytes())
        .chain((entry.name.len() as u32).to_le_bytes())
        .chain([entry.file_type as u8]);
    for (to, from) in head.iter_mut().zip(fields) {
        *to = from;
    }
    let rest = to.skip(to.fill(&head));
    rest.skip(rest.fill(entry.name))
}

/// `fd_readdir`. The buffer is filled to the last byte unless the directory ends before.
pub fn fd_readdir(memory: Memory, fd: u32, ptr: u32, len: u32, cookie: u64, result: u32) -> Result {
    let dir = fd_table::directory(fd, rights::FD_READDIR)?;
    let mut to = memory.range(ptr, len)?;
    if !to.is_empty() {
        let mut expressible = Ok(());
        dir.descriptor.list(cookie, |entry| {
            if core::str::from_utf8(entry.name).is_err() {
                // WASI can express no other name, and to leave it out would be to lie.
                expressible = Err(Errno::ILSEQ);
                return false;
            }
            to = put(&entry, to);
            !to.is_empty()
        })?;
        expressible?;
    }
    memory.write_u32(result, len - to.len() as u32)
}
