//! The file or folder that is being written, until it is whole.
//!
//! It lies beside its final place and is then renamed. So no half-written file has the final name, and
//! a program that runs from the old file keeps running. It is removed when anything goes wrong,
//! signals and panics included.

use anyhow::{Context, Result, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The signal of the limit on file sizes (`signal(7)`), the same on all targets.
const SIGXFSZ: i32 = 25;

/// The file or folder that is being written. It is created, renamed and removed only under the lock.
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
        // An error means that it is gone already.
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

/// Signals that the parent process set to be ignored (`nohup`), which a handler would undo.
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

/// Creates what will become `path`, in the same folder.
///
/// # Errors
/// It cannot be created.
pub fn create_beside<T>(path: &Path, create: impl Fn(&Path) -> io::Result<T>) -> Result<T> {
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
///
/// # Errors
/// It cannot be renamed, or a signal has removed it.
pub fn finish(path: &Path) -> Result<()> {
    let mut pending = pending();
    // A signal has removed it, and the process is about to end.
    let Some(temporary) = &*pending else {
        bail!("interrupted")
    };
    fs::rename(temporary, path).with_context(|| cannot_write(path))?;
    *pending = None;
    Ok(())
}

/// What is said about a place that cannot be written to.
pub fn cannot_write(path: &Path) -> String {
    format!("cannot write `{}`", path.display())
}

#[cfg(test)]
mod tests {
    use super::ignored_signals;

    #[test]
    fn sigsegv_is_not_ignored() {
        assert!(!ignored_signals().contains(&11));
    }
}
