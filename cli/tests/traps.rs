//! How images end that meet a trap: its message and the functions on the stack, exit code 134.

mod common;

use common::{Machine, Sandbox, run};
use wasmc_abi::trap::Trap;

/// Makes each test one for every target, where its images can be compiled and run.
macro_rules! on_every_target {
    ($($test:ident,)*) => {
        mod x86_64 {
            $(#[test] fn $test() { super::Machine::with("x86_64", super::$test); })*
        }
        mod aarch64 {
            $(#[test] fn $test() { super::Machine::with("aarch64", super::$test); })*
        }
    };
}

on_every_target! {
    every_message,
    memory_bounds_with_every_kind_of_check,
    offsets_are_those_of_the_instructions,
    functions_without_names_are_numbered,
    trap_in_a_start_function,
    segment_that_does_not_fit,
    stack_exhaustion,
    stack_exhaustion_with_large_frames,
    stack_exhaustion_around_runtime_calls,
    stack_that_is_large_enough,
    output_before_a_trap_is_kept,
}

/// Functions of a report with their offsets, innermost first.
#[track_caller]
fn frames(report: &str) -> Vec<(&str, u32)> {
    report
        .lines()
        .skip(1)
        .map(|line| {
            let frame = line
                .strip_prefix("    at ")
                .unwrap_or_else(|| panic!("{report}"));
            let (name, offset) = frame
                .split_once(" (0x")
                .unwrap_or_else(|| panic!("{report}"));
            let digits = offset
                .strip_suffix(')')
                .unwrap_or_else(|| panic!("{report}"));
            (name, u32::from_str_radix(digits, 16).unwrap())
        })
        .collect()
}

/// Runs a program whose `$trap` traps, called by `$middle`, called by `_start`, which is `$main`.
#[track_caller]
fn traps_in_the_body(machine: &Machine, fields: &str, body: &str, trap: Trap, options: &[&str]) {
    let text = format!(
        "(module {fields}
           (func $trap {body})
           (func $middle (call $trap) (call $nothing))
           (func $nothing)
           (func $main (export \"_start\") (call $middle) (call $nothing)))"
    );
    let outcome = machine.run_image(&text, options);
    assert_eq!(outcome.stdout, "");
    let report = outcome.fails(134);
    let first = report.lines().next().unwrap();
    assert_eq!(
        first,
        format!("wasm trap: {}", trap.message()),
        "for {body}"
    );
    let names: Vec<_> = frames(&report).iter().map(|frame| frame.0).collect();
    assert_eq!(names, ["trap", "middle", "main"], "{report} for {body}");
}

fn every_message(machine: &Machine) {
    let memory = "(memory 1)";
    let table = "(type $none (func)) (type $other (func (param i64)))
        (table 3 funcref) (elem (i32.const 0) $nothing)
        (table $dynamic (export \"t\") 3 10 funcref) (elem (table $dynamic) (i32.const 0) func $nothing)";
    let segments = "(memory 1) (data $d \"abc\") (table 3 funcref) (elem $e func $nothing)";
    for (fields, body, trap) in [
        ("", "unreachable", Trap::Unreachable),
        (
            memory,
            "(drop (i32.load (i32.const 65533)))",
            Trap::MemoryOutOfBounds,
        ),
        (
            memory,
            "(drop (i64.load offset=0xffffffff (i32.const 0xffffffff)))",
            Trap::MemoryOutOfBounds,
        ),
        (
            memory,
            "(v128.store (i32.const -1) (v128.const i64x2 0 0))",
            Trap::MemoryOutOfBounds,
        ),
        (
            memory,
            "(i32.store8 (i32.const 65536) (i32.const 0))",
            Trap::MemoryOutOfBounds,
        ),
        (
            memory,
            "(memory.fill (i32.const 65535) (i32.const 0) (i32.const 2))",
            Trap::MemoryOutOfBounds,
        ),
        (
            memory,
            "(memory.copy (i32.const 0) (i32.const 65535) (i32.const 2))",
            Trap::MemoryOutOfBounds,
        ),
        (
            segments,
            "(memory.init $d (i32.const 0) (i32.const 1) (i32.const 3))",
            Trap::MemoryOutOfBounds,
        ),
        (
            table,
            "(drop (table.get 0 (i32.const 3)))",
            Trap::TableOutOfBounds,
        ),
        (
            table,
            "(table.set $dynamic (i32.const 3) (ref.null func))",
            Trap::TableOutOfBounds,
        ),
        (
            segments,
            "(table.init $e (i32.const 3) (i32.const 0) (i32.const 1))",
            Trap::TableOutOfBounds,
        ),
        (
            table,
            "(call_indirect (type $none) (i32.const 3))",
            Trap::UndefinedElement,
        ),
        (
            table,
            "(call_indirect (type $none) (i32.const 2))",
            Trap::UninitializedElement,
        ),
        (
            table,
            "(call_indirect (type $other) (i64.const 0) (i32.const 0))",
            Trap::IndirectCallTypeMismatch,
        ),
        (
            table,
            "(call_indirect $dynamic (type $none) (i32.const -1))",
            Trap::UndefinedElement,
        ),
        (
            table,
            "(call_indirect $dynamic (type $none) (i32.const 1))",
            Trap::UninitializedElement,
        ),
        (
            table,
            "(call_indirect $dynamic (type $other) (i64.const 0) (i32.const 0))",
            Trap::IndirectCallTypeMismatch,
        ),
        (
            "(global $zero (mut i32) (i32.const 0))",
            "(drop (i32.div_u (i32.const 1) (global.get $zero)))",
            Trap::IntegerDivideByZero,
        ),
        (
            "(global $zero (mut i64) (i64.const 0))",
            "(drop (i64.rem_s (i64.const 1) (global.get $zero)))",
            Trap::IntegerDivideByZero,
        ),
        (
            "",
            "(drop (i32.div_s (i32.const 1) (i32.const 0)))",
            Trap::IntegerDivideByZero,
        ),
        (
            "",
            "(drop (i32.div_s (i32.const 0x80000000) (i32.const -1)))",
            Trap::IntegerOverflow,
        ),
        (
            "",
            "(drop (i64.div_s (i64.const 0x8000000000000000) (i64.const -1)))",
            Trap::IntegerOverflow,
        ),
        (
            "",
            "(drop (i32.trunc_f32_s (f32.const 3e9)))",
            Trap::IntegerOverflow,
        ),
        (
            "",
            "(drop (i64.trunc_f64_u (f64.const -1)))",
            Trap::IntegerOverflow,
        ),
        (
            "",
            "(drop (i32.trunc_f64_s (f64.const nan)))",
            Trap::InvalidConversionToInteger,
        ),
    ] {
        traps_in_the_body(machine, fields, body, trap, &[]);
    }
}

fn memory_bounds_with_every_kind_of_check(machine: &Machine) {
    for options in [
        &["-C", "memory=checked"][..],
        &["-C", "memory-base=register"],
        &["-C", "relocation-model=static"],
        &["-C", "memory=checked", "-C", "memory-base=register", "-O0"],
    ] {
        for body in [
            "(drop (i32.load (i32.const 65533)))",
            "(drop (i64.load offset=0xffffffff (i32.const 0xffffffff)))",
            "(i32.store16 offset=65535 (i32.const 0) (i32.const 0))",
            "(drop (i32.load (i32.const 0x80000000)))",
        ] {
            traps_in_the_body(
                machine,
                "(memory 1)",
                body,
                Trap::MemoryOutOfBounds,
                options,
            );
        }
    }
}

fn offsets_are_those_of_the_instructions(machine: &Machine) {
    let text = "(module
        (func $inner (nop) (unreachable))
        (func $outer (export \"_start\") (nop) (call $inner) (nop) (nop)))";
    let binary = wat::parse_str(text).unwrap();
    let find = |body: &[u8]| {
        binary
            .windows(body.len())
            .position(|window| window == body)
            .unwrap()
    };
    // Bodies: size, no locals, instructions. Traps and calls are one nop behind the start.
    let inner = find(&[4, 0, 0x01, 0x00, 0x0b]) + 3;
    let outer = find(&[7, 0, 0x01, 0x10, 0, 0x01, 0x01, 0x0b]) + 3;
    let report = machine.run_image(text, &[]).fails(134);
    assert_eq!(
        frames(&report),
        [("inner", inner as u32), ("outer", outer as u32)]
    );
}

fn functions_without_names_are_numbered(machine: &Machine) {
    let text = "(module
        (import \"wasi_snapshot_preview1\" \"sched_yield\" (func (result i32)))
        (func unreachable)
        (func (export \"_start\") (call 1) (drop (call 0))))";
    let report = machine.run_image(text, &[]).fails(134);
    let names: Vec<_> = frames(&report).iter().map(|frame| frame.0).collect();
    assert_eq!(names, ["func[1]", "func[2]"]);
}

fn trap_in_a_start_function(machine: &Machine) {
    let text = "(module (func $init unreachable) (start $init) (func (export \"_start\")))";
    let report = machine.run_image(text, &[]).fails(134);
    assert!(
        report.starts_with("wasm trap: unreachable\n    at init (0x"),
        "{report}"
    );
}

fn segment_that_does_not_fit(machine: &Machine) {
    let text = "(module (memory 1) (data (i32.const 65535) \"abc\") (func (export \"_start\")))";
    let report = machine.run_image(text, &[]).fails(134);
    assert!(
        report.starts_with("wasm trap: out of bounds memory access\n"),
        "{report}"
    );
}

fn stack_exhaustion(machine: &Machine) {
    let text = "(module
        (func $deep (param i64) (result i64)
          (i64.add (call $deep (i64.add (local.get 0) (i64.const 1))) (local.get 0)))
        (func (export \"_start\") (drop (call $deep (i64.const 0)))))";
    for options in [
        &[][..],
        &["-C", "stack-size=256K"],
        &["-C", "stack-size=64M"],
        &["-O0"],
    ] {
        let report = machine.run_image(text, options).fails(134);
        assert!(
            report.starts_with("wasm trap: call stack exhausted\n    at deep (0x"),
            "{report}"
        );
        // A report of a million lines would help nobody.
        assert!(report.lines().count() < 100);
    }
}

fn stack_exhaustion_with_large_frames(machine: &Machine) {
    // Far more locals than registers: frames of several pages, which must not step over the guard.
    let locals = "i64 ".repeat(4000);
    let sets: String = (1..4000)
        .map(|local| format!("(local.set {local} (call $f (i64.const {local})))"))
        .collect();
    let sum = (1..4000)
        .map(|local| format!("(local.get {local}) i64.add "))
        .collect::<String>();
    let text = format!(
        "(module
           (func $f (param i64) (result i64) (local {locals})
             {sets} (local.get 0) {sum})
           (func (export \"_start\") (drop (call $f (i64.const 0)))))"
    );
    let report = machine.run_image(&text, &["-O1"]).fails(134);
    assert!(
        report.starts_with("wasm trap: call stack exhausted\n"),
        "{report}"
    );
}

fn stack_exhaustion_around_runtime_calls(machine: &Machine) {
    let text = "(module
        (import \"wasi_snapshot_preview1\" \"random_get\" (func $random (param i32 i32) (result i32)))
        (memory (export \"memory\") 1)
        (func $deep (result i32)
          (i32.add (call $random (i32.const 0) (i32.const 8)) (call $deep)))
        (func (export \"_start\") (drop (call $deep))))";
    let report = machine.run_image(text, &[]).fails(134);
    assert!(
        report.starts_with("wasm trap: call stack exhausted\n"),
        "{report}"
    );
    assert!(report.contains("    at deep (0x"), "{report}");
}

fn stack_that_is_large_enough(machine: &Machine) {
    // About 32 bytes a frame.
    let text = "(module
        (func $deep (export \"deep\") (param i32) (result i32)
          (if (result i32) (local.get 0)
            (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))
            (else (i32.const 0)))))";
    let sandbox = Sandbox::new();
    let options = ["--invoke", "deep", "-C", "stack-size=1G"];
    let image = machine.image(&sandbox, text, &options);
    let outcome = run(machine.command(&sandbox, &image).arg("5000000"));
    assert_eq!(outcome.success(), "5000000\n");
}

fn output_before_a_trap_is_kept(machine: &Machine) {
    let text = "(module
        (import \"wasi_snapshot_preview1\" \"fd_write\" (func $write (param i32 i32 i32 i32) (result i32)))
        (memory (export \"memory\") 1)
        (data (i32.const 0) \"\\08\\00\\00\\00\\05\\00\\00\\00first\")
        (func (export \"_start\")
          (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))
          unreachable))";
    let outcome = machine.run_image(text, &[]);
    assert_eq!(outcome.stdout, "first");
    outcome.fails(134);
}
