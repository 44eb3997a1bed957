//! The directory that is granted, and what lies beside it.

use super::tree::{Id, Kind, READ_ONLY, ROOT, Tree};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::Path;
use tempfile::TempDir;

const OUTSIDE: &[u8] = b"nobody inside may change this\n";

/// A folder with the directories `in`, which is granted, and `ro`, which is for reading alone, and the file `out`.
pub struct Place(TempDir);

impl Place {
    /// Makes them, with what the model has in them.
    ///
    /// # Errors
    /// The file system's.
    pub fn new(tree: &Tree) -> Result<Place> {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())?;
        make(&folder.path().join("in"), tree, ROOT)?;
        make(&folder.path().join("ro"), tree, READ_ONLY)?;
        fs::write(folder.path().join("out"), OUTSIDE)?;
        Ok(Place(folder))
    }

    /// The words of `WASMC_OPTS` that grant the directories, under names of one byte.
    pub fn words(&self) -> String {
        let folder = self.0.path().display();
        format!("--dir {folder}/in::/ --dir {folder}/ro::r::ro")
    }

    /// Fails unless the directories are what the model says, and nothing beside them has changed.
    ///
    /// # Errors
    /// It is not, or cannot be read.
    pub fn compare(&self, tree: &Tree) -> Result<()> {
        let mut beside: Vec<_> = fs::read_dir(self.0.path())?
            .map(|entry| Ok(entry?.file_name()))
            .collect::<Result<_>>()?;
        beside.sort();
        ensure!(
            beside == ["in", "out", "ro"],
            "beside the directories: {beside:?}"
        );
        let out = fs::read(self.0.path().join("out"))?;
        ensure!(out == OUTSIDE, "what is outside has changed");
        compare(&self.0.path().join("in"), tree, ROOT)?;
        compare(&self.0.path().join("ro"), tree, READ_ONLY)
    }
}

fn make(path: &Path, tree: &Tree, id: Id) -> Result<()> {
    match tree.kind(id) {
        Kind::File(contents) => fs::write(path, contents)?,
        Kind::Link(target) => symlink(target, path)?,
        Kind::Directory { entries, .. } => {
            fs::create_dir(path)?;
            for (name, id) in entries {
                make(&path.join(name), tree, *id)?;
            }
        }
    }
    Ok(())
}

fn compare(path: &Path, tree: &Tree, id: Id) -> Result<()> {
    let metadata = fs::symlink_metadata(path).with_context(|| path.display().to_string())?;
    let right = match tree.kind(id) {
        Kind::File(contents) => {
            metadata.is_file() && metadata.nlink() == tree.links(id) && fs::read(path)? == *contents
        }
        Kind::Link(target) => metadata.is_symlink() && fs::read_link(path)? == Path::new(target),
        Kind::Directory { entries, .. } => {
            for (name, id) in entries {
                compare(&path.join(name), tree, *id)?;
            }
            metadata.is_dir() && fs::read_dir(path)?.count() == entries.len()
        }
    };
    if !right {
        bail!("{} is not {:?}", path.display(), tree.kind(id));
    }
    Ok(())
}
