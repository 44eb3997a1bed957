//! Paths: opening files, links, names.

use super::embed;
use super::errno::Errno;
use super::fd::host_flags;
use super::fd_table::{self, Entry};
use super::resolve::{self, Parent, Path};
use super::types::{Filetype, Result, follow, oflags, rights};
use crate::guest::Memory;
use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat};
use rustix::io::Errno as HostErrno;

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

/// Opens a file where nothing may be changed. What is there already may be opened with
/// `oflags::creat` too, as on a read-only mount.
fn open_unchanged(dir: &Entry, path: &Path, follow: bool, flags: OFlags) -> Result<OwnedFd> {
    let creates = flags.contains(OFlags::CREATE);
    let exclusive = creates && flags.contains(OFlags::EXCL);
    if flags.contains(OFlags::TRUNC) || flags.intersects(OFlags::WRONLY | OFlags::RDWR) {
        return Err(Errno::ROFS);
    }
    let flags = flags.difference(OFlags::CREATE | OFlags::EXCL);
    match resolve::open(dir, path, follow && !exclusive, flags, Mode::empty()) {
        Err(Errno::NOENT) if creates => Err(Errno::ROFS),
        Ok(_) if exclusive => Err(Errno::EXIST),
        result => result,
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
    let path = Path::read(memory, path, path_len)?;
    // Checked first: a file that the guest does not learn the number of would stay open for good.
    memory.bytes(result, 4)?;
    if let Some(node) = dir.node() {
        let entry = embed::open(&dir, node, path.as_bytes(), follow, oflags, base)?;
        return memory.write_u32(result, fd_table::insert_embedded(entry)?);
    }
    let file = if dir.read_only() {
        open_unchanged(&dir, &path, follow, flags)?
    } else {
        resolve::open(&dir, &path, follow, flags, Mode::from_raw_mode(0o666))?
    };
    let filetype = if oflags & oflags::DIRECTORY != 0 {
        Filetype::Directory
    } else {
        let stat = rustix::fs::fstat(&file)?;
        refuse_own_memory(&file, &stat, flags)?;
        Filetype::from_host(FileType::from_raw_mode(stat.st_mode))
    };
    let opened = fd_table::insert(file, granted(&dir, filetype, base))?;
    memory.write_u32(result, opened)
}

/// Keeps the guest out of the process that it runs in: `/proc/self/mem` is that process's memory,
/// `/proc/self/environ` holds the variables that were not granted (proc(5)). Whatever directory
/// leads to a proc file system, and wherever it is mounted, of its files only those can be opened
/// that everybody may read, and only for reading. The kernel is asked what file system it is only
/// about what can be such a file: they have no size, but for `/proc/kcore`, which nobody may read,
/// and a device that is no disk (major 0).
fn refuse_own_memory(file: &OwnedFd, stat: &Stat, flags: OFlags) -> Result {
    /// `S_IROTH` (inode(7)).
    const OTHERS_READ: u32 = 0o004;
    let private = stat.st_mode & OTHERS_READ == 0;
    if (stat.st_size != 0 && !private)
        || rustix::fs::major(stat.st_dev) != 0
        || FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile
    {
        return Ok(());
    }
    let reads = !flags.intersects(OFlags::WRONLY | OFlags::RDWR);
    if (reads && !private) || rustix::fs::fstatfs(file)?.f_type != rustix::fs::PROC_SUPER_MAGIC {
        return Ok(());
    }
    Err(Errno::NOTCAPABLE)
}

/// The entry of what was opened through a directory.
fn granted(dir: &Entry, filetype: Filetype, asked: u64) -> Entry {
    let (base, inheriting) = match filetype {
        Filetype::Directory => (rights::DIRECTORY, dir.inheriting),
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
    Entry::new(filetype, base & dir.inheriting, inheriting, dir.read_only())
}

/// Between embedded files and the host's there are neither links nor renames, as between two file
/// systems.
fn same_kind(old: &Entry, new: &Entry) -> Result {
    if old.node().is_some() == new.node().is_some() {
        Ok(())
    } else {
        Err(Errno::XDEV)
    }
}

/// For a name with a slash behind it: fails if it is there and no directory, or not there.
fn require_directory(parent: &Parent<'_>) -> Result {
    let stat = rustix::fs::statat(parent, parent.name, AtFlags::SYMLINK_NOFOLLOW)?;
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::Directory => Ok(()),
        _ => Err(Errno::NOTDIR),
    }
}

/// For the name of something new that is no directory: a slash behind it is an error, whatever is
/// there.
fn refuse_slash(parent: &Parent<'_>) -> Result {
    if parent.slash {
        require_directory(parent)?;
        return Err(Errno::EXIST);
    }
    Ok(())
}

/// `path_link` (linkat(2)). A symlink is linked itself: to follow it is refused, as in wasmtime.
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
    let mut old_path = Path::read(memory, old_path, old_len)?;
    let mut new_path = Path::read(memory, new_path, new_len)?;
    same_kind(&old_dir, &new_dir)?;
    let old = resolve::parent(&old_dir, &mut old_path)?;
    let new = resolve::parent(&new_dir, &mut new_path)?;
    new_dir.writable()?;
    new_dir.gains_nothing(&old_dir)?;
    if old_dir.read_only() {
        // The new name would be a way to change what may not be changed by the old one.
        return Err(Errno::XDEV);
    }
    if old.slash {
        require_directory(&old)?;
    }
    refuse_slash(&new)?;
    Ok(rustix::fs::linkat(
        &old,
        old.name,
        &new,
        new.name,
        AtFlags::empty(),
    )?)
}

