//! The host's side of an attack: directories that the guest was given, their twin, on which the
//! kernel shows what should happen, and canaries beside them, which nobody may touch.

use anyhow::{Context, Result, ensure};
use rustix::fs::{AtFlags, CWD, Mode, OFlags, Timespec, Timestamps, openat, utimensat};
use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::io::Read;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// What the secret file outside holds.
pub const SECRET: &[u8] = b"nobody inside may read this\n";
/// What `file` inside holds.
pub const INSIDE: &[u8] = b"inside\n";
/// Symlinks in a row, of which the kernel follows [`LINKS`] - 1 (path_resolution(7)).
pub const LINKS: usize = 41;

/// One entry of a tree, as far as the kernel tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    mode: u32,
    links: u64,
    /// What it holds, or where it leads.
    contents: Vec<u8>,
    /// Seconds and nanoseconds of the modification; of the last read too, where it is a file. Empty
    /// where times do not matter.
    times: Vec<i64>,
}

/// A tree by its paths.
pub type Tree = BTreeMap<PathBuf, Seen>;

/// The directories of one guest.
pub struct World {
    base: TempDir,
    canaries: Tree,
}

impl World {
    /// Makes the directories.
    ///
    /// # Errors
    /// The file system's.
    pub fn new() -> Result<World> {
        // In memory where there is such a place: thousands of files are made anew all the time.
        let base = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir())?;
        let path = base.path();
        for name in ["outside", "outside/dir", "root", "twin", "other", "ro"] {
            fs::create_dir(path.join(name))?;
        }
        fs::write(path.join("outside/secret"), SECRET)?;
        fs::write(path.join("outside/dir/inner"), "outside, too\n")?;
        fs::write(path.join("outside/empty"), "")?;
        symlink("secret", path.join("outside/link"))?;
        populate(&path.join("ro"), path)?;
        // Old enough for the kernel to note the next read (mount(8), relatime).
        for file in ["outside/secret", "outside/dir/inner", "outside/empty"] {
            age(&path.join(file))?;
        }
        let mut world = World {
            canaries: Tree::new(),
            base,
        };
        world.reset()?;
        world.canaries = world.look_at_canaries()?;
        Ok(world)
    }

    /// Path of one of the directories.
    pub fn path(&self, name: &str) -> PathBuf {
        self.base.path().join(name)
    }

    /// The words of `WASMC_OPTS` that preopen `/` (3), `other` (4) and `ro` (5).
    pub fn words(&self) -> String {
        let base = self.base.path().display();
        format!(
            "--dir {base}/root::/ --dir {base}/other::other --dir {base}/ro::ro::ro --env NAME=value"
        )
    }

    /// Makes `root`, `twin` and `other` what they were.
    ///
    /// # Errors
    /// The file system's.
    pub fn reset(&self) -> Result<()> {
        for name in ["root", "twin", "other"] {
            empty(&self.path(name))?;
        }
        for name in ["root", "twin"] {
            populate(&self.path(name), self.base.path())?;
            chain(&self.path(name))?;
        }
        fs::write(self.path("other/file"), "other\n")?;
        fs::create_dir(self.path("other/dir"))?;
        Ok(())
    }

    /// Fails unless everything outside, and all that is read-only, is as it was.
    ///
    /// # Errors
    /// It is not, or cannot be read.
    pub fn check_canaries(&self) -> Result<()> {
        difference(&self.look_at_canaries()?, &self.canaries)
            .map_or(Ok(()), |what| Err(anyhow::Error::msg(what)))
            .context("touched outside")
    }

    /// Fails unless `root` is what the kernel made of `twin`.
    ///
    /// # Errors
    /// It is not, or cannot be read.
    pub fn check_twin(&self) -> Result<()> {
        let root = look(&self.path("root"), Times::None)?;
        let twin = look(&self.path("twin"), Times::None)?;
        let what = difference(&root, &twin);
        ensure!(
            what.is_none(),
            "in contrast to the kernel: {}",
            what.unwrap_or_default()
        );
        Ok(())
    }

    /// Changes a canary, as no guest may.
    ///
    /// # Errors
    /// The file system's.
    pub fn touch_a_canary(&self) -> Result<()> {
        Ok(fs::write(self.path("outside/empty"), "touched")?)
    }

    fn look_at_canaries(&self) -> Result<Tree> {
        let mut tree = look(&self.path("outside"), Times::All)?;
        tree.extend(look(&self.path("ro"), Times::Changes)?);
        // Nothing new beside them, either.
        for entry in fs::read_dir(self.base.path())? {
            let path = entry?.path();
            let mode = fs::symlink_metadata(&path)?.mode();
            let seen = Seen {
                mode,
                links: 0,
                contents: Vec::new(),
                times: Vec::new(),
            };
            tree.insert(path, seen);
        }
        Ok(tree)
    }
}

