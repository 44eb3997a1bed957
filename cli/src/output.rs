//! Where the result goes, and how it gets there: whole or not at all.

use crate::pending::{self, cannot_write, create_beside};
use crate::stdout::{self, NO_STDOUT};
use anyhow::{Context, Result, bail};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// Permissions of an executable and of any other file, of which the umask takes its share.
const MODE_EXECUTABLE: u32 = 0o777;
const MODE_FILE: u32 = 0o666;

/// A place to write to.
#[derive(Debug)]
pub enum Output {
    /// Standard output.
    Stdout,
    /// A regular file, which may exist.
    File(PathBuf),
    /// Something else that exists and can be written to: a pipe, a device.
    Special(PathBuf),
}

impl Output {
    /// What `-o PATH` means; `-` is standard output.
    ///
    /// # Errors
    /// There is something else that can only be a mistake.
    pub fn named(path: &Path) -> Result<Output> {
        match stdout::is_named(path) {
            true => Ok(Output::Stdout),
            false => Output::at(path),
        }
    }

    /// Checks before the compile that the output can be written. `inputs` are
    /// files that it must not replace; `kind` is what is written, where people cannot read it.
    ///
    /// # Errors
    /// It cannot be written to.
    pub fn check<'a>(
        &self,
        mut inputs: impl Iterator<Item = &'a Path>,
        kind: Option<&str>,
    ) -> Result<()> {
        match self {
            Output::Stdout => {
                stdout::check()?;
                if let (Some(kind), true) = (kind, io::stdout().is_terminal()) {
                    bail!("standard output is a terminal: {kind} does not belong there");
                }
            }
            Output::File(path) => {
                // Keeps a slip of the hand from costing a source file.
                let there = fs::canonicalize(path).ok();
                let same = |input: &Path| fs::canonicalize(input).ok() == there;
                if there.is_some() && inputs.any(same) {
                    bail!("`{}` is both input and output", path.display());
                }
                Output::create_beside(path, MODE_FILE)?;
                pending::discard();
            }
            Output::Special(_) => {}
        }
        Ok(())
    }

    /// The place of this name.
    ///
    /// # Errors
    /// It is a directory, or cannot be looked at.
    pub fn at(path: &Path) -> Result<Output> {
        match fs::metadata(path) {
            Ok(there) if there.is_dir() => {
                bail!("cannot write `{}`: it is a directory", path.display())
            }
            // The file itself is replaced, not a link that leads to it.
            Ok(there) if there.is_file() => Ok(Output::File(
                fs::canonicalize(path).with_context(|| cannot_write(path))?,
            )),
            Ok(_) => Ok(Output::Special(path.into())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Output::File(path.into())),
            Err(error) => Err(error).with_context(|| cannot_write(path)),
        }
    }

    /// The file, if it is a regular one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Output::File(path) => Some(path),
            Output::Stdout | Output::Special(_) => None,
        }
    }

    /// Another file beside this one: its name with a suffix.
    ///
    /// # Errors
    /// This output is no file.
    pub fn with_suffix(&self, suffix: &str) -> Result<Output> {
        let Output::File(path) = self else {
            bail!("--save-temps needs a file as output")
        };
        let mut name = path.clone().into_os_string();
        name.push(suffix);
        Output::at(Path::new(&name))
    }

    /// Writes everything.
    ///
    /// # Errors
    /// Those of the file system. Nothing half-written is left; what was there before still is.
    pub fn write(&self, bytes: &[u8], executable: bool) -> Result<()> {
        self.write_with(executable, |out| Ok(out.write_all(bytes)?))
    }

    /// Writes what `fill` writes.
    ///
    /// # Errors
    /// Those of `fill` and of the file system. Nothing half-written is left; what was there before
    /// still is.
    pub fn write_with(
        &self,
        executable: bool,
        fill: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        match self {
            Output::Stdout => {
                stdout::check()?;
                let mut stdout = io::stdout().lock();
                fill(&mut stdout)
                    .and_then(|()| Ok(stdout.flush()?))
                    .context(NO_STDOUT)
            }
            Output::Special(path) => OpenOptions::new()
                .write(true)
                .open(path)
                .map_err(anyhow::Error::from)
                .and_then(|mut file| fill(&mut file))
                .with_context(|| cannot_write(path)),
            Output::File(path) => {
                let written = Output::replace(path, executable, fill);
                pending::discard();
                written
            }
        }
    }

    fn replace(
        path: &Path,
        executable: bool,
        fill: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        let mode = if executable {
            MODE_EXECUTABLE
        } else {
            MODE_FILE
        };
        let mut file = Output::create_beside(path, mode)?;
        fill(&mut file).with_context(|| cannot_write(path))?;
        drop(file);
        pending::finish(path)
    }

    /// Creates the file that will become `path`, in the same folder.
    fn create_beside(path: &Path, mode: u32) -> Result<fs::File> {
        let open = |temporary: &Path| {
            OpenOptions::new()
                .write(true)
                .create_new(true)
                .mode(mode)
                .open(temporary)
        };
        create_beside(path, open)
    }
}

/// Creates a folder, which `fill` fills. It must not write any other output meanwhile.
///
/// # Errors
/// Those of `fill` and of the file system; then there is no folder.
pub fn create_folder(path: &Path, fill: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let created = create_beside(path, |temporary| {
        fs::create_dir(temporary).map(|()| temporary.to_path_buf())
    })
    .and_then(|temporary| fill(&temporary).with_context(|| cannot_write(path)))
    .and_then(|()| pending::finish(path));
    pending::discard();
    created
}
