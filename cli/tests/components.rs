//! Components: commands of WASI 0.2, and what is refused of them.

mod common;

use common::{Machine, Sandbox, run};

/// A component that writes `hello`; what is in capitals is filled in.
fn hello(added: &str, length: &str, result: &str) -> String {
    include_str!("components/hello.wat")
        .replace("ADDED", added)
        .replace("LENGTH", length)
        .replace("RESULT", result)
}

/// The same as `wit-component` links programs: what the program imports are functions of a shim, which calls through a table
/// that a third module fills with the lowered functions.
fn shimmed() -> String {
    let from = "  (core module $main";
    let hello = hello("0", "6", "0");
    let shim = "
  (core module $shim
    (table (export \"table\") 2 2 funcref)
    (type $get (func (result i32)))
    (type $write (func (param i32 i32 i32 i32)))
    (func (export \"0\") (type $get) (call_indirect (type $get) (i32.const 0)))
    (func (export \"1\") (type $write)
      (call_indirect (type $write) (local.get 0) (local.get 1) (local.get 2) (local.get 3) (i32.const 1))))
  (core instance $shim (instantiate $shim))
  (core module $fixup
    (import \"\" \"table\" (table 2 2 funcref))
    (import \"\" \"0\" (func $0 (result i32)))
    (import \"\" \"1\" (func $1 (param i32 i32 i32 i32)))
    (elem (i32.const 0) func $0 $1))
";
    let fixup = "
  (core instance (instantiate $fixup (with \"\" (instance
    (export \"table\" (table $shim \"table\"))
    (export \"0\" (func $get-stdout'))
    (export \"1\" (func $write'))))))
  (func $run ";
    hello
        .replace(from, &format!("{shim}{from}"))
        .replace(
            "(export \"get-stdout\" (func $get-stdout'))\n    (export \"write\" (func $write'))",
            "(export \"get-stdout\" (func $shim \"0\"))\n    (export \"write\" (func $shim \"1\"))",
        )
        .replace("  (func $run ", fixup)
}

/// A component that imports one instance and exports nothing.
fn importing(name: &str, contents: &str) -> String {
    format!(
        "(component
           (import \"{name}\" (instance $i {contents}))
           (alias export $i \"f\" (func $f))
           (core func $f' (canon lower (func $f)))
           (core module $m (import \"\" \"f\" (func)))
           (core instance (instantiate $m (with \"\" (instance (export \"f\" (func $f')))))))"
    )
}

#[track_caller]
fn refused(text: &str, args: &[&str], messages: &[&str]) {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", text);
    let args = [&["input.wat", "-o", "image"], args].concat();
    let error = run(sandbox.wasmc(args)).fails(1);
    for message in messages {
        assert!(error.contains(message), "no {message:?} in: {error}");
    }
    assert_eq!(sandbox.names(), ["input.wat"]);
}

fn writes(machine: &Machine) {
    let outcome = machine.run_image(&hello("0", "6", "0"), &[]);
    assert_eq!(outcome.success(), "hello\n");
}

#[test]
fn a_command_writes_on_x86_64() {
    Machine::with("x86_64", writes);
}

#[test]
fn a_command_writes_on_aarch64() {
    Machine::with("aarch64", writes);
}

/// The table of a shim is constant, so that nothing is called through it.
#[test]
fn a_shim_costs_no_indirect_call() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run_image(&shimmed(), &[]).success(), "hello\n");
    sandbox.write("shimmed.wat", shimmed());
    for level in ["-O1", "-O2", "-O3"] {
        let clif = run(sandbox.wasmc(["shimmed.wat", level, "--emit", "clif=optimized"]));
        let clif = clif.success();
        assert!(clif.contains("get-stdout"), "{clif}");
        assert!(!clif.contains("call_indirect"), "{level}: {clif}");
    }
}

/// Code for a panic, or for one more part of WASI, would weigh more.
#[test]
fn a_command_that_writes_is_small() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(&hello("0", "6", "0"), &[]);
    let bytes = std::fs::metadata(image).unwrap().len();
    assert!(bytes <= 40 * 1024, "{bytes} bytes");
}

#[test]
fn an_error_of_run_is_exit_code_1() {
    let sandbox = Sandbox::new();
    assert_eq!(sandbox.run_image(&hello("0", "6", "1"), &[]).fails(1), "");
}

#[test]
fn a_handle_that_is_none_traps() {
    let sandbox = Sandbox::new();
    let error = sandbox.run_image(&hello("1", "6", "0"), &[]).fails(134);
    assert!(
        error.starts_with("wasm trap: unknown handle index: 2\n"),
        "{error}"
    );
}

#[test]
fn a_list_outside_of_the_memory_traps() {
    let sandbox = Sandbox::new();
    let error = sandbox.run_image(&hello("0", "65536", "0"), &[]).fails(134);
    assert!(
        error.starts_with("wasm trap: list content out-of-bounds"),
        "{error}"
    );
}

#[test]
fn the_filter_knows_what_components_call() {
    let sandbox = Sandbox::new();
    let outcome = sandbox.run_image(&hello("0", "6", "0"), &["--seccomp=on"]);
    assert_eq!(outcome.success(), "hello\n");
}

#[test]
fn imports_that_nothing_provides_are_named() {
    refused(
        &importing("my:own/thing@1.0.0", "(export \"f\" (func))"),
        &[],
        &["unknown import: `my:own/thing@1.0.0#f` (func) is not provided"],
    );
    refused(
        &importing("wasi:clocks/monotonic-clock@0.3.0", "(export \"f\" (func))"),
        &[],
        &["`wasi:clocks/monotonic-clock@0.3.0#f` (func) is of WASI 0.3"],
    );
    refused(
        &importing(
            "wasi:clocks/monotonic-clock@0.2.13",
            "(export \"f\" (func))",
        ),
        &[],
        &["`wasi:clocks/monotonic-clock@0.2.13#f` (func) has a version that is not supported"],
    );
}

#[test]
fn imports_with_another_type_are_named() {
    refused(
        &importing(
            "wasi:clocks/monotonic-clock@0.2.3",
            "(export \"now\" (func)) (export \"f\" (func))",
        )
        .replace("\"f\" (func $f)", "\"now\" (func $f)")
        .replace("(alias export $i \"f\"", "(alias export $i \"now\""),
        &[],
        &[
            "incompatible import type: `wasi:clocks/monotonic-clock@0.2.3#now`",
            "is imported as func(), but provided as func() -> u64",
        ],
    );
}

#[test]
fn a_component_that_is_no_command_is_refused() {
    refused(
        "(component
           (core module $m (func (export \"f\")))
           (core instance $i (instantiate $m))
           (func (export \"f\") (canon lift (core func $i \"f\"))))",
        &[],
        &["does not export `wasi:cli/run`", "it exports: f"],
    );
}

#[test]
fn what_no_component_can_have_is_refused() {
    let component = hello("0", "6", "0");
    refused(
        &component,
        &["--preload", "a=input.wat"],
        &["leave out --preload a=..."],
    );
    refused(
        &component,
        &["--invoke", "run(1)"],
        &["--invoke: it takes no values, not 1"],
    );
}

#[test]
fn asynchronous_functions_are_refused_by_name() {
    refused(
        "(component
           (core module $m (func (export \"f\")))
           (core instance $i (instantiate $m))
           (type $t (future u8)))",
        &[],
        &["not supported: asynchronous functions, streams and futures (WASI 0.3)"],
    );
}

#[test]
fn an_invalid_component_is_refused() {
    refused(
        "(component (type (list 7)))",
        &[],
        &["invalid module", "type index out of bounds"],
    );
}

/// Each component makes two instances of the one before it.
#[test]
fn instances_that_multiply_are_refused() {
    let mut text = String::from(
        "(component (component $c0 (core module $m) (core instance (instantiate $m)))",
    );
    for level in 1..40 {
        text += &format!(
            "(component $c{level} (alias outer 1 $c{} (component $p)) (instance (instantiate $p)) (instance (instantiate $p)))",
            level - 1
        );
    }
    text += "(instance (instantiate $c39)))";
    refused(
        &text,
        &[],
        &["not supported: a component with more than 10000 instances"],
    );
}
