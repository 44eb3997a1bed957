//! Running images as processes.

use anyhow::{Context, Result};
use rustix::process::{Resource, getrlimit, setrlimit};
use std::fs::{self, Permissions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How executables are run.
pub trait Launch {
    /// A command that runs an executable; its environment is empty.
    fn command(&self, executable: &Path) -> Command;

    /// Whether an emulator of user mode runs it.
    fn emulated(&self) -> bool;
}

/// Executables of this machine, run by its kernel.
#[derive(Clone, Copy, Debug)]
pub struct Native;

impl Launch for Native {
    fn command(&self, executable: &Path) -> Command {
        let mut command = Command::new(executable);
        command.env_clear();
        command
    }

    fn emulated(&self) -> bool {
        false
    }
}

/// Lets this process, and those that it starts, have as many descriptors as they may.
///
/// # Errors
/// The kernel refuses.
pub fn raise_descriptors() -> Result<()> {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    Ok(setrlimit(Resource::Nofile, limit)?)
}

/// Writes an executable file.
///
/// # Errors
/// The file system's.
pub fn write_executable(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    fs::set_permissions(path, Permissions::from_mode(0o755))?;
    Ok(())
}

/// Starts a process.
///
/// # Errors
/// The operating system's.
pub fn spawn(command: &mut Command) -> io::Result<Child> {
    // Another thread that forks at the wrong moment keeps the executable open for writing until
    // its own exec, a few microseconds later (ETXTBSY, golang/go#22315).
    let mut attempts = 0;
    loop {
        match command.spawn() {
            Err(error) if error.kind() == ErrorKind::ExecutableFileBusy && attempts < 100 => {
                attempts += 1;
                thread::sleep(Duration::from_millis(5));
            }
            result => return result,
        }
    }
}

/// What a process left.
#[derive(Debug)]
pub struct Outcome {
    /// How it ended; `None`: it had to be killed since it took too long.
    pub status: Option<ExitStatus>,
    /// What it wrote to standard output.
    pub stdout: Vec<u8>,
    /// What it wrote to standard error.
    pub stderr: Vec<u8>,
}

impl Outcome {
    /// Whether it exited with this code.
    pub fn exited_with(&self, code: i32) -> bool {
        self.status.and_then(|status| status.code()) == Some(code)
    }

    /// How it ended, with the end of its standard error, in words.
    pub fn describe(&self) -> String {
        let status = match self.status {
            Some(status) => status.to_string(),
            None => "killed after the time limit".to_string(),
        };
        match excerpt(&self.stderr) {
            text if text.is_empty() => status,
            text => format!("{status}; stderr: {text}"),
        }
    }
}

/// The last few hundred bytes of an output, for messages.
pub fn excerpt(bytes: &[u8]) -> String {
    const LEN: usize = 600;
    let start = bytes.len().saturating_sub(LEN);
    String::from_utf8_lossy(&bytes[start..]).trim().to_string()
}

/// Runs a process to its end, without input.
///
/// # Errors
/// The operating system's. A process that fails is not an error here.
pub fn run(command: &mut Command, limit: Duration) -> Result<Outcome> {
    command.stdin(Stdio::null());
    finish(command, limit, None)
}

/// Runs a process to its end, with this as its input.
///
/// # Errors
/// The operating system's. A process that fails is not an error here.
pub fn run_with_input(command: &mut Command, input: &[u8], limit: Duration) -> Result<Outcome> {
    command.stdin(Stdio::piped());
    finish(command, limit, Some(input.to_vec()))
}

fn finish(command: &mut Command, limit: Duration, input: Option<Vec<u8>>) -> Result<Outcome> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let program = command.get_program().to_owned();
    let mut child = spawn(command).with_context(|| format!("cannot run {}", program.display()))?;
    if let (Some(mut stdin), Some(input)) = (child.stdin.take(), input) {
        // Beside everything else; a process need not read all of it.
        thread::spawn(move || stdin.write_all(&input));
    }
    let stdout = collect(child.stdout.take());
    let stderr = collect(child.stderr.take());
    let start = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            break None;
        }
        thread::sleep(Duration::from_millis(2));
    };
    let read = |thread: thread::JoinHandle<Vec<u8>>| thread.join().unwrap_or_default();
    Ok(Outcome {
        status,
        stdout: read(stdout),
        stderr: read(stderr),
    })
}

/// Reads a stream to its end, beside everything else, so that the process never waits for us.
fn collect(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // What was read before an error is still worth comparing.
            let _ = stream.read_to_end(&mut bytes);
        }
        bytes
    })
}

/// Prints a line to standard output at once, so that a long run shows how far it is.
pub fn say(line: &str) {
    let mut out = io::stdout().lock();
    // A closed pipe must not turn a result into a panic.
    let _ = writeln!(out, "{line}");
    let _ = out.flush();
}
