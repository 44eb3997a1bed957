//! What `wasmc` says when it cannot do what it is asked to: one message, exit code 1, and the
//! folder as it was.

mod common;

use common::{Sandbox, example, run, run_with_input};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The smallest program.
const EMPTY_PROGRAM: &str = "(module (func (export \"_start\")))";

/// Runs `wasmc` with these arguments and expects it to fail with one message that has all parts.
#[track_caller]
fn refused(sandbox: &Sandbox, args: &[&str], parts: &[&str]) -> String {
    let before = sandbox.names();
    let outcome = run(sandbox.wasmc(args));
    assert_eq!(outcome.stdout, "");
    let message = outcome.fails(1);
    check_message(&message, parts);
    assert_eq!(sandbox.names(), before, "something was left behind");
    message
}

#[track_caller]
fn check_message(message: &str, parts: &[&str]) {
    assert!(message.starts_with("wasmc: error: "), "{message}");
    assert_eq!(message.matches("wasmc: error").count(), 1, "{message}");
    for part in parts {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
    assert!(!message.contains("panicked"), "{message}");
}

/// The same for a module, as text.
#[track_caller]
fn module_refused(text: &str, parts: &[&str]) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", text);
    refused(&sandbox, &["input.wat", "-o", "output"], parts)
}

/// The same for a module, as bytes.
#[track_caller]
fn bytes_refused(bytes: &[u8], parts: &[&str]) -> String {
    let sandbox = Sandbox::new();
    sandbox.write("input.wasm", bytes);
    refused(&sandbox, &["input.wasm", "-o", "output"], parts)
}

#[test]
fn branch_protection_of_a_target_that_has_none() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", EMPTY_PROGRAM);
    for emit in ["exe", "asm"] {
        refused(
            &sandbox,
            &[
                "input.wat",
                "--target=x86_64",
                "--emit",
                emit,
                "-C",
                "branch-protection=bti",
            ],
            &["-C branch-protection is for aarch64"],
        );
    }
}

#[test]
fn missing_file() {
    let sandbox = Sandbox::new();
    refused(
        &sandbox,
        &["no.wasm"],
        &["cannot read `no.wasm`", "No such file or directory"],
    );
}

#[test]
fn folder_as_input() {
    let sandbox = Sandbox::new();
    refused(&sandbox, &["."], &["cannot read `.`", "Is a directory"]);
}

#[test]
fn empty_file() {
    bytes_refused(b"", &["input.wasm: the file is empty"]);
}

#[test]
fn empty_standard_input() {
    let sandbox = Sandbox::new();
    let outcome = run_with_input(sandbox.wasmc(["-", "-o", "output"]), b"");
    check_message(&outcome.fails(1), &["<stdin>: the file is empty"]);
    assert!(sandbox.names().is_empty());
}

#[test]
fn not_wasm() {
    bytes_refused(
        b"\x7fELF\x02\x01\x01",
        &["input.wasm: not a WebAssembly module"],
    );
    bytes_refused(
        b"hello, I am a text",
        &["input.wasm: not a WebAssembly module"],
    );
    bytes_refused(
        b"\x89PNG\r\n\x1a\n",
        &["input.wasm: not a WebAssembly module"],
    );
}

#[test]
fn truncated() {
    let whole = wat::parse_str(example("hello.wat")).unwrap();
    for len in 1..whole.len() {
        // A cut between two sections leaves a module, if one that lacks something.
        let sandbox = Sandbox::new();
        sandbox.write("input.wasm", &whole[..len]);
        let outcome = run(sandbox.wasmc(["input.wasm", "-o", "output"]));
        if outcome.code != Some(0) {
            check_message(&outcome.fails(1), &["input.wasm: "]);
            assert_eq!(sandbox.names(), ["input.wasm"]);
        }
    }
    bytes_refused(&whole[..whole.len() / 2], &["truncated", "at offset 0x"]);
    bytes_refused(&whole[..6], &["truncated", "at offset 0x"]);
}

