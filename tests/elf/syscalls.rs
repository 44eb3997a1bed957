//! Counting system calls with strace.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;
use wasmc_compiler::target::Target;
use wasmc_tests::Machine;
use wasmc_tests::image::run;
use wasmc_tests::limit::HANG;

/// Whether images of this machine can be traced; if not, why.
pub fn tracer(machine: &Machine) -> Result<(), String> {
    if machine.target() != Target::host() {
        return Err("the trace would be the emulator's".into());
    }
    // The program must also be allowed to trace: containers often forbid it.
    let mut command = Command::new("strace");
    command.args(["-f", "-o", "/dev/null", "true"]);
    match run(&mut command, HANG) {
        Ok(outcome) if outcome.exited_with(0) => Ok(()),
        Ok(outcome) => Err(format!("strace does not work here: {}", outcome.describe())),
        Err(_) => Err("strace is not installed".into()),
    }
}

/// Runs an executable, whose process may have 8 MiB of stack, and lists its system calls, `execve` first.
///
/// # Errors
/// The program fails, or the trace cannot be read.
pub fn trace(executable: &Path, folder: &Path) -> Result<Vec<String>> {
    let log = folder.join("trace");
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -S -s 8192 && exec strace -f -o \"$0\" \"$1\""])
        .arg(&log)
        .arg(executable)
        .env_clear();
    command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
    let outcome = run(&mut command, HANG)?;
    ensure!(
        outcome.exited_with(0),
        "under strace it ended with {}",
        outcome.describe()
    );
    let text = fs::read_to_string(log).context("strace wrote no trace")?;
    // `PID name(arguments) = result`; other lines tell signals and the end of the process.
    let calls = text.lines().filter_map(|line| {
        let (_, event) = line.split_once(' ')?;
        let (name, _) = event.trim_start().split_once('(')?;
        name.bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            .then(|| name.into())
    });
    Ok(calls.collect())
}
