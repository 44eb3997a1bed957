//! A model of a file system, as POSIX and Linux have it: names, links, contents.

use std::collections::BTreeMap;
use wasmc_agent::wasi::{errno, filetype};

/// The number of a node.
pub type Id = usize;
/// What an operation returns, or the errno.
pub type Outcome<T = ()> = Result<T, u32>;

/// The directory that was granted.
pub const ROOT: Id = 0;
/// The one that was granted for reading alone.
pub const READ_ONLY: Id = 1;
/// Symlinks that are followed in one path (path_resolution(7)).
const MAX_LINKS: u32 = 40;

/// A file, a directory or a symlink.
#[derive(Debug)]
pub enum Kind {
    /// A file with its contents.
    File(Vec<u8>),
    /// A directory with its entries, and the one that it is in.
    Directory {
        /// By name.
        entries: BTreeMap<String, Id>,
        /// Where it is; `None` where it has been removed.
        parent: Option<Id>,
    },
    /// A symlink with what it holds.
    Link(String),
}

/// Nodes, which stay when they have no name any more: they may be open.
#[derive(Debug)]
pub struct Tree {
    nodes: Vec<(Kind, u64)>,
}

/// Where a path has led to.
#[derive(Debug)]
pub enum Found {
    /// A directory, by a path that ends in `.` or `..`.
    Directory(Id),
    /// An entry of a directory, which may not be there.
    Entry(Entry),
}

/// An entry of a directory.
#[derive(Debug)]
pub struct Entry {
    /// The directory.
    pub parent: Id,
    /// The name.
    pub name: String,
    /// What it names.
    pub node: Option<Id>,
    /// Whether the path ends in a slash: then only a directory will do.
    pub slash: bool,
}

impl Found {
    /// The entry; the errno is for a directory by dots, which can be neither made nor taken away.
    fn entry(&self, errno: u32) -> Outcome<&Entry> {
        match self {
            Found::Directory(_) => Err(errno),
            Found::Entry(entry) => Ok(entry),
        }
    }
}

impl Tree {
    /// An empty directory, and one for reading in which there is something to read.
    pub fn new() -> Tree {
        let mut tree = Tree { nodes: Vec::new() };
        for root in [ROOT, READ_ONLY] {
            tree.add(directory(Some(root)));
        }
        let inner = tree.put(READ_ONLY, "b", directory(Some(READ_ONLY)));
        for (parent, name, kind) in [
            (READ_ONLY, "a", Kind::File(b"a file for reading".into())),
            (inner, "a", Kind::File(b"another".into())),
            (inner, "c", directory(Some(inner))),
            (READ_ONLY, "c", Kind::Link("b/a".into())),
            (READ_ONLY, "d", Kind::Link("b/c/".into())),
            (inner, "e", Kind::Link("../..".into())),
        ] {
            tree.put(parent, name, kind);
        }
        tree
    }

    /// Adds a node with a name.
    fn put(&mut self, parent: Id, name: &str, kind: Kind) -> Id {
        let id = self.add(kind);
        self.insert(parent, name, id);
        id
    }

    fn add(&mut self, kind: Kind) -> Id {
        self.nodes.push((kind, 1));
        self.nodes.len() - 1
    }

    /// What a node is.
    pub fn kind(&self, id: Id) -> &Kind {
        &self.nodes[id].0
    }

    /// How many names it has.
    pub fn links(&self, id: Id) -> u64 {
        self.nodes[id].1
    }

    /// The bytes of a file, or of what a symlink holds.
    pub fn size(&self, id: Id) -> u64 {
        match self.kind(id) {
            Kind::File(contents) => contents.len() as u64,
            Kind::Link(target) => target.len() as u64,
            Kind::Directory { .. } => 0,
        }
    }

    /// Its type.
    pub fn file_type(&self, id: Id) -> u8 {
        match self.kind(id) {
            Kind::File(_) => filetype::REGULAR_FILE,
            Kind::Directory { .. } => filetype::DIRECTORY,
            Kind::Link(_) => filetype::SYMBOLIC_LINK,
        }
    }

    /// Whether it is a directory.
    pub fn is_directory(&self, id: Id) -> bool {
        matches!(self.kind(id), Kind::Directory { .. })
    }

    /// The contents of a file.
    pub fn contents(&mut self, id: Id) -> Outcome<&mut Vec<u8>> {
        match &mut self.nodes[id].0 {
            Kind::File(contents) => Ok(contents),
            _ => Err(errno::ISDIR),
        }
    }

