//! Runs an image with something set that only the process itself, or its parent, can set.

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, setrlimit};
use rustix::thread::UnshareFlags;
use std::io::Read;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitCode, Stdio};

/// `limited BYTES IMAGE ARGUMENT…`: becomes the image, with so much address space.
pub const LIMITED: &str = "limited";

/// `first SIGNAL IMAGE`: the image as the first process of its namespace gets a signal.
pub const FIRST: &str = "first";

/// See [`LIMITED`]; does not return if all goes well.
///
/// # Errors
/// The kernel's.
pub fn limited(mut words: impl Iterator<Item = String>) -> Result<ExitCode> {
    let bytes: u64 = words.next().context("no size")?.parse()?;
    let image = words.next().context("no image")?;
    let limit = Rlimit {
        current: Some(bytes),
        maximum: Some(bytes),
    };
    setrlimit(Resource::As, limit)?;
    Err(Command::new(image).args(words).exec().into())
}

/// See [`FIRST`]; returns the image's exit code.
///
/// # Errors
/// The kernel's, or a signal ended the image.
pub fn first(mut words: impl Iterator<Item = String>) -> Result<ExitCode> {
    let signal: i32 = words.next().context("no signal")?.parse()?;
    let image = words.next().context("no image")?;
    let signal = Signal::from_named_raw(signal).context("no such signal")?;
    new_namespace()?;
    let mut child = Command::new(image)
        .env_clear()
        .stdout(Stdio::piped())
        .spawn()?;
    // It is ready once it writes.
    let mut byte = [0];
    let mut stdout = child.stdout.take().context("no output")?;
    stdout.read_exact(&mut byte)?;
    kill_process(Pid::from_child(&child), signal)?;
    let status = child.wait()?;
    match status.code() {
        Some(code) => Ok(ExitCode::from(code as u8)),
        None => bail!("it was ended by signal {:?}", status.signal()),
    }
}

/// The next child is the first process of a namespace (pid_namespaces(7)).
#[allow(unsafe_code)]
fn new_namespace() -> Result<()> {
    // SAFETY: of descriptors and memory everything stays as it is.
    Ok(unsafe { rustix::thread::unshare_unsafe(UnshareFlags::NEWPID) }?)
}
