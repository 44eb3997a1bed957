//! What is done with paths: opening, linking, renaming, removing.

use super::descriptor::{Descriptor, Dir, HostFd};
use super::embed;
use super::errno::{Errno, Result};
use super::resolve::{self, Parent, Path};
use super::stat::{FileType, Stat};
use crate::sys::io::{self, IoVec};
use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, Mode, OFlags, Timestamps, statat};
use rustix::io::Errno as HostErrno;

impl Dir {
    /// Opens what a path leads to; `flags` are those of open(2) but `O_NOFOLLOW`, which `follow`
    /// decides.
    pub fn open(self, path: &Path, follow: bool, flags: OFlags) -> Result<Descriptor> {
        if let Descriptor::Embedded(node, _) = self.descriptor {
            return embed::open(node, path.as_bytes(), follow, flags);
        }
        let file = if self.read_only {
            open_unchanged(self, path, follow, flags)?
        } else {
            resolve::open(self, path, follow, flags, Mode::from_raw_mode(0o666))?
        };
        let file_type = if flags.contains(OFlags::DIRECTORY) {
            FileType::Directory
        } else {
            let stat = rustix::fs::fstat(&file)?;
            refuse_own_memory(&file, &stat, flags)?;
            FileType::from_mode(stat.st_mode)
        };
        Ok(Descriptor::Host(HostFd::new(file)?, file_type))
    }

    /// What is known of what a path leads to.
    pub fn stat(self, path: &Path, follow: bool) -> Result<Stat> {
        if let Descriptor::Embedded(node, _) = self.descriptor {
            return embed::stat(embed::walk(node, path.as_bytes(), follow)?);
        }
        let stat = resolve::stat(self, path, follow)?;
        Ok(Stat::new(&stat, FileType::from_mode(stat.st_mode)))
    }

    /// Sets the times of access and modification of what a path leads to (utimensat(2)).
    pub fn set_times(self, path: &mut Path, follow: bool, times: &Timestamps) -> Result {
        self.writable()?;
        let file = resolve::locate(self, path, follow)?;
        // Linux 5.8 and later take a descriptor that was opened for nothing.
        match rustix::fs::utimensat(&file, c"", times, AtFlags::EMPTY_PATH) {
            Err(HostErrno::INVAL | HostErrno::NOENT) => {}
            result => return Ok(result?),
        }
        if follow {
            let flags = OFlags::RDONLY | OFlags::NONBLOCK;
            let file = resolve::open(self, path, true, flags, Mode::empty())?;
            return Ok(rustix::fs::futimens(file, times)?);
        }
        let parent = resolve::parent(self, path)?;
        Ok(rustix::fs::utimensat(
            &parent,
            parent.name,
            times,
            AtFlags::SYMLINK_NOFOLLOW,
        )?)
    }

    /// Creates a directory (mkdirat(2)).
    pub fn create_directory(self, path: &mut Path) -> Result {
        let parent = resolve::parent(self, path)?;
        self.writable()?;
        let mode = Mode::from_raw_mode(0o777);
        Ok(rustix::fs::mkdirat(&parent, parent.name, mode)?)
    }

    /// Removes an empty directory (unlinkat(2) with `AT_REMOVEDIR`).
    pub fn remove_directory(self, path: &mut Path) -> Result {
        let parent = resolve::parent(self, path)?;
        self.writable()?;
        Ok(rustix::fs::unlinkat(
            &parent,
            parent.name,
            AtFlags::REMOVEDIR,
        )?)
    }

    /// Removes a name that is no directory's (unlinkat(2)).
    pub fn unlink(self, path: &mut Path) -> Result {
        let parent = resolve::parent(self, path)?;
        self.writable()?;
        if parent.slash {
            require_directory(&parent)?;
        }
        Ok(rustix::fs::unlinkat(
            &parent,
            parent.name,
            AtFlags::empty(),
        )?)
    }

    /// Gives the file at `old` a second name, `path` of this directory (linkat(2)). A symlink is linked
    /// itself.
    pub fn link(self, path: &mut Path, from: Dir, old: &mut Path) -> Result {
        same_kind(from, self)?;
        let old = resolve::parent(from, old)?;
        let new = resolve::parent(self, path)?;
        self.writable()?;
        if from.read_only {
            // The new name would be a way to change what may not be changed by the old one.
            return Err(Errno::XDEV);
        }
        if old.slash {
            require_directory(&old)?;
        }
        refuse_slash(&new)?;
        let flags = AtFlags::empty();
        match rustix::fs::linkat(&old, old.name, &new, new.name, flags) {
            // No directory has a second name. Landlock says so by another errno where it is a granted one.
            Err(HostErrno::XDEV) if require_directory(&old).is_ok() => Err(Errno::PERM),
            result => Ok(result?),
        }
    }

