//! Exceptions beyond the official tests: the legacy instructions, unwinding, and references that
//! outlive their handler. Also calls through supertypes, which the official tests only have together
//! with garbage collection. Each script runs with every option that changes how exceptions are compiled.
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
            "-O3",
            "-C memory-base=register",
            "-C relocation-model=static",
            "-C memory=checked",
        ],
        Target::Aarch64 => &[
            "",
            "-O0",
            "-O3",
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
    let many = many_handlers();
    for (name, text) in SCRIPTS.into_iter().chain([("many-handlers", &*many)]) {
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

/// A script with more handlers around a call than the call lists: each for a tag of its own.
fn many_handlers() -> String {
    const COUNT: usize = 150;
    let mut tags = String::new();
    let mut throws = String::new();
    let mut nested = "(call $throw (local.get 0))".to_string();
    let mut legacy = "local.get 0 call $throw".to_string();
    for index in (0..COUNT).rev() {
        tags.push_str(&format!("(tag $t{index} (param i32))"));
        throws.push_str(&format!(
            "(if (i32.eq (local.get 0) (i32.const {index}))
               (then (throw $t{index} (i32.const {index}))))"
        ));
        nested = format!(
            "(block $h{index} (result i32)
               (try_table (catch $t{index} $h{index}) {nested})
               (return (i32.const -1)))
             (return (i32.add (i32.const 1000)))"
        );
        legacy = format!(
            "try {legacy} catch $t{index} i32.const 2000 i32.add return end i32.const -2 return"
        );
    }
    let clauses: String = (0..COUNT)
        .map(|index| format!("catch $t{index} i32.const 3000 i32.add return "))
        .collect();
    let mut script = format!(
        "(module {tags}
           (func $throw (param i32) {throws})
           (func (export \"try_table\") (param i32) (result i32) {nested})
           (func (export \"try\") (param i32) (result i32) {legacy})
           (func (export \"clauses\") (param i32) (result i32)
             try local.get 0 call $throw {clauses} end i32.const -3))"
    );
    for index in [0, 1, 63, 64, 65, 85, 86, 100, COUNT - 1, COUNT] {
        for (export, base, none) in [
            ("try_table", 1000, -1),
            ("try", 2000, -2),
            ("clauses", 3000, -3),
        ] {
            let result = if index < COUNT {
                base + index as i32
            } else {
                none
            };
            script.push_str(&format!(
                "(assert_return (invoke \"{export}\" (i32.const {index})) (i32.const {result}))\n"
            ));
        }
    }
    script
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
