//! The preview-1 tests of wasi-testsuite, prebuilt, on every target, and with paths resolved both
//! by the kernel and without its help.
//!
//! `cargo test --test wasi -- [FILTER] [--target aarch64] [--negative-control]`. The programs are found
//! through `$WASMC_CORPUS`, else in `../shared/corpus` beside the workspace, in its folder `wasi-p1`.

use anyhow::{Result, ensure};
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;
use wasmc_compiler::{Input, compile};
use wasmc_tests::image::{run, say, write_executable};
use wasmc_tests::limit::HANG;
use wasmc_tests::wasi_suite::{self, Program, answers};
use wasmc_tests::{Args, Machine, Tally, corpus, on_targets, paths, pool};

/// The longest that a program may run: each takes milliseconds, but `poll_oneoff_stdio` waits.
const LIMIT: Duration = HANG;

/// How long a program is watched that was given nothing: one of them looks for a directory among all
/// numbers of descriptors. To be ended is as good as to fail.
const PATIENCE: Duration = Duration::from_secs(20);

fn main() -> Result<ExitCode> {
    let folder = corpus::folder().map(|folder| folder.join("wasi-p1"));
    let Some(folder) = folder.filter(|folder| folder.is_dir()) else {
        say(&format!("wasi: left out: {}", corpus::MISSING));
        say(&Tally::default().summary("wasi"));
        return Ok(ExitCode::SUCCESS);
    };
    let programs = wasi_suite::all(&folder)?;
    on_targets("wasi", |args, machine| {
        let wanted: Vec<&Program> = programs
            .iter()
            .filter(|program| args.wants(&program.name))
            .collect();
        let results = pool::map(&wanted, |program| test(args, machine, program));
        let mut tally = Tally::default();
        for (program, results) in wanted.iter().zip(results) {
            for (way, result) in paths::WAYS.iter().zip(results) {
                tally.report(&format!("{} ({})", program.name, way.name), &result);
            }
        }
        tally
    })
}

/// Compiles a program and runs it in each way of resolving paths.
fn test(args: &Args, machine: &Machine, program: &Program) -> Vec<Result<()>> {
    let place = match tempfile::tempdir() {
        Ok(place) => place,
        Err(error) => return vec![Err(error.into())],
    };
    let executable = place.path().join("image");
    let built = build(machine, program, args.negative_control)
        .and_then(|image| write_executable(&executable, &image))
        .and_then(|()| does_something(machine, program, &executable));
    if let Err(error) = built {
        let message = format!("{error:#}");
        let failures = paths::WAYS.iter();
        return failures
            .map(|_| Err(anyhow::Error::msg(message.clone())))
            .collect();
    }
    let ways = paths::WAYS.iter();
    ways.map(|way| {
        let root = place.path().join(way.name);
        check(machine, program, &executable, &root, way.words)
    })
    .collect()
}

/// Compiles a program; under the negative control, one in its stead that ends at once.
fn build(machine: &Machine, program: &Program, nothing: bool) -> Result<Vec<u8>> {
    let bytes = if nothing {
        wat::parse_str(r#"(module (memory (export "memory") 1) (func (export "_start")))"#)?
    } else {
        fs::read(&program.module)?
    };
    let input = Input {
        name: program.name.clone(),
        bytes,
    };
    Ok(compile(&input.into(), &machine.options())?.bytes)
}

/// Checks that a program does something: its result is seldom more than an exit code of 0, which
/// a program that does nothing has too. One that is to be given something must notice when it is not;
/// of the others, a trace must show a call.
fn does_something(machine: &Machine, program: &Program, executable: &Path) -> Result<()> {
    let mut command = machine.command(executable);
    if program.is_given_something() {
        let outcome = run(&mut command, PATIENCE)?;
        ensure!(
            answers(&program.manifest, &outcome).is_err(),
            "it gives the same result without input"
        );
        return Ok(());
    }
    command.env("WASMC_OPTS", "--trace-wasi");
    let outcome = run(&mut command, LIMIT)?;
    let trace = String::from_utf8_lossy(&outcome.stderr);
    let called = |line: &str| {
        let name = line.split_once('(').map(|(name, _)| name);
        name.is_some_and(|name| wasmc_abi::wasi::find(wasmc_abi::wasi::MODULE, name).is_some())
    };
    ensure!(trace.lines().any(called), "it calls nothing");
    Ok(())
}

/// Runs a program as its manifest asks, and compares the result.
fn check(
    machine: &Machine,
    program: &Program,
    executable: &Path,
    root: &Path,
    words: &str,
) -> Result<()> {
    let manifest = &program.manifest;
    let mut command = machine.command(executable);
    let mut options = words.to_string();
    if program.copy_root(root)? {
        options.push_str(&format!(" --dir {}::/", root.display()));
    }
    command.args(&manifest.args);
    for (name, value) in &manifest.env {
        // By name only, so that no value needs quotes here.
        options.push_str(&format!(" --env {name}"));
        command.env(name, value);
    }
    command.env("WASMC_OPTS", options);
    answers(manifest, &run(&mut command, LIMIT)?)
}