    /// Renames `old` to `path` of this directory (renameat(2)).
    pub fn rename(self, path: &mut Path, from: Dir, old: &mut Path) -> Result {
        same_kind(from, self)?;
        let old = resolve::parent(from, old)?;
        let new = resolve::parent(self, path)?;
        from.writable()?;
        self.writable()?;
        if old.slash || new.slash {
            require_directory(&old)?;
        }
        Ok(rustix::fs::renameat(&old, old.name, &new, new.name)?)
    }

    /// Makes a symlink that holds `target`, whatever that is (symlinkat(2)).
    pub fn symlink(self, path: &mut Path, target: &Path) -> Result {
        let new = resolve::parent(self, path)?;
        self.writable()?;
        refuse_slash(&new)?;
        Ok(rustix::fs::symlinkat(target.as_c_str(), &new, new.name)?)
    }

    /// Reads what a symlink holds (readlinkat(2)) and returns how many bytes; what does not fit is left
    /// out.
    pub fn read_link(self, path: &Path, to: IoVec) -> Result<usize> {
        if let Descriptor::Embedded(node, _) = self.descriptor {
            let target = embed::target(embed::walk(node, path.as_bytes(), false)?)?;
            return Ok(to.fill(target));
        }
        let link = resolve::locate(self, path, false)?;
        let link = rustix::fd::AsFd::as_fd(&link);
        let used = if to.is_empty() {
            // The kernel rejects an empty buffer, but the call must fail where this is no symlink.
            let read = rustix::fs::readlinkat_raw(link, c"", &mut [0; 1]);
            read.map(|_| 0).map_err(Errno::from)
        } else {
            io::read_link(link, c"", to).map_err(Errno::from)
        };
        match used {
            // The kernel returns ENOENT for a descriptor that is no symlink.
            Err(Errno::NOENT) => Err(Errno::INVAL),
            used => used,
        }
    }
}

/// Opens a file where nothing may be changed. What is there already may be opened with `O_CREAT` too,
/// as on a read-only mount.
fn open_unchanged(dir: Dir, path: &Path, follow: bool, flags: OFlags) -> Result<OwnedFd> {
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

/// Keeps the program out of the process that it runs in: `/proc/self/mem` is that process's memory,
/// `/proc/self/environ` holds the variables that were not granted (proc(5)). A proc file
/// system may be reached through any directory and mounted anywhere. Of its files, only those that
/// everybody may read can be opened, and only for reading. The kernel is asked for the type of the
/// file system only where it matters: files in proc lie on a device that is no disk (major 0), and
/// those that everybody may read are only of interest if they are to be written to.
fn refuse_own_memory(file: &OwnedFd, stat: &rustix::fs::Stat, flags: OFlags) -> Result {
    /// `S_IROTH` (inode(7)).
    const OTHERS_READ: u32 = 0o004;
    let private = stat.st_mode & OTHERS_READ == 0;
    let writes = flags.intersects(OFlags::WRONLY | OFlags::RDWR);
    if !(private || writes)
        || rustix::fs::major(stat.st_dev) != 0
        || FileType::from_mode(stat.st_mode) != FileType::RegularFile
    {
        return Ok(());
    }
    if rustix::fs::fstatfs(file)?.f_type != rustix::fs::PROC_SUPER_MAGIC {
        return Ok(());
    }
    Err(Errno::NOTCAPABLE)
}

/// Between embedded files and the host's there are neither links nor renames, as between two file
/// systems.
fn same_kind(old: Dir, new: Dir) -> Result {
    let embedded = |dir: Dir| matches!(dir.descriptor, Descriptor::Embedded(..));
    if embedded(old) == embedded(new) {
        Ok(())
    } else {
        Err(Errno::XDEV)
    }
}

/// For a name with a slash behind it: fails if it is there and no directory, or not there.
fn require_directory(parent: &Parent<'_>) -> Result {
    let stat = statat(parent, parent.name, AtFlags::SYMLINK_NOFOLLOW)?;
    match FileType::from_mode(stat.st_mode) {
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
