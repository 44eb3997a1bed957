//! Limits, and ends that come from outside the program.

mod common;

use common::{Machine, Outcome, Sandbox, run};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wasmc_tests::limit::HANG;

/// Loops for ever.
const SPIN: &str = "(module
    (func $spin (loop (br 0)))
    (func $outer (call $spin))
    (memory (export \"memory\") 1)
    (func (export \"_start\") (call $outer)))";

/// Waits in `fd_read` for input that never comes.
const READ: &str = "(module
    (import \"wasi_snapshot_preview1\" \"fd_read\" (func $read (param i32 i32 i32 i32) (result i32)))
    (memory (export \"memory\") 1)
    (data (i32.const 0) \"\\10\\00\\00\\00\\01\\00\\00\\00\")
    (func (export \"_start\")
      (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))))";

/// Waits in `poll_oneoff` for an hour.
const POLL: &str = "(module
    (import \"wasi_snapshot_preview1\" \"poll_oneoff\" (func $poll (param i32 i32 i32 i32) (result i32)))
    (memory (export \"memory\") 1)
    (func (export \"_start\")
      (i32.store (i32.const 16) (i32.const 1))
      (i64.store (i32.const 24) (i64.const 3600000000000))
      (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))))";

/// Opens `file` in descriptor 3 until that fails, and ends with the number of the error plus 100
/// times the number that it would have got.
const OPEN: &str = "(module
    (import \"wasi_snapshot_preview1\" \"path_open\"
      (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))
    (memory (export \"memory\") 1)
    (data (i32.const 0) \"file\")
    (func (export \"_start\") (local $errno i32)
      (loop $again
        (local.set $errno (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4)
          (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16)))
        (br_if $again (i32.eqz (local.get $errno))))
      (call $exit (i32.add (local.get $errno)
        (i32.mul (i32.const 10) (i32.load (i32.const 16)))))))";

/// Opens a file until there are no more descriptors, looks at each, and opens one in the middle again;
/// exits with 0 if the last number was 899 and nothing failed.
const OPEN_ALL: &str = "(module
    (import \"wasi_snapshot_preview1\" \"path_open\"
      (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import \"wasi_snapshot_preview1\" \"fd_tell\" (func $tell (param i32 i32) (result i32)))
    (import \"wasi_snapshot_preview1\" \"fd_close\" (func $close (param i32) (result i32)))
    (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))
    (memory (export \"memory\") 1)
    (data (i32.const 0) \"file\")
    (func $next (result i32)
      (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4)
        (i32.const 0) (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 16)))
    (func (export \"_start\") (local $fd i32)
      (loop $again (br_if $again (i32.eqz (call $next))))
      (if (i32.ne (i32.load (i32.const 16)) (i32.const 899)) (then (call $exit (i32.const 1))))
      (local.set $fd (i32.const 4))
      (loop $each
        (if (call $tell (local.get $fd) (i32.const 24)) (then (call $exit (i32.const 2))))
        (local.set $fd (i32.add (local.get $fd) (i32.const 1)))
        (br_if $each (i32.lt_u (local.get $fd) (i32.const 900))))
      (if (call $close (i32.const 500)) (then (call $exit (i32.const 3))))
      (if (call $next) (then (call $exit (i32.const 4))))
      (if (i32.ne (i32.load (i32.const 16)) (i32.const 500)) (then (call $exit (i32.const 5))))))";

/// Runs a command with a standard input that never ends; how it ended, and how long it took.
fn run_long(mut command: Command) -> (Outcome, Duration) {
    let start = Instant::now();
    let mut child = common::start(&mut command);
    let stdin = child.stdin.take();
    let outcome = child.wait_with_output().unwrap().into();
    drop(stdin);
    (outcome, start.elapsed())
}

fn on_both_targets(test: fn(&Machine)) {
    for target in ["x86_64", "aarch64"] {
        Machine::with(target, test);
    }
}

#[test]
fn time_is_limited() {
    on_both_targets(|machine| {
        for (text, frames) in [(SPIN, "at spin"), (READ, "at func["), (POLL, "at func[")] {
            let sandbox = Sandbox::new();
            let image = machine.image(&sandbox, text, &["--timeout", "300ms"]);
            let (outcome, time) = run_long(machine.command(&sandbox, &image));
            assert!(time >= Duration::from_millis(300), "{time:?}");
            assert!(time < HANG, "{time:?}");
            let message = outcome.fails(124);
            assert!(
                message.starts_with("wasmc: timed out after 300 ms (--timeout)\n"),
                "{message}"
            );
            assert!(message.contains(frames), "{message}");
        }
    });
}

#[test]
fn time_is_limited_at_run_time() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(SPIN, &[]);
    let spin = |image: &Path, words: &str| {
        let mut command = sandbox.command(image);
        command.env("WASMC_OPTS", words);
        run_long(command)
    };
    let (outcome, _) = spin(&image, "--timeout 200ms");
    assert!(outcome.fails(124).contains("200 ms"));
    let (outcome, time) = spin(&image, "--timeout 1");
    assert!(outcome.fails(124).contains("1000 ms") && time >= Duration::from_secs(1));
    // The limit can be lowered at run time, never raised.
    let image = sandbox.image(SPIN, &["--timeout", "300ms"]);
    assert!(spin(&image, "--timeout 1h").0.fails(124).contains("300 ms"));
    assert!(
        spin(&image, "--timeout=100ms")
            .0
            .fails(124)
            .contains("100 ms")
    );
    let image = sandbox.image(SPIN, &["--timeout", "300ms", "--locked"]);
    assert!(
        spin(&image, "--timeout 100ms")
            .0
            .fails(124)
            .contains("300 ms")
    );
}

/// Raises the four signals that stop a process, and exits with their errnos' sum, less 200.
const STOP: &str = "(module
    (import \"wasi_snapshot_preview1\" \"proc_raise\" (func $raise (param i32) (result i32)))
    (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))
    (memory (export \"memory\") 1)
    (func (export \"_start\")
      (call $exit (i32.sub
        (i32.add (i32.add (call $raise (i32.const 18)) (call $raise (i32.const 19)))
          (i32.add (call $raise (i32.const 20)) (call $raise (i32.const 21))))
        (i32.const 200)))))";

#[test]
fn a_stop_does_not_evade_the_time_limit() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let image = machine.image(&sandbox, STOP, &["--timeout", "300ms"]);
        let command = machine.command(&sandbox, &image);
        // A process that has stopped is ended by somebody else, or never.
        let mut limited = sandbox.command("timeout");
        limited.args(["--signal=KILL", "60"]);
        limited.arg(command.get_program()).args(command.get_args());
        // Four times NOTSUP.
        assert_eq!(run(limited).fails(4 * 58 - 200), "");
    });
}

#[test]
fn time_that_suffices_changes_nothing() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(&common::example("hello.wat"), &["--timeout", "60"]);
    assert_eq!(run(sandbox.command(image)).success(), "Hello, world!\n");
}

#[test]
fn timeout_holds_while_nobody_reads_the_report() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(SPIN, &["--timeout", "100ms"]);
    // A pipe that is full, and stays full.
    let script = "exec 3<>pipe; (exec dd if=/dev/zero of=pipe bs=65536 count=1 2>/dev/null); \
                  exec ./image 2>pipe";
    run(sandbox.command("mkfifo").arg("pipe")).success();
    let start = Instant::now();
    let status = sandbox.command("sh").args(["-c", script]).status().unwrap();
    assert_eq!(status.code(), Some(124), "{}", image.display());
    assert!(start.elapsed() < HANG);
}

#[test]
fn alarm_of_another_process_is_no_timeout() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(SPIN, &["--timeout", "60"]);
    let outcome = signalled(sandbox.command(&image), "ALRM");
    assert_eq!((outcome.signal, outcome.stderr.as_str()), (Some(14), ""));
}

#[test]
fn nonsense_durations_are_refused() {
    let sandbox = Sandbox::new();
    sandbox.write("spin.wat", SPIN);
    let image = sandbox.image(SPIN, &[]);
    for text in [
        "0",
        "",
        "ten",
        "1.5s",
        "10d",
        "-1",
        "5 s",
        "99999999999999999999",
    ] {
        let message = run(sandbox.wasmc(["spin.wat", &format!("--timeout={text}")])).fails(2);
        assert!(message.contains("duration"), "{text:?}: {message}");
        let mut command = sandbox.command(&image);
        command.env("WASMC_OPTS", format!("'--timeout={text}'"));
        let message = run(command).fails(1);
        assert!(message.contains("is no duration"), "{text:?}: {message}");
    }
}

#[test]
fn many_descriptors_can_be_open() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        sandbox.write("file", "");
        let image = machine.image(&sandbox, OPEN_ALL, &["--dir", ".", "--max-fds", "900"]);
        assert_eq!(run(machine.command(&sandbox, &image)).success(), "");
    });
}

#[test]
fn descriptors_are_limited() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        sandbox.write("file", "");
        let image = machine.image(&sandbox, OPEN, &["--dir", ".", "--max-fds", "7"]);
        let with = |words: &str| {
            let mut command = machine.command(&sandbox, &image);
            command.env("WASMC_OPTS", words);
            run(command)
        };
        // 33 is MFILE; 4, 5 and 6 were opened.
        assert_eq!(with("").fails(33 + 60), "");
        assert_eq!(with("--max-fds 5").fails(33 + 40), "");
        assert_eq!(with("--max-fds 500").fails(33 + 60), "");
        // There is no room for the directory itself.
        let message = with("--max-fds 3").fails(1);
        assert!(message.contains("--max-fds"), "{message}");
    });
}

#[test]
fn memory_limit_is_never_loosened() {
    let text = "(module
        (memory (export \"memory\") 1)
        (func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0))))";
    let sandbox = Sandbox::new();
    let image = sandbox.image(text, &["--invoke", "grow", "--max-memory", "1M"]);
    let grow = |words: &str, pages: &str| {
        let mut command = sandbox.command(&image);
        run(command.arg(pages).env("WASMC_OPTS", words)).success()
    };
    assert_eq!(grow("--max-memory 2M", "16"), "-1\n");
    assert_eq!(grow("--max-memory 2M", "15"), "1\n");
    assert_eq!(grow("--max-memory 512K", "8"), "-1\n");
    assert_eq!(grow("--max-memory 512K", "7"), "1\n");
    let mut command = sandbox.command(&image);
    let message = run(command.arg("0").env("WASMC_OPTS", "--max-memory 1")).fails(1);
    assert!(message.contains("--max-memory"), "{message}");
}

/// Everything that a program makes its image allocate counts, not only its memories.
#[test]
fn tables_exceptions_and_descriptors_count_as_memory() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let grow = |text: &str, delta: u32| {
            let args = ["--invoke", "grow", "--max-memory", "1M"];
            let image = machine.image(&sandbox, text, &args);
            let mut command = machine.command(&sandbox, &image);
            run(command.arg(delta.to_string())).success()
        };
        // A reference has 8 bytes.
        let table = |limits: &str| {
            format!(
                "(module (table {limits} funcref)
                   (func (export \"grow\") (param i32) (result i32)
                     (table.grow (ref.null func) (local.get 0))))"
            )
        };
        assert_eq!(grow(&table("1"), 131_071), "1\n");
        assert_eq!(grow(&table("1"), 131_072), "-1\n");
        assert_eq!(grow(&table("1 0xffffffff"), 200_000_000), "-1\n");
        // What a table takes is lost to the memory, and the other way round.
        let both = "(module (table 1 externref) (memory 1)
            (func (export \"grow\") (param i32) (result i32 i32 i32)
              (table.grow (ref.null extern) (local.get 0))
              (memory.grow (i32.const 14)) (memory.grow (i32.const 1))))";
        assert_eq!(grow(both, 8191), "1\n1\n-1\n");
        assert_eq!(grow(both, 8192), "1\n-1\n1\n");
        let fails = |text: &str, args: &[&str]| {
            let image = machine.image(&sandbox, text, args);
            run(machine.command(&sandbox, &image))
        };
        let large = "(module (table 200000 funcref) (func (export \"_start\")
            (drop (table.grow (ref.null func) (i32.const 1)))))";
        let message = fails(large, &["--max-memory", "1M"]).fails(1);
        assert!(message.contains("--max-memory"), "{message}");
        // Each of 5000 functions keeps an exception.
        let exceptions = "(module (tag $e)
            (func $keep (param i32) (local exnref)
              (local.set 1 (block (result exnref)
                (try_table (catch_all_ref 0) (throw $e)) (unreachable)))
              (if (local.get 0) (then (call $keep (i32.sub (local.get 0) (i32.const 1)))))
              (block $caught (try_table (catch_all $caught) (throw_ref (local.get 1)))))
            (func (export \"_start\") (call $keep (i32.const 5000))))";
        assert_eq!(fails(exceptions, &["--max-memory", "1M"]).success(), "");
        let message = fails(exceptions, &["--max-memory", "64K"]).fails(1);
        assert!(message.contains("exceptions"), "{message}");
        // NOMEM is 48; the first 32 descriptors lie in the image.
        sandbox.write("file", "");
        let outcome = fails(OPEN, &["--dir", ".", "--max-memory", "64K"]);
        outcome.fails((48 + 10 * 31) % 256);
    });
}

