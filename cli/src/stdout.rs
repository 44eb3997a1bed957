//! Standard output, and what can be wrong with it.
#![allow(unsafe_code)]

use anyhow::{Context, Result, bail};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is said where standard output fails.
pub const NO_STDOUT: &str = "cannot write to standard output";

/// Whether the process was started without it.
static CLOSED: AtomicBool = AtomicBool::new(false);

/// Runs before Rust's standard library, which opens `/dev/null` in place of a closed stream: output
/// would be lost without a message.
extern "C" fn look() {
    // SAFETY: asks for the flags of a descriptor, which may be closed.
    let flags = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFD) };
    CLOSED.store(flags == -1, Ordering::Relaxed);
}

/// Runs [`look`] before `main` (gABI, "Initialization and Termination Functions").
#[used]
#[unsafe(link_section = ".init_array")]
static LOOK: extern "C" fn() = look;

/// Standard output was closed by its reader, who wants no more: `wasmc … | head`.
#[derive(Debug)]
pub struct ReaderGone;

impl std::fmt::Display for ReaderGone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the reader of standard output has gone")
    }
}

impl std::error::Error for ReaderGone {}

impl ReaderGone {
    /// The error of a write to standard output, with that of a closed pipe told apart.
    pub fn or(error: anyhow::Error) -> anyhow::Error {
        let gone = error
            .chain()
            .filter_map(|cause| cause.downcast_ref::<io::Error>())
            .any(|cause| cause.kind() == ErrorKind::BrokenPipe);
        if gone { ReaderGone.into() } else { error }
    }
}

/// Whether a path on the command line is `-`: standard input, or standard output.
pub fn is_named(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Fails if standard output is closed.
///
/// # Errors
/// The process was started without it.
pub fn check() -> Result<()> {
    if CLOSED.load(Ordering::Relaxed) {
        bail!("standard output is closed");
    }
    Ok(())
}

/// Writes all bytes to standard output.
///
/// # Errors
/// Standard output is closed, or the errors of write(2).
pub fn write(bytes: &[u8]) -> Result<()> {
    check()?;
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()?;
    Ok(())
}

/// Writes text that people read, of which the head may be enough: [`ReaderGone`] is told apart.
///
/// # Errors
/// Those of [`write()`], with what could not be done.
pub fn print(bytes: &[u8]) -> Result<()> {
    write(bytes).map_err(ReaderGone::or).context(NO_STDOUT)
}
