//! Layers: a tree of files as a compressed tar file.

use super::settings::Settings;
use super::user::User;
use crate::oci::blob::Blob;
use crate::oci::digest::{Digest, Hashing};
use crate::oci::manifest::Descriptor;
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use tar::{EntryType, Header};

/// Permissions of directories that nothing else is said of.
const MODE_DIRECTORY: u32 = 0o755;

/// The files of a layer by their paths, which are relative to the root. A parent comes before its
/// children.
#[derive(Debug, Default)]
pub struct Tree(BTreeMap<PathBuf, Node>);

/// A file, a directory or a symbolic link of a tree.
#[derive(Debug)]
pub struct Node {
    /// Its kind and contents.
    pub content: Content,
    /// Permission bits.
    pub mode: u32,
    /// The owner.
    pub owner: User,
}

/// What a path is.
#[derive(Debug)]
pub enum Content {
    /// A directory.
    Directory,
    /// A file with these bytes.
    Bytes(Vec<u8>),
    /// A file with the bytes of a file of this machine.
    Copy(PathBuf),
    /// A symbolic link.
    Link(PathBuf),
}

const ROOT: User = User {
    uid: 0,
    gid: Some(0),
};

impl Tree {
    /// A tree of a root directory.
    pub fn new() -> Tree {
        let mut tree = Tree::default();
        tree.directory(Path::new(""));
        tree
    }

    /// Whether there is nothing but directories that others are in.
    pub fn is_empty(&self) -> bool {
        self.0.len() <= 1
    }

    /// Whether there is something at this path.
    pub fn has(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }

    /// The first of these paths that is there.
    pub fn first_of<'a>(&self, paths: &[&'a str]) -> Option<&'a str> {
        paths.iter().copied().find(|path| self.has(Path::new(path)))
    }

    /// Adds something of root's, and the directories that it is in.
    pub fn add(&mut self, path: &Path, mode: u32, content: Content) {
        let owner = ROOT;
        self.put(
            path,
            Node {
                content,
                mode,
                owner,
            },
        );
    }

    /// Adds a node and its parent directories: some engines make missing parents unreadable for
    /// everybody but root.
    pub fn put(&mut self, path: &Path, node: Node) {
        for parent in path.ancestors().skip(1) {
            if !self.has(parent) {
                self.directory(parent);
            }
        }
        self.0.insert(path.into(), node);
    }

    fn directory(&mut self, path: &Path) {
        let node = Node {
            content: Content::Directory,
            mode: MODE_DIRECTORY,
            owner: ROOT,
        };
        self.0.insert(path.into(), node);
    }
}

/// A layer of an image.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Its name in manifests.
    pub descriptor: Descriptor,
    /// Its bytes.
    pub blob: Blob,
    /// The digest of the tar file before compression.
    pub diff_id: Digest,
    /// What it holds, in words.
    pub comment: String,
}

impl Layer {
    /// Makes a layer of a tree.
    ///
    /// # Errors
    /// A file of this machine cannot be read.
    pub fn of(tree: &Tree, settings: &Settings, comment: &str) -> Result<Layer> {
        let compressed = settings.compression.start(Hashing::new(Vec::new()))?;
        let mut tar = tar::Builder::new(Hashing::new(compressed));
        for (path, node) in &tree.0 {
            append(&mut tar, path, node, settings.created_seconds)?;
        }
        let (compressed, diff_id, _) = tar.into_inner()?.finish();
        let (bytes, digest, size) = compressed.finish()?.finish();
        Ok(Layer {
            descriptor: Descriptor::new(settings.compression.media_type(), digest, size),
            blob: bytes.into(),
            diff_id,
            comment: comment.into(),
        })
    }
}

fn append<W: Write>(tar: &mut tar::Builder<W>, path: &Path, node: &Node, mtime: u64) -> Result<()> {
    let mut header = Header::new_ustar();
    header.set_mode(node.mode);
    header.set_uid(node.owner.uid.into());
    header.set_gid(node.owner.gid.unwrap_or(0).into());
    header.set_mtime(mtime);
    header.set_size(0);
    match &node.content {
        Content::Directory if path == Path::new("") => {
            header.set_entry_type(EntryType::Directory);
            // The library takes `.` out of paths, and would be left with none.
            header.as_old_mut().name[..2].copy_from_slice(b"./");
            header.set_cksum();
            tar.append(&header, io::empty())?;
        }
        Content::Directory => {
            header.set_entry_type(EntryType::Directory);
            let mut name = path.as_os_str().to_os_string();
            name.push("/");
            tar.append_data(&mut header, name, io::empty())?;
        }
        Content::Bytes(bytes) => {
            header.set_size(bytes.len() as u64);
            tar.append_data(&mut header, path, &**bytes)?;
        }
        Content::Copy(host) => {
            let cannot_read = || format!("cannot read `{}`", host.display());
            let file = File::open(host).with_context(cannot_read)?;
            header.set_size(file.metadata().with_context(cannot_read)?.len());
            tar.append_data(&mut header, path, file)
                .with_context(cannot_read)?;
        }
        Content::Link(to) => {
            header.set_entry_type(EntryType::Symlink);
            tar.append_link(&mut header, path, to)?;
        }
    }
    Ok(())
}
