//! A model of WASI's descriptors over a [`Tree`]: what each may do, and where it is.

use super::tree::{Entry, Found, Id, Kind, Outcome, READ_ONLY, ROOT, Tree, check};
use std::collections::BTreeMap;
use wasmc_agent::wasi::{FOLLOW, errno, fdflags, filetype, oflags, rights};

/// The first number that is no standard stream.
pub const FIRST: u32 = 3;

/// An open descriptor.
#[derive(Clone, Debug)]
pub struct Open {
    /// What is open.
    pub node: Id,
    /// Where the next byte is read or written.
    pub position: u64,
    /// `fdflags`.
    pub flags: u32,
    /// `fs_rights_base`.
    pub base: u64,
    /// `fs_rights_inheriting`.
    pub inheriting: u64,
    /// Whether it was granted.
    pub preopened: bool,
    /// Whether nothing may be changed through it.
    pub read_only: bool,
}

impl Open {
    fn writable(&self) -> Outcome {
        match self.read_only {
            true => Err(errno::ROFS),
            false => Ok(()),
        }
    }
}

/// Everything that the functions see.
pub struct Model {
    /// The files.
    pub tree: Tree,
    /// The descriptors but for the standard streams.
    pub open: BTreeMap<u32, Open>,
}

/// The parameters of `path_open`.
#[derive(Clone, Copy, Debug)]
pub struct How {
    /// `lookupflags`.
    pub lookup: u64,
    /// `oflags`.
    pub oflags: u32,
    /// `fs_rights_base`.
    pub base: u64,
    /// `fdflags`.
    pub fdflags: u32,
}

impl Model {
    /// An empty directory, open as [`FIRST`], and behind it one for reading alone.
    pub fn new() -> Model {
        let granted = |node, read_only| Open {
            node,
            position: 0,
            flags: 0,
            base: rights::DIRECTORY,
            inheriting: rights::ALL,
            preopened: true,
            read_only,
        };
        let granted = [granted(ROOT, false), granted(READ_ONLY, true)];
        Model {
            tree: Tree::new(),
            open: (FIRST..).zip(granted).collect(),
        }
    }

    /// An open descriptor with these rights.
    fn get(&self, fd: u32, needed: u64) -> Outcome<&Open> {
        let open = self.open.get(&fd).ok_or(errno::BADF)?;
        if open.base & needed == needed {
            return Ok(open);
        }
        let directory = self.tree.is_directory(open.node);
        Err(if directory && needed & rights::FILE_ONLY != 0 {
            errno::ISDIR
        } else if needed & (rights::FD_READ | rights::FD_WRITE) != 0 {
            errno::BADF
        } else {
            errno::NOTCAPABLE
        })
    }

    fn get_mut(&mut self, fd: u32, needed: u64) -> Outcome<(&mut Open, &mut Tree)> {
        self.get(fd, needed)?;
        let open = self.open.get_mut(&fd).ok_or(errno::BADF)?;
        Ok((open, &mut self.tree))
    }

    /// An open directory with these rights.
    fn directory(&self, fd: u32, needed: u64) -> Outcome<&Open> {
        let open = self.open.get(&fd).ok_or(errno::BADF)?;
        match self.tree.is_directory(open.node) {
            true => self.get(fd, needed),
            false => Err(errno::NOTDIR),
        }
    }

