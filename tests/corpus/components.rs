//! What is different of programs as components.

use crate::program::{Context, Test};
use anyhow::{Result, ensure};
use std::path::Path;
use std::process::Command;
use wasmc_compiler::target::Target;
use wasmc_tests::image::{Launch, run};
use wasmc_tests::limit::HANG_OF_PROGRAM;
use wasmc_tests::{Form, Outcome, packages};

/// Programs whose allocators take the whole memory, with the page in which the adapter for preview 1 has its state. The
/// adapter notices, and ends by a trap; under wasmtime 49 too.
const OVERWRITE_THE_ADAPTER: &[&str] = &["bench/sqlite3/sqlite3", "bench/tinygo/tinygo-regex"];

/// What the adapter says then.
const COMPLAINT: &str = "assertion failed at adapter line";

/// Programs that compute for many seconds under an emulator, and call WASI hardly ever.
const COMPUTE: &[&str] = &[
    "bench/libsodium/libsodium-pwhash_argon2id",
    "bench/libsodium/libsodium-sign",
    "bench/shootout/shootout-ed25519",
    "bench/shootout/shootout-fib2",
    "bench/shootout/shootout-heapsort",
    "bench/shootout/shootout-minicsv",
    "bench/shootout/shootout-seqhash",
    "bench/sqlite3/sqlite3",
];

/// Why a program cannot be tested, or need not be, in the form of a context.
pub fn left_out(context: &Context, test: &Test) -> Option<String> {
    if let Err(error) = context.form.file(&context.corpus, &test.module) {
        return Some(format!("{error:#}"));
    }
    let slow = context.form == Form::Component && context.machine.emulated();
    (slow && COMPUTE.contains(&test.name.as_str()))
        .then(|| "it computes for long under an emulator; its module is tested".into())
}

/// Whether a program overwrites the state of the adapter, if it has one.
pub fn overwrites_the_adapter(context: &Context, name: &str) -> bool {
    context.form == Form::Component && OVERWRITE_THE_ADAPTER.contains(&name)
}

/// Checks that such a program ends as it does under wasmtime.
pub fn check_overwritten(
    context: &Context,
    outcome: &Outcome,
    module: &Path,
    folder: &Path,
) -> Result<()> {
    ends_by_the_adapter(context, outcome)?;
    let Ok(wasmtime) = packages::file("wasmtime") else {
        return Ok(());
    };
    if context.machine.target() != Target::host() {
        return Ok(());
    }
    let mut command = Command::new(wasmtime);
    command.current_dir(folder).args(["run", "--dir", "."]);
    command.arg(context.form.file(&context.corpus, module)?);
    ends_by_the_adapter(context, &run(&mut command, HANG_OF_PROGRAM)?)
}

fn ends_by_the_adapter(context: &Context, outcome: &Outcome) -> Result<()> {
    let text = String::from_utf8_lossy(&outcome.stderr);
    let as_expected = outcome.exited_with(134) && text.contains(&context.expect(COMPLAINT));
    ensure!(as_expected, "it ended with {}", outcome.describe());
    Ok(())
}
