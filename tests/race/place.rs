//! The directories of the race, and those who move them while the guest runs.

use anyhow::{Context, Result, ensure};
use rustix::fs::{CWD, Mode, OFlags, RenameFlags, openat, renameat, renameat_with};
use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tempfile::TempDir;

/// Bytes of the secret, by which the guest knows it too.
const SECRET_BYTES: usize = 4321;

/// What the canaries are: mode, links, times of changes, contents.
type Canaries = BTreeMap<PathBuf, (u32, u64, i64, i64, Vec<u8>)>;

/// The directories.
pub struct Place {
    base: TempDir,
    canaries: Canaries,
}

impl Place {
    /// Makes them. `root` is the guest's; `outside`, beside it, looks like the directory in it that is
    /// swapped, so that a path that gets there finds something.
    ///
    /// # Errors
    /// The file system's.
    pub fn new() -> Result<Place> {
        let base = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())?;
        let path = base.path();
        for name in ["outside/sub", "root/swap/sub", "root/a/b/c", "root/shallow"] {
            fs::create_dir_all(path.join(name))?;
        }
        let secret = [b'S'; SECRET_BYTES];
        for name in ["outside/file", "outside/sub/file", "file"] {
            fs::write(path.join(name), secret)?;
        }
        for name in [
            "swap/file",
            "swap/sub/file",
            "file",
            "a/file",
            "a/b/file",
            "a/b/c/file",
        ] {
            fs::write(path.join("root").join(name), "Inside\n")?;
        }
        symlink("../outside", path.join("root/swap-link"))?;
        symlink("file", path.join("root/plain-link"))?;
        symlink("../outside/file", path.join("root/plain"))?;
        let mut place = Place {
            base,
            canaries: Canaries::new(),
        };
        place.canaries = place.look()?;
        Ok(place)
    }

    /// The guest's directory.
    pub fn root(&self) -> PathBuf {
        self.base.path().join("root")
    }

    /// Fails unless everything outside is as it was.
    ///
    /// # Errors
    /// It is not, or cannot be read.
    pub fn check(&self) -> Result<()> {
        let now = self.look()?;
        ensure!(now == self.canaries, "touched outside: {:?}", now.keys());
        Ok(())
    }

    fn look(&self) -> Result<Canaries> {
        let mut canaries = Canaries::new();
        look(&self.base.path().join("outside"), &mut canaries)?;
        for entry in fs::read_dir(self.base.path())? {
            let path = entry?.path();
            canaries.entry(path).or_insert((0, 0, 0, 0, Vec::new()));
        }
        Ok(canaries)
    }

    /// Swaps a directory with a symlink that leads out, a file likewise, and moves a directory up and
    /// down the tree, until told to stop; counts how often.
    ///
    /// # Errors
    /// The file system's.
    pub fn disturb(&self, stop: &AtomicBool, moves: &AtomicU64) -> Result<()> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = openat(CWD, self.root(), flags, Mode::empty())?;
        let exchange = RenameFlags::EXCHANGE;
        while !stop.load(Ordering::Relaxed) {
            renameat_with(&root, "swap", &root, "swap-link", exchange)?;
            renameat_with(&root, "plain", &root, "plain-link", exchange)?;
            // From depth 2 to depth 1: a `..` from there leads one directory further up.
            renameat(&root, "a/b", &root, "shallow/b").or_else(ignore_missing)?;
            renameat(&root, "shallow/b", &root, "b").or_else(ignore_missing)?;
            renameat(&root, "b", &root, "a/b").or_else(ignore_missing)?;
            moves.fetch_add(1, Ordering::Relaxed);
        }
        // As it was, so that the next way starts alike.
        let meta = fs::symlink_metadata(self.root().join("swap"))?;
        if meta.is_symlink() {
            renameat_with(&root, "swap", &root, "swap-link", exchange)?;
            renameat_with(&root, "plain", &root, "plain-link", exchange)?;
        }
        Ok(())
    }
}

/// The guest, too, may move what is there.
fn ignore_missing(errno: rustix::io::Errno) -> rustix::io::Result<()> {
    match errno {
        rustix::io::Errno::NOENT | rustix::io::Errno::EXIST => Ok(()),
        other => Err(other),
    }
}

fn look(folder: &Path, canaries: &mut Canaries) -> Result<()> {
    let data = fs::symlink_metadata(folder)?;
    let stamp = |data: &fs::Metadata, contents| {
        (
            data.mode(),
            data.nlink(),
            data.ctime(),
            data.ctime_nsec(),
            contents,
        )
    };
    canaries.insert(folder.into(), stamp(&data, Vec::new()));
    for entry in fs::read_dir(folder).context("the canaries are gone")? {
        let path = entry?.path();
        let data = fs::symlink_metadata(&path)?;
        if data.is_dir() {
            look(&path, canaries)?;
        } else {
            canaries.insert(path.clone(), stamp(&data, fs::read(&path)?));
        }
    }
    Ok(())
}