    /// `path_open`.
    pub fn path_open(&mut self, fd: u32, path: &str, how: How) -> Outcome<u32> {
        let has = |flag: u32| how.oflags & flag != 0;
        let known = how.lookup <= FOLLOW && how.fdflags < fdflags::LAST * 2;
        if !known || has(oflags::CREAT) && has(oflags::DIRECTORY) {
            return Err(errno::INVAL);
        }
        let mut needed = rights::PATH_OPEN;
        for (flag, right) in [
            (oflags::CREAT, rights::PATH_CREATE_FILE),
            (oflags::TRUNC, rights::PATH_FILESTAT_SET_SIZE),
        ] {
            needed |= if has(flag) { right } else { 0 };
        }
        let dir = self.directory(fd, needed)?.clone();
        let exclusive = has(oflags::CREAT) && has(oflags::EXCL);
        let follow = how.lookup == FOLLOW && !exclusive;
        let writes = how.base & rights::NEEDS_WRITE != 0 || has(oflags::TRUNC);
        let node = if dir.read_only {
            self.open_unchanged(dir.node, path, how.oflags, (follow, writes))?
        } else {
            self.open_or_create(dir.node, path, how.oflags, (follow, writes))?
        };
        if has(oflags::TRUNC) {
            self.tree.contents(node)?.clear();
        }
        let (base, inheriting) = match self.tree.file_type(node) {
            filetype::DIRECTORY => (rights::DIRECTORY, dir.inheriting),
            _ => {
                let asked = match how.base & rights::FD_WRITE {
                    0 => how.base,
                    _ => how.base | rights::NEEDS_WRITE,
                };
                let optional = rights::FD_READ | rights::NEEDS_WRITE;
                (rights::FILE & (!optional | asked), 0)
            }
        };
        let number = (FIRST..).find(|fd| !self.open.contains_key(fd));
        let number = number.ok_or(errno::MFILE)?;
        let open = Open {
            node,
            position: 0,
            flags: how.fdflags,
            base: base & dir.inheriting,
            inheriting,
            preopened: false,
            read_only: dir.read_only,
        };
        self.open.insert(number, open);
        Ok(number)
    }

    fn open_or_create(
        &mut self,
        start: Id,
        path: &str,
        flags: u32,
        (follow, writes): (bool, bool),
    ) -> Outcome<Id> {
        let has = |flag: u32| flags & flag != 0;
        let exclusive = has(oflags::CREAT) && has(oflags::EXCL);
        Ok(
            match self.tree.walk(start, path, follow, has(oflags::CREAT))? {
                Found::Entry(Entry { slash: true, .. }) if has(oflags::CREAT) => {
                    return Err(errno::ISDIR);
                }
                Found::Entry(Entry {
                    parent,
                    name,
                    node: None,
                    ..
                }) => match has(oflags::CREAT) {
                    true => {
                        let file = Kind::File(Vec::new());
                        self.tree.create(parent, &name, file)?
                    }
                    false => return Err(errno::NOENT),
                },
                _ if exclusive => return Err(errno::EXIST),
                Found::Entry(Entry {
                    node: Some(id),
                    slash,
                    ..
                }) => {
                    self.may_open(id, slash, flags, writes)?;
                    id
                }
                Found::Directory(id) => {
                    self.may_open(id, false, flags, writes)?;
                    id
                }
            },
        )
    }

    /// Opens where nothing can be created; what is there may be opened as if to create it.
    fn open_unchanged(
        &self,
        start: Id,
        path: &str,
        flags: u32,
        (follow, writes): (bool, bool),
    ) -> Outcome<Id> {
        check(path)?;
        if writes {
            return Err(errno::ROFS);
        }
        let creates = flags & oflags::CREAT != 0;
        let opened = self.tree.walk(start, path, follow, false);
        let opened = opened.and_then(|found| {
            let (id, slash) = match found {
                Found::Directory(id) => (id, false),
                Found::Entry(entry) => (entry.node.ok_or(errno::NOENT)?, entry.slash),
            };
            self.may_open(id, slash, flags & !oflags::CREAT, false)?;
            Ok(id)
        });
        match opened {
            Err(errno::NOENT) if creates => Err(errno::ROFS),
            Ok(_) if creates && flags & oflags::EXCL != 0 => Err(errno::EXIST),
            opened => opened,
        }
    }

    /// Whether what is there can be opened (open(2)).
    fn may_open(&self, id: Id, slash: bool, flags: u32, writes: bool) -> Outcome {
        let directory = flags & oflags::DIRECTORY != 0 || slash;
        match self.tree.kind(id) {
            Kind::Directory { .. } if flags & oflags::CREAT != 0 || writes => Err(errno::ISDIR),
            Kind::Directory { .. } => Ok(()),
            _ if directory => Err(errno::NOTDIR),
            Kind::Link(_) => Err(errno::LOOP),
            Kind::File(_) => Ok(()),
        }
    }

