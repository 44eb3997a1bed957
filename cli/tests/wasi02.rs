//! WASI 0.2: what components get from its functions, and what becomes of hostile arguments.

mod common;

use common::{Machine, Outcome, Sandbox, left_out, run, run_with_input, start};
use std::fs;
use std::io::Read;
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

/// Memory that a process has now, in KiB (proc(5), `smaps_rollup`).
fn resident(process: u32) -> u64 {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).unwrap();
    let mut lines = text.lines();
    let line = lines.find_map(|line| line.strip_prefix("Rss:")).unwrap();
    line.trim_end_matches("kB").trim().parse().unwrap()
}

/// As the kernel counts it; `streams_come_and_go_without_growth` asks the runtime.
#[test]
fn a_process_does_not_grow_with_its_streams_and_pollables() {
    const CYCLES: [u32; 2] = [1_000, 100_000];
    let functions = [
        stdin(),
        stdout(),
        streams("input-stream.subscribe"),
        streams("output-stream.subscribe"),
        function("wasi:clocks/monotonic-clock", "subscribe-duration"),
        function("wasi:io/poll", "[method]pollable.ready"),
        streams("output-stream.blocking-write-and-flush"),
        streams("input-stream.blocking-read"),
    ];
    let drops = [INPUT_STREAM, POLLABLE, "wasi:io/streams/output-stream"];
    let [few, many] = CYCLES.map(|cycles| {
        let body = format!(
            "(local.set $n (i32.const {cycles}))
            (loop $again
                (local.set $a (call $f0)) (local.set $b (call $f2 (local.get $a)))
                (drop (call $f5 (local.get $b))) (call $d1 (local.get $b)) (call $d0 (local.get $a))
                (local.set $a (call $f1)) (local.set $b (call $f3 (local.get $a)))
                (drop (call $f5 (local.get $b))) (call $d1 (local.get $b)) (call $d2 (local.get $a))
                (local.set $b (call $f4 (i64.const 0)))
                (drop (call $f5 (local.get $b))) (call $d1 (local.get $b))
                (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
            (call $f6 (call $f1) (i32.const 0) (i32.const 1) (i32.const 64))
            (call $f7 (call $f0) (i64.const 1) (i32.const 64))
            i32.const 0"
        );
        let sandbox = Sandbox::new();
        let image = sandbox.image(&command(&functions, &drops, &body), &[]);
        let mut child = start(&mut sandbox.command(image));
        // It has written when the loop is over, and waits for its input.
        let mut byte = [0];
        child
            .stdout
            .as_mut()
            .unwrap()
            .read_exact(&mut byte)
            .unwrap();
        let resident = resident(child.id());
        drop(child.stdin.take());
        assert!(child.wait().unwrap().success());
        resident
    });
    assert!(many <= few + 32, "{few} KiB, later {many} KiB");
}

#[test]
fn bytes_are_skipped_and_zeroes_written() {
    let functions = [
        stdin(),
        stdout(),
        streams("input-stream.blocking-skip"),
        streams("input-stream.skip"),
        streams("input-stream.blocking-read"),
        streams("output-stream.check-write"),
        streams("output-stream.write"),
        streams("output-stream.write-zeroes"),
        streams("output-stream.blocking-write-zeroes-and-flush"),
        streams("output-stream.flush"),
        streams("output-stream.splice"),
    ];
    let body = "
        (local.set $a (call $f0)) (local.set $b (call $f1))
        (call $f2 (local.get $a) (i64.const 3) (i32.const 64))
        (if (i64.ne (i64.load (i32.const 72)) (i64.const 3)) (then unreachable))
        (call $f3 (local.get $a) (i64.const 2) (i32.const 64))
        (if (i64.ne (i64.load (i32.const 72)) (i64.const 2)) (then unreachable))
        (call $f10 (local.get $b) (local.get $a) (i64.const 1) (i32.const 64))
        (call $f4 (local.get $a) (i64.const 100) (i32.const 64))
        (call $f5 (local.get $b) (i32.const 96))
        (if (i64.lt_u (i64.load (i32.const 104)) (i64.const 5)) (then unreachable))
        (call $f6 (local.get $b) (i32.load (i32.const 68)) (i32.load (i32.const 72)) (i32.const 96))
        (call $f7 (local.get $b) (i64.const 3) (i32.const 96))
        (call $f8 (local.get $b) (i64.const 2) (i32.const 96))
        (call $f9 (local.get $b) (i32.const 96))
        (i32.load8_u (i32.const 96))";
    let sandbox = Sandbox::new();
    let image = sandbox.image(&command(&functions, &[], body), &[]);
    let outcome = run_with_input(sandbox.command(image), b"0123456789");
    assert_eq!(outcome.success(), "56789\0\0\0\0\0");
}

#[test]
fn errors_of_streams_have_a_text() {
    let functions = [
        stdout(),
        function("wasi:cli/stderr", "get-stderr"),
        streams("output-stream.blocking-write-and-flush"),
        function("wasi:io/error", "[method]error.to-debug-string"),
        function("wasi:filesystem/types", "filesystem-error-code"),
    ];
    // `last-operation-failed`, of which the code is that of `insufficient-space`.
    let body = "
        (call $f2 (call $f0) (i32.const 0) (i32.const 1) (i32.const 64))
        (if (i32.ne (i32.load16_u (i32.const 64)) (i32.const 1)) (then unreachable))
        (if (i32.load8_u (i32.const 68)) (then unreachable))
        (call $f3 (i32.load (i32.const 72)) (i32.const 96))
        (call $f2 (call $f1) (i32.load (i32.const 96)) (i32.load (i32.const 100)) (i32.const 128))
        (call $f4 (i32.load (i32.const 72)) (i32.const 96))
        (i32.ne (i32.load16_u (i32.const 96)) (i32.const 0x1701))";
    let sandbox = Sandbox::new();
    let image = sandbox.image(&command(&functions, &[], body), &[]);
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let outcome = run(sandbox.command(image).stdout(full));
    assert_eq!((outcome.code, &*outcome.stderr), (Some(0), "NOSPC"));
}

#[test]
fn insecure_random_numbers_differ() {
    on_both(|machine| {
        let functions = [
            function("wasi:random/insecure", "get-insecure-random-u64"),
            function("wasi:random/insecure", "get-insecure-random-bytes"),
            function("wasi:random/insecure-seed", "insecure-seed"),
        ];
        let body = "
            (call $f1 (i64.const 16) (i32.const 64))
            (call $f2 (i32.const 96))
            (local.set $a (i32.load (i32.const 64)))
            (i32.or (i32.ne (i32.load (i32.const 68)) (i32.const 16)) (i32.or (i32.or
                (i64.eq (call $f0) (call $f0))
                (i64.eq (i64.load (local.get $a)) (i64.load offset=8 (local.get $a))))
                (i64.eq (i64.load (i32.const 96)) (i64.load (i32.const 104)))))";
        assert_eq!(outcome(machine, &functions, &[], body).success(), "");
    });
}

#[test]
fn files_are_flushed_to_the_disk() {
    let functions = [
        function("wasi:filesystem/preopens", "get-directories"),
        files("open-at"),
        files("sync"),
        files("sync-data"),
    ];
    let body = "
        (call $f0 (i32.const 64))
        (call $f1 (i32.load (i32.load (i32.const 64))) (i32.const 0) (i32.const 1024) (i32.const 4)
            (i32.const 0) (i32.const 2) (i32.const 96))
        (local.set $a (i32.load (i32.const 100)))
        (call $f2 (local.get $a) (i32.const 128))
        (call $f3 (local.get $a) (i32.const 136))
        (i32.or (i32.load8_u (i32.const 96)) (i32.or (i32.load8_u (i32.const 128)) (i32.load8_u (i32.const 136))))";
    let code = format!(
        "(data (i32.const 1024) \"file\") (func (export \"run\") (result i32) (local $a i32) {body})"
    );
    let sandbox = Sandbox::new();
    sandbox.write("file", "text");
    let image = sandbox.image(
        &component::command(&functions, &[DESCRIPTOR], BUMP, &code),
        &["--dir", "."],
    );
    let mut strace = sandbox.command("strace");
    strace
        .args(["-qq", "-e", "trace=fsync,fdatasync"])
        .arg(image);
    let Ok(output) = strace.output() else {
        return left_out("there is no strace").unwrap_or_default();
    };
    let outcome = Outcome::from(output);
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let calls: Vec<_> = outcome
        .stderr
        .lines()
        .filter_map(|it| it.split_once('('))
        .collect();
    let names: Vec<_> = calls.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["fsync", "fdatasync"], "{}", outcome.stderr);
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
