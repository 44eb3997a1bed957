//! The directory that is granted, and what lies beside it.

use super::tree::{Id, Kind, ROOT, Tree};
use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use tempfile::TempDir;

const OUTSIDE: &[u8] = b"nobody inside may change this\n";

/// A folder with the directory `in`, which is granted, and the file `out`.
pub struct Place(TempDir);

impl Place {
    /// Makes them.
    ///
    /// # Errors
    /// The file system's.
    pub fn new() -> Result<Place> {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())?;
        fs::create_dir(folder.path().join("in"))?;
        fs::write(folder.path().join("out"), OUTSIDE)?;
        Ok(Place(folder))
    }

    /// The words of `WASMC_OPTS` that grant the directory.
    pub fn words(&self) -> String {
        format!("--dir {}/in::/", self.0.path().display())
    }

    /// Fails unless the directory is what the model says, and nothing beside it has changed.
    ///
    /// # Errors
    /// It is not, or cannot be read.
    pub fn compare(&self, tree: &Tree) -> Result<()> {
        let mut beside: Vec<_> = fs::read_dir(self.0.path())?
            .map(|entry| Ok(entry?.file_name()))
            .collect::<Result<_>>()?;
        beside.sort();
        ensure!(beside == ["in", "out"], "beside the directory: {beside:?}");
        let out = fs::read(self.0.path().join("out"))?;
        ensure!(out == OUTSIDE, "what is outside has changed");
        compare(&self.0.path().join("in"), tree, ROOT)
    }
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
