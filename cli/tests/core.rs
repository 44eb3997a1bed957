//! `--core`: traps that leave a core, and what debuggers find in it.

mod common;

use common::debugger::Debugger;
use common::{Sandbox, run};
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::Command;

/// A fault three calls deep, in a program that may open files, so that its system calls are filtered.
const FAULT: &str = "(module
    (import \"wasi_snapshot_preview1\" \"path_open\" (func $open
      (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (memory 1)
    (func $one (param i32) (result i32) (i32.load (local.get 0)))
    (func $two (param i32) (result i32) (i32.add (call $one (local.get 0)) (i32.const 1)))
    (func $three (export \"_start\") (drop (call $two (i32.const -4)))
      (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
        (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 0)))))";

/// Where the trap is found by the runtime.
const FOUND: &str = "(module
    (import \"host\" \"missing\" (func $missing))
    (func $one (call $missing))
    (func $two (export \"_start\") (call $one)))";

/// Whether the kernel writes cores into the working directory.
fn cores_are_files() -> bool {
    let pattern = fs::read_to_string("/proc/sys/kernel/core_pattern").unwrap_or_default();
    let is_name = !pattern.trim().is_empty() && !pattern.contains(['|', '/']);
    if !is_name {
        let line = "left out: cores do not become files of the working directory\n";
        io::stderr().write_all(line.as_bytes()).unwrap();
    }
    is_name
}

/// Runs the image where cores may have any size.
fn shell(sandbox: &Sandbox, options: &str) -> Command {
    let mut command = sandbox.command("sh");
    command.args(["-c", "ulimit -c unlimited && exec ./image"]);
    command.env("WASMC_OPTS", options);
    command
}

/// The core in the sandbox.
fn core_of(sandbox: &Sandbox) -> Option<PathBuf> {
    let names = sandbox.names();
    let name = names.iter().find(|name| name.starts_with("core"))?;
    Some(sandbox.path().join(name))
}

#[test]
fn a_trap_ends_by_the_signal_and_is_reported() {
    let sandbox = Sandbox::new();
    for (text, options) in [
        (FAULT, &["-O1"][..]),
        (FOUND, &["-O1", "--allow-unknown-imports"]),
    ] {
        sandbox.image(text, options);
        let mut image = sandbox.command("./image");
        let outcome = run(image.env("WASMC_OPTS", "--core"));
        assert_eq!(outcome.signal, Some(6), "{outcome:#?}");
        let report = outcome.stderr;
        assert!(report.starts_with("wasm trap: "), "{report}");
        assert!(report.contains("\n    at one (0x"), "{report}");
        assert_eq!(report.matches("wasm trap").count(), 1, "{report}");
        run(&mut sandbox.command("./image")).fails(134);
    }
    sandbox.image(FAULT, &["--core", "--locked"]);
    assert_eq!(run(&mut sandbox.command("./image")).signal, Some(6));
    sandbox.image(FAULT, &["--locked"]);
    let mut image = sandbox.command("./image");
    run(image.env("WASMC_OPTS", "--core")).fails(134);
}

#[test]
fn gdb_opens_the_core_where_the_trap_was() {
    if !cores_are_files() || Debugger::of("x86_64").is_none() {
        return;
    }
    // Landlock keeps the kernel from writing the core, too.
    let images: [(&str, &[&str]); 3] = [
        (FAULT, &["--landlock=off"]),
        (FAULT, &["--landlock=off", "--core", "--locked"]),
        (FOUND, &["--allow-unknown-imports"]),
    ];
    for (text, options) in images {
        let sandbox = Sandbox::new();
        sandbox.image(
            text,
            &[options, &["-g1", "-O1", "--target=x86_64"]].concat(),
        );
        let outcome = run(&mut shell(&sandbox, "--core"));
        assert_eq!(outcome.signal, Some(6), "{outcome:#?}");
        let core = core_of(&sandbox).unwrap_or_else(|| panic!("no core: {outcome:#?}"));
        let mut gdb = sandbox.command("gdb");
        gdb.args(["-q", "-nx", "-batch", "-ex", "set backtrace past-main on"]);
        let printed = run(gdb.args(["-ex", "bt", "./image"]).arg(core)).stdout;
        assert!(
            printed.contains("terminated with signal SIGABRT"),
            "{printed}"
        );
        let trace = printed.lines().filter(|line| line.starts_with('#'));
        let trace: Vec<_> = trace.collect();
        if text == FAULT {
            assert!(trace[0].contains(" in one ("), "{printed}");
        }
        for name in [" one (", " two (", " wasmc_entry (", " _start ("] {
            let found = trace.iter().any(|line| line.contains(name));
            assert!(found, "{name} in\n{printed}");
        }
    }
}
