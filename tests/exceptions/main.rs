//! Exceptions beyond the official tests: the legacy instructions, unwinding, and references that
//! outlive their handler. Each script runs with every option that changes how exceptions are compiled.
//!
//! `cargo test --test exceptions -- [FILTER] [--target aarch64] [--negative-control]`. The name of a
//! test is the name of its script in this folder, followed by the flags.

use std::process::ExitCode;
use wasmc_compiler::options::WasmVersion;
use wasmc_compiler::target::Target;
use wasmc_tests::exceptions::SCRIPTS;
use wasmc_tests::image::say;
use wasmc_tests::limit::HANG;
use wasmc_tests::spec::{Script, run};
use wasmc_tests::{Args, Machine, Tally, flags, on_targets, pool};

/// The sets of flags that each script is compiled with, beside those of the command line.
fn flags_for(target: Target) -> &'static [&'static str] {
    match target {
        Target::X86_64 => &[
            "",
            "-O0",
            "-C memory-base=register",
            "-C relocation-model=static",
            "-C memory=checked",
        ],
        Target::Aarch64 => &[
            "",
            "-O0",
            "-C branch-protection=none",
            "-C branch-protection=bti",
            "-C branch-protection=pac-ret",
        ],
    }
}

fn main() -> anyhow::Result<ExitCode> {
    on_targets("exceptions", test)
}

fn test(args: &Args, machine: &Machine) -> Tally {
    let mut cases = Vec::new();
    for (name, text) in SCRIPTS {
        for &flags in flags_for(machine.target()) {
            let name = format!("{name} {flags}");
            if args.wants(&name) {
                cases.push((name, text, flags));
            }
        }
    }
    let results = pool::map(&cases, |(name, text, flags)| {
        let machine = match with_flags(machine, flags) {
            Ok(machine) => machine,
            Err(error) => {
                say(&format!("FAIL {name}: {error:#}"));
                return Tally {
                    failed: 1,
                    ..Tally::default()
                };
            }
        };
        let report = run(
            &machine,
            &Script {
                name,
                text,
                wasm: WasmVersion::V3,
                flip: args.negative_control,
                limit: HANG,
            },
        );
        if !args.negative_control {
            for line in &report.failures {
                say(&format!("FAIL {line}"));
            }
        }
        report.tally
    });
    let mut tally = Tally::default();
    for result in results {
        tally += result;
    }
    tally
}

/// The same machine, with images that are compiled with further flags.
fn with_flags(machine: &Machine, text: &str) -> anyhow::Result<Machine> {
    let mut options = machine.options();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        anyhow::ensure!(flags::apply(&mut options, word, &mut words)?, "{word}");
    }
    Machine::new(&options)
}