#[test]
fn malformed() {
    let mut bytes = wat::parse_str(EMPTY_PROGRAM).unwrap();
    bytes[4] = 9;
    bytes_refused(&bytes, &["input.wasm: ", "version", "at offset 0x"]);
}

#[test]
fn invalid_names_function_and_offset() {
    let text =
        "(module (func) (func $broken (result i32) (i64.const 7)) (func (export \"_start\")))";
    let binary = wat::parse_str(text).unwrap();
    // The body: its size, no locals, i64.const 7, end, at which the types do not match.
    let body = [4, 0, 0x42, 7, 0x0b];
    let at = binary
        .windows(body.len())
        .position(|window| window == body)
        .unwrap();
    let offset = format!("at offset 0x{:x}", at + 4);
    module_refused(
        text,
        &[
            "input.wat: invalid module",
            "`broken`",
            "type mismatch",
            &offset,
        ],
    );
}

#[test]
fn invalid_function_without_a_name() {
    let text = "(module (func) (func (result i32)) (func (export \"_start\")))";
    module_refused(text, &["invalid module", "func[1]", "at offset 0x"]);
}

#[test]
fn invalid_text_says_line_and_column() {
    module_refused(
        "(module\n  (func (i32.cosnt 1)))",
        &["input.wat:2:10", "i32.cosnt"],
    );
    module_refused("(module", &["input.wat:1:8"]);
    module_refused("(module (func $f) (func $f))", &["input.wat:1:25"]);
}

#[test]
fn text_that_is_not_utf8() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", b"(module (data \"\xff\"))");
    refused(&sandbox, &["input.wat"], &["input.wat", "utf-8"]);
}

#[test]
fn a_memory_that_no_image_can_have() {
    let message = &[
        "not supported",
        "a memory of more than 32 GiB",
        "at offset 0x",
    ];
    module_refused(
        "(module (memory i64 0x80001) (func (export \"_start\")))",
        message,
    );
    let pages = "(module (memory i64 0x800000001 (pagesize 1)) (func (export \"_start\")))";
    module_refused(pages, message);
}

#[test]
fn an_argument_cannot_be_a_reference_that_is_never_null() {
    let sandbox = Sandbox::new();
    let text = "(module (func (export \"f\") (param (ref func))))";
    sandbox.write("input.wat", text.as_bytes());
    let args = ["input.wat", "--invoke", "f", "null"];
    refused(&sandbox, &args, &["`f`", "never null", "(ref func)"]);
}

#[test]
fn unknown_import_lists_what_is_provided() {
    let text = "(module (import \"env\" \"log\" (func)) (func (export \"_start\")))";
    module_refused(
        text,
        &[
            "input.wat: unknown import: `env.log`",
            "wasi_snapshot_preview1",
            "--preload env=FILE",
            "--allow-unknown-imports",
        ],
    );
    let text =
        "(module (import \"wasi_snapshot_preview1\" \"fd_fly\" (func)) (func (export \"_start\")))";
    module_refused(
        text,
        &[
            "unknown import: `wasi_snapshot_preview1.fd_fly`",
            "fd_write",
            "path_open",
        ],
    );
}

