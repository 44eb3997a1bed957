//! What debuggers find in images: the way from any instruction to `_start`.
//!
//! gdb runs the images of this machine. Those of aarch64 run in an emulator, which gdb-multiarch steps.

mod common;

use common::debugger::Debugger;
use common::{Sandbox, run};
use object::{Object, ObjectSection};
use std::fs;

/// Five functions, a call of the runtime, and a trap.
const NESTED: &str = "(module
    (import \"wasi_snapshot_preview1\" \"random_get\" (func $random (param i32 i32) (result i32)))
    (memory (export \"memory\") 1)
    (func $one (param i32) (result i32)
      (drop (call $random (i32.const 0) (i32.const 8)))
      (i32.load (i32.sub (i32.const 0) (local.get 0))))
    (func $two (param i32) (result i32) (i32.add (call $one (local.get 0)) (i32.const 1)))
    (func $three (param i32) (result i32) (i32.add (call $two (local.get 0)) (i32.const 1)))
    (func $four (param i32) (result i32) (i32.add (call $three (local.get 0)) (i32.const 1)))
    (func $five (export \"_start\") (local $left i32)
      (local.set $left (i32.const 100))
      (loop
        (drop (call $four (i32.const -4)))
        (br_if 0 (local.tee $left (i32.sub (local.get $left) (i32.const 1)))))
      (drop (call $four (i32.const 8)))))";

/// Tail calls and exceptions.
const UNUSUAL: &str = "(module
    (tag $error (param i32))
    (memory 1)
    (func $one (param i32) (if (local.get 0) (then (throw $error (local.get 0)))))
    (func $two (param i32) (call $one (local.get 0)) (return_call $one (i32.const 7)))
    (func $three (param i32) (call $one (i32.const 0)) (return_call $two (i32.const 0)))
    (func $four (param i32) (result i32)
      (block $caught (result i32)
        (try_table (catch $error $caught) (call $three (i32.const 0)))
        (i32.const 0)))
    (func $five (export \"_start\")
      (loop (drop (call $four (i32.const 1))) (br 0))))";

/// How many instructions are stepped.
const STEPS: usize = 300;

/// The functions of each backtrace, innermost first.
fn traces(printed: &str) -> Vec<Vec<String>> {
    let mut traces: Vec<Vec<String>> = Vec::new();
    for line in printed.lines().filter(|line| line.starts_with('#')) {
        let (number, rest) = line[1..].split_once(' ').unwrap();
        let rest = rest.trim_start();
        let name = rest.split_once(" in ").map_or(rest, |(_, name)| name);
        let name = name.trim_end_matches(" ()");
        if number == "0" {
            traces.push(Vec::new());
        }
        traces.last_mut().unwrap().push(name.into());
    }
    traces
}

/// Steps through an image from a function on, with a backtrace at each instruction.
#[track_caller]
fn step(debugger: &Debugger, text: &str, stop: &str, options: &[&str]) -> Vec<Vec<String>> {
    let sandbox = Sandbox::new();
    debugger.image(&sandbox, text, options);
    let commands = format!(
        "delete\nset $left = {STEPS}\nwhile $left > 0\nbt\nstepi\nset $left = $left - 1\nend\nbt"
    );
    let printed = debugger.session(&sandbox, stop, &commands);
    let traces = traces(&printed);
    assert_eq!(traces.len(), STEPS + 1, "{printed}");
    debugger.complete(&traces);
    traces
}

fn every_instruction(target: &str) {
    let Some(debugger) = Debugger::of(target) else {
        return;
    };
    // Functions are inlined at other levels.
    for level in ["-O0", "-O1"] {
        let traces = step(&debugger, NESTED, "one", &["-g1", level]);
        let names: Vec<_> = traces[0].iter().take(6).map(String::as_str).collect();
        let nested = ["one", "two", "three", "four", "five", "wasmc_entry"];
        assert_eq!(names, nested, "{level}");
        passes_through(&traces, "wasmc_wasi_random_get");
    }
    let traces = step(&debugger, UNUSUAL, "one", &["-g1", "-O1"]);
    passes_through(&traces, "wasmc_exception_new");
    let traces = step(&debugger, UNUSUAL, "wasmc_throw", &["-g1", "-O1"]);
    passes_through(&traces, "four");
}

/// Asserts that one of the backtraces is of this function.
#[track_caller]
fn passes_through(traces: &[Vec<String>], function: &str) {
    let mut inside: Vec<_> = traces.iter().map(|trace| trace[0].as_str()).collect();
    inside.dedup();
    assert!(inside.contains(&function), "{inside:#?}");
}

fn signal_handlers(target: &str) {
    let Some(debugger) = Debugger::of(target) else {
        return;
    };
    let sandbox = Sandbox::new();
    debugger.image(&sandbox, NESTED, &["-g1", "-O1"]);
    let printed = debugger.session(&sandbox, "wasmc_runtime::trap::report", "bt");
    let traces = traces(&printed);
    debugger.complete(&traces);
    let names: Vec<_> = traces[0].iter().map(String::as_str).collect();
    let handler = names.iter().position(|&it| it == "<signal handler called>");
    let Some(handler) =
        handler.or_else(|| names.iter().position(|it| it.contains("signal handler")))
    else {
        panic!("{names:#?}");
    };
    assert_eq!(
        names[handler + 1..][..5],
        ["one", "two", "three", "four", "five"]
    );
}

#[test]
fn gdb_walks_from_every_instruction_x86_64() {
    every_instruction("x86_64");
}

#[test]
fn gdb_walks_from_every_instruction_aarch64() {
    every_instruction("aarch64");
}

#[test]
fn gdb_walks_out_of_signal_handlers_x86_64() {
    signal_handlers("x86_64");
}

#[test]
fn gdb_walks_out_of_signal_handlers_aarch64() {
    signal_handlers("aarch64");
}

#[test]
fn unwind_tables_change_no_code() {
    let sandbox = Sandbox::new();
    sandbox.write("nested.wat", NESTED);
    sandbox.write("unusual.wat", UNUSUAL);
    let sections = |module: &str, options: &[&str]| {
        let words = [&[module, "-o", "object", "--emit=obj"], options].concat();
        run(sandbox.wasmc(words)).success();
        let bytes = fs::read(sandbox.path().join("object")).unwrap();
        let file = object::File::parse(&*bytes).unwrap();
        let text = file.section_by_name(".wasm_text").unwrap();
        let frames = file.section_by_name(".eh_frame").is_some();
        (text.data().unwrap().to_vec(), frames)
    };
    for module in ["nested.wat", "unusual.wat"] {
        for target in ["--target=x86_64", "--target=aarch64"] {
            let (without, with) = (
                sections(module, &[target, "-g0"]),
                sections(module, &[target, "-g1"]),
            );
            assert_eq!((without.1, with.1), (false, true));
            assert!(without.0 == with.0, "{module} {target}: other code");
            assert_eq!(without, sections(module, &[target]));
        }
    }
}