/// Removes everything in a directory, which stays the same.
fn empty(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            fs::remove_dir_all(entry.path())?;
        } else {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Fills a directory that lies in `base`.
fn populate(folder: &Path, base: &Path) -> Result<()> {
    for name in ["dir", "dir/sub", "dir/sub/deep", "empty"] {
        fs::create_dir(folder.join(name))?;
    }
    fs::write(folder.join("file"), INSIDE)?;
    fs::write(folder.join("dir/file"), "in dir\n")?;
    fs::write(folder.join("dir/sub/file"), "in sub\n")?;
    fs::set_permissions(folder.join("dir/file"), Permissions::from_mode(0o640))?;
    for (name, target) in [
        ("to-file", "file"),
        ("to-dir", "dir"),
        ("to-empty", "empty"),
        ("to-dir-slash", "dir/"),
        ("to-file-slash", "file/"),
        ("to-file-dot", "file/."),
        ("dangling", "nowhere"),
        ("dangling-deep", "nowhere/at/all"),
        ("dangling-slash", "nowhere/"),
        ("loop-a", "loop-b"),
        ("loop-b", "loop-a"),
        ("self", "self"),
        ("dot", "."),
        ("round", "dir/../file"),
        ("slashes", "dir///sub//file"),
        ("up", ".."),
        ("up-slash", "../"),
        ("up-twice", "../.."),
        ("out-file", "../outside/secret"),
        ("out-dir", "../outside"),
        ("out-new", "../outside/new"),
        ("out-deep", "dir/sub/../../../outside/secret"),
        ("chain", "out-file"),
        ("chain-dir", "dir/chain"),
        ("dir/up-in", "../file"),
        ("dir/up-root", ".."),
        ("dir/up-out", "../../outside/secret"),
        ("dir/chain", "../out-dir"),
        ("dir/sub/back", "../../dir/sub"),
        ("proc", "/proc/self/root"),
        ("absolute-root", "/"),
        ("out-and-in", "../root/file"),
    ] {
        symlink(target, folder.join(name))?;
    }
    symlink(base.join("outside/secret"), folder.join("absolute-file"))?;
    symlink(base.join("outside"), folder.join("absolute-dir"))?;
    symlink(base.join("outside/new"), folder.join("absolute-new"))?;
    symlink(base.join("root/file"), folder.join("absolute-inside"))?;
    Ok(())
}

/// Adds symlinks in a row, the first of which leads to `file`.
fn chain(folder: &Path) -> Result<()> {
    symlink("file", folder.join("link-00"))?;
    for number in 1..LINKS {
        let target = format!("link-{:02}", number - 1);
        symlink(target, folder.join(format!("link-{number:02}")))?;
    }
    Ok(())
}

fn age(file: &Path) -> Result<()> {
    let time = |tv_sec| Timespec { tv_sec, tv_nsec: 0 };
    let times = Timestamps {
        last_access: time(1_000_000_000),
        last_modification: time(1_100_000_000),
    };
    Ok(utimensat(CWD, file, &times, AtFlags::empty())?)
}

/// Which times of files matter.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Times {
    None,
    /// Those of changes.
    Changes,
    /// That of the last read, too.
    All,
}

/// Reads a tree without leaving a trace on its files.
fn look(folder: &Path, times: Times) -> Result<Tree> {
    let mut tree = Tree::new();
    walk(folder, Path::new(""), times, &mut tree)?;
    Ok(tree)
}

fn walk(folder: &Path, below: &Path, times: Times, tree: &mut Tree) -> Result<()> {
    for entry in fs::read_dir(folder.join(below))? {
        let entry = entry?;
        let relative = below.join(entry.file_name());
        let path = folder.join(&relative);
        let data = fs::symlink_metadata(&path)?;
        let mut stamps = Vec::new();
        if times != Times::None {
            stamps.extend([
                data.mtime(),
                data.mtime_nsec(),
                data.ctime(),
                data.ctime_nsec(),
            ]);
        }
        let mut contents = Vec::new();
        if data.is_symlink() {
            contents = fs::read_link(&path)?.into_os_string().into_encoded_bytes();
        } else if data.is_file() {
            if times == Times::All {
                stamps.extend([data.atime(), data.atime_nsec()]);
            }
            let flags = OFlags::RDONLY | OFlags::NOATIME | OFlags::CLOEXEC;
            let file = openat(CWD, &path, flags, Mode::empty())?;
            fs::File::from(file).read_to_end(&mut contents)?;
        }
        let seen = Seen {
            mode: data.mode(),
            links: data.nlink(),
            contents,
            times: stamps,
        };
        if data.is_dir() {
            walk(folder, &relative, times, tree)?;
        }
        // Two trees may share one map: canaries are kept by whole paths.
        let key = if times == Times::None { relative } else { path };
        tree.insert(key, seen);
    }
    Ok(())
}

/// The first difference between two trees, in words.
fn difference(got: &Tree, expected: &Tree) -> Option<String> {
    let missing = expected.keys().find(|path| !got.contains_key(*path));
    let more = got.keys().find(|path| !expected.contains_key(*path));
    let changed = got.iter().find(|(path, seen)| {
        expected
            .get(*path)
            .is_some_and(|expected| expected != *seen)
    });
    if let Some(path) = missing {
        return Some(format!("{} is gone", path.display()));
    }
    if let Some(path) = more {
        return Some(format!("{} is new", path.display()));
    }
    let (path, seen) = changed?;
    let expected = expected.get(path)?;
    Some(format!("{} is {seen:?}, not {expected:?}", path.display()))
}
