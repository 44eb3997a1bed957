//! Random modules as images and under wasmi, which shares no code generator with `wasmc`: every call must
//! lead to the same results or the same trap, and leave the same state.
//!
//! `cargo test --test differential -- [FILTER] [--target aarch64] [-O3] [--seconds N] [--negative-control]`.
//! The modules have what optimisations work on: loops, memory, calls, branches, wide products. Without
//! `--seconds`, a fixed number of modules runs; with it, others follow until the time is over. The
//! name of a case is its number and its flags; `-- 'module 17 '` runs one alone.

mod generate;
mod oracle;

use anyhow::{Context, Result, bail, ensure};
use generate::{Signature, Type};
use oracle::{Ended, Oracle};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use wasmc_abi::script::SLOT_BYTES;
use wasmc_agent::driver::{Driver, Slot};
use wasmc_agent::random::Random;
use wasmc_compiler::options::EntryPoint;
use wasmc_compiler::{Compiled, Input, Options, ScriptItem, compile};
use wasmc_tests::image::{Launch, say};
use wasmc_tests::limit::HANG;
use wasmc_tests::{Args, Machine, Tally, flags, on_targets, pool};

/// The flags that modules take turns with, where the command line has none.
const FLAGS: &[&str] = &["-O2", "-O3", "-O1", "-O3 -C memory=checked", "-O0"];
/// Modules where no time is given, and on an emulator.
const MODULES: u64 = 1000;
const MODULES_EMULATED: u64 = 200;
/// Modules that wasmi 2.0.0 runs wrongly, with what is wrong there; wasmtime 49 does what images do.
const WRONG_IN_WASMI: &[(u64, &str)] = &[(125, "its first call leaves another state")];
/// Calls of each function of a module.
const CALLS: usize = 24;

fn main() -> Result<ExitCode> {
    on_targets("differential", test)
}

fn test(args: &Args, machine: &Machine) -> Tally {
    let evaluations = AtomicU64::new(0);
    let start = Instant::now();
    let time = args.seconds.map(Duration::from_secs);
    let count = match machine.emulated() {
        true => MODULES_EMULATED,
        false => MODULES,
    };
    let mut tally = Tally::default();
    let mut first = 0;
    loop {
        let numbers: Vec<u64> = (first..first + count).collect();
        let results = pool::map(&numbers, |&number| {
            let given = args.suffix().contains("-O");
            let flags = if given {
                ""
            } else {
                FLAGS[number as usize % FLAGS.len()]
            };
            let name = format!("module {number} {flags}");
            if !args.wants(&name) {
                return None;
            }
            if let Some((_, why)) = WRONG_IN_WASMI.iter().find(|it| it.0 == number) {
                return Some(Err(format!("{name}: wasmi 2.0.0 is wrong: {why}")));
            }
            let result = case(number, flags, machine, args.negative_control, &evaluations);
            if let Err(error) = &result
                && !args.negative_control
            {
                say(&format!("FAIL {name}: {error:#}"));
            }
            Some(Ok(result.is_ok()))
        });
        for result in results.into_iter().flatten() {
            match result {
                Ok(passed) => tally.count(passed),
                Err(reason) => tally.skip("differential", &reason),
            }
        }
        first += count;
        if time.is_none_or(|time| start.elapsed() >= time) {
            break;
        }
    }
    let evaluations = evaluations.into_inner();
    say(&format!(
        "differential{}: {evaluations} evaluations",
        args.suffix()
    ));
    tally
}

/// Runs one module on both sides.
fn case(
    number: u64,
    flags: &str,
    machine: &Machine,
    negative_control: bool,
    evaluations: &AtomicU64,
) -> Result<()> {
    let module = generate::module(number);
    let wasm = wat::parse_str(&module.text).context("the generator makes no module")?;
    let mut options = Options {
        entry: EntryPoint::Script,
        ..machine.options()
    };
    let mut words = flags.split_whitespace();
    while let Some(word) = words.next() {
        ensure!(flags::apply(&mut options, word, &mut words)?, "{word}");
    }
    let mut oracle = Oracle::new(&wasm)?;
    let input = Input {
        name: "module".into(),
        bytes: wasm,
    };
    let compiled = compile(&input.into(), &options)?;
    let mut driver = Driver::start(machine, &compiled.bytes, HANG)?;
    if let Some(call) = position(&compiled, |item| matches!(item, ScriptItem::Instantiate)) {
        ensure!(driver.call(call, &mut [])? == 0, "it is not instantiated");
    }
    let mut random = Random::new(number ^ 0x5eed);
    for round in 0..CALLS {
        for (name, signature) in &module.functions {
            let arguments = arguments(&mut random, signature);
            let mut slots: Vec<Slot> = arguments.iter().map(|&it| slot(it)).collect();
            slots.resize(signature.params.len().max(signature.results.len()), slot(0));
            let call = position(
                &compiled,
                |item| matches!(item, ScriptItem::Func(export) if export == name),
            );
            let call = call.with_context(|| format!("no export {name}"))?;
            let status = driver.call(call, &mut slots)?;
            let mut got = Ended::of(status, &slots, &signature.results)?;
            if negative_control {
                got.falsify();
            }
            let wanted = oracle.call(name, &arguments, signature)?;
            evaluations.fetch_add(1, Ordering::Relaxed);
            if got != wanted {
                let arguments: Vec<String> =
                    arguments.iter().map(|it| format!("{it:#x}")).collect();
                bail!(
                    "round {round}: {name}({}): {got:?}, under wasmi {wanted:?}",
                    arguments.join(", ")
                );
            }
        }
    }
    driver.finish()
}

fn position(compiled: &Compiled, is: impl Fn(&ScriptItem) -> bool) -> Option<usize> {
    compiled.script.iter().position(|call| is(&call.item))
}

fn slot(bits: u64) -> Slot {
    let mut slot = [0; SLOT_BYTES];
    slot[..8].copy_from_slice(&bits.to_le_bytes());
    slot
}

/// Arguments as bits: small, at an edge, or anything.
fn arguments(random: &mut Random, signature: &Signature) -> Vec<u64> {
    let one = |ty: &Type, random: &mut Random| match ty {
        Type::I32 | Type::I64 => {
            let value = match random.below(4) {
                0 => random.below(20) as u64,
                1 => (1u64 << random.below(64)).wrapping_sub(random.below(3) as u64),
                2 => (random.below(20) as u64).wrapping_neg(),
                _ => random.u64(),
            };
            match ty {
                Type::I32 => value & 0xffff_ffff,
                _ => value,
            }
        }
        Type::F32 => u64::from(((random.below(2001) as f32 - 1000.0) / 8.0).to_bits()),
        Type::F64 => match random.below(8) {
            0 => f64::INFINITY.to_bits(),
            1 => (-0.0f64).to_bits(),
            _ => ((random.below(2_000_001) as f64 - 1e6) / 64.0).to_bits(),
        },
    };
    signature.params.iter().map(|ty| one(ty, random)).collect()
}
