//! Runs of a command that is started again and again: time on the clock and page faults.

use anyhow::{Context, Result, ensure};
use nix::sys::resource::{UsageWho, getrusage};
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A command, with what its runs took.
pub struct Side {
    /// Its name in the table.
    pub name: &'static str,
    command: Command,
    times: Vec<Duration>,
    faults: Vec<u64>,
}

/// What the runs of a command took.
pub struct Summary {
    /// 5th percentile of the time from `fork` until it has been waited for.
    pub low: Duration,
    /// Median of the same.
    pub median: Duration,
    /// Median of the page faults that needed no disk.
    pub faults: u64,
}

impl Side {
    /// A program with arguments, without variables, with standard streams that lead nowhere.
    pub fn new(name: &'static str, program: &Path, arguments: &[&str]) -> Result<Side> {
        let mut command = Command::new(program);
        // The files stay open here: to open them would be a part of each start.
        let null = || File::options().read(true).write(true).open("/dev/null");
        command
            .args(arguments)
            .env_clear()
            .stdin(Stdio::from(null()?))
            .stdout(Stdio::from(null()?))
            .stderr(Stdio::from(null()?));
        Ok(Side {
            name,
            command,
            times: Vec::new(),
            faults: Vec::new(),
        })
    }

    /// Runs it once.
    fn run(&mut self) -> Result<()> {
        let faults = faults_of_children()?;
        let start = Instant::now();
        let status = self.command.status().with_context(|| self.name)?;
        self.times.push(start.elapsed());
        ensure!(status.success(), "{} ended with {status}", self.name);
        self.faults.push(faults_of_children()? - faults);
        Ok(())
    }

    /// What the runs took.
    pub fn summary(&self) -> Summary {
        let mut times = self.times.clone();
        times.sort();
        let mut faults = self.faults.clone();
        faults.sort();
        Summary {
            low: times[times.len() / 20],
            median: times[times.len() / 2],
            faults: faults[faults.len() / 2],
        }
    }
}

/// Runs the sides in turns, so that what else happens on the machine meets all.
pub fn run(sides: &mut [Side], rounds: usize) -> Result<()> {
    for _ in 0..rounds {
        for side in &mut *sides {
            side.run()?;
        }
    }
    Ok(())
}

/// Page faults without a disk of all processes that have been waited for.
fn faults_of_children() -> Result<u64> {
    Ok(getrusage(UsageWho::RUSAGE_CHILDREN)?.minor_page_faults() as u64)
}