#[test]
fn unknown_imports_are_grouped_by_the_host_that_they_tell_of() {
    let text = "(module
        (import \"wasi_snapshot_preview1\" \"fd_write\" (func (param i32 i32 i32 i32) (result i32)))
        (import \"env\" \"one\" (func)) (import \"env\" \"two\" (func))
        (import \"wbg\" \"__wbg_log_1\" (func)) (import \"wasi_snapshot_preview1\" \"sock_open\" (func))
        (import \"env\" \"emscripten_1\" (func)) (import \"env\" \"emscripten_2\" (func))
        (import \"env\" \"emscripten_3\" (func)) (import \"env\" \"emscripten_4\" (func))
        (import \"env\" \"emscripten_5\" (func)) (import \"env\" \"emscripten_6\" (func))
        (func (export \"_start\")))";
    module_refused(
        text,
        &[
            "unknown import: `env.one` (a function): nothing provides the module `env`",
            "\n  10 imports are unknown:\n",
            "\n    JavaScript, by Emscripten (build with -sSTANDALONE_WASM): env.emscripten_1, \
             env.emscripten_2, env.emscripten_3, env.emscripten_4, and 2 more\n",
            "\n    JavaScript, by wasm-bindgen (build for wasm32-wasip1): wbg.__wbg_log_1\n",
            "\n    sockets beyond WASI preview 1, of WasmEdge or Wasmer: \
             wasi_snapshot_preview1.sock_open\n",
            "\n    of other modules: env.one, env.two\n",
        ],
    );
}

#[test]
fn unknown_imports_are_refused_before_bodies_are_read() {
    let text = |import: &str| {
        format!(
            "(module {import} (func $wrong (result i32) (i64.const 0)) (func (export \"_start\")))"
        )
    };
    module_refused(&text(""), &["invalid module in function `wrong`"]);
    module_refused(
        &text("(import \"env\" \"log\" (func))"),
        &["unknown import: `env.log`"],
    );
    // What cannot be read at all has no imports.
    let mut cut = wat::parse_str(text("(import \"env\" \"log\" (func))")).unwrap();
    cut.truncate(cut.len() - 8);
    bytes_refused(&cut, &["input.wasm: the file is truncated"]);
}

#[test]
fn unknown_import_that_is_no_function() {
    // There is nothing that a memory could be replaced by.
    let sandbox = Sandbox::new();
    sandbox.write(
        "input.wat",
        "(module (import \"env\" \"memory\" (memory 1)) (func (export \"_start\")))",
    );
    refused(
        &sandbox,
        &["input.wat", "--allow-unknown-imports"],
        &["unknown import: `env.memory`"],
    );
}

#[test]
fn import_of_the_wrong_type() {
    let text = "(module (import \"wasi_snapshot_preview1\" \"fd_write\" (func (param i64)))
        (func (export \"_start\")))";
    module_refused(
        text,
        &[
            "incompatible import type",
            "wasi_snapshot_preview1.fd_write",
            "i64",
        ],
    );
}

#[test]
fn import_with_other_indices_or_pages() {
    let exported = [
        "(memory (export \"it\") 1)",
        "(memory (export \"it\") i64 1)",
        "(memory (export \"it\") 1 (pagesize 1))",
        "(table (export \"it\") 1 funcref)",
        "(table (export \"it\") i64 1 funcref)",
    ];
    let imported = [
        ("(memory 1)", "a memory 1.."),
        ("(memory i64 1)", "a memory i64 1.."),
        ("(memory 1 (pagesize 1))", "a memory 1.. with pages of 1"),
        ("(table 1 funcref)", "a table 1.. funcref"),
        ("(table i64 1 funcref)", "a table i64 1.. funcref"),
    ];
    for (at, provider) in exported.into_iter().enumerate() {
        for (position, (wanted, words)) in imported.into_iter().enumerate() {
            let sandbox = Sandbox::new();
            sandbox.write("library.wat", format!("(module {provider})"));
            let text =
                format!("(module (import \"a\" \"it\" {wanted}) (func (export \"_start\")))");
            sandbox.write("input.wat", text);
            let args = ["input.wat", "--preload", "a=library.wat"];
            if at == position {
                run(sandbox.wasmc(args)).success();
            } else if matches!((at, position), (0..3, 0..3) | (3.., 3..)) {
                let said = format!("imported as {words}, but provided as {}", imported[at].1);
                refused(&sandbox, &args, &["incompatible import type", &said]);
            }
        }
    }
}

#[test]
fn allowed_unknown_import_traps_when_called() {
    let sandbox = Sandbox::new();
    let text = "(module
        (import \"env\" \"log\" (func $log (param i32) (result i64)))
        (import \"env\" \"unused\" (func))
        (func $main (export \"_start\") (drop (call $log (i32.const 1)))))";
    let outcome = sandbox.run_image(text, &["--allow-unknown-imports"]);
    let report = outcome.fails(134);
    assert!(
        report.starts_with("wasm trap: unknown import called: env.log\n"),
        "{report}"
    );
    assert!(report.contains("\n    at main (0x"), "{report}");
}

#[test]
fn missing_start_lists_exports() {
    let text = "(module
        (func (export \"add\") (param i32 i32) (result i32) (i32.const 0))
        (func (export \"run\"))
        (memory (export \"memory\") 1))";
    module_refused(text, &["input.wat", "_start", "add", "run", "--invoke"]);
    module_refused("(module)", &["input.wat", "_start"]);
}

#[test]
fn start_of_the_wrong_type() {
    module_refused(
        "(module (func (export \"_start\") (param i32)))",
        &["input.wat", "_start"],
    );
    module_refused(
        "(module (memory (export \"_start\") 1))",
        &["input.wat", "_start"],
    );
}

#[test]
fn invoked_export_is_missing() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", "(module (func (export \"fib\")))");
    refused(
        &sandbox,
        &["input.wat", "--invoke", "fob"],
        &["input.wat", "fob", "fib"],
    );
}

#[test]
fn component_without_code() {
    module_refused(
        "(component)",
        &["there is nothing to compile", "no module is instantiated"],
    );
}

#[test]
fn broken_preload() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", EMPTY_PROGRAM);
    sandbox.write("library.wat", "(module (func $bad (result i32)))");
    let args = ["input.wat", "--preload", "library=library.wat"];
    refused(&sandbox, &args, &["library.wat: invalid module", "`bad`"]);
    refused(
        &sandbox,
        &["input.wat", "--preload", "a=no.wat"],
        &["cannot read `no.wat`"],
    );
    refused(&sandbox, &["-", "--preload", "a=-"], &["standard input"]);
}

#[test]
fn output_that_cannot_be_written() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", EMPTY_PROGRAM);
    fs::create_dir(sandbox.path().join("folder")).unwrap();
    for (output, reason) in [
        ("missing/output", "No such file or directory"),
        ("input.wat/output", "Not a directory"),
        ("folder", "it is a directory"),
        ("/proc/output", "No such file or directory"),
    ] {
        refused(
            &sandbox,
            &["input.wat", "-o", output],
            &[&format!("cannot write `{output}`"), reason],
        );
    }
    // The name that is taken where none is given.
    fs::create_dir(sandbox.path().join("input")).unwrap();
    refused(
        &sandbox,
        &["input.wat"],
        &["cannot write `input`: it is a directory"],
    );
}

#[test]
fn output_folder_without_permission() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", EMPTY_PROGRAM);
    let folder = sandbox.path().join("folder");
    fs::create_dir(&folder).unwrap();
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(folder.join("probe"), "").is_ok() {
        eprintln!("left out: this user may write everywhere");
        return;
    }
    refused(
        &sandbox,
        &["input.wat", "-o", "folder/output"],
        &["Permission denied"],
    );
}

#[test]
fn input_is_not_overwritten() {
    let sandbox = Sandbox::new();
    let input = sandbox.write("input.wat", EMPTY_PROGRAM);
    refused(
        &sandbox,
        &["input.wat", "-o", "./input.wat"],
        &["both input and output"],
    );
    assert_eq!(fs::read_to_string(input).unwrap(), EMPTY_PROGRAM);
}

#[test]
fn full_device() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", EMPTY_PROGRAM);
    refused(
        &sandbox,
        &["input.wat", "-o", "/dev/full"],
        &["`/dev/full`", "No space left on device"],
    );
    // Standard output, likewise.
    let full = fs::OpenOptions::new()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = sandbox.wasmc(["input.wat", "--emit", "clif"]);
    let outcome = run(command.stdout(full));
    check_message(
        &outcome.fails(1),
        &["standard output", "No space left on device"],
    );
}

#[test]
fn limit_on_file_sizes_left_half_an_output() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", EMPTY_PROGRAM);
    let before = sandbox.names();
    // One block, of 512 or 1024 bytes: less than any image.
    let mut command = sandbox.command("sh");
    command.args(["-c", "ulimit -f 1; exec \"$0\" input.wat -o output"]);
    command.arg(env!("CARGO_BIN_EXE_wasmc"));
    check_message(&run(command).fails(1), &["`output`", "File too large"]);
    assert_eq!(sandbox.names(), before);
}

#[test]
fn full_disk() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", EMPTY_PROGRAM);
    let disk = sandbox.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=4k", "tmpfs"])
        .arg(&disk)
        .stderr(Stdio::null())
        .status();
    if !mount.is_ok_and(|status| status.success()) {
        eprintln!("left out: this user may not mount a file system");
        return;
    }
    fs::write(disk.join("output"), "the old one").unwrap();
    let outcome = run(sandbox.wasmc(["input.wat", "-o", "disk/output"]));
    let left = fs::read_dir(&disk).unwrap().count();
    let old = fs::read_to_string(disk.join("output")).unwrap();
    assert!(
        Command::new("umount")
            .arg(&disk)
            .status()
            .unwrap()
            .success()
    );
    check_message(
        &outcome.fails(1),
        &["disk/output`", "No space left on device"],
    );
    assert_eq!(old, "the old one");
    assert_eq!(left, 1);
}

#[test]
fn closed_pipe_ends_quietly() {
    let sandbox = Sandbox::new();
    // More than a pipe holds.
    let functions: String = (0..2000)
        .map(|_| "(func (param i32) (result i32) (local.get 0))")
        .collect();
    sandbox.write(
        "input.wat",
        format!("(module {functions} (func (export \"_start\")))"),
    );
    let mut command = sandbox.wasmc(["input.wat", "--emit", "clif"]);
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let outcome: common::Outcome = child.wait_with_output().unwrap().into();
    assert_eq!(outcome.success(), "");
}

/// Sends a signal in the middle of a long compile. A compile that ends before the signal arrives shows
/// nothing: it is tried again with a larger input.
fn interrupted(signal: &str, number: i32) {
    let interrupted = [150, 300, 600]
        .iter()
        .any(|&functions| interrupt(functions, signal, number));
    assert!(interrupted, "every compile ended before the signal");
}

/// Sends a signal while this many functions are compiled; returns whether it came in time.
fn interrupt(functions: usize, signal: &str, number: i32) -> bool {
    let sandbox = Sandbox::new();
    let step =
        "(local.set 0 (i32.mul (i32.add (local.get 0) (i32.load (local.get 1))) (local.get 1)))";
    let body = step.repeat(4000);
    let functions =
        format!("(func (param i32 i32) (result i32) {body} (local.get 0))").repeat(functions);
    sandbox.write(
        "input.wat",
        format!("(module (memory 1) {functions} (func (export \"_start\")))"),
    );
    sandbox.write("output", "the old one");
    // A script's background process inherits that SIGINT is ignored, and so would `wasmc`.
    let mut command = sandbox.command("env");
    command.args([
        &format!("--default-signal={signal}"),
        env!("CARGO_BIN_EXE_wasmc"),
        "input.wat",
        "-o",
        "output",
    ]);
    let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
    while !catches(child.id(), number) && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    std::thread::sleep(Duration::from_millis(300));
    let mut kill = Command::new("sh");
    kill.args(["-c", &format!("kill -{signal} {}", child.id())]);
    if child.try_wait().unwrap().is_none() {
        // It may end now, but its number stays its own until it is waited for.
        assert!(kill.status().unwrap().success());
    }
    let status = child.wait().unwrap();
    if status.success() {
        return false;
    }
    assert_eq!(status.signal(), Some(number), "{status}");
    assert_eq!(sandbox.names(), ["input.wat", "output"]);
    assert_eq!(
        fs::read_to_string(sandbox.path().join("output")).unwrap(),
        "the old one"
    );
    true
}

/// Whether a process has a handler for a signal (proc_pid_status(5)).
fn catches(process: u32, signal: i32) -> bool {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("SigCgt:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask >> (signal - 1) & 1 != 0)
}

#[test]
fn interrupt_leaves_nothing() {
    interrupted("INT", 2);
}

#[test]
fn termination_leaves_nothing() {
    interrupted("TERM", 15);
}

#[test]
fn misspelt_commands() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", EMPTY_PROGRAM);
    for (args, command) in [
        (&["completion", "bash"][..], "completions"),
        (&["completion"], "completions"),
        (&["imgae", "input.wat", "-t", "me/app"], "image"),
        (&["inspct", "input.wat"], "inspect"),
        (&["mna"], "man"),
    ] {
        let message = run(sandbox.wasmc(args)).fails(2);
        let wanted = format!(
            "`{}` is neither a file nor a command; a similar command is `{command}`",
            args[0]
        );
        assert!(message.contains(&wanted), "{message}");
        assert_eq!(message.matches("error:").count(), 1, "{message}");
    }
    // A file of that name is an input.
    sandbox.write("imgae", EMPTY_PROGRAM);
    run(sandbox.wasmc(["imgae", "-o", "output"])).success();
}

#[test]
fn wrong_command_lines() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", EMPTY_PROGRAM);
    for (args, part) in [
        (&["-v"][..], "<INPUT>"),
        (&["input.wat", "surplus"], "--invoke"),
        (
            &["input.wat", "--emit", "elf"],
            "exe, obj, clif, clif=optimized, asm",
        ),
        (&["input.wat", "--target", "vax"], "x86_64"),
        (&["input.wat", "-march=vax"], "x86-64-v3"),
        (&["input.wat", "-O7"], "0, 1, 2, 3, s"),
        (
            &["input.wat", "-C", "memory=maybe"],
            "`guard` and `checked`",
        ),
        (&["input.wat", "-C", "colour=red"], "relocation-model"),
        (&["input.wat", "-C", "stack-size=5"], "at least"),
        (
            &["input.wat", "-C", "without=everything"],
            "there are inline, wide-product, narrow-product, bytes, high-product, latch, address, widen, schedule, relax, dispatch",
        ),
        (&["input.wat", "--threads", "0"], "1..="),
        (&["input.wat", "--preload", "bench"], "NAME=FILE"),
        (&["input.wat", "--dir", "::guest"], "HOST[::GUEST][::ro]"),
        (&["input.wat", "--env", "=value"], "NAME=VALUE"),
        (&["input.wat", "--max-memory", "much"], "K, M or G"),
        (&["input.wat", "--nonsense"], "--nonsense"),
    ] {
        let message = run(sandbox.wasmc(args)).fails(2);
        assert!(message.contains(part), "`{part}` is not in: {message}");
        assert_eq!(sandbox.names(), ["input.wat"]);
    }
}

#[test]
fn missing_runtime_says_what_to_install() {
    let version = run(Sandbox::new().wasmc(["--version"])).success();
    if !version.contains("aarch64-unknown-linux-gnu (") {
        eprintln!("left out: this build has the runtime of every target");
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", EMPTY_PROGRAM);
    refused(
        &sandbox,
        &["input.wat", "--target", "aarch64"],
        &[
            "aarch64",
            "rustup target add aarch64-unknown-linux-gnu",
            "libstd-rust-web-dev:arm64",
        ],
    );
}
