//! Daemons: started with a log, ended when they are dropped.

use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use wasmc_tests::image::{excerpt, spawn};
use wasmc_tests::limit::HANG;

/// The longest that a daemon may take to start.
const START_LIMIT: Duration = HANG;
/// The longest that it may take to end before it is killed.
const END_LIMIT: Duration = Duration::from_secs(60);

/// A running daemon.
pub struct Service {
    child: Child,
    log: PathBuf,
}

impl Service {
    /// Starts a daemon and waits until it is `ready`.
    ///
    /// # Errors
    /// It cannot be started, ends, or is not ready in time.
    pub fn start(command: Command, log: &Path, ready: impl Fn() -> bool) -> Result<Service> {
        let name = command.get_program().to_owned();
        let mut command = with_us(command);
        let file = File::create(log)?;
        command
            .stdin(Stdio::null())
            .stdout(file.try_clone()?)
            .stderr(file);
        let program = name.display();
        let child = spawn(&mut command).with_context(|| format!("cannot run {program}"))?;
        let mut service = Service {
            child,
            log: log.into(),
        };
        let start = Instant::now();
        while !ready() {
            if let Some(status) = service.child.try_wait()? {
                bail!("{program} ended: {status}: {}", service.log());
            }
            if start.elapsed() > START_LIMIT {
                bail!("{program} does not start: {}", service.log());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(service)
    }

    /// The end of what it wrote.
    pub fn log(&self) -> String {
        excerpt(&fs::read(&self.log).unwrap_or_default())
    }

    /// Ends it at once, as a machine that loses its power does.
    pub fn kill(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The same daemon, which ends with this process even where nothing is dropped: after a signal.
fn with_us(command: Command) -> Command {
    let mut wrapped = Command::new("setpriv");
    wrapped
        .args(["--pdeathsig", "TERM", "--"])
        .arg(command.get_program())
        .args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => wrapped.env(name, value),
            None => wrapped.env_remove(name),
        };
    }
    wrapped
}

impl Drop for Service {
    fn drop(&mut self) {
        if !matches!(self.child.try_wait(), Ok(None)) {
            return;
        }
        // A daemon that is killed leaves mounts and children behind, so it is asked first. The
        // command is the way to send a signal without code that is not safe.
        let id = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let start = Instant::now();
        while start.elapsed() < END_LIMIT {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        self.kill();
    }
}