/// Starts a command that waits, sends it a signal, and says how it ended.
fn signalled(mut command: Command, signal: &str) -> Outcome {
    let child = common::start(&mut command);
    kill(child.id(), signal);
    child.wait_with_output().unwrap().into()
}

fn kill(process: u32, signal: &str) {
    // Nothing tells when it has come to where it waits.
    std::thread::sleep(Duration::from_millis(300));
    let status = Command::new("kill")
        .args([&format!("-{signal}"), &process.to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

#[test]
fn signals_end_the_process() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(READ, &[]);
    for (name, number) in [("TERM", 15), ("INT", 2), ("HUP", 1), ("QUIT", 3)] {
        assert_eq!(
            signalled(sandbox.command(&image), name).signal,
            Some(number)
        );
    }
}

/// The number of the one process that another has started.
fn only_child(parent: u32) -> u32 {
    let start = Instant::now();
    loop {
        let list = format!("/proc/{parent}/task/{parent}/children");
        let children = std::fs::read_to_string(list).unwrap();
        if let Ok(child) = children.trim().parse() {
            return child;
        }
        assert!(start.elapsed() < HANG, "{children:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The kernel keeps from the first process of a namespace what it has no handler for.
#[test]
fn signals_end_the_first_process_of_a_namespace() {
    let probe = Command::new("unshare").args(["-rpf", "true"]).output();
    if !probe.is_ok_and(|probe| probe.status.success()) {
        let line = "signals_end_the_first_process_of_a_namespace: left out: \
                    `unshare -rpf` is not allowed here\n";
        io::stderr().write_all(line.as_bytes()).unwrap();
        return;
    }
    // Not emulated: there the emulator is the first process.
    let sandbox = Sandbox::new();
    for text in [READ, SPIN, POLL] {
        let image = sandbox.image(text, &[]);
        for (name, code) in [("TERM", 143), ("INT", 130)] {
            let mut command = sandbox.command("unshare");
            command.args(["-rpf", "--kill-child"]).arg(&image);
            let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
            kill(only_child(child.id()), name);
            assert_eq!(child.wait().unwrap().code(), Some(code));
        }
    }
}

#[test]
fn a_64_bit_memory_takes_the_address_space_that_it_gets() {
    let text = |limits: &str| {
        format!(
            "(module (memory i64 {limits})
               (func (export \"grow\") (param i64) (result i64 i64)
                 (memory.grow (local.get 0)) (memory.size)))"
        )
    };
    // Limits of the memory and of the process, pages to grow by, and the sizes before and after.
    let cases = [
        // All of the 32 GiB.
        ("1", "unlimited", 524_287_u64, "1\n524288\n"),
        ("1", "unlimited", 524_288, "-1\n1\n"),
        // 4 GiB, and as much again as an offset reaches.
        ("1", "16777216", 65_535, "1\n65536\n"),
        ("1", "16777216", 65_536, "-1\n1\n"),
        // The declared maximum.
        ("1 0x20000", "16777216", 0x1_ffff, "1\n131072\n"),
        ("1 0x20000", "16777216", 0x2_0000, "-1\n1\n"),
        // What it begins with.
        ("0x20000", "16777216", 1, "-1\n131072\n"),
    ];
    for (limits, kib, delta, printed) in cases {
        let sandbox = Sandbox::new();
        let image = sandbox.image(&text(limits), &["--invoke", "grow"]);
        let mut command = sandbox.command("sh");
        command.args(["-c", &format!("ulimit -v {kib}; exec \"$0\" {delta}")]);
        command.arg(image);
        assert_eq!(run(command).success(), printed, "{limits} {kib} {delta}");
    }
    let sandbox = Sandbox::new();
    let image = sandbox.image(&text("0x20000"), &["--invoke", "grow"]);
    let mut command = sandbox.command("sh");
    command.args(["-c", "ulimit -v 8388608; exec \"$0\" 1"]);
    let message = run(command.arg(image)).fails(1);
    assert!(message.contains("address space"), "{message}");
}
