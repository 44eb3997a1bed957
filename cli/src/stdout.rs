//! Standard output, and what can be wrong with it.
#![allow(unsafe_code)]

use crate::output::NO_STDOUT;
use crate::report::ReaderGone;
use anyhow::{Context, Result, bail};
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// Whether the process was started without it.
static CLOSED: AtomicBool = AtomicBool::new(false);

/// Looks at it before Rust's standard library does, which puts `/dev/null` in the place of a stream
/// that is not there: what is written would be lost without a word.
extern "C" fn look() {
    // SAFETY: asks for the flags of a descriptor, which may be closed.
    let flags = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFD) };
    CLOSED.store(flags == -1, Ordering::Relaxed);
}

/// Runs [`look`] before `main` (gABI, "Initialization and Termination Functions").
#[used]
#[unsafe(link_section = ".init_array")]
static LOOK: extern "C" fn() = look;

/// Fails if there is none.
///
/// # Errors
/// The process was started without it.
pub fn check() -> Result<()> {
    if CLOSED.load(Ordering::Relaxed) {
        bail!("standard output is closed");
    }
    Ok(())
}

/// Writes bytes to it, to the last one.
///
/// # Errors
/// There is none, or it takes no more: those of write(2).
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
/// Those of [`write`], with what could not be done.
pub fn print(bytes: &[u8]) -> Result<()> {
    write(bytes).map_err(ReaderGone::or).context(NO_STDOUT)
}