    /// `fd_close`.
    pub fn fd_close(&mut self, fd: u32) -> Outcome {
        self.open.remove(&fd).map(drop).ok_or(errno::BADF)
    }

    /// `fd_renumber`.
    pub fn fd_renumber(&mut self, from: u32, to: u32) -> Outcome {
        self.get(from, 0)?;
        self.get(to, 0)?;
        if let Some(open) = self.open.remove(&from) {
            self.open.insert(to, open);
        }
        Ok(())
    }

    /// `fd_read`.
    pub fn fd_read(&mut self, fd: u32, len: usize) -> Outcome<Vec<u8>> {
        let (open, tree) = self.get_mut(fd, rights::FD_READ)?;
        let bytes = part(tree.contents(open.node)?, open.position, len);
        open.position += bytes.len() as u64;
        Ok(bytes)
    }

    /// `fd_pread`.
    pub fn fd_pread(&mut self, fd: u32, len: usize, at: u64) -> Outcome<Vec<u8>> {
        let (open, tree) = self.get_mut(fd, rights::FD_READ | rights::FD_SEEK)?;
        signed(at)?;
        Ok(part(tree.contents(open.node)?, at, len))
    }

    /// `fd_write`.
    pub fn fd_write(&mut self, fd: u32, bytes: &[u8]) -> Outcome {
        let (open, tree) = self.get_mut(fd, rights::FD_WRITE)?;
        let contents = tree.contents(open.node)?;
        if !bytes.is_empty() {
            open.position = put(contents, open.position, open.flags, bytes);
        }
        Ok(())
    }

    /// `fd_pwrite`.
    pub fn fd_pwrite(&mut self, fd: u32, bytes: &[u8], at: u64) -> Outcome {
        let (open, tree) = self.get_mut(fd, rights::FD_WRITE | rights::FD_SEEK)?;
        signed(at)?;
        let contents = tree.contents(open.node)?;
        if !bytes.is_empty() {
            put(contents, at, open.flags, bytes);
        }
        Ok(())
    }

    /// `fd_seek`; `fd_tell` is one that does not move.
    pub fn fd_seek(&mut self, fd: u32, delta: i64, whence: u32) -> Outcome<u64> {
        let needed = match (whence, delta) {
            (1, 0) => rights::FD_TELL,
            (0..=2, _) => rights::FD_SEEK,
            _ => return Err(errno::INVAL),
        };
        let (open, tree) = self.get_mut(fd, needed)?;
        let from = match whence {
            0 => 0,
            1 => open.position,
            _ => tree.contents(open.node)?.len() as u64,
        };
        let to = from.checked_add_signed(delta).ok_or(errno::INVAL)?;
        open.position = signed(to)?;
        Ok(to)
    }

    /// `fd_allocate`.
    pub fn fd_allocate(&mut self, fd: u32, at: u64, len: u64) -> Outcome {
        let (open, tree) = self.get_mut(fd, rights::FD_ALLOCATE)?;
        let end = signed(at)? + signed(len)?;
        if len == 0 {
            return Err(errno::INVAL);
        }
        let contents = tree.contents(open.node)?;
        contents.resize(contents.len().max(end as usize), 0);
        Ok(())
    }

    /// `fd_filestat_set_size`.
    pub fn fd_filestat_set_size(&mut self, fd: u32, size: u64) -> Outcome {
        let (open, tree) = self.get_mut(fd, rights::FD_FILESTAT_SET_SIZE)?;
        let size = signed(size)?;
        tree.contents(open.node)?.resize(size as usize, 0);
        Ok(())
    }

    /// What is open, for `fd_filestat_get`.
    pub fn fd_filestat_get(&self, fd: u32) -> Outcome<Id> {
        Ok(self.get(fd, rights::FD_FILESTAT_GET)?.node)
    }

    /// Whether a descriptor is open that may do this.
    pub fn require(&self, fd: u32, needed: u64) -> Outcome {
        self.get(fd, needed).map(drop)
    }

