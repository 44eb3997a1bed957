//! `-v`: a table of stages with time and bytes.

use std::fmt;
use std::time::{Duration, Instant};
use wasmc_compiler::timing::Stage;

/// The stages so far.
pub struct Table {
    stages: Vec<Stage>,
    start: Instant,
    last: Instant,
}

impl Table {
    /// Starts the clock.
    pub fn start() -> Self {
        let now = Instant::now();
        Table {
            stages: Vec::new(),
            start: now,
            last: now,
        }
    }

    /// Ends a stage; the next one starts now. `bytes` is 0 where bytes mean nothing.
    pub fn stage(&mut self, name: &'static str, bytes: usize) {
        let time = self.last.elapsed();
        self.stages.push(Stage { name, time, bytes });
        self.resume();
    }

    /// Takes over stages that were measured elsewhere.
    pub fn add(&mut self, stages: &[Stage]) {
        self.stages.extend_from_slice(stages);
    }

    /// The next stage starts now.
    pub fn resume(&mut self) {
        self.last = Instant::now();
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:<12} {:>12} {:>14}", "stage", "time", "bytes")?;
        for stage in &self.stages {
            row(f, stage.name, stage.time, stage.bytes)?;
        }
        row(f, "total", self.start.elapsed(), 0)?;
        match peak_memory() {
            Some(kib) => writeln!(f, "{:<12} {:>27}", "peak memory", format!("{kib} KiB")),
            None => Ok(()),
        }
    }
}

fn row(f: &mut fmt::Formatter<'_>, name: &str, time: Duration, bytes: usize) -> fmt::Result {
    let bytes = if bytes == 0 {
        String::new()
    } else {
        bytes.to_string()
    };
    let time = format!("{:.3} ms", time.as_secs_f64() * 1e3);
    let line = format!("{name:<12} {time:>12} {bytes:>14}");
    writeln!(f, "{}", line.trim_end())
}

/// Largest resident size so far, in KiB (`VmHWM` in proc_pid_status(5)).
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}
