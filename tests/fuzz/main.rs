//! The targets of `fuzz/` as ordinary tests: a fixed number of cases from numbers, or further ones for a
//! time.
//!
//! `cargo test --test fuzz -- [FILTER] [--seconds N] [--negative-control]`. `-- decode/17` runs one case.
//! Under the negative control, what shows no bug counts as one.

mod compile;
mod decode;
mod options;

use anyhow::{Context, Error, Result, bail};
use std::panic::catch_unwind;
use std::process::ExitCode;
use std::time::{Duration, Instant};
use wasmc_agent::random::Random;
use wasmc_tests::image::{Launch, say};
use wasmc_tests::{Args, Tally, on_targets, pool};

/// A target: its name, its cases where no time is given, how a case is made of a number, what it does.
struct Target {
    name: &'static str,
    cases: u64,
    make: fn(&mut Random) -> Vec<u8>,
    run: fn(&[u8]) -> Result<()>,
}

const TARGETS: [Target; 3] = [
    Target {
        name: "decode",
        cases: 20_000,
        make: mutant,
        run: decode::run,
    },
    Target {
        name: "compile",
        cases: 300,
        make: bytes,
        run: compile::run,
    },
    Target {
        name: "options",
        cases: 3_000,
        make: words,
        run: options::run,
    },
];

/// Modules that mutants are made of.
const SEEDS: [&str; 5] = [
    include_str!("../../examples/hello.wat"),
    include_str!("../../examples/cat.wat"),
    include_str!("../../examples/fib.wat"),
    include_str!("../../examples/trap.wat"),
    include_str!("seed.wat"),
];

/// Words of `WASMC_OPTS`, and what comes between them.
const WORDS: [&str; 24] = [
    "--dir",
    "--env",
    "--inherit-env",
    "--argv0",
    "--listen",
    "--max-memory",
    "--max-fds",
    "--timeout",
    "--trace-wasi",
    "--no-openat2",
    "--no-seccomp",
    "--require-landlock",
    "=",
    " ",
    "\t",
    "'",
    "\"",
    "\\",
    "::ro",
    "/tmp::/",
    "18446744073709551616",
    "1G",
    "5s",
    "A=b",
];

fn main() -> Result<ExitCode> {
    on_targets("fuzz", |args, machine| {
        let mut tally = Tally::default();
        if machine.emulated() {
            tally.skip("everything", "`compile` is for all machines already");
            return tally;
        }
        for target in &TARGETS {
            test(target, args, &mut tally);
        }
        tally
    })
}

/// Runs the cases of a target.
fn test(target: &Target, args: &Args, tally: &mut Tally) {
    let start = Instant::now();
    let time = args.seconds.map(Duration::from_secs);
    let mut first = 0;
    loop {
        let numbers: Vec<u64> = (first..first + target.cases).collect();
        let results = pool::map(&numbers, |&number| {
            let name = format!("{}/{number}", target.name);
            args.wants(&name).then(|| {
                let found = case(target, number);
                if let (Err(error), false) = (&found, args.negative_control) {
                    say(&format!("FAIL {name}: {error:#}"));
                }
                found.is_ok() != args.negative_control
            })
        });
        results
            .into_iter()
            .flatten()
            .for_each(|passed| tally.count(passed));
        first += target.cases;
        if time.is_none_or(|time| start.elapsed() > time) {
            break;
        }
    }
    say(&format!("{}: {first} cases", target.name));
}

fn case(target: &Target, number: u64) -> Result<()> {
    let data = (target.make)(&mut Random::new(number));
    match catch_unwind(|| (target.run)(&data)) {
        Ok(result) => result.with_context(|| format!("{} bytes", data.len())),
        Err(panic) => match panic.downcast_ref::<String>() {
            Some(message) => Err(Error::msg(message.clone())),
            None => bail!("a panic"),
        },
    }
}

/// A seed in which a few bytes are others.
fn mutant(random: &mut Random) -> Vec<u8> {
    let seed = *random.pick(&SEEDS);
    let mut bytes = wat::parse_str(seed).unwrap_or_default();
    for _ in 0..1 + random.below(4) {
        let at = random.below(bytes.len() + 1);
        let other = random.below(256) as u8;
        match random.below(4) {
            0 => bytes.insert(at, other),
            1 if at < bytes.len() => drop(bytes.remove(at)),
            2 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            _ if at < bytes.len() => bytes[at] = other,
            _ => bytes.truncate(at / 2),
        }
    }
    bytes
}

fn bytes(random: &mut Random) -> Vec<u8> {
    let len = 64 + random.below(4096);
    (0..len).map(|_| random.below(256) as u8).collect()
}

/// Some words, and now and then any byte.
fn words(random: &mut Random) -> Vec<u8> {
    let mut text = Vec::new();
    for _ in 0..random.below(12) {
        match random.below(8) {
            0 => text.push(random.below(256) as u8),
            _ => text.extend(random.pick(&WORDS).bytes()),
        }
        if random.below(2) == 0 {
            text.push(b' ');
        }
    }
    text
}
