//! Attacks on the sandbox: a hostile guest against every function of WASI, with paths resolved both
//! by the kernel and without its help. Whatever it does, the result is an errno or a trap; nothing
//! outside of its directories is touched or read, and inside they become what the kernel would have
//! made of them.
//!
//! `cargo test --test attacks -- [FILTER] [--target aarch64] [--negative-control]`. Under the negative
//! control every other case finds a canary touched, and the rest expect another errno.

mod case;
mod descriptors;
mod open;
mod operation;
mod paths;
mod pointers;
mod polling;
mod procfs;
mod readdir;
mod readonly;
mod transfers;
mod world;

use anyhow::{Context, Result};
use case::{Bench, Case, FIRST};
use std::process::ExitCode;
use wasmc_compiler::target::Target;
use wasmc_tests::image::say;
use wasmc_tests::wasi_guest::Image;
use wasmc_tests::{Args, Machine, Tally, on_targets, paths::WAYS, pool};

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

/// All cases, in both ways at the same time. Only failures are worth a line.
fn test(args: &Args, machine: &Machine, tally: &mut Tally) -> Result<()> {
    let mut cases: Vec<Case> = all()
        .into_iter()
        .filter(|case| args.wants(&case.name))
        .collect();
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
    if cases.is_empty() {
        return Ok(());
    }
    let image =
        Image::new(machine, include_str!("guest.wat")).context("cannot compile the guest")?;
    let results = pool::map(WAYS, |way| -> Result<Vec<bool>> {
        let mut bench = Bench::new(&image, way.words)?;
        let results = cases.iter().enumerate().map(|(number, case)| {
            let result = attempt(&mut bench, case, args.negative_control, number);
            if let Err(error) = &result {
                say(&format!("FAIL {} ({}): {error:#}", case.name, way.name));
            }
            result.is_ok()
        });
        let results: Vec<bool> = results.collect();
        bench.guest.finish()?;
        Ok(results)
    });
    for results in results {
        results?.iter().for_each(|passed| tally.count(*passed));
    }
    Ok(())
}

/// The cases of all subjects.
fn all() -> Vec<Case> {
    let subjects = [
        paths::cases(),
        open::cases(),
        descriptors::cases(),
        readonly::cases(),
        readdir::cases(),
        pointers::cases(),
        transfers::cases(),
        polling::cases(),
        procfs::cases(),
    ];
    subjects.into_iter().flatten().collect()
}

/// Runs a case, looks at the canaries, and puts everything back.
fn attempt(bench: &mut Bench<'_>, case: &Case, negative: bool, number: usize) -> Result<()> {
    bench.inverted = negative && number.is_multiple_of(2);
    bench.dirty = true;
    bench.dir = case::ROOT;
    let mut result = (case.run)(bench);
    if negative && !bench.inverted {
        bench.world.touch_a_canary()?;
    }
    let canaries = bench.world.check_canaries();
    if canaries.is_err() {
        // The next case has canaries of its own.
        *bench = Bench::new(bench.image, bench.way)?;
        return result.and(canaries);
    }
    if bench.dirty {
        bench.world.reset()?;
    }
    let closed = bench.guest.value("close_from", &[u64::from(FIRST)]);
    if let (Ok(()), Err(error)) = (&result, closed) {
        result = Err(error);
    }
    if result.is_err() {
        // What failed may have left anything behind, or ended the guest.
        *bench = Bench::new(bench.image, bench.way)?;
    }
    result
}
