//! The official tests of the component model (WebAssembly/component-model, `test/`) and components of other tools, where
//! the corpus is there.
//!
//! `cargo test --test component -- [FILTER] [--target aarch64] [--negative-control]`. Each instance of a component in a
//! script becomes one image with a script entry, which is driven call by call. Only assertions count as passed; what
//! `left_out.rs` lists counts as skipped.

mod left_out;
mod programs;
mod script;
mod value;

use left_out::LEFT_OUT;
use script::Report;
use std::process::ExitCode;
use wasmc_tests::corpus;
use wasmc_tests::image::say;
use wasmc_tests::{Args, Machine, Tally, on_targets, pool};

/// The most failures of one script that are printed.
const MAX_LINES: usize = 10;

fn main() -> anyhow::Result<ExitCode> {
    on_targets("component", |args, machine| {
        test(args, machine).unwrap_or_else(|error| {
            say(&format!("FAIL {error:#}"));
            Tally {
                failed: 1,
                ..Tally::default()
            }
        })
    })
}

fn test(args: &Args, machine: &Machine) -> anyhow::Result<Tally> {
    let Some(folder) = corpus::folder().map(|it| it.join("component-model")) else {
        say("component: the corpus is not here, so the official tests are left out");
        return Ok(Tally::default());
    };
    let mut files = Vec::new();
    for subject in [
        "binary",
        "linking",
        "resources",
        "validation",
        "values",
        "async",
    ] {
        for entry in std::fs::read_dir(folder.join(subject))? {
            let path = entry?.path();
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            let name = format!("{subject}/{file}");
            if args.wants(&name) {
                files.push((name, std::fs::read_to_string(&path)?));
            }
        }
    }
    files.sort();
    let reports = pool::map(&files, |(name, text)| {
        script::run(machine, name, text, args.negative_control)
    });
    let mut total = Tally::default();
    for report in &reports {
        print(report, args);
        total += report.tally;
    }
    // A reason that is none any more must not stay in the list.
    if args.filter.is_none() && !args.negative_control {
        let met = |place: &str| {
            reports
                .iter()
                .any(|report| report.left_out.iter().any(|it| it == place))
        };
        for (place, _) in LEFT_OUT.iter().filter(|(place, _)| !met(place)) {
            say(&format!(
                "FAIL {place} is listed as left out, but was not met"
            ));
            total.failed += 1;
        }
    }
    let components = folder.with_file_name("components");
    total += programs::test(args, machine, &components);
    Ok(total)
}

fn print(report: &Report, args: &Args) {
    if args.negative_control {
        return;
    }
    for line in report.failures.iter().take(MAX_LINES) {
        say(&format!("FAIL {line}"));
    }
    if let Some(more @ 1..) = report.failures.len().checked_sub(MAX_LINES) {
        say(&format!("     and {more} more of this file"));
    }
}
