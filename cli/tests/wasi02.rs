//! WASI 0.2: what components get from its functions, and what becomes of hostile arguments.

mod common;

use common::{Machine, Outcome, Sandbox, run, run_with_input};
use std::fs;
use std::time::{Duration, Instant};
use wasmc_abi::wasi02::HostFunction;
use wasmc_tests::component_text::{self as component, AT_16384, function};

const INPUT_STREAM: &str = "wasi:io/streams/input-stream";
const POLLABLE: &str = "wasi:io/poll/pollable";
const DESCRIPTOR: &str = "wasi:filesystem/types/descriptor";

fn streams(name: &str) -> &'static HostFunction {
    function("wasi:io/streams", &format!("[method]{name}"))
}

fn files(name: &str) -> &'static HostFunction {
    function(
        "wasi:filesystem/types",
        &format!("[method]descriptor.{name}"),
    )
}

fn stdin() -> &'static HostFunction {
    function("wasi:cli/stdin", "get-stdin")
}

fn stdout() -> &'static HostFunction {
    function("wasi:cli/stdout", "get-stdout")
}

/// A command whose `run` has this body, with locals `$a`, `$b` and `$n`.
fn command(functions: &[&HostFunction], drops: &[&str], body: &str) -> String {
    let code = format!(
        "(func (export \"run\") (result i32) (local $a i32) (local $b i32) (local $n i32) {body})"
    );
    component::command(functions, drops, AT_16384, &code)
}

/// Runs a command with this body on a machine.
#[track_caller]
fn outcome(machine: &Machine, functions: &[&HostFunction], drops: &[&str], body: &str) -> Outcome {
    machine.run_image(&command(functions, drops, body), &[])
}

/// Asserts that a command with this body ends by this trap.
#[track_caller]
fn traps(
    machine: &Machine,
    functions: &[&HostFunction],
    drops: &[&str],
    body: &str,
    message: &str,
) {
    let text = outcome(machine, functions, drops, body).fails(134);
    let first = text.lines().next().unwrap_or_default();
    assert_eq!(first, format!("wasm trap: {message}"));
}

/// Runs a test on both platforms.
fn on_both(test: fn(&Machine)) {
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, test);
    }
}

/// None of them makes the runtime fail: it returns, or traps with a message.
#[test]
fn every_function_can_be_called_with_zeros() {
    on_both(|machine| {
        let sandbox = Sandbox::new();
        for function in wasmc_abi::wasi02::FUNCTIONS {
            let image = machine.image(&sandbox, &component::caller(function), &[]);
            let outcome = run(machine.command(&sandbox, &image));
            match outcome.code {
                Some(0 | 1) => assert_eq!(outcome.stderr, "", "{}", function.name),
                Some(134) => assert!(outcome.stderr.starts_with("wasm trap: "), "{outcome:?}"),
                _ => panic!("{}: {outcome:?}", function.name),
            }
        }
    });
}

#[test]
fn handles_are_checked() {
    on_both(|machine| {
        let drop_twice = "(local.set $a (call $f0)) (call $d0 (local.get $a)) (call $d0 (local.get $a)) i32.const 0";
        traps(
            machine,
            &[stdin()],
            &[INPUT_STREAM],
            drop_twice,
            "unknown handle index: 1",
        );
        traps(
            machine,
            &[stdout(), streams("input-stream.blocking-read")],
            &[],
            "(call $f1 (call $f0) (i64.const 5) (i32.const 64)) i32.const 0",
            "handle index used with the wrong type: 1",
        );
    });
}

#[test]
fn addresses_are_checked() {
    on_both(|machine| {
        let write = streams("output-stream.blocking-write-and-flush");
        for (list, result, message) in [
            ("-1 2", 64, "list content out-of-bounds"),
            ("65535 2", 64, "list content out-of-bounds"),
            (
                "0 4097",
                64,
                "invalid arguments: more bytes than the stream takes at once",
            ),
            ("0 0", 65532, "pointer out of bounds of memory"),
            ("0 0", 65, "unaligned pointer"),
        ] {
            let (at, len) = list.split_once(' ').unwrap();
            let body = format!(
                "(call $f1 (call $f0) (i32.const {at}) (i32.const {len}) (i32.const {result})) i32.const 0"
            );
            traps(machine, &[stdout(), write], &[], &body, message);
        }
        let poll = function("wasi:io/poll", "poll");
        for (at, count, message) in [
            ("0", "0", "invalid arguments: empty poll list"),
            ("2", "1", "unaligned pointer"),
            ("65536", "1", "list content out-of-bounds"),
            ("4", "0x40000001", "list content out-of-bounds"),
            ("0", "1", "unknown handle index: 0"),
        ] {
            let body = format!(
                "(call $f0 (i32.const {at}) (i32.const {count}) (i32.const 64)) i32.const 0"
            );
            traps(machine, &[poll], &[], &body, message);
        }
    });
}

