//! Paths: opening files, links, names.

use super::flags::{follow, host_flags, oflags};
use super::{fd_table, fd_table::Entry, rights};
use crate::host::{Descriptor, Dir, Errno, FileType, Path, Result};
use crate::wasi::guest::Memory;
use rustix::fs::OFlags;

/// Copies a path out of guest memory.
pub fn read_path(memory: Memory, ptr: u32, len: u32) -> Result<Path> {
    memory.check(ptr, len)?;
    Path::new(len as usize, |bytes| memory.copy_out(ptr, bytes))
}

/// The access mode for `fs_rights_base` and `oflags`.
fn access(base: u64, oflags: u32) -> OFlags {
    let read = base & (rights::FD_READ | rights::FD_READDIR) != 0;
    // Only a file that may be written to can be made empty (open(2)).
    let write = base & rights::NEEDS_WRITE != 0 || oflags & oflags::TRUNC != 0;
    match (read, write) {
        (true, true) => OFlags::RDWR,
        (false, true) => OFlags::WRONLY,
        (_, false) => OFlags::RDONLY,
    }
}

/// `path_open`.
///
/// Of the rights, only reading and writing are as the guest asks: they decide how the file is opened.
/// All others are granted as far as the directory hands them on, for programs seldom ask for what
/// they use; the guest can take them away with `fd_fdstat_set_rights`.
#[expect(clippy::too_many_arguments, reason = "WASI has as many")]
pub fn path_open(
    memory: Memory,
    fd: u32,
    lookup: u32,
    path: u32,
    path_len: u32,
    oflags: u32,
    base: u64,
    _inheriting: u64,
    fdflags: u32,
    result: u32,
) -> Result {
    let follow = follow(lookup)?;
    let flags = host_flags(fdflags)?;
    if oflags & !oflags::ALL != 0
        || oflags & (oflags::CREAT | oflags::DIRECTORY) == oflags::CREAT | oflags::DIRECTORY
    {
        return Err(Errno::INVAL);
    }
    let mut needed = rights::PATH_OPEN;
    let mut flags = flags | access(base, oflags);
    if oflags & oflags::CREAT != 0 {
        needed |= rights::PATH_CREATE_FILE;
        flags |= OFlags::CREATE;
    }
    if oflags & oflags::TRUNC != 0 {
        needed |= rights::PATH_FILESTAT_SET_SIZE;
        flags |= OFlags::TRUNC;
    }
    if oflags & oflags::EXCL != 0 && oflags & oflags::CREAT != 0 {
        flags |= OFlags::EXCL;
    }
    if oflags & oflags::DIRECTORY != 0 {
        flags |= OFlags::DIRECTORY;
    }
    let dir = fd_table::directory(fd, needed)?;
    let path = read_path(memory, path, path_len)?;
    // Checked first: a file that the guest does not learn the number of would stay open for good.
    memory.check(result, 4)?;
    let opened = dir.dir().open(&path, follow, flags)?;
    let opened = fd_table::insert(granted(&dir, opened, base))?;
    memory.write_u32(result, opened)
}

/// The entry of what was opened through a directory.
fn granted(dir: &Entry, opened: Descriptor, asked: u64) -> Entry {
    let (base, inheriting) = match opened.file_type() {
        FileType::Directory => (rights::DIRECTORY, dir.inheriting),
        _ => {
            let optional = rights::FD_READ | rights::NEEDS_WRITE;
            let write = if asked & rights::FD_WRITE != 0 {
                rights::NEEDS_WRITE
            } else {
                0
            };
            (rights::FILE & (!optional | asked | write), 0)
        }
    };
    let opened = Dir {
        descriptor: opened,
        ..dir.dir()
    };
    Entry::beneath(opened, base & dir.inheriting, inheriting)
}

/// `path_link`. A symlink is linked itself: to follow it is refused, as in wasmtime.
#[expect(clippy::too_many_arguments, reason = "WASI has as many")]
pub fn path_link(
    memory: Memory,
    old_fd: u32,
    old_lookup: u32,
    old_path: u32,
    old_len: u32,
    new_fd: u32,
    new_path: u32,
    new_len: u32,
) -> Result {
    let old_dir = fd_table::directory(old_fd, rights::PATH_LINK_SOURCE)?;
    let new_dir = fd_table::directory(new_fd, rights::PATH_LINK_TARGET)?;
    if follow(old_lookup)? {
        return Err(Errno::INVAL);
    }
    let mut old_path = read_path(memory, old_path, old_len)?;
    let mut new_path = read_path(memory, new_path, new_len)?;
    new_dir.gains_nothing(&old_dir)?;
    new_dir
        .dir()
        .link(&mut new_path, old_dir.dir(), &mut old_path)
}

/// `path_symlink`. What the link holds is not looked at, but an absolute path, which could never be
/// followed, is refused.
pub fn path_symlink(
    memory: Memory,
    old_path: u32,
    old_len: u32,
    fd: u32,
    new_path: u32,
    new_len: u32,
) -> Result {
    let dir = fd_table::directory(fd, rights::PATH_SYMLINK)?;
    let target = read_path(memory, old_path, old_len)?;
    let mut new_path = read_path(memory, new_path, new_len)?;
    dir.dir().symlink(&mut new_path, &target)
}

/// `path_readlink`. What does not fit into the buffer is left out.
pub fn path_readlink(
    memory: Memory,
    fd: u32,
    path: u32,
    path_len: u32,
    ptr: u32,
    len: u32,
    result: u32,
) -> Result {
    let dir = fd_table::directory(fd, rights::PATH_READLINK)?;
    let path = read_path(memory, path, path_len)?;
    let used = dir.dir().read_link(&path, memory.range(ptr, len)?)?;
    memory.write_u32(result, used as u32)
}

/// `path_rename`.
pub fn path_rename(
    memory: Memory,
    old_fd: u32,
    old_path: u32,
    old_len: u32,
    new_fd: u32,
    new_path: u32,
    new_len: u32,
) -> Result {
    let old_dir = fd_table::directory(old_fd, rights::PATH_RENAME_SOURCE)?;
    let new_dir = fd_table::directory(new_fd, rights::PATH_RENAME_TARGET)?;
    let mut old_path = read_path(memory, old_path, old_len)?;
    let mut new_path = read_path(memory, new_path, new_len)?;
    new_dir.gains_nothing(&old_dir)?;
    new_dir
        .dir()
        .rename(&mut new_path, old_dir.dir(), &mut old_path)
}

/// `path_unlink_file`.
pub fn path_unlink_file(memory: Memory, fd: u32, path: u32, path_len: u32) -> Result {
    let dir = fd_table::directory(fd, rights::PATH_UNLINK_FILE)?;
    let mut path = read_path(memory, path, path_len)?;
    dir.dir().unlink(&mut path)
}

/// `path_create_directory`.
pub fn path_create_directory(memory: Memory, fd: u32, path: u32, path_len: u32) -> Result {
    let dir = fd_table::directory(fd, rights::PATH_CREATE_DIRECTORY)?;
    let mut path = read_path(memory, path, path_len)?;
    dir.dir().create_directory(&mut path)
}

/// `path_remove_directory`.
pub fn path_remove_directory(memory: Memory, fd: u32, path: u32, path_len: u32) -> Result {
    let dir = fd_table::directory(fd, rights::PATH_REMOVE_DIRECTORY)?;
    let mut path = read_path(memory, path, path_len)?;
    dir.dir().remove_directory(&mut path)
}
