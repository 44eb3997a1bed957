//! Random modules as images and under wasmi, which shares no code generator with `wasmc`: every call must
//! lead to the same results or the same trap, and leave the same state.
//!
//! `cargo test --test differential -- [FILTER] [--target aarch64] [-O3] [--seconds N] [--evaluations N]
//! [--negative-control]`.
//! The modules have what optimisations work on: loops, memory, calls, branches, vectors, wide products.
//! Without `--seconds` and `--evaluations`, a fixed number of modules runs; with them, others follow until
//! the time is over and so many calls were compared. The name of a case is its number and its flags; `-- 'module 17 '` runs one alone.

use anyhow::{Context, Result, ensure};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use wasmc_tests::differential::oracle::Oracle;
use wasmc_tests::differential::{Compared, Comparison, generate};
use wasmc_tests::image::{Launch, say};
use wasmc_tests::random::Random;
use wasmc_tests::{Args, Machine, Tally, flags, on_targets, pool};

/// The flags that modules take turns with, where the command line has none.
const FLAGS: &[&str] = &[
    "-O2",
    "-O3",
    "-O1",
    "-O3 -C memory=checked",
    "-O0",
    "-Os",
    "-O2 -C memory-base=register",
    "-O2 -C spectre-mitigations=on",
    "-O0 -C memory=checked",
    "-O3 -C relocation-model=static",
    "-O3 -C memory-base=register -C spectre-mitigations=on",
];
/// Modules where no time is given, and on an emulator.
const MODULES: u64 = 1000;
const MODULES_EMULATED: u64 = 200;
/// Modules that wasmi 2.0.0 runs wrongly, with what is wrong there; wasmtime 49 does what images do.
const WRONG_IN_WASMI: &[(u64, &str)] = &[(447, "what it returns differs")];
/// Calls of each function of a module.
const CALLS: usize = 24;
/// The same where a number of evaluations is wanted, and how often the state is compared then.
const CALLS_MANY: usize = 240;
const STATE_EVERY_MANY: usize = 8;

fn main() -> Result<ExitCode> {
    on_targets("differential", test)
}

fn test(args: &Args, machine: &Machine) -> Tally {
    // One for each set of flags.
    let evaluations: Vec<AtomicU64> = FLAGS.iter().map(|_| AtomicU64::new(0)).collect();
    let given = args.suffix().contains("-O");
    let start = Instant::now();
    let time = args.seconds.map(Duration::from_secs);
    let count = match machine.emulated() {
        true => MODULES_EMULATED,
        false => MODULES,
    };
    let sum = || -> u64 {
        let counts = evaluations.iter().map(|it| it.load(Ordering::Relaxed));
        counts.sum()
    };
    let mut tally = Tally::default();
    let mut first = 0;
    loop {
        let numbers: Vec<u64> = (first..first + count).collect();
        let results = pool::map(&numbers, |&number| {
            let turn = number as usize % FLAGS.len();
            let flags = if given { "" } else { FLAGS[turn] };
            let name = format!("module {number} {flags}");
            if !args.wants(&name) {
                return None;
            }
            if let Some((_, why)) = WRONG_IN_WASMI.iter().find(|it| it.0 == number) {
                return Some(Err(format!("{name}: wasmi 2.0.0 is wrong: {why}")));
            }
            let result = case(number, flags, machine, args, &evaluations[turn]);
            if let Err(error) = &result
                && !args.negative_control
            {
                say(&format!("FAIL {name}: {error:#}"));
            }
            Some(match result {
                Ok(Compared::WrongInWasmi) => Err(format!("{name}: wasmi is wrong")),
                result => Ok(result.is_ok()),
            })
        });
        for result in results.into_iter().flatten() {
            match result {
                Ok(passed) => tally.count(passed),
                Err(reason) => tally.skip("differential", &reason),
            }
        }
        first += count;
        let enough = |wanted: u64| sum() >= wanted;
        if time.is_none_or(|time| start.elapsed() >= time) && args.evaluations.is_none_or(enough) {
            break;
        }
    }
    if !given {
        for (flags, evaluations) in FLAGS.iter().zip(&evaluations) {
            let evaluations = evaluations.load(Ordering::Relaxed);
            say(&format!("{flags}: {evaluations} evaluations"));
        }
    }
    say(&format!(
        "differential{}: {} evaluations of {first} modules",
        args.suffix(),
        sum()
    ));
    tally
}

/// Runs one module on both sides.
fn case(
    number: u64,
    flags: &str,
    machine: &Machine,
    args: &Args,
    evaluations: &AtomicU64,
) -> Result<Compared> {
    let module = generate::module(number);
    let wasm = wat::parse_str(&module.text).context("the generator makes no module")?;
    let mut options = machine.options();
    let mut words = flags.split_whitespace();
    while let Some(word) = words.next() {
        ensure!(flags::apply(&mut options, word, &mut words)?, "{word}");
    }
    let Some(mut oracle) = Oracle::new(&wasm, None)? else {
        return Ok(Compared::WrongInWasmi);
    };
    let (calls, state_every) = match args.evaluations {
        Some(_) => (CALLS_MANY, STATE_EVERY_MANY),
        None => (CALLS, 1),
    };
    let comparison = Comparison {
        name: format!("module-{number}{}", flags.replace(' ', "")),
        machine,
        options,
        calls,
        state_every,
        falsify: args.negative_control,
        evaluations,
    };
    let random = &mut Random::new(number ^ 0x5eed);
    comparison.run(wasm, &module.functions, &mut oracle, random)
}