#[test]
fn what_realloc_returns_is_checked() {
    on_both(|machine| {
        let arguments = function("wasi:cli/environment", "get-arguments");
        let code = "(func (export \"run\") (result i32) (call $f0 (i32.const 64)) i32.const 0)";
        for (realloc, message) in [
            ("i32.const 16386", "realloc return: result not aligned"),
            ("i32.const -8", "realloc return: beyond end of memory"),
            ("i32.const 65536", "realloc return: beyond end of memory"),
            ("unreachable", "unreachable"),
        ] {
            let wat = component::command(&[arguments], &[], realloc, code);
            let text = machine.run_image(&wat, &[]).fails(134);
            assert!(
                text.starts_with(&format!("wasm trap: {message}\n")),
                "{text}"
            );
        }
    });
}

#[test]
fn numbers_of_cases_are_checked() {
    on_both(|machine| {
        let create = function("wasi:sockets/tcp-create-socket", "create-tcp-socket");
        // `access-denied` is the first but one.
        let body = "(call $f0 (i32.const 1) (i32.const 64))
        (i32.sub (i32.load8_u (i32.const 64)) (i32.load8_u (i32.const 68)))";
        let outcome = outcome(machine, &[create], &[], body);
        assert_eq!(outcome.success(), "");
        let body = "(call $f0 (i32.const 2) (i32.const 64)) i32.const 0";
        traps(
            machine,
            &[create],
            &[],
            body,
            "invalid variant discriminant",
        );
    });
}