    /// The entries of a directory, and whether it still has a name itself.
    pub fn entries(&self, id: Id) -> Outcome<(&BTreeMap<String, Id>, bool)> {
        match self.kind(id) {
            Kind::Directory { entries, parent } => Ok((entries, parent.is_some())),
            _ => Err(errno::NOTDIR),
        }
    }

    fn parent(&self, id: Id) -> Option<Id> {
        match self.kind(id) {
            Kind::Directory { parent, .. } => *parent,
            _ => None,
        }
    }

    /// Follows a path, which does not lead out of `start`; a symlink at its end only where `follow`, or a slash
    /// behind it, says so. `create`: a slash at the end ends the walk there, for no file can have that name.
    pub fn walk(&self, start: Id, path: &str, follow: bool, create: bool) -> Outcome<Found> {
        check(path)?;
        let mut slash = path.ends_with('/');
        let mut rest = names(path);
        let (mut current, mut links) = (start, 0);
        while let Some(name) = rest.pop() {
            match name.as_str() {
                "." => continue,
                ".." if current == start => return Err(errno::NOTCAPABLE),
                ".." => {
                    current = self.parent(current).ok_or(errno::NOENT)?;
                    continue;
                }
                _ => {}
            }
            let last = rest.is_empty();
            let node = self.entries(current)?.0.get(&name).copied();
            match node.map(|id| (id, self.kind(id))) {
                Some((_, Kind::Link(target)))
                    if !last || (follow || slash) && !(create && slash) =>
                {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(errno::LOOP);
                    }
                    check(target)?;
                    if last {
                        slash |= target.ends_with('/');
                    }
                    rest.extend(names(target));
                }
                Some((id, Kind::Directory { .. })) if !last => current = id,
                Some(_) if !last => return Err(errno::NOTDIR),
                None if !last => return Err(errno::NOENT),
                _ => {
                    return Ok(Found::Entry(Entry {
                        parent: current,
                        name,
                        node,
                        slash,
                    }));
                }
            }
        }
        Ok(Found::Directory(current))
    }

    /// What a path leads to.
    pub fn locate(&self, start: Id, path: &str, follow: bool) -> Outcome<Id> {
        match self.walk(start, path, follow, false)? {
            Found::Directory(id) => Ok(id),
            Found::Entry(entry) => {
                let id = entry.node.ok_or(errno::NOENT)?;
                match entry.slash && !self.is_directory(id) {
                    true => Err(errno::NOTDIR),
                    false => Ok(id),
                }
            }
        }
    }

    /// The entry that a path ends in, or the directory if it ends in dots.
    pub fn parent_of(&self, start: Id, path: &str) -> Outcome<Found> {
        self.walk(start, path, false, true)
    }

    /// Fails where the path of something new that is no directory ends in a slash.
    pub fn refuse_slash(&self, path: &str, found: &Found) -> Outcome {
        if path.ends_with('/') {
            self.require_directory(found)?;
            return Err(errno::EXIST);
        }
        Ok(())
    }

    /// Fails unless a directory was found.
    pub fn require_directory(&self, found: &Found) -> Outcome {
        match found {
            Found::Directory(_) => Ok(()),
            Found::Entry(entry) if self.is_directory(entry.node.ok_or(errno::NOENT)?) => Ok(()),
            Found::Entry(_) => Err(errno::NOTDIR),
        }
    }

    /// Gives a new node a name.
    pub fn create(&mut self, parent: Id, name: &str, kind: Kind) -> Outcome<Id> {
        let (entries, named) = self.entries(parent)?;
        if entries.contains_key(name) {
            return Err(errno::EXIST);
        }
        if !named {
            return Err(errno::NOENT);
        }
        Ok(self.put(parent, name, kind))
    }

    /// Makes a directory.
    pub fn create_directory(&mut self, found: &Found) -> Outcome {
        let entry = found.entry(errno::EXIST)?;
        let kind = directory(Some(entry.parent));
        self.create(entry.parent, &entry.name, kind).map(drop)
    }

    /// Removes an empty directory.
    pub fn remove_directory(&mut self, found: &Found) -> Outcome {
        let entry = found.entry(errno::INVAL)?;
        let id = entry.node.ok_or(errno::NOENT)?;
        if !self.entries(id)?.0.is_empty() {
            return Err(errno::NOTEMPTY);
        }
        self.remove(entry.parent, &entry.name);
        Ok(())
    }

    /// Removes a name that is no directory's.
    pub fn unlink(&mut self, found: &Found) -> Outcome {
        let entry = found.entry(errno::ISDIR)?;
        if entry.slash {
            self.require_directory(found)?;
        }
        let id = entry.node.ok_or(errno::NOENT)?;
        if self.is_directory(id) {
            return Err(errno::ISDIR);
        }
        self.remove(entry.parent, &entry.name);
        Ok(())
    }

    /// Makes a symlink.
    pub fn symlink(&mut self, found: &Found, target: &str) -> Outcome {
        let entry = found.entry(errno::EXIST)?;
        let link = Kind::Link(target.into());
        self.create(entry.parent, &entry.name, link).map(drop)
    }

    /// Gives a file another name.
    pub fn link(&mut self, old: &Found, new: &Found) -> Outcome {
        let id = match old {
            Found::Directory(id) => *id,
            Found::Entry(entry) => entry.node.ok_or(errno::NOENT)?,
        };
        let new = new.entry(errno::EXIST)?;
        if new.node.is_some() {
            return Err(errno::EXIST);
        }
        if !self.entries(new.parent)?.1 {
            return Err(errno::NOENT);
        }
        if self.is_directory(id) {
            return Err(errno::PERM);
        }
        self.nodes[id].1 += 1;
        self.insert(new.parent, &new.name, id);
        Ok(())
    }

    /// Renames (rename(2)).
    pub fn rename(&mut self, old: &Found, new: &Found) -> Outcome {
        let (old, new) = (old.entry(errno::BUSY)?, new.entry(errno::BUSY)?);
        let id = old.node.ok_or(errno::NOENT)?;
        if self.is_within(new.parent, id) {
            return Err(errno::INVAL);
        }
        if let Some(other) = new.node {
            if self.is_within(old.parent, other) {
                return Err(errno::NOTEMPTY);
            }
            if other == id {
                return Ok(());
            }
            match (self.is_directory(id), self.is_directory(other)) {
                (true, false) => return Err(errno::NOTDIR),
                (false, true) => return Err(errno::ISDIR),
                (true, true) if !self.entries(other)?.0.is_empty() => {
                    return Err(errno::NOTEMPTY);
                }
                _ => {}
            }
            self.remove(new.parent, &new.name);
        } else if !self.entries(new.parent)?.1 {
            return Err(errno::NOENT);
        }
        self.take(old.parent, &old.name);
        self.insert(new.parent, &new.name, id);
        if let Kind::Directory { parent, .. } = &mut self.nodes[id].0 {
            *parent = Some(new.parent);
        }
        Ok(())
    }

    /// Whether a directory is another one, or lies in it.
    fn is_within(&self, mut inner: Id, outer: Id) -> bool {
        loop {
            if inner == outer {
                return true;
            }
            match self.parent(inner) {
                Some(parent) if parent != inner => inner = parent,
                _ => return false,
            }
        }
    }

    fn insert(&mut self, parent: Id, name: &str, id: Id) {
        if let Kind::Directory { entries, .. } = &mut self.nodes[parent].0 {
            entries.insert(name.into(), id);
        }
    }

    /// Takes a name away; what it names keeps its count.
    fn take(&mut self, parent: Id, name: &str) -> Option<Id> {
        match &mut self.nodes[parent].0 {
            Kind::Directory { entries, .. } => entries.remove(name),
            _ => None,
        }
    }

    fn remove(&mut self, parent: Id, name: &str) {
        if let Some(id) = self.take(parent, name) {
            let (kind, links) = &mut self.nodes[id];
            *links -= 1;
            if let Kind::Directory { parent, .. } = kind {
                *parent = None;
            }
        }
    }
}

fn directory(parent: Option<Id>) -> Kind {
    Kind::Directory {
        entries: BTreeMap::new(),
        parent,
    }
}

/// What is wrong with a path before it is followed.
pub fn check(path: &str) -> Outcome {
    match path.chars().next() {
        None => Err(errno::NOENT),
        Some('/') => Err(errno::NOTCAPABLE),
        Some(_) => Ok(()),
    }
}

/// The names in a path, the last one first.
fn names(path: &str) -> Vec<String> {
    let names = path.split('/').filter(|name| !name.is_empty());
    names.rev().map(String::from).collect()
}
