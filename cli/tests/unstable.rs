//! Snapshot 0 of WASI, `wasi_unstable`: the names of preview 1, some with other numbers and layouts.

mod common;

use common::{Machine, Sandbox, run};
use std::fs;
use std::time::Instant;
use wasmc_tests::limit::HANG;

/// Runs the export `run` of a module that imports these functions; what it returned.
fn invoke(machine: &Machine, sandbox: &Sandbox, imports: &str, body: &str) -> String {
    let text = format!(
        "(module {imports}
           (memory (export \"memory\") 1)
           (data (i32.const 0) \"file\")
           {body})"
    );
    let image = machine.image(sandbox, &text, &["--invoke", "run", "--dir", "."]);
    run(machine.command(sandbox, &image)).success()
}

fn on_both_targets(test: fn(&Machine)) {
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, test);
    }
}

const OPEN: &str = "(import \"wasi_unstable\" \"path_open\"
    (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))";

/// Opens `file` for reading as descriptor 4.
const OPENED: &str = "(drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4)
    (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16)))";

#[test]
fn seek_counts_from_the_current_position_first() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        sandbox.write("file", "0123456789");
        let imports = format!(
            "{OPEN} (import \"wasi_unstable\" \"fd_seek\"
               (func $seek (param i32 i64 i32 i32) (result i32)))"
        );
        let body = format!(
            "(func $to (param i64 i32) (result i64)
               (drop (call $seek (i32.const 4) (local.get 0) (local.get 1) (i32.const 24)))
               (i64.load (i32.const 24)))
             (func (export \"run\") (result i64 i64 i64 i64 i32)
               {OPENED}
               (call $to (i64.const 3) (i32.const 2))
               (call $to (i64.const 4) (i32.const 0))
               (call $to (i64.const -1) (i32.const 1))
               (call $to (i64.const 2) (i32.const 2))
               (call $seek (i32.const 4) (i64.const 0) (i32.const 3) (i32.const 24)))"
        );
        // From the start, from there, from the end, from the start again; an unknown `whence`.
        assert_eq!(
            invoke(machine, &sandbox, &imports, &body),
            "3\n7\n9\n2\n28\n"
        );
    });
}

#[test]
fn filestat_has_short_link_counts() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let file = sandbox.write("file", "0123456789");
        fs::hard_link(&file, sandbox.path().join("other")).unwrap();
        let imports = format!(
            "{OPEN}
             (import \"wasi_unstable\" \"fd_filestat_get\" (func $fd (param i32 i32) (result i32)))
             (import \"wasi_unstable\" \"path_filestat_get\"
               (func $path (param i32 i32 i32 i32 i32) (result i32)))"
        );
        // The type, the links, the size; the time of the last change of status is not 0, and
        // nothing is written behind it.
        let fields =
            "(i32.load8_u (i32.const 80)) (i32.load (i32.const 84)) (i64.load (i32.const 88))
            (i64.eqz (i64.load (i32.const 112))) (i64.load (i32.const 120))";
        let body = format!(
            "(func (export \"run\") (result i32 i32 i32 i64 i32 i64 i32 i32 i32 i64 i32 i64)
               {OPENED}
               (i64.store (i32.const 120) (i64.const 77))
               (call $fd (i32.const 4) (i32.const 64))
               {fields}
               (memory.fill (i32.const 64) (i32.const 0) (i32.const 56))
               (call $path (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 64))
               {fields})"
        );
        let once = "0\n4\n2\n10\n0\n77\n";
        assert_eq!(invoke(machine, &sandbox, &imports, &body), once.repeat(2));
    });
}

#[test]
fn poll_has_clocks_with_identifiers() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        sandbox.write("file", "0123456789");
        let imports = format!(
            "{OPEN} (import \"wasi_unstable\" \"poll_oneoff\"
               (func $poll (param i32 i32 i32 i32) (result i32)))"
        );
        // Two clocks of 10 seconds and of 50 ms, 56 bytes each, then with the file.
        let body = format!(
            "(func $clock (param $at i32) (param $user i64) (param $time i64)
               (i64.store (local.get $at) (local.get $user))
               (i64.store offset=16 (local.get $at) (i64.const -1))
               (i32.store offset=24 (local.get $at) (i32.const 1))
               (i64.store offset=32 (local.get $at) (local.get $time)))
             (func (export \"run\") (result i32 i32 i64 i32 i32 i64 i32)
               {OPENED}
               (call $clock (i32.const 1024) (i64.const 5) (i64.const 1000000000000))
               (call $clock (i32.const 1080) (i64.const 6) (i64.const 50000000))
               (call $poll (i32.const 1024) (i32.const 2048) (i32.const 2) (i32.const 32))
               (i32.load (i32.const 32))
               (i64.load (i32.const 2048))
               (i64.store (i32.const 1136) (i64.const 7))
               (i32.store8 (i32.const 1144) (i32.const 1))
               (i32.store (i32.const 1152) (i32.const 4))
               (call $clock (i32.const 1080) (i64.const 6) (i64.const 1000000000000))
               (call $poll (i32.const 1024) (i32.const 2048) (i32.const 3) (i32.const 32))
               (i32.load (i32.const 32))
               (i64.load (i32.const 2048))
               (i32.load (i32.const 2064)))"
        );
        let start = Instant::now();
        let got = invoke(machine, &sandbox, &imports, &body);
        assert_eq!(got, "0\n1\n6\n0\n1\n7\n10\n");
        assert!(start.elapsed() < HANG);
    });
}

#[test]
fn what_does_not_differ_is_preview_1() {
    let text = common::example("hello.wat").replace("wasi_snapshot_preview1", "wasi_unstable");
    assert!(text.contains("wasi_unstable"));
    assert_eq!(
        Sandbox::new().run_image(&text, &[]).success(),
        "Hello, world!\n"
    );
}

#[test]
fn accepting_is_younger() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "old.wat",
        "(module (import \"wasi_unstable\" \"sock_accept\" (func (param i32 i32 i32) (result i32)))
           (func (export \"_start\")))",
    );
    let message = run(sandbox.wasmc(["old.wat"])).fails(1);
    assert!(
        message.contains("unknown import: `wasi_unstable.sock_accept`"),
        "{message}"
    );
}
