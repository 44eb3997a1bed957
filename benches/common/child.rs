//! Child processes, and what they use.

use anyhow::{Context, Result};
use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use wait4::Wait4;

/// What a process has used, from `fork` until it has been waited for.
#[derive(Clone, Debug)]
pub struct Usage {
    /// Processor time in user code and in the kernel.
    pub cpu: Duration,
    /// The most memory that was resident, in bytes.
    pub peak_bytes: u64,
    /// Why it failed, in one line.
    pub failure: Option<String>,
}

/// Runs a command to its end, or until `limit` is over, and then stops it.
pub fn run(mut command: Command, limit: Duration) -> Result<Usage> {
    let program = command.get_program().to_owned();
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run {}", program.display()))?;
    let id = child.id().to_string();
    let mut errors = child.stderr.take().context("no standard error")?;
    let (over, is_over) = mpsc::channel::<()>();
    let stopper = std::thread::spawn(move || {
        let late = is_over.recv_timeout(limit) == Err(mpsc::RecvTimeoutError::Timeout);
        if late {
            // The child has not been waited for, so its number is still its own.
            let _ = Command::new("kill").args(["-KILL", &id]).status();
        }
        late
    });
    let mut message = String::new();
    let read = errors.read_to_string(&mut message);
    // Its end of the pipe may be closed before it ends: the limit holds until it has been waited for.
    let used = child.wait4().context("cannot wait for the child")?;
    drop(over);
    let late = stopper.join().expect("it does not panic");
    read.context("cannot read the child's messages")?;
    let failure = match used.status {
        _ if late => Some(format!("stopped after {} s", limit.as_secs())),
        status if status.success() => None,
        status => Some(format!(
            "{status}: {}",
            message.lines().next().unwrap_or("")
        )),
    };
    Ok(Usage {
        cpu: used.rusage.utime + used.rusage.stime,
        peak_bytes: used.rusage.maxrss,
        failure,
    })
}