/// `path_symlink` (symlinkat(2)). What the link holds is not looked at, but an absolute path, which
/// could never be followed, is refused.
pub fn path_symlink(
    memory: Memory,
    old_path: u32,
    old_len: u32,
    fd: u32,
    new_path: u32,
    new_len: u32,
) -> Result {
    let dir = fd_table::directory(fd, rights::PATH_SYMLINK)?;
    let target = Path::read(memory, old_path, old_len)?;
    let mut new_path = Path::read(memory, new_path, new_len)?;
    let new = resolve::parent(&dir, &mut new_path)?;
    dir.writable()?;
    refuse_slash(&new)?;
    Ok(rustix::fs::symlinkat(target.as_c_str(), &new, new.name)?)
}

/// `path_readlink` (readlinkat(2)). What does not fit into the buffer is left out.
pub fn path_readlink(
    mut memory: Memory,
    fd: u32,
    path: u32,
    path_len: u32,
    ptr: u32,
    len: u32,
    result: u32,
) -> Result {
    let dir = fd_table::directory(fd, rights::PATH_READLINK)?;
    let path = Path::read(memory, path, path_len)?;
    if let Some(node) = dir.node() {
        let target = embed::target(embed::walk(node, path.as_bytes(), false)?)?;
        let used = target.len().min(len as usize);
        memory.bytes(ptr, len)?;
        memory.copy_in(ptr, target.get(..used).unwrap_or_default())?;
        return memory.write_u32(result, used as u32);
    }
    let link = resolve::locate(&dir, &path, false)?;
    let buffer = memory.bytes_mut(ptr, len)?;
    let used = if buffer.is_empty() {
        // The kernel refuses an empty buffer; what is no symlink must fail all the same.
        rustix::fs::readlinkat_raw(&link, c"", &mut [0; 1]).map(|_| 0)
    } else {
        rustix::fs::readlinkat_raw(&link, c"", buffer)
    };
    match used {
        Ok(used) => memory.write_u32(result, used as u32),
        // So says the kernel of a descriptor that is no symlink.
        Err(HostErrno::NOENT) => Err(Errno::INVAL),
        Err(errno) => Err(errno.into()),
    }
}

/// `path_rename` (renameat(2)).
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
    let mut old_path = Path::read(memory, old_path, old_len)?;
    let mut new_path = Path::read(memory, new_path, new_len)?;
    same_kind(&old_dir, &new_dir)?;
    let old = resolve::parent(&old_dir, &mut old_path)?;
    let new = resolve::parent(&new_dir, &mut new_path)?;
    old_dir.writable()?;
    new_dir.writable()?;
    new_dir.gains_nothing(&old_dir)?;
    if old.slash || new.slash {
        require_directory(&old)?;
    }
    Ok(rustix::fs::renameat(&old, old.name, &new, new.name)?)
}

/// `path_unlink_file` (unlinkat(2)).
pub fn path_unlink_file(memory: Memory, fd: u32, path: u32, path_len: u32) -> Result {
    let dir = fd_table::directory(fd, rights::PATH_UNLINK_FILE)?;
    let mut path = Path::read(memory, path, path_len)?;
    let parent = resolve::parent(&dir, &mut path)?;
    dir.writable()?;
    if parent.slash {
        require_directory(&parent)?;
    }
    Ok(rustix::fs::unlinkat(
        &parent,
        parent.name,
        AtFlags::empty(),
    )?)
}