    /// `fd_fdstat_set_flags`.
    pub fn fd_fdstat_set_flags(&mut self, fd: u32, flags: u32) -> Outcome {
        const FIXED: u32 = !(fdflags::APPEND | fdflags::NONBLOCK);
        if flags >= fdflags::LAST * 2 {
            return Err(errno::INVAL);
        }
        let (open, _) = self.get_mut(fd, rights::FD_FDSTAT_SET_FLAGS)?;
        if (flags ^ open.flags) & FIXED != 0 {
            return Err(errno::INVAL);
        }
        open.flags = flags;
        Ok(())
    }

    /// `fd_fdstat_set_rights`.
    pub fn fd_fdstat_set_rights(&mut self, fd: u32, base: u64, inheriting: u64) -> Outcome {
        let (open, _) = self.get_mut(fd, 0)?;
        if base & !open.base != 0 || inheriting & !open.inheriting != 0 {
            return Err(errno::NOTCAPABLE);
        }
        (open.base, open.inheriting) = (base, inheriting);
        Ok(())
    }

    /// Names and types, for `fd_readdir`.
    pub fn fd_readdir(&self, fd: u32) -> Outcome<Vec<(String, u8)>> {
        let open = self.directory(fd, rights::FD_READDIR)?;
        let (entries, named) = self.tree.entries(open.node)?;
        if !named {
            return Err(errno::NOENT);
        }
        let own = [".", ".."].map(|name| (name.into(), filetype::DIRECTORY));
        let entries = entries
            .iter()
            .map(|(name, id)| (name.clone(), self.tree.file_type(*id)));
        Ok(own.into_iter().chain(entries).collect())
    }

    /// What a path leads to, for `path_filestat_get`.
    pub fn path_filestat_get(&self, fd: u32, lookup: u64, path: &str) -> Outcome<Id> {
        let dir = self.directory(fd, rights::PATH_FILESTAT_GET)?;
        check(path)?;
        if lookup > FOLLOW {
            return Err(errno::INVAL);
        }
        self.tree.locate(dir.node, path, lookup == FOLLOW)
    }

    /// `path_readlink`.
    pub fn path_readlink(&self, fd: u32, path: &str) -> Outcome<&str> {
        let dir = self.directory(fd, rights::PATH_READLINK)?;
        match self.tree.kind(self.tree.locate(dir.node, path, false)?) {
            Kind::Link(target) => Ok(target),
            _ => Err(errno::INVAL),
        }
    }

    /// `path_symlink`.
    pub fn path_symlink(&mut self, target: &str, fd: u32, path: &str) -> Outcome {
        self.directory(fd, rights::PATH_SYMLINK)?;
        check(target)?;
        let found = self.to_change(fd, path, rights::PATH_SYMLINK)?;
        self.tree.refuse_slash(path, &found)?;
        self.tree.symlink(&found, target)
    }

    /// `path_create_directory`.
    pub fn path_create_directory(&mut self, fd: u32, path: &str) -> Outcome {
        let found = self.to_change(fd, path, rights::PATH_CREATE_DIRECTORY)?;
        self.tree.create_directory(&found)
    }

    /// `path_remove_directory`.
    pub fn path_remove_directory(&mut self, fd: u32, path: &str) -> Outcome {
        let found = self.to_change(fd, path, rights::PATH_REMOVE_DIRECTORY)?;
        self.tree.remove_directory(&found)
    }

    /// `path_unlink_file`.
    pub fn path_unlink_file(&mut self, fd: u32, path: &str) -> Outcome {
        let found = self.to_change(fd, path, rights::PATH_UNLINK_FILE)?;
        self.tree.unlink(&found)
    }

    /// What a path ends in, in a directory that may be changed.
    fn to_change(&self, fd: u32, path: &str, needed: u64) -> Outcome<Found> {
        let dir = self.directory(fd, needed)?;
        let found = self.tree.parent_of(dir.node, path)?;
        dir.writable()?;
        Ok(found)
    }

