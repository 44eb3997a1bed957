//! The preview-1 tests of wasi-testsuite, prebuilt, on every target, with paths resolved both by the kernel and without its
//! help, as modules and as the components that jco made of them.
//!
//! `cargo test --test wasi -- [FILTER] [--target aarch64] [--negative-control]`. The programs are found
//! through `$WASMC_CORPUS`, else in `../shared/corpus` beside the workspace, in its folder `wasi-p1`. `.ci/packages` makes
//! the components.

mod case;

use anyhow::{Result, ensure};
use case::Case;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;
use wasmc_compiler::target::Target;
use wasmc_compiler::{Composition, Input, compile};
use wasmc_tests::image::{run, say, write_executable};
use wasmc_tests::limit::HANG;
use wasmc_tests::wasi_suite::{self, answers};
use wasmc_tests::{Args, Form, Machine, Tally, corpus, on_targets, packages, paths, pool};

/// The longest that a program may run: each takes milliseconds, but `poll_oneoff_stdio` waits.
const LIMIT: Duration = HANG;

/// How long a program is watched that was given nothing: one of them looks for a directory among all
/// numbers of descriptors. To be ended is as good as to fail.
const PATIENCE: Duration = Duration::from_secs(20);

fn main() -> Result<ExitCode> {
    let corpus = corpus::folder();
    let Some(corpus) = corpus.filter(|corpus| corpus.join("wasi-p1").is_dir()) else {
        say(&format!("wasi: left out: {}", corpus::MISSING));
        say(&Tally::default().summary("wasi"));
        return Ok(ExitCode::SUCCESS);
    };
    let programs = wasi_suite::all(&corpus.join("wasi-p1"))?;
    on_targets("wasi", |args, machine| {
        let mut tally = Tally::default();
        let mut cases = Vec::new();
        for form in Form::ALL {
            for program in &programs {
                let case = Case::new(program, form, args.negative_control);
                match form.file(&corpus, &program.module) {
                    _ if !args.wants(&case.name()) => {}
                    Ok(_) => cases.push(case),
                    Err(error) => tally.skip(&case.name(), &error.to_string()),
                }
            }
        }
        let results = pool::map(&cases, |case| test(args, machine, &corpus, case));
        for (case, results) in cases.iter().zip(results) {
            for (way, result) in paths::WAYS.iter().zip(results) {
                tally.report(&format!("{} ({})", case.name(), way.name), &result);
            }
        }
        // Only once, not for every target.
        if machine.target() == Target::host() {
            for case in cases.iter().filter(|case| case.is_different()) {
                compare_with_wasmtime(&corpus, case, &mut tally);
            }
        }
        tally
    })
}

/// Compiles a program and runs it in each way of resolving paths.
fn test(args: &Args, machine: &Machine, corpus: &Path, case: &Case<'_>) -> Vec<Result<()>> {
    let place = match tempfile::tempdir() {
        Ok(place) => place,
        Err(error) => return vec![Err(error.into())],
    };
    let executable = place.path().join("image");
    let built = program(case, corpus, args.negative_control)
        .and_then(|program| Ok(compile(&program, &machine.options())?.bytes))
        .and_then(|image| write_executable(&executable, &image))
        .and_then(|()| does_something(machine, case, &executable));
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
        check(machine, case, &executable, &root, way.words)
    })
    .collect()
}

/// What is compiled; under the negative control, a module in its stead that ends at once.
fn program(case: &Case<'_>, corpus: &Path, nothing: bool) -> Result<Composition> {
    if nothing && case.form == Form::Module {
        let text = r#"(module (memory (export "memory") 1) (func (export "_start")))"#;
        let input = Input {
            name: case.name(),
            bytes: wat::parse_str(text)?,
        };
        return Ok(input.into());
    }
    case.form.read(corpus, &case.program.module)
}

/// Checks that a program does something: its result is seldom more than an exit code of 0, which
/// a program that does nothing has too. One that is to be given something must notice when it is not;
/// of the others, a trace must show a call. What is not shown of a component is shown of its module.
fn does_something(machine: &Machine, case: &Case<'_>, executable: &Path) -> Result<()> {
    let mut command = machine.command(executable);
    if case.program.is_given_something() && !case.is_different() {
        let outcome = run(&mut command, PATIENCE)?;
        ensure!(
            answers(&case.manifest, &outcome).is_err(),
            "it gives the same result without input"
        );
        return Ok(());
    }
    if case.form == Form::Component {
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
    case: &Case<'_>,
    executable: &Path,
    root: &Path,
    words: &str,
) -> Result<()> {
    let manifest = &case.manifest;
    let mut command = machine.command(executable);
    let mut options = words.to_string();
    if case.program.copy_root(root)? {
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

/// Compares a component with wasmtime, which says that it is not the image that is wrong. None of these gets a folder.
fn compare_with_wasmtime(corpus: &Path, case: &Case<'_>, tally: &mut Tally) {
    let name = format!("{} (wasmtime)", case.name());
    let wasmtime = match packages::file("wasmtime") {
        Ok(wasmtime) => wasmtime,
        Err(error) => return tally.skip(&name, &error.to_string()),
    };
    let result = case
        .form
        .file(corpus, &case.program.module)
        .and_then(|file| {
            let mut command = Command::new(wasmtime);
            command.arg("run");
            for (name, value) in &case.manifest.env {
                command.arg("--env").arg(format!("{name}={value}"));
            }
            command.arg(file).args(&case.manifest.args);
            answers(&case.manifest, &run(&mut command, LIMIT)?)
        });
    tally.report(&name, &result);
}
