//! Executables that were made before, for `wasmc run`.
//!
//! A file is named after a digest of everything that it was made of. It is written under another name
//! and then renamed, so whoever finds it finds it whole, however many processes write it. Further names of
//! the same file are digests of what the module's file system says of it, with the options or with the words of
//! the command line, so that the module need not be read to find the executable.

use anyhow::{Context, Result};
use object::elf;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::{self, DirBuilder, File, FileTimes};
use std::io::{Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use wasmc_compiler::Options;

/// Bytes of all executables together; those used last stay.
const MOST_BYTES: u64 = 1 << 30;
/// How long ago a use may be that is not noted.
const SAME_USE: Duration = Duration::from_secs(600);
/// A file that was changed so short a time ago may change again with the same times.
const SETTLED: Duration = Duration::from_secs(2);
/// Temporary files that are older were left behind.
const ABANDONED: Duration = Duration::from_secs(3600);
/// Start of the names of temporary files.
const TEMPORARY: &str = ".new-";

/// A folder of executables.
pub struct Cache {
    folder: PathBuf,
}

/// What an executable is made of.
pub struct Key(Sha256);

impl Key {
    /// What this very compiler makes of something of this kind.
    pub fn of_compiler(kind: &str) -> Key {
        let mut key = Key(Sha256::new());
        key.add(kind.as_bytes());
        key.add(env!("CARGO_PKG_VERSION").as_bytes());
        if let Ok(own) = std::env::current_exe() {
            // A compiler of the same version that was built anew.
            let _ = key.add_state(&own);
        }
        key
    }

    /// What options make of nothing.
    pub fn new(options: &Options) -> Key {
        let mut key = Key::of_compiler("options");
        let options = Options {
            progress: Default::default(),
            embed: Vec::new(),
            runtime: Err(String::new()),
            ..options.clone()
        };
        key.add(format!("{options:?}").as_bytes());
        key
    }

    /// Adds a part.
    pub fn add(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// Adds what the file system says of a module; `None` where it is no regular file, or may still be
    /// changing.
    pub fn add_file(&mut self, path: &Path) -> Option<()> {
        // Reports name it as it was written.
        self.add(path.as_os_str().as_encoded_bytes());
        let changed = self.add_state(path)?;
        let settled = changed.elapsed().is_ok_and(|ago| ago >= SETTLED);
        settled.then_some(())
    }

    /// Adds the state of a file, and returns when it was last changed.
    fn add_state(&mut self, path: &Path) -> Option<SystemTime> {
        let state = fs::metadata(path).ok().filter(|it| it.is_file())?;
        for number in [
            state.dev() as i64,
            state.ino() as i64,
            state.size() as i64,
            state.mtime(),
            state.mtime_nsec(),
            state.ctime(),
            state.ctime_nsec(),
        ] {
            self.0.update(number.to_le_bytes());
        }
        let changed = Duration::new(
            state.ctime().try_into().ok()?,
            state.ctime_nsec().try_into().ok()?,
        );
        Some(SystemTime::UNIX_EPOCH + changed)
    }

    fn name(&self) -> String {
        let mut name = String::new();
        for byte in self.0.clone().finalize() {
            let _ = write!(name, "{byte:02x}");
        }
        name
    }
}

impl Cache {
    /// The cache of this user.
    ///
    /// # Errors
    /// Nothing says where it is, or it cannot be made.
    pub fn open() -> Result<Cache> {
        let cache = Cache::place().context(
            "there is no place for the cache: neither $XDG_CACHE_HOME nor $HOME is an absolute path",
        )?;
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&cache.folder)
            .with_context(|| format!("cannot make the cache `{}`", cache.folder.display()))?;
        Ok(cache)
    }

    /// The same, whether it is there or not; `None` where nothing says where.
    pub fn place() -> Option<Cache> {
        let absolute = |name: &str| {
            let path = PathBuf::from(std::env::var_os(name)?);
            path.is_absolute().then_some(path)
        };
        let base = absolute("XDG_CACHE_HOME").or_else(|| Some(absolute("HOME")?.join(".cache")))?;
        let folder = base.join("wasmc");
        Some(Cache { folder })
    }

    /// Its folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// The executable of a key, if there is one. What is no executable is removed: the C library would
    /// give it to a shell.
    pub fn find(&self, key: &Key) -> Option<PathBuf> {
        let path = self.folder.join(key.name());
        let mut file = File::open(&path).ok()?;
        let mut start = [0; 4];
        if file.read_exact(&mut start).is_err() || start != elf::ELFMAG {
            let _ = fs::remove_file(&path);
            return None;
        }
        let used = file.metadata().and_then(|state| state.modified()).ok()?;
        if used.elapsed().is_ok_and(|ago| ago >= SAME_USE) {
            // Without it, this executable goes earlier.
            let _ = file.set_times(FileTimes::new().set_modified(SystemTime::now()));
        }
        Some(path)
    }

    /// Keeps an executable, and makes room for it.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn put(&self, key: &Key, executable: &[u8]) -> Result<PathBuf> {
        let mut file = tempfile::Builder::new()
            .prefix(TEMPORARY)
            .tempfile_in(&self.folder)?;
        file.write_all(executable)?;
        file.as_file()
            .set_permissions(fs::Permissions::from_mode(0o700))?;
        // A crash of the machine must not leave a name for half of it.
        file.as_file().sync_data()?;
        let path = self.folder.join(key.name());
        // Nothing that is open for writing can be executed.
        file.into_temp_path().persist(&path)?;
        self.make_room(&path);
        Ok(path)
    }

    /// Gives an executable one more name.
    pub fn link(&self, key: &Key, executable: &Path) {
        let path = self.folder.join(key.name());
        // Without it, the next run reads the module. Another process may have made it.
        let _ = fs::hard_link(executable, path);
    }

    /// Removes what was not used for the longest time, where there is too much. Others may do the same
    /// at once, so what is gone is no error.
    fn make_room(&self, newest: &Path) {
        let mut files = self.files();
        files.sort_by_key(|(_, state)| {
            let used = (state.mtime(), state.mtime_nsec());
            (std::cmp::Reverse(used), state.ino())
        });
        let mut bytes = 0;
        let mut last = None;
        for (path, state) in files {
            let temporary = path
                .file_name()
                .is_some_and(|name| name.as_encoded_bytes().starts_with(TEMPORARY.as_bytes()));
            if temporary {
                let age = state.modified().ok().and_then(|it| it.elapsed().ok());
                if age.is_some_and(|age| age >= ABANDONED) {
                    let _ = fs::remove_file(path);
                }
                continue;
            }
            // Another name takes no more room.
            if last != Some(state.ino()) {
                bytes += state.len();
                last = Some(state.ino());
            }
            if bytes > MOST_BYTES && path != newest {
                let _ = fs::remove_file(path);
            }
        }
    }

    fn files(&self) -> Vec<(PathBuf, fs::Metadata)> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| Some((entry.path(), entry.metadata().ok()?)))
            .filter(|(_, state)| state.is_file())
            .collect()
    }
}
