//! Attacks on the sandbox: a hostile guest against every function of WASI, with paths resolved both
//! by the kernel and without its help. Whatever it does, the result is an errno or a trap; nothing
//! outside of its directories is touched or read, and inside they become what the kernel would have
//! made of them. A component makes those with paths again, by the functions of WASI 0.2.
//!
//! `cargo test --test attacks -- [FILTER] [--target aarch64] [--negative-control]`. Under the negative
//! control every other case finds a canary touched, and the rest expect another errno.

use anyhow::{Context, Result};
use std::process::ExitCode;
use wasmc_agent::attacks::{self, Case};
use wasmc_agent::guest::Image;
use wasmc_compiler::target::Target;
use wasmc_tests::image::say;
use wasmc_tests::{Args, Machine, Tally, on_targets, paths::WAYS, pool, wasi_guest, wasi02_guest};

/// Of how many cases an emulator runs one: it is slow, and nothing here depends on the machine but
/// the numbers of the system calls.
const SAMPLE: usize = 4;

fn main() -> Result<ExitCode> {
    on_targets("attacks", |args, machine| {
        let mut tally = Tally::default();
        if let Err(error) = test(args, machine, &mut tally) {
            say(&format!("FAIL {error:#}"));
            tally.count(false);
        }
        tally
    })
}

/// All cases. Only failures are worth a line.
fn test(args: &Args, machine: &Machine, tally: &mut Tally) -> Result<()> {
    let cases = chosen(attacks::all(), args, machine);
    if !cases.is_empty() {
        let image = wasi_guest::image(machine, attacks::GUEST);
        run(
            &image.context("cannot compile the guest")?,
            &cases,
            args,
            tally,
        )?;
    }
    let cases = attacks::all()
        .into_iter()
        .filter(|case| case.name.starts_with("path/"))
        .map(|case| case.prefixed("component/"));
    let cases = chosen(cases.collect(), args, machine);
    if !cases.is_empty() {
        let image = wasi02_guest::image(machine).context("cannot compile the component")?;
        run(&image, &cases, args, tally)?;
    }
    Ok(())
}

/// The cases that are asked for; some of them where an emulator runs.
fn chosen(mut cases: Vec<Case>, args: &Args, machine: &Machine) -> Vec<Case> {
    cases.retain(|case| args.wants(&case.name));
    if machine.target() != Target::host() && args.filter.is_none() && !args.one_target {
        say(&format!(
            "{}: one case of {SAMPLE}; with --target, or a filter, all of them",
            machine.target()
        ));
        let mut number = 0;
        cases.retain(|_| {
            number += 1;
            number % SAMPLE == 0
        });
    }
    cases
}

/// Runs cases in both ways at the same time.
fn run(image: &Image, cases: &[Case], args: &Args, tally: &mut Tally) -> Result<()> {
    let results = pool::map(WAYS, |way| -> Result<Vec<bool>> {
        let mut results = Vec::new();
        attacks::run(
            image,
            way.words,
            cases,
            args.negative_control,
            |case, result| {
                if let Err(error) = result {
                    say(&format!("FAIL {} ({}): {error:#}", case.name, way.name));
                }
                results.push(result.is_ok());
            },
        )?;
        Ok(results)
    });
    for results in results {
        results?.iter().for_each(|passed| tally.count(*passed));
    }
    Ok(())
}
