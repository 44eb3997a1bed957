//! Where the result goes, and how it gets there: whole or not at all.
//!
//! A file is written beside its final place and then renamed, so that nobody ever sees half of it
//! and a program that runs from the old one keeps running. What is beside it is removed when
//! anything goes wrong, signals and panics included.

use crate::args::{BuildArgs, EmitArg, PlainArgs};
use crate::input::is_stdin;
use crate::stdout::{self, NO_STDOUT};
use anyhow::{Context, Result, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The signal of the limit on file sizes (`signal(7)`), the same on all targets.
const SIGXFSZ: i32 = 25;

/// Name of an output that has no better one.
const FALLBACK: &str = "a.out";
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

/// The file or folder that is being written; whoever holds the lock may create, rename or remove it.
static PENDING: Mutex<Option<PathBuf>> = Mutex::new(None);

fn pending() -> MutexGuard<'static, Option<PathBuf>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes what is half-written, if anything is.
pub fn discard() {
    // The lock may be held by the very thread that panics.
    if let Ok(mut pending) = PENDING.try_lock() {
        remove(&mut pending);
    }
}

fn remove(pending: &mut Option<PathBuf>) {
    if let Some(path) = pending.take() {
        // Whoever has removed it before did what was to be done.
        let _ = match path.is_dir() {
            true => remove_folder(&path),
            false => fs::remove_file(path),
        };
    }
}

/// Removes a folder that another thread may still put files into.
fn remove_folder(path: &Path) -> io::Result<()> {
    (0..100)
        .map(|_| fs::remove_dir_all(path))
        .find(|removed| !matches!(removed, Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty))
        .unwrap_or(Ok(()))
}

/// Makes SIGINT, SIGTERM and SIGHUP remove what is half-written before they end the process.
///
/// # Errors
/// Those of `sigaction(2)` and of starting a thread.
pub fn install_signal_handlers() -> Result<()> {
    // A limit on file sizes then shows as an error of the write, like a full disk.
    signal_hook::flag::register(SIGXFSZ, Arc::default())
        .context("cannot install signal handlers")?;
    let ignored = ignored_signals();
    let signals = [SIGINT, SIGTERM, SIGHUP]
        .into_iter()
        .filter(|signal| !ignored.contains(signal));
    let mut signals =
        signal_hook::iterator::Signals::new(signals).context("cannot install signal handlers")?;
    std::thread::Builder::new()
        .name("signals".into())
        .spawn(move || {
            for signal in signals.forever() {
                remove(&mut pending());
                // Ends the process as the signal would have; it cannot fail for these three.
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        })
        .context("cannot start a thread")?;
    Ok(())
}

/// Signals that whoever started this process wants ignored (`nohup`), which a handler would undo.
fn ignored_signals() -> Vec<i32> {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .unwrap_or(0);
    (1..=64)
        .filter(|signal| mask >> (signal - 1) & 1 != 0)
        .collect()
}

impl Output {
    /// What the command line asks for.
    ///
    /// # Errors
    /// The place cannot be written to, so there is no need to compile anything.
    pub fn from_args(args: &PlainArgs) -> Result<Output> {
        let output = match args.output.as_deref() {
            Some(path) if is_stdin(path) => Output::Stdout,
            Some(path) => Output::at(path)?,
            None => match args.emit {
                EmitArg::Clif | EmitArg::Asm => Output::Stdout,
                EmitArg::Exe => Output::at(&default_name(&args.build.input, ""))?,
                EmitArg::Obj => Output::at(&default_name(&args.build.input, ".o"))?,
            },
        };
        match &output {
            Output::Stdout => {
                stdout::check()?;
                let text = matches!(args.emit, EmitArg::Clif | EmitArg::Asm);
                if !text && io::stdout().is_terminal() {
                    bail!("standard output is a terminal: an executable does not belong there");
                }
            }
            Output::File(path) => refuse_and_try(&args.build, path)?,
            Output::Special(_) => {}
        }
        Ok(output)
    }

    /// What `-o PATH` means where the data is not for people; `build` says what is read.
    ///
    /// # Errors
    /// The place cannot be written to, so there is no need to compile anything.
    pub fn for_data(path: &Path, build: &BuildArgs) -> Result<Output> {
        if is_stdin(path) {
            if io::stdout().is_terminal() {
                bail!("standard output is a terminal: an image does not belong there");
            }
            return Ok(Output::Stdout);
        }
        let output = Output::at(path)?;
        if let Output::File(path) = &output {
            refuse_and_try(build, path)?;
        }
        Ok(output)
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
                discard();
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
        rename_pending(path)
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

/// Creates what will become `path`, in the same folder.
fn create_beside<T>(path: &Path, create: impl Fn(&Path) -> io::Result<T>) -> Result<T> {
    let folder = path.parent().unwrap_or(Path::new(""));
    // The signal thread must not come between the file and its entry.
    let mut pending = pending();
    for attempt in 0.. {
        // Not made from the output's name, which may be as long as names can be.
        let temporary = folder.join(format!(".wasmc-{}-{attempt}", std::process::id()));
        match create(&temporary) {
            Ok(created) => {
                *pending = Some(temporary);
                return Ok(created);
            }
            // Left by a process of the same number that was killed.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).with_context(|| cannot_write(path)),
        }
    }
    unreachable!("the loop has no end")
}

/// Gives what was written beside `path` its name.
fn rename_pending(path: &Path) -> Result<()> {
    let mut pending = pending();
    // A signal has removed it, and the process is about to end.
    let Some(temporary) = &*pending else {
        bail!("interrupted")
    };
    fs::rename(temporary, path).with_context(|| cannot_write(path))?;
    *pending = None;
    Ok(())
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
    .and_then(|()| rename_pending(path));
    discard();
    created
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write `{}`", path.display())
}

/// The input's name without its suffix, in the working directory.
fn default_name(input: &Path, suffix: &str) -> PathBuf {
    let mut name = match input.file_stem() {
        Some(stem) if input.extension().is_some() => stem.to_os_string(),
        _ => FALLBACK.into(),
    };
    name.push(suffix);
    name.into()
}

/// Finds out now whether the output's folder can be written to.
fn refuse_and_try(args: &BuildArgs, path: &Path) -> Result<()> {
    refuse_inputs(args, path)?;
    Output::create_beside(path, MODE_FILE)?;
    discard();
    Ok(())
}

/// Keeps a slip of the hand from costing a source file.
fn refuse_inputs(args: &BuildArgs, output: &Path) -> Result<()> {
    let Ok(output) = fs::canonicalize(output) else {
        return Ok(());
    };
    let preloads = args.preload.iter().map(|preload| &preload.file);
    for input in preloads.chain([&args.input]) {
        if !is_stdin(input) && fs::canonicalize(input).is_ok_and(|input| input == output) {
            bail!("`{}` is both input and output", output.display());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{default_name, ignored_signals};
    use std::path::Path;

    #[test]
    fn default_names() {
        let name = |input: &str, suffix| default_name(Path::new(input), suffix);
        assert_eq!(name("dir/app.wasm", ""), Path::new("app"));
        assert_eq!(name("app.v2.wat", ".o"), Path::new("app.v2.o"));
        assert_eq!(name("app", ""), Path::new("a.out"));
        assert_eq!(name("-", ""), Path::new("a.out"));
        assert_eq!(name("-", ".o"), Path::new("a.out.o"));
    }

    #[test]
    fn sigsegv_is_not_ignored() {
        assert!(!ignored_signals().contains(&11));
    }
}
