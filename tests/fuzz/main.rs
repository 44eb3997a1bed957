//! The targets of `fuzz/` as ordinary tests, on stable Rust: a fixed number of cases, or further ones for a
//! time.
//!
//! `cargo test --test fuzz -- [FILTER] [--seconds N] [--negative-control]`. `-- decode/17` runs one case, `--
//! decode` those of a target. Under the negative control, what is tested has a bug, which each case must
//! find in the same way as any other.

use anyhow::Result;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use wasmc_tests::fuzz::{Fault, Setting, TARGETS, Target};
use wasmc_tests::image::{Launch, say};
use wasmc_tests::{Args, Machine, Tally, on_targets, pool};

/// Cases that run before the time is looked at.
const BATCH: u64 = 64;

fn main() -> Result<ExitCode> {
    on_targets("fuzz", |args, machine| {
        let mut tally = Tally::default();
        if args.negative_control {
            // A panic in each case would fill the screen.
            std::panic::set_hook(Box::new(|_| {}));
        }
        for target in TARGETS {
            if target.emulated > 0 || !machine.emulated() {
                test(target, args, machine, &mut tally);
            }
        }
        tally
    })
}

/// Runs the cases of a target.
fn test(target: &Target, args: &Args, machine: &Machine, tally: &mut Tally) {
    let cases = match machine.emulated() {
        true => target.emulated,
        false => target.cases,
    };
    let wanted = |number: u64| args.wants(&format!("{}/{number}", target.name));
    let Some(least) = (0..cases).find(|number| wanted(*number)) else {
        return;
    };
    let start = Instant::now();
    let time = args.seconds.map(Duration::from_secs);
    let (mut next, mut ran) = (least, 0);
    loop {
        let end = match time {
            Some(_) => next + BATCH,
            None => cases,
        };
        let numbers: Vec<u64> = (next..end).filter(|number| wanted(*number)).collect();
        let is_over = || time.is_some_and(|time| start.elapsed() > time);
        pool::map(&numbers, |&number| {
            (!is_over()).then(|| passes(target, number, args, machine))
        })
        .into_iter()
        .flatten()
        .for_each(|passed| {
            ran += 1;
            tally.count(passed);
        });
        next = end;
        if time.is_none() || is_over() {
            break;
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    say(&format!(
        "{}{}: {ran} cases in {seconds:.1} s",
        target.name,
        args.suffix()
    ));
}

fn passes(target: &Target, number: u64, args: &Args, machine: &Machine) -> bool {
    let fault = match args.negative_control {
        true => Fault::Planted,
        false => Fault::None,
    };
    let found = target
        .case(number)
        .and_then(|data| target.run(&data, Setting { machine, fault }));
    if let (Err(error), false) = (&found, args.negative_control) {
        say(&format!("FAIL {}/{number}: {error:#}", target.name));
    }
    found.is_ok()
}
