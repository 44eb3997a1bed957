//! `--plug`: components whose exports are what another one imports.

mod common;

use common::{Machine, Sandbox, run};
use wasmc_compiler::{Input, component};
use wasmc_tests::packages;

/// What the socket imports.
const OPS: &str = "(func (param \"a\" u32) (param \"b\" u32) (result u32))";

/// A component that exports `ops`, whose `combine` does this.
fn ops(version: &str, instruction: &str) -> String {
    format!(
        "(component
           (core module $m (func (export \"combine\") (param i32 i32) (result i32)
             (i32.{instruction} (local.get 0) (local.get 1))))
           (core instance $i (instantiate $m))
           (func $f (param \"a\" u32) (param \"b\" u32) (result u32) (canon lift (core func $i \"combine\")))
           (instance $ops (export \"combine\" (func $f)))
           (export \"my:calc/ops@{version}\" (instance $ops)))"
    )
}

/// A component that exports `double`, by way of `ops`.
const MIDDLE: &str = "(component
  (import \"my:calc/ops@1.0.0\" (instance $ops (export \"combine\" (func (param \"a\" u32) (param \"b\" u32) (result u32)))))
  (core func $combine (canon lower (func $ops \"combine\")))
  (core module $m
    (import \"\" \"combine\" (func $combine (param i32 i32) (result i32)))
    (func (export \"double\") (param i32) (result i32) (call $combine (local.get 0) (local.get 0))))
  (core instance $i (instantiate $m (with \"\" (instance (export \"combine\" (func $combine))))))
  (func $f (param \"a\" u32) (result u32) (canon lift (core func $i \"double\")))
  (instance $out (export \"double\" (func $f)))
  (export \"my:calc/doubling\" (instance $out)))";

/// Calls `combine` of `ops`.
fn socket(import: &str) -> String {
    format!(
        "(component
           (import \"my:calc/ops@1.0.0\" (instance $ops (export \"combine\" {import})))
           (core func $combine (canon lower (func $ops \"combine\")))
           (core module $m
             (import \"\" \"combine\" (func $combine (param i32 i32) (result i32)))
             (func (export \"five\") (result i32) (call $combine (i32.const 2) (i32.const 3))))
           (core instance $i (instantiate $m (with \"\" (instance (export \"combine\" (func $combine))))))
           (func (export \"five\") (result u32) (canon lift (core func $i \"five\"))))"
    )
}

/// Calls `double` of `doubling`, and `combine`.
const OUTER: &str = "(component
  (import \"my:calc/doubling\" (instance $doubling (export \"double\" (func (param \"a\" u32) (result u32)))))
  (import \"my:calc/ops@1.0.0\" (instance $ops (export \"combine\" (func (param \"a\" u32) (param \"b\" u32) (result u32)))))
  (core func $double (canon lower (func $doubling \"double\")))
  (core func $combine (canon lower (func $ops \"combine\")))
  (core module $m
    (import \"\" \"double\" (func $double (param i32) (result i32)))
    (import \"\" \"combine\" (func $combine (param i32 i32) (result i32)))
    (func (export \"f\") (param i32) (result i32) (call $combine (call $double (local.get 0)) (i32.const 1))))
  (core instance $i (instantiate $m (with \"\" (instance
    (export \"double\" (func $double)) (export \"combine\" (func $combine))))))
  (func (export \"f\") (param \"a\" u32) (result u32) (canon lift (core func $i \"f\"))))";

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::new();
    for (name, text) in files {
        sandbox.write(name, text);
    }
    sandbox
}

#[track_caller]
fn refused(files: &[(&str, &str)], args: &[&str], messages: &[&str]) {
    let sandbox = folder(files);
    let before = sandbox.names();
    let error = run(sandbox.wasmc([args, &["-o", "image"]].concat())).fails(1);
    for message in messages {
        assert!(error.contains(message), "no {message:?} in: {error}");
    }
    assert_eq!(sandbox.names(), before);
}

#[test]
fn an_import_is_provided_on_both_machines() {
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, |machine| {
            let plug = ops("1.0.0", "add");
            let sandbox = folder(&[("ops.wat", &plug)]);
            let path = sandbox.path().join("ops.wat");
            let args = ["--plug", path.to_str().unwrap(), "--invoke", "five()"];
            let outcome = machine.run_image(&socket(OPS), &args);
            assert_eq!(outcome.success(), "5\n");
        });
    }
}

/// What `wac plug` calls compatible: the same major version.
#[test]
fn a_compatible_version_provides() {
    let sandbox = folder(&[("ops.wat", &ops("1.2.3", "mul"))]);
    let args = ["--plug", "ops.wat", "--invoke", "five()"];
    let outcome = sandbox.run_image(&socket(OPS), &args);
    assert_eq!(outcome.success(), "6\n");
}

#[test]
fn earlier_plugs_provide_for_later_ones() {
    let sandbox = folder(&[("ops.wat", &ops("1.0.0", "add")), ("middle.wat", MIDDLE)]);
    let args = [
        "--plug",
        "ops.wat",
        "--plug",
        "middle.wat",
        "--invoke",
        "f(20)",
    ];
    assert_eq!(sandbox.run_image(OUTER, &args).success(), "41\n");
}

#[test]
fn of_several_the_last_one_provides() {
    let sandbox = folder(&[
        ("add.wat", &ops("1.0.0", "add")),
        ("middle.wat", MIDDLE),
        ("mul.wat", &ops("1.0.0", "mul")),
    ]);
    let args = [
        "--plug",
        "add.wat",
        "--plug",
        "middle.wat",
        "--plug",
        "mul.wat",
        "--invoke",
        "f(20)",
    ];
    assert_eq!(sandbox.run_image(OUTER, &args).success(), "40\n");
}

#[test]
fn what_does_not_fit_is_refused() {
    let add = ops("1.0.0", "add");
    let add_2 = ops("2.0.0", "add");
    let socket = socket(OPS);
    let files = [
        ("add.wat", add.as_str()),
        ("add2.wat", &add_2),
        ("socket.wat", &socket),
        ("module.wat", "(module (func (export \"_start\")))"),
        ("broken.wat", "(component (type (list 7)))"),
    ];
    refused(
        &files,
        &["socket.wat", "--plug", "add2.wat"],
        &[
            "add2.wat: nothing of it is used: it exports nothing that socket.wat imports",
            "it exports: my:calc/ops@2.0.0",
            "socket.wat imports: my:calc/ops@1.0.0",
        ],
    );
    refused(
        &files,
        &["socket.wat", "--plug", "module.wat"],
        &["module.wat: --plug takes components; this is none"],
    );
    refused(
        &files,
        &["module.wat", "--plug", "add.wat"],
        &["module.wat: this is a module", "leave out --plug add.wat"],
    );
    refused(
        &files,
        &["socket.wat", "--plug", "broken.wat"],
        &["broken.wat: invalid module"],
    );
    refused(
        &files,
        &["socket.wat", "--plug", "missing.wat"],
        &["cannot read `missing.wat`"],
    );
    // Not plugged at all.
    refused(
        &files,
        &["socket.wat", "--invoke", "five()"],
        &["unknown import: `my:calc/ops@1.0.0#combine`", "--plug"],
    );
}

#[test]
fn another_type_is_refused() {
    let other = OPS.replace("(result u32)", "(result u64)");
    let socket = socket(&other).replace(
        "(result i32)))\n             (func",
        "(result i64)))\n             (func",
    );
    let socket = socket
        .replace(
            "(func (export \"five\") (result i32)",
            "(func (export \"five\") (result i64)",
        )
        .replace(
            "(func (export \"five\") (result u32)",
            "(func (export \"five\") (result u64)",
        );
    refused(
        &[("add.wat", &ops("1.0.0", "add")), ("socket.wat", &socket)],
        &["socket.wat", "--plug", "add.wat", "--invoke", "five()"],
        &["add.wat: its export `my:calc/ops@1.0.0` is not what socket.wat imports"],
    );
}

/// The modules are the same; how they are linked is not.
#[test]
fn the_cache_knows_what_was_plugged() {
    let plug = |first: &str, second: &str| {
        format!(
            "(component
               (core module $add (func (export \"combine\") (param i32 i32) (result i32)
                 (i32.add (local.get 0) (local.get 1))))
               (core module $mul (func (export \"combine\") (param i32 i32) (result i32)
                 (i32.mul (local.get 0) (local.get 1))))
               (core instance $a (instantiate ${first}))
               (core instance $b (instantiate ${second}))
               (func (export \"f\") (param \"a\" u32) (param \"b\" u32) (result u32)
                 (canon lift (core func $a \"combine\"))))"
        )
    };
    let sandbox = folder(&[]);
    let result = |text: &str| {
        sandbox.write("c.wat", text);
        let mut command = sandbox.wasmc(["run", "--invoke", "f(2, 3)", "c.wat"]);
        run(command.env("XDG_CACHE_HOME", sandbox.path().join("caches")))
            .success()
            .to_string()
    };
    assert_eq!(result(&plug("add", "mul")), "5\n");
    assert_eq!(result(&plug("mul", "add")), "6\n");

    let socket = socket(OPS);
    sandbox.write("socket.wat", &socket);
    for (instruction, expected) in [("add", "5\n"), ("mul", "6\n")] {
        sandbox.write("ops.wat", ops("1.0.0", instruction));
        let args = [
            "run",
            "--plug",
            "ops.wat",
            "--invoke",
            "five()",
            "socket.wat",
        ];
        for _ in 0..2 {
            let mut command = sandbox.wasmc(args);
            let outcome = run(command.env("XDG_CACHE_HOME", sandbox.path().join("caches")));
            assert_eq!(outcome.success(), expected);
        }
    }
}

/// Where wasmtime is installed, it agrees.
#[test]
fn wasmtime_says_the_same() {
    let wasmtime = match packages::file("wasmtime") {
        Ok(wasmtime) => wasmtime,
        Err(error) => return eprintln!("left out: {error}"),
    };
    let input = |name: &str, text: &str| Input {
        name: name.into(),
        bytes: wat::parse_str(text).unwrap(),
    };
    let ops = ops("1.2.3", "mul");
    let plugs = [input("ops", &ops), input("middle", MIDDLE)];
    let whole = component::plug(&input("outer", OUTER), &plugs).unwrap();
    let sandbox = folder(&[("ops.wat", &ops), ("middle.wat", MIDDLE)]);
    sandbox.write("whole.wasm", whole.bytes);
    let mut command = std::process::Command::new(wasmtime);
    command.args(["run", "--invoke", "f(20)", "whole.wasm"]);
    let expected = run(command.current_dir(sandbox.path()));
    let args = [
        "--plug",
        "ops.wat",
        "--plug",
        "middle.wat",
        "--invoke",
        "f(20)",
    ];
    let outcome = sandbox.run_image(OUTER, &args);
    assert_eq!(outcome.success(), expected.success());
}
