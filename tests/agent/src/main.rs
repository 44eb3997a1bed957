//! The first process of a kernel that was booted for tests: does what its plan says, writes the
//! replies to the console, and switches the machine off.
//!
//! It is also the program between itself and an image, where something must be set for the image
//! alone (`wasmc-agent limited …`, `wasmc-agent first …`).

mod loopback;
mod perform;
mod wrap;

use anyhow::{Context, Result};
use rustix::mount::{MountFlags, mount};
use rustix::system::{RebootCommand, reboot};
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use wasmc_agent::plan::{PATH, Plan, REPLY, Reply};
use wasmc_agent::pool;

fn main() -> ExitCode {
    let mut words = std::env::args().skip(1);
    let result = match words.next().as_deref() {
        Some(wrap::LIMITED) => wrap::limited(words),
        Some(wrap::FIRST) => wrap::first(words),
        _ if std::process::id() == 1 => return init(),
        _ => Err(anyhow::anyhow!(
            "this is for the first process of a machine"
        )),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("wasmc-agent: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Whatever happens, the machine is switched off: the host waits for that.
fn init() -> ExitCode {
    if let Err(error) = work() {
        eprintln!("wasmc-agent: {error:#}");
    }
    rustix::fs::sync();
    let error = reboot(RebootCommand::PowerOff);
    eprintln!("wasmc-agent: cannot switch off: {error:?}");
    ExitCode::FAILURE
}

fn work() -> Result<()> {
    for (kind, place) in [("proc", "/proc"), ("devtmpfs", "/dev"), ("tmpfs", "/tmp")] {
        fs::create_dir_all(place)?;
        mount(kind, place, kind, MountFlags::empty(), None)
            .with_context(|| format!("cannot mount {kind}"))?;
    }
    fs::set_permissions("/tmp", fs::Permissions::from_mode(0o1777))?;
    loopback::up().context("cannot start the loopback device")?;
    let console = OpenOptions::new().write(true).open("/dev/console");
    let console = Mutex::new(console.context("no console")?);
    let plan = fs::read(PATH).context("no plan")?;
    let plan: Plan = serde_json::from_slice(&plan).context("the plan makes no sense")?;
    pool::map(&plan.cases, |case| {
        let result = perform::perform(&case.action, plan.negative);
        let name = case.name.clone();
        say(&console, &Reply { name, result })
    })
    .into_iter()
    .collect()
}

/// Writes a line at once, so that a machine that hangs shows where.
fn say(console: &Mutex<File>, reply: &Reply) -> Result<()> {
    // The line feed in front ends whatever the kernel may be writing.
    let line = format!("\n{REPLY}{}\n", serde_json::to_string(reply)?);
    let mut console = console.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(console.write_all(line.as_bytes())?)
}
