//! System calls that fail: each that an image makes, in turn, by each of a few errnos. The image goes
//! on, hands the errno on to the program, or ends with one message; it never hangs, is never ended by
//! a signal, and loses nothing without saying so.
//!
//! `cargo test --test faults -- [FILTER] [--negative-control]`. The faults are strace's (`-e inject=`), so
//! images of other machines are left out: their system calls are the emulator's. The negative control is
//! a program that ignores errnos, and other expectations under the filters.

mod program;
mod seccomp;

use anyhow::{Context, Result, ensure};
use program::{CARELESS, PROGRAMS, Program};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;
use wasmc_compiler::target::Target;
use wasmc_tests::image::{run, say};
use wasmc_tests::limit::HANG;
use wasmc_tests::{Args, Machine, Outcome, Tally, on_targets, pool};

/// The longest that a program may take: it takes milliseconds.
const LIMIT: Duration = HANG;

/// What each system call fails with.
const ERRNOS: &[&str] = &["EINTR", "EAGAIN", "ENOMEM", "EPERM", "ENOSYS"];

/// How many calls of one kind fail in turn.
const MOST: usize = 3;

/// System calls that are left alone: the first is the harness's, and without the others no process
/// can end or leave a signal handler.
const EXEMPT: &[&str] = &["execve", "exit_group", "rt_sigreturn"];

/// What is done to one run of a program.
struct Fault {
    name: String,
    call: String,
    /// What follows the name of the call in `-e inject=`.
    how: String,
    /// Bytes that a short write loses.
    lost: Option<usize>,
}

fn main() -> Result<ExitCode> {
    on_targets("faults", |args, machine| {
        let mut tally = Tally::default();
        if machine.target() != Target::host() {
            tally.skip("everything", "the system calls would be the emulator's");
            return tally;
        }
        for (name, errno) in seccomp::REFUSALS {
            let name = format!("seccomp/openat2/{name}");
            if args.wants(&name) {
                let result = seccomp::paths(machine, *errno, args.negative_control);
                tally.report(&name, &result);
            }
        }
        if let Err(reason) = tracer() {
            tally.skip("faults", &reason);
            return tally;
        }
        let programs = if args.negative_control {
            &[CARELESS][..]
        } else {
            PROGRAMS
        };
        for program in programs {
            if let Err(error) = test(args, machine, program, &mut tally) {
                tally.report(program.name, &Err(error));
            }
        }
        tally
    })
}

/// Whether processes can be traced here; if not, why.
fn tracer() -> Result<(), String> {
    let mut command = Command::new("strace");
    command.args(["-o", "/dev/null", "-e", "inject=getpid:error=EPERM", "true"]);
    match run(&mut command, LIMIT) {
        Ok(outcome) if outcome.exited_with(0) => Ok(()),
        Ok(outcome) => Err(format!("strace does not work here: {}", outcome.describe())),
        Err(_) => Err("strace is not installed".into()),
    }
}

/// All faults of one program. Only failures are worth a line.
fn test(args: &Args, machine: &Machine, program: &Program, tally: &mut Tally) -> Result<()> {
    let place = tempfile::tempdir()?;
    let executable = place.path().join("image");
    program.build(machine, &executable)?;
    let (outcome, calls) = trace(program, &executable, &place.path().join("without"), None)?;
    program.succeeded(&outcome).context("without any fault")?;
    let mut faults = faults(program, &calls);
    faults.retain(|fault| args.wants(&fault.name));
    let results = pool::map(&faults, |fault| {
        let place = place.path().join(fault.name.replace('/', "-"));
        attempt(program, &executable, &place, fault)
    });
    for (fault, result) in faults.iter().zip(results) {
        if let Err(error) = &result {
            say(&format!("FAIL {}: {error:#}", fault.name));
        }
        tally.count(result.is_ok());
    }
    say(&format!("{}: {} faults", program.name, faults.len()));
    Ok(())
}

fn faults(program: &Program, calls: &[String]) -> Vec<Fault> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for call in calls.iter().filter(|call| !EXEMPT.contains(&call.as_str())) {
        *counts.entry(call).or_default() += 1;
    }
    let mut faults = Vec::new();
    for (call, count) in counts {
        for errno in ERRNOS {
            let mut add = |when: &str| {
                faults.push(Fault {
                    name: format!("{}/{call}/{errno}/{when}", program.name),
                    call: call.into(),
                    how: format!("error={errno}:when={when}"),
                    lost: None,
                });
            };
            for when in 1..=count.min(MOST) {
                add(&when.to_string());
            }
            // Each of them; an interruption that never ends would be waited for without end.
            if *errno != "EINTR" {
                add("1+");
            }
        }
    }
    if program.name == "cat" {
        for lost in [1, 5, program::TEXT.len() - 1] {
            faults.push(Fault {
                name: format!("cat/writev/short/{lost}"),
                call: "writev".into(),
                how: format!("retval={lost}:when=1"),
                lost: Some(lost),
            });
        }
    }
    faults
}

fn attempt(program: &Program, executable: &Path, place: &Path, fault: &Fault) -> Result<()> {
    let inject = format!("{}:{}", fault.call, fault.how);
    let (outcome, _) = trace(program, executable, place, Some(&inject))?;
    match fault.lost {
        Some(lost) => program.went_on(&outcome, lost),
        None => program.took_it(&outcome, &fault.call),
    }
}

/// Runs a program under strace: what it left, and its system calls.
fn trace(
    program: &Program,
    executable: &Path,
    place: &Path,
    inject: Option<&str>,
) -> Result<(Outcome, Vec<String>)> {
    fs::create_dir(place)?;
    let (log, folder) = (place.join("log"), place.join("folder"));
    Program::make_folder(&folder)?;
    let mut command = Command::new("strace");
    command.arg("-o").arg(&log);
    if let Some(inject) = inject {
        command.arg("-e").arg(format!("inject={inject}"));
    }
    command
        .arg("-E")
        .arg(format!("WASMC_OPTS=--dir {}", folder.display()));
    command.arg(executable).args(program.arg);
    let mut outcome = run(&mut command, LIMIT)?;
    // What strace says itself is not the program's: where a structure is near the end of a mapping, it misses bytes that
    // the kernel does not look at.
    let of_program = |line: &&[u8]| !line.starts_with(b"strace: ");
    let lines = outcome.stderr.split_inclusive(|&byte| byte == b'\n');
    outcome.stderr = lines.filter(of_program).flatten().copied().collect();
    let text = fs::read_to_string(log).context("strace wrote no trace")?;
    ensure!(
        inject.is_none() || text.contains("(INJECTED)"),
        "no system call was made to fail"
    );
    // `name(arguments) = result`; other lines tell signals and the end of the process.
    let names = text.lines().filter_map(|line| {
        let (name, _) = line.split_once('(')?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        name.bytes().all(plain).then(|| name.into())
    });
    Ok((outcome, names.collect()))
}
