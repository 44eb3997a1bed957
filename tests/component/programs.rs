//! Components that other tools have made, as commands.

use anyhow::{Context, Result, ensure};
use std::path::Path;
use wasmc_agent::limit::HANG;
use wasmc_compiler::{Input, compile, component};
use wasmc_tests::image::{run, write_executable};
use wasmc_tests::{Args, Machine, Tally, image::say};

/// File and standard output, as under wasmtime 49.
const PROGRAMS: &[(&str, &str)] = &[
    ("py-cli.wasm", "hello from python 3.14.0\n"),
    ("utf8-utf16.composed.wasm", "ret: \n"),
];

/// Runs the programs of a folder.
pub fn test(args: &Args, machine: &Machine, folder: &Path) -> Tally {
    let mut tally = Tally::default();
    for (file, expected) in PROGRAMS {
        if !args.wants(&format!("programs/{file}")) {
            continue;
        }
        let expected = match args.negative_control {
            true => "something else",
            false => expected,
        };
        match program(machine, &folder.join(file), expected) {
            Ok(()) => tally.passed += 1,
            Err(error) => {
                tally.failed += 1;
                if !args.negative_control {
                    say(&format!("FAIL programs/{file}: {error:#}"));
                }
            }
        }
    }
    tally
}

fn program(machine: &Machine, path: &Path, expected: &str) -> Result<()> {
    let input = Input {
        name: path.display().to_string(),
        bytes: std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?,
    };
    let compiled = compile(&component::compose(&input)?, &machine.options())?;
    let folder = tempfile::tempdir()?;
    let executable = folder.path().join("image");
    write_executable(&executable, &compiled.bytes)?;
    let outcome = run(&mut machine.command(&executable), HANG)?;
    ensure!(outcome.exited_with(0), "{}", outcome.describe());
    let output = String::from_utf8_lossy(&outcome.stdout);
    ensure!(output == expected, "expected {expected:?}, got {output:?}");
    Ok(())
}