    /// `fd_filestat_set_times`.
    pub fn fd_filestat_set_times(&self, fd: u32, flags: u32) -> Outcome<Id> {
        times(flags)?;
        let open = self.get(fd, rights::FD_FILESTAT_SET_TIMES)?;
        open.writable().map(|()| open.node)
    }

    /// `path_filestat_set_times`.
    pub fn path_filestat_set_times(
        &self,
        fd: u32,
        lookup: u64,
        path: &str,
        flags: u32,
    ) -> Outcome<Id> {
        times(flags)?;
        if lookup > FOLLOW {
            return Err(errno::INVAL);
        }
        let dir = self.directory(fd, rights::PATH_FILESTAT_SET_TIMES)?;
        check(path)?;
        dir.writable()?;
        self.tree.locate(dir.node, path, lookup == FOLLOW)
    }

    /// `fd_advise`.
    pub fn fd_advise(&self, fd: u32, len: u64, advice: u32) -> Outcome {
        if advice > 5 {
            return Err(errno::INVAL);
        }
        self.get(fd, rights::FD_ADVISE)?;
        signed(len).map(drop)
    }

    /// `path_link`.
    pub fn path_link(&mut self, lookup: u64, old: (u32, &str), new: (u32, &str)) -> Outcome {
        let from = self.directory(old.0, rights::PATH_LINK_SOURCE)?;
        let to = self.directory(new.0, rights::PATH_LINK_TARGET)?;
        if lookup != 0 {
            return Err(errno::INVAL);
        }
        let (from_read_only, writable) = (from.read_only, to.writable());
        let slash = old.1.ends_with('/');
        let path = new.1;
        let (old, new) = self.both((from, old.1), (to, path))?;
        writable?;
        if from_read_only {
            return Err(errno::XDEV);
        }
        if slash {
            self.tree.require_directory(&old)?;
        }
        self.tree.refuse_slash(path, &new)?;
        self.tree.link(&old, &new)
    }

    /// `path_rename`.
    pub fn path_rename(&mut self, old: (u32, &str), new: (u32, &str)) -> Outcome {
        let from = self.directory(old.0, rights::PATH_RENAME_SOURCE)?;
        let to = self.directory(new.0, rights::PATH_RENAME_TARGET)?;
        let writable = from.writable().and(to.writable());
        let slash = old.1.ends_with('/') || new.1.ends_with('/');
        let (old, new) = self.both((from, old.1), (to, new.1))?;
        writable?;
        if slash {
            self.tree.require_directory(&old)?;
        }
        self.tree.rename(&old, &new)
    }

    fn both(&self, old: (&Open, &str), new: (&Open, &str)) -> Outcome<(Found, Found)> {
        check(old.1)?;
        check(new.1)?;
        // What lies in `old` could gain a right.
        if new.0.inheriting & !old.0.inheriting != 0 {
            return Err(errno::NOTCAPABLE);
        }
        let old = self.tree.parent_of(old.0.node, old.1)?;
        Ok((old, self.tree.parent_of(new.0.node, new.1)?))
    }
}

/// `fstflags`: a time is set to what is given, or to now, not both.
fn times(flags: u32) -> Outcome {
    match flags > 15 || flags & 3 == 3 || flags & 12 == 12 {
        true => Err(errno::INVAL),
        false => Ok(()),
    }
}

/// A position or a size as the kernel takes it.
fn signed(number: u64) -> Outcome<u64> {
    i64::try_from(number)
        .map(i64::cast_unsigned)
        .map_err(|_| errno::INVAL)
}

fn part(contents: &[u8], at: u64, len: usize) -> Vec<u8> {
    let rest = contents.get(at as usize..).unwrap_or_default();
    rest[..len.min(rest.len())].to_vec()
}

/// Writes, at the end where `append` says so; returns where the bytes end.
fn put(contents: &mut Vec<u8>, at: u64, flags: u32, bytes: &[u8]) -> u64 {
    let at = match flags & fdflags::APPEND {
        0 => at as usize,
        _ => contents.len(),
    };
    let end = at + bytes.len();
    contents.resize(contents.len().max(end), 0);
    contents[at..end].copy_from_slice(bytes);
    end as u64
}