#[test]
fn streams_come_and_go_without_growth() {
    on_both(|machine| {
        let body = "
        (local.set $n (i32.const 100000))
        (loop $again
            (local.set $a (call $f0))
            (local.set $b (call $f1 (local.get $a)))
            (drop (call $f2 (local.get $b)))
            (call $d1 (local.get $b))
            (call $d0 (local.get $a))
            (if (i32.gt_u (local.get $b) (i32.const 2)) (then unreachable))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        i32.const 0";
        let functions = [
            stdin(),
            streams("input-stream.subscribe"),
            function("wasi:io/poll", "[method]pollable.ready"),
        ];
        let wat = command(&functions, &[INPUT_STREAM, POLLABLE], body);
        let outcome = machine.run_image(&wat, &["--max-memory", "128K"]);
        assert_eq!(outcome.success(), "");
    });
}

#[test]
fn a_stream_outlives_its_pollables() {
    on_both(|machine| {
        traps(
            machine,
            &[stdin(), streams("input-stream.subscribe")],
            &[INPUT_STREAM],
            "(local.set $a (call $f0)) (drop (call $f1 (local.get $a))) (call $d0 (local.get $a)) i32.const 0",
            "resource has children",
        );
    });
}

#[test]
fn bytes_pass_from_one_stream_to_another() {
    let sandbox = Sandbox::new();
    let functions = [
        stdin(),
        stdout(),
        streams("input-stream.blocking-read"),
        streams("output-stream.blocking-write-and-flush"),
    ];
    let copies = "
        (local.set $a (call $f0)) (local.set $b (call $f1))
        (block $end (loop $again
            (call $f2 (local.get $a) (i64.const 4096) (i32.const 64))
            (br_if $end (i32.load8_u (i32.const 64)))
            (call $f3 (local.get $b) (i32.load (i32.const 68)) (i32.load (i32.const 72)) (i32.const 96))
            (br_if $end (i32.load8_u (i32.const 96)))
            (br $again)))
        ;; `closed`
        (i32.ne (i32.load8_u (i32.const 68)) (i32.const 1))";
    let splices = "
        (local.set $a (call $f0)) (local.set $b (call $f1))
        (loop $again
            (call $f2 (local.get $b) (local.get $a) (i64.const 100000) (i32.const 64))
            (br_if $again (i32.eqz (i32.load8_u (i32.const 64)))))
        (i32.ne (i32.load8_u (i32.const 72)) (i32.const 1))";
    let splice = [stdin(), stdout(), streams("output-stream.blocking-splice")];
    // Less than a pipe holds.
    let input = b"0123456789abcdef".repeat(2_000);
    for wat in [
        command(&functions, &[], copies),
        command(&splice, &[], splices),
    ] {
        let image = sandbox.image(&wat, &[]);
        let outcome = run_with_input(sandbox.command(image), &input);
        assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        assert!(outcome.stdout.as_bytes() == input);
    }
}

#[test]
fn poll_waits_for_the_first_event() {
    let functions = [
        function("wasi:io/poll", "poll"),
        function("wasi:clocks/monotonic-clock", "subscribe-duration"),
    ];
    let body = "
        (i32.store (i32.const 128) (call $f1 (i64.const 3600000000000)))
        (i32.store (i32.const 132) (call $f1 (i64.const 50000000)))
        (call $f0 (i32.const 128) (i32.const 2) (i32.const 64))
        (i32.or
            (i32.ne (i32.load (i32.const 68)) (i32.const 1))
            (i32.ne (i32.load (i32.load (i32.const 64))) (i32.const 1)))";
    let sandbox = Sandbox::new();
    let image = sandbox.image(&command(&functions, &[], body), &[]);
    let start = Instant::now();
    assert_eq!(run(sandbox.command(image)).success(), "");
    assert!(start.elapsed() >= Duration::from_millis(50));
}

#[test]
fn exit_codes() {
    let sandbox = Sandbox::new();
    let exit = function("wasi:cli/exit", "exit");
    let with_code = function("wasi:cli/exit", "exit-with-code");
    for (function, argument, expected) in [
        (exit, 0, 0),
        (exit, 1, 1),
        (with_code, 7, 7),
        (with_code, 300, 44),
    ] {
        let body = format!("(call $f0 (i32.const {argument})) unreachable");
        let image = sandbox.image(&command(&[function], &[], &body), &[]);
        assert_eq!(run(sandbox.command(image)).code, Some(expected));
    }
}

/// Opens `name` below the first directory, and returns whether that failed, or the code of the error plus 1.
fn opener(name: &str, open_flags: u32, flags: u32) -> String {
    let functions = [
        function("wasi:filesystem/preopens", "get-directories"),
        files("open-at"),
    ];
    let code = format!(
        "(data (i32.const 1024) \"{name}\")
        (func (export \"run\") (result i32)
            (call $f0 (i32.const 64))
            (call $f1 (i32.load (i32.load (i32.const 64))) (i32.const 1) (i32.const 1024) (i32.const {})
                (i32.const {open_flags}) (i32.const {flags}) (i32.const 96))
            (call $f2 (i32.add
                (i32.load8_u (i32.const 96))
                (i32.mul (i32.load8_u (i32.const 96)) (i32.load8_u (i32.const 100)))))
            unreachable)",
        name.len()
    );
    let exit = function("wasi:cli/exit", "exit-with-code");
    component::command(
        &[functions[0], functions[1], exit],
        &[DESCRIPTOR],
        BUMP,
        &code,
    )
}

/// A `realloc` that gives a new place each time.
const BUMP: &str = "(local i32)
    (i32.store (i32.const 8)
        (i32.add
            (local.tee 4 (i32.and (i32.add (i32.add (i32.load (i32.const 8)) (i32.const 32768)) (i32.const 7)) (i32.const -8)))
            (i32.sub (local.get 3) (i32.const 32768))))
    (local.get 4)";

#[test]
fn paths_stay_in_their_directory() {
    /// Codes of errors, plus 1.
    const NO_ENTRY: i32 = 21;
    const NOT_PERMITTED: i32 = 32;
    const READ_ONLY: i32 = 34;
    const CREATE: u32 = 1;
    const WRITE: u32 = 2;
    let sandbox = Sandbox::new();
    fs::create_dir_all(sandbox.path().join("inside/sub")).unwrap();
    sandbox.write("secret", "secret");
    sandbox.write("inside/file", "file");
    std::os::unix::fs::symlink("../secret", sandbox.path().join("inside/link")).unwrap();
    for ways in ["", " --no-openat2"] {
        for (name, open_flags, flags, words, expected) in [
            ("file", 0, 1, "", 0),
            ("sub/../file", 0, 1, "", 0),
            ("missing", 0, 1, "", NO_ENTRY),
            ("../secret", 0, 1, "", NOT_PERMITTED),
            ("sub/../../secret", 0, 1, "", NOT_PERMITTED),
            ("link", 0, 1, "", NOT_PERMITTED),
            ("/etc/passwd", 0, 1, "", NOT_PERMITTED),
            ("new", CREATE, WRITE, "", 0),
            ("file", 0, WRITE, "::ro", READ_ONLY),
            ("other", CREATE, WRITE, "::ro", READ_ONLY),
        ] {
            let image = sandbox.image(&opener(name, open_flags, flags), &[]);
            let mut command = sandbox.command(image);
            command.env("WASMC_OPTS", format!("--dir inside::/{words}{ways}"));
            let outcome = run(command);
            assert_eq!(outcome.code, Some(expected), "{name}{ways}: {outcome:?}");
        }
    }
    assert!(sandbox.path().join("inside/new").is_file());
    assert!(!sandbox.path().join("inside/other").exists());
}
