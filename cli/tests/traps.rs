//! How images end that meet a trap: its message and the functions on the stack, exit code 134.

mod common;

use common::{Machine, Sandbox, run};
use std::io::{self, Write};
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
    branch_to_a_trap,
    trap_behind_a_call,
    reports_do_not_depend_on_inlining,
    reports_across_modules_do_not_depend_on_inlining,
    recursion_in_reports_does_not_depend_on_inlining,
    recursion_is_folded_between_its_callers_and_callees,
    names_are_demangled,
    functions_without_names_are_numbered,
    trap_in_a_start_function,
    segment_that_does_not_fit,
    stack_exhaustion,
    stack_exhaustion_with_large_frames,
    stack_exhaustion_around_runtime_calls,
    stack_that_is_large_enough,
    stack_in_the_memory_that_is_used_up,
    stack_whatever_the_process_may_have,
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

fn branch_to_a_trap(machine: &Machine) {
    let text = "(module
        (func $trap (param i32)
          (if (local.get 0) (then (nop) (nop) (nop) unreachable)))
        (func (export \"_start\") (call $trap (i32.const 1))))";
    let at = |level| frames_of(&machine.run_image(text, &[level]).fails(134));
    for level in ["-O1", "-O2", "-O3", "-Os"] {
        assert_eq!(at(level), at("-O0"), "{level}");
    }
}

/// The frames of a report, owned.
fn frames_of(report: &str) -> Vec<(String, u32)> {
    let owned = |(name, offset): (&str, u32)| (name.to_string(), offset);
    frames(report).into_iter().map(owned).collect()
}

fn trap_behind_a_call(machine: &Machine) {
    // The trap stands where the call returns to.
    let text = "(module
        (func $callee (param i32) (if (local.get 0) (then (call $callee (i32.const 0)))))
        (func $main (export \"_start\") (call $callee (i32.const 1)) unreachable))";
    let report = machine.run_image(text, &["-O1"]).fails(134);
    let call = frames(&report)[0].1;
    let text = text.replace("unreachable", "nop unreachable");
    let report = machine.run_image(&text, &["-O1"]).fails(134);
    assert_eq!(frames(&report)[0].1, call + 1, "{report}");
}

/// What `$trap` does in programs whose calls can be inlined; `_start` gives it 0 and 1, and `$zero` is 0.
const INLINED: &[&str] = &[
    "unreachable",
    "(drop (i32.load (i32.const -8)))",
    "(drop (i32.load offset=65536 (local.get 0)))",
    "(i64.store offset=65529 (local.get 0) (i64.const 1))",
    "(v128.store offset=65535 (local.get 0) (v128.const i64x2 0 0))",
    "(memory.fill (i32.const 65535) (i32.const 0) (i32.const 2))",
    "(memory.copy (i32.const 0) (i32.const 65535) (i32.const 2))",
    "(global.set $zero (i32.div_u (local.get 1) (local.get 0)))",
    "(global.set $zero (i32.rem_s (local.get 1) (global.get $zero)))",
    "(global.set $zero (i32.trunc_f64_s (f64.const nan)))",
    "(call_indirect (type $other) (i64.const 1) (global.get $zero))",
    "(call_indirect (type $none) (i32.const 1))",
    "(call_indirect (type $none) (i32.const 7))",
    "(table.set $dynamic (i32.const 9) (ref.null $none))",
    "(call_ref $none (table.get $dynamic (i32.const 1)))",
    "(throw $error)",
    "(call $unknown)",
    // The same access in the caller and in a copy of the callee; both sums take the memory operand.
    "(global.set $zero (i32.add (local.get 1) (i32.load offset=65534 (local.get 0))))",
    "(global.set $zero (i32.add (call $get (local.get 0)) (i32.load (i32.const -4))))",
    "(global.set $zero (i32.add (i32.load (i32.const 4)) (call $get (i32.const -4))))",
];

/// A program that starts with a call, and in which `$trap` is called by others; `$large` is not inlined.
fn inlined(body: &str, start: &str) -> String {
    let large = "(global.set $zero (i32.add (global.get $zero) (i32.const 0)))".repeat(40);
    format!(
        "(module
           (import \"nowhere\" \"unknown\" (func $unknown))
           (memory 1)
           (type $none (func)) (type $other (func (param i64))) (tag $error)
           (global $zero (mut i32) (i32.const 0))
           (table 3 funcref) (elem (i32.const 0) $nothing)
           (table $dynamic (export \"t\") 3 10 (ref null $none)) (elem (table $dynamic) (i32.const 0) (ref null $none) (ref.func $nothing))
           (func $get (param i32) (result i32) (i32.load (local.get 0)))
           (func $trap (param i32 i32) {body})
           (func $large (param i32) {large}
             (if (i32.eqz (local.get 0)) (then (call $trap (i32.const 0) (i32.const 1)))))
           (func $inner (param i32) (call $nothing) (call $large (local.get 0)) (call $nothing))
           (func $outer (param i32) (loop
             (call $inner (local.get 0))
             (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))
             (call $trap (global.get $zero) (i32.const 1)))
           (func $nothing)
           (func $main (export \"_start\")
             (call $nothing) {start} (call $outer (i32.const 0))
             (call $large (i32.const 1)) (call $inner (i32.const 1))))"
    )
}

/// Runs an image with inlining and without; the reports must be the same. Returns it.
#[track_caller]
fn same_reports(machine: &Machine, text: &str, options: &[&str]) -> String {
    let at = |level| machine.run_image(text, &[options, &[level]].concat());
    let (without, with) = (at("-O1"), at("-O3"));
    assert_eq!(without.stdout, with.stdout);
    let report = without.fails(134);
    assert_eq!(report, with.fails(134), "{text}");
    report
}

fn reports_do_not_depend_on_inlining(machine: &Machine) {
    let starts = [
        ("(call $outer (i32.const 3))", &["outer", "main"][..]),
        ("(call $inner (i32.const 0))", &["large", "inner", "main"]),
    ];
    for body in INLINED {
        for (start, callers) in starts {
            for options in [&[][..], &["-C", "memory=checked"]] {
                let options = [options, &["--allow-unknown-imports"]].concat();
                let report = same_reports(machine, &inlined(body, start), &options);
                let names: Vec<_> = frames(&report).iter().map(|frame| frame.0).collect();
                let innermost = names.iter().position(|&name| name == "trap");
                let innermost = innermost.unwrap_or_else(|| panic!("{report} for {body}"));
                assert_eq!(names[innermost + 1..], *callers, "{report} for {body}");
            }
        }
    }
}

fn reports_across_modules_do_not_depend_on_inlining(machine: &Machine) {
    let sandbox = Sandbox::new();
    let path = sandbox.write(
        "library.wat",
        "(module (memory 1)
           (func $read (param i32) (result i32) (i32.load (local.get 0)))
           (func (export \"read\") (param i32) (result i32) (i32.add (call $read (local.get 0)) (i32.const 1))))",
    );
    let preload = format!("library={}", path.display());
    let text = "(module (import \"library\" \"read\" (func $import (param i32) (result i32)))
        (memory 2)
        (func $twice (param i32) (result i32)
          (i32.add (i32.load (local.get 0)) (call $import (local.get 0))))
        (func $main (export \"_start\")
          (drop (call $twice (i32.const 65532)))
          (drop (call $twice (i32.const 65536)))))";
    let report = same_reports(machine, text, &["--preload", &preload]);
    let names: Vec<_> = frames(&report).iter().map(|frame| frame.0).collect();
    let library = |function| format!("{}!{function}", path.display());
    assert_eq!(
        names,
        [&*library("read"), &*library("func[1]"), "twice", "main"]
    );
}

fn recursion_in_reports_does_not_depend_on_inlining(machine: &Machine) {
    for depth in [1, 2, 3, 4, 5, 9, 30, 31, 32, 33, 100] {
        let text = format!(
            "(module
               (func $down (param i32) (result i32)
                 (if (i32.eqz (local.get 0)) (then unreachable))
                 (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
               (func $main (export \"_start\") (drop (call $down (i32.const {depth})))))"
        );
        let report = same_reports(machine, &text, &[]);
        let lines: Vec<_> = report.lines().collect();
        let more = format!("    ... {} more", depth - 1);
        let folded = lines.iter().any(|&line| line == more);
        assert_eq!(folded, depth > 1, "{report}");
        assert_eq!(lines.len(), 4 + usize::from(folded), "{report}");
        assert!(lines.last().unwrap().contains("at main"), "{report}");
    }
}

fn recursion_is_folded_between_its_callers_and_callees(machine: &Machine) {
    // One call after the other is deep: `$down` from itself, and `$even` and `$odd` from each other.
    let text = "(module
        (func $down (param i32) (result i32)
          (if (i32.eqz (local.get 0)) (then (drop (call $even (i32.const 5)))))
          (i32.add (call $down (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
        (func $even (param i32) (result i32)
          (if (i32.eqz (local.get 0)) (then unreachable))
          (i32.add (call $odd (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
        (func $odd (param i32) (result i32)
          (if (i32.eqz (local.get 0)) (then unreachable))
          (i32.add (call $even (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
        (func $main (export \"_start\") (drop (call $down (i32.const 4097)))))";
    let report = same_reports(machine, text, &[]);
    let words: Vec<_> = report
        .lines()
        .map(|line| line.split(" (0x").next().unwrap())
        .collect();
    assert_eq!(
        words,
        [
            "wasm trap: unreachable",
            "    at odd",
            "    at even",
            "    at odd",
            "    at even",
            "    at odd",
            "    at even",
            "    at down",
            "    at down",
            "    ... 4096 more",
            "    at main"
        ]
    );
    let report = same_reports(machine, &text.replace("const 5)", "const 500)"), &[]);
    assert_eq!(report.lines().count(), 34, "{report}");
    assert!(report.ends_with("\n    ...\n"), "{report}");
}

fn names_are_demangled(machine: &Machine) {
    let text = "(module
        (func $_ZN2ns3addEii (param i32 i32) unreachable)
        (func $_ZN3app4main17h0123456789abcdefE (call 0 (i32.const 1) (i32.const 2)))
        (func $_start (export \"_start\") (call 1)))";
    let report = machine.run_image(text, &[]).fails(134);
    let names: Vec<_> = frames(&report).iter().map(|frame| frame.0).collect();
    assert_eq!(names, ["ns::add(int, int)", "app::main", "_start"]);
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
        let lines: Vec<_> = report.lines().collect();
        let last = lines.len() - 1;
        assert!(
            last <= 4 && lines[last - 1].ends_with(" more") && lines[last].contains("at func[1]"),
            "{report}"
        );
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

/// Calls itself as often as its argument says, with about 32 bytes a frame.
const DEEP: &str = "(module
    (func $deep (export \"deep\") (param i32) (result i32)
      (if (result i32) (local.get 0)
        (then (i32.add (i32.const 1) (call $deep (i32.sub (local.get 0) (i32.const 1)))))
        (else (i32.const 0)))))";

fn stack_that_is_large_enough(machine: &Machine) {
    let sandbox = Sandbox::new();
    let options = ["--invoke", "deep", "-O1", "-C", "stack-size=1G"];
    let image = machine.image(&sandbox, DEEP, &options);
    let outcome = run(machine.command(&sandbox, &image).arg("5000000"));
    assert_eq!(outcome.success(), "5000000\n");
}

/// As C and Rust use the stack that they keep in the memory.
fn stack_in_the_memory_that_is_used_up(machine: &Machine) {
    let program = |limit: &str, global: &str| {
        format!(
            "(module (memory 2) (global {global} (mut i32) (i32.const 65536))
               (func $deeper (param i32) (result i32) (local i32)
                 (local.set 1 (i32.sub (global.get 0) (i32.const 1024)))
                 (global.set 0 (local.get 1))
                 (i32.store offset=4 (local.get 1) (local.get 0))
                 (if (i32.lt_u (local.get 0) (i32.const {limit}))
                   (then (local.set 0 (call $deeper (i32.add (local.get 0) (i32.const 1))))))
                 (global.set 0 (i32.add (local.get 1) (i32.const 1024)))
                 (i32.load (i32.sub (local.get 0) (i32.const 100))))
               (func (export \"_start\") (drop (call $deeper (i32.const 0)))))"
        )
    };
    for checked in ["guard", "checked"] {
        let options = ["-C", &format!("memory={checked}")];
        let outcome = machine.run_image(&program("1000", "$__stack_pointer"), &options);
        let report = outcome.fails(134);
        assert!(report.contains("out of bounds memory access"), "{report}");
        let last = report.lines().last().unwrap();
        assert!(last.starts_with("    hint: the stack"), "{report}");
        // Without names, it is the first global.
        let report = machine.run_image(&program("1000", ""), &options).fails(134);
        assert!(report.contains("    hint: the stack"), "{report}");
        // Another fault.
        let report = machine.run_image(&program("9", ""), &options).fails(134);
        assert!(!report.contains("hint"), "{report}");
    }
}

fn stack_whatever_the_process_may_have(machine: &Machine) {
    // The first call takes half of the stack, the second more than there is.
    let sandbox = Sandbox::new();
    let image = machine.image(&sandbox, DEEP, &["--invoke", "deep", "-O1"]);
    for limit in ["256", "7000", "8000", "8192", "9000", "100000", "unlimited"] {
        for environment in [0, 30_000] {
            let call = |depth: &str| {
                let image = machine.command(&sandbox, &image);
                let mut shell = sandbox.command("sh");
                shell.args(["-c", &format!("ulimit -s {limit}; exec \"$0\" \"$@\"")]);
                shell.arg(image.get_program()).args(image.get_args());
                shell.env("UNUSED", "x".repeat(environment)).arg(depth);
                run(&mut shell)
            };
            assert_eq!(call("130000").success(), "130000\n", "limit {limit}");
            let report = call("2000000").fails(134);
            assert!(
                report.starts_with("wasm trap: call stack exhausted\n    at deep (0x"),
                "limit {limit}: {report}"
            );
        }
    }
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

#[test]
fn processor_that_is_too_old() {
    let sandbox = Sandbox::new();
    let text = "(module (memory 1) (func (export \"_start\")
        (v128.store (i32.const 0) (f32x4.mul (v128.load (i32.const 0)) (f32x4.splat (f32.const 2))))))";
    let image = sandbox.image(text, &["--target", "x86_64"]);
    let mut command = sandbox.command("qemu-x86_64-static");
    let Ok(output) = command.args(["-cpu", "Nehalem"]).arg(image).output() else {
        let line = b"left out: there is no qemu-x86_64-static\n";
        return io::stderr().write_all(line).unwrap();
    };
    // The default asks for no AVX-512, which Nehalem lacks too.
    assert_eq!(
        common::Outcome::from(output).fails(134),
        "wasmc: this image needs a newer processor; this one lacks AVX AVX2 FMA BMI1 BMI2 LZCNT; \
         rebuild it with -march=x86-64-v2 or -march=compatibility\n"
    );
}
