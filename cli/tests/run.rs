//! What `wasmc` makes runs, and runs with the rights it was given.

mod common;

use common::{Outcome, Sandbox, example, run, run_with_input};
use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::PathBuf;
use std::process::Stdio;
use wasmc_abi::options as words;

const HELLO: &str = "Hello, world!\n";

/// Prints its arguments (`args`) or its environment (`environ`), each with a NUL behind it.
fn printer(what: &str) -> String {
    format!(
        "(module
           (import \"wasi_snapshot_preview1\" \"{what}_sizes_get\" (func $sizes (param i32 i32) (result i32)))
           (import \"wasi_snapshot_preview1\" \"{what}_get\" (func $get (param i32 i32) (result i32)))
           (import \"wasi_snapshot_preview1\" \"fd_write\" (func $write (param i32 i32 i32 i32) (result i32)))
           (memory (export \"memory\") 2)
           (func (export \"_start\")
             (drop (call $sizes (i32.const 0) (i32.const 4)))
             (drop (call $get (i32.const 1024) (i32.const 65536)))
             (i32.store (i32.const 8) (i32.const 65536))
             (i32.store (i32.const 12) (i32.load (i32.const 4)))
             (drop (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 16)))))"
    )
}

/// What a printer printed.
#[track_caller]
fn strings(outcome: Outcome) -> Vec<String> {
    let text = outcome.success();
    let mut list: Vec<_> = text.split('\0').map(str::to_string).collect();
    assert_eq!(list.pop().as_deref(), Some(""), "{text:?}");
    list
}

#[test]
fn hello() {
    assert_eq!(
        Sandbox::new()
            .run_image(&example("hello.wat"), &[])
            .success(),
        HELLO
    );
}

#[test]
fn imports_of_one_module_stand_together() {
    let text = "(module
      (import \"wasi_snapshot_preview1\"
        (item \"sched_yield\" (func $yield (result i32)))
        (item \"proc_exit\" (func $exit (param i32))))
      (memory (export \"memory\") 0)
      (func (export \"_start\") (call $exit (i32.add (call $yield) (i32.const 7)))))";
    Sandbox::new().run_image(text, &[]).fails(7);
}

#[test]
fn malformed_branch_hints_are_ignored() {
    let hints = [
        r"\ff\ff",
        // No such function, no such instruction, no such value; bytes that are left.
        r"\01\7f\01\00\01\01",
        r"\01\00\01\ff\ff\ff\ff\0f\01\01",
        r"\01\00\01\00\01\02",
        r"\01\00\01\00\01\01\00",
    ];
    for hints in hints {
        let text = format!(
            "(module (@custom \"metadata.code.branch_hint\" (before code) \"{hints}\")
               (memory (export \"memory\") 0)
               (func (export \"_start\") (if (memory.size) (then unreachable))))"
        );
        assert_eq!(
            Sandbox::new().run_image(&text, &[]).success(),
            "",
            "{hints}"
        );
    }
}

#[test]
fn hello_with_every_option() {
    let text = example("hello.wat");
    for options in [
        &["-O0"][..],
        &["-O1"],
        &["-O3"],
        &["-Os"],
        &["-march=compatibility"],
        &["-march", "x86-64-v2"],
        &["-march=native"],
        &["-C", "relocation-model=static"],
        &["-C", "memory=checked"],
        &["-C", "memory-base=register"],
        &["-C", "memory-base=low"],
        &["-C", "spectre-mitigations=on"],
        &["-C", "relaxed-simd=native"],
        &["-C", "wasm=2.0"],
        &["-C", "stack-size=1M"],
        &[
            "-Crelocation-model=static",
            "-Cmemory=checked",
            "-Cmemory-base=register",
        ],
        &["--threads", "1"],
        &["--locked"],
    ] {
        // Where the architecture of this machine has these options at all.
        if cfg!(not(target_arch = "x86_64")) && options[0].starts_with("-march") {
            continue;
        }
        assert_eq!(
            Sandbox::new().run_image(&text, options).success(),
            HELLO,
            "{options:?}"
        );
    }
}

#[test]
fn input_is_told_by_content() {
    let sandbox = Sandbox::new();
    sandbox.write("text.wasm", example("hello.wat"));
    sandbox.write("binary.wat", wat::parse_str(example("hello.wat")).unwrap());
    for input in ["text.wasm", "binary.wat"] {
        run(sandbox.wasmc([input, "-o", "image"])).success();
        assert_eq!(
            run(sandbox.command(sandbox.path().join("image"))).success(),
            HELLO
        );
    }
}

#[test]
fn standard_input() {
    let sandbox = Sandbox::new();
    let text = example("hello.wat");
    for input in [wat::parse_str(&text).unwrap(), text.into_bytes()] {
        run_with_input(sandbox.wasmc(["-", "-o", "image"]), &input).success();
        assert_eq!(
            run(sandbox.command(sandbox.path().join("image"))).success(),
            HELLO
        );
    }
    // Without -o it has the name that compilers have always taken.
    run_with_input(sandbox.wasmc(["-"]), example("hello.wat").as_bytes()).success();
    assert_eq!(
        run(sandbox.command(sandbox.path().join("a.out"))).success(),
        HELLO
    );
}

#[test]
fn standard_output() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", example("hello.wat"));
    let output = sandbox.wasmc(["hello.wat", "-o", "-"]).output().unwrap();
    assert!(output.status.success() && output.stdout.starts_with(b"\x7fELF"));
    run(sandbox.wasmc(["hello.wat", "-o", "hello"])).success();
    assert_eq!(
        output.stdout,
        fs::read(sandbox.path().join("hello")).unwrap()
    );
}

#[test]
fn default_names() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path().join("folder")).unwrap();
    sandbox.write("folder/hello.wat", example("hello.wat"));
    run(sandbox.wasmc(["folder/hello.wat"])).success();
    run(sandbox.wasmc(["folder/hello.wat", "--emit", "obj"])).success();
    assert_eq!(sandbox.names(), ["folder", "hello", "hello.o"]);
    let mode = |name| {
        fs::metadata(sandbox.path().join(name))
            .unwrap()
            .permissions()
            .mode()
    };
    assert_ne!(mode("hello") & 0o100, 0);
    assert_eq!(mode("hello.o") & 0o111, 0);
}

#[test]
fn umask_is_honoured() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", example("hello.wat"));
    for (umask, mode) in [("077", 0o700), ("022", 0o755), ("027", 0o750)] {
        let script = format!("umask {umask}; exec \"$0\" hello.wat -o hello");
        let wasmc = env!("CARGO_BIN_EXE_wasmc");
        run(sandbox.command("sh").args(["-c", &script, wasmc])).success();
        let file = fs::metadata(sandbox.path().join("hello")).unwrap();
        assert_eq!(file.permissions().mode() & 0o7777, mode);
    }
}

#[test]
fn running_image_is_replaced() {
    let sandbox = Sandbox::new();
    let reader = "(module
        (import \"wasi_snapshot_preview1\" \"fd_read\" (func $read (param i32 i32 i32 i32) (result i32)))
        (memory (export \"memory\") 1)
        (data (i32.const 0) \"\\10\\00\\00\\00\\01\\00\\00\\00\")
        (func (export \"_start\")
          (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))))";
    let image = sandbox.image(reader, &[]);
    let mut running = sandbox
        .command(&image)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    assert_eq!(
        sandbox.run_image(&example("hello.wat"), &[]).success(),
        HELLO
    );
    drop(running.stdin.take());
    assert!(running.wait().unwrap().success());
}

#[test]
fn link_to_an_output_stays() {
    let sandbox = Sandbox::new();
    sandbox.write("real", "the old one");
    std::os::unix::fs::symlink("real", sandbox.path().join("image")).unwrap();
    sandbox.image(&example("hello.wat"), &[]);
    assert!(
        fs::symlink_metadata(sandbox.path().join("image"))
            .unwrap()
            .is_symlink()
    );
    assert_eq!(
        run(sandbox.command(sandbox.path().join("real"))).success(),
        HELLO
    );
}

#[test]
fn device_as_output_stays() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", example("hello.wat"));
    run(sandbox.wasmc(["hello.wat", "-o", "/dev/null"])).success();
    assert!(
        fs::metadata("/dev/null")
            .unwrap()
            .file_type()
            .is_char_device()
    );
}

#[test]
fn dumps() {
    let sandbox = Sandbox::new();
    sandbox.write("fib.wat", example("fib.wat"));
    let dump = |emit| run(sandbox.wasmc(["fib.wat", "--invoke", "fib", "--emit", emit])).success();
    assert!(dump("clif").contains("function "));
    assert_eq!(dump("clif"), dump("clif=lowered"));
    assert_ne!(dump("clif"), dump("clif=optimized"));
    assert!(dump("clif=optimized").contains("function "));
    assert!(dump("asm").contains("fib"));
    assert_eq!(sandbox.names(), ["fib.wat"]);
}

#[test]
fn save_temps() {
    let sandbox = Sandbox::new();
    sandbox.image(&example("hello.wat"), &["--save-temps"]);
    assert_eq!(
        sandbox.names(),
        [
            "image",
            "image.asm",
            "image.clif",
            "image.o",
            "image.optimized.clif",
            "image.wat"
        ]
    );
    assert!(
        fs::read(sandbox.path().join("image.o"))
            .unwrap()
            .starts_with(b"\x7fELF")
    );
}

#[test]
fn verbose_table() {
    let sandbox = Sandbox::new();
    sandbox.write("hello.wat", example("hello.wat"));
    let outcome = run(sandbox.wasmc(["hello.wat", "-v"]));
    assert_eq!(outcome.code, Some(0));
    for word in [
        "stage",
        "read",
        "decode",
        "compile",
        "link",
        "write",
        "total",
        "peak memory",
        "KiB",
    ] {
        assert!(
            outcome.stderr.contains(word),
            "`{word}` is not in: {}",
            outcome.stderr
        );
    }
}

#[test]
fn same_bytes_for_any_number_of_threads() {
    let sandbox = Sandbox::new();
    let image = |threads| {
        let path = sandbox.image(&example("cat.wat"), &["--threads", threads]);
        fs::read(path).unwrap()
    };
    let one = image("1");
    assert!(one == image("2") && one == image("7"));
}

#[test]
fn version_and_help() {
    let sandbox = Sandbox::new();
    let version = run(sandbox.wasmc(["--version"])).success();
    assert!(
        version.starts_with("wasmc ") && version.contains("x86_64-unknown-linux-gnu"),
        "{version}"
    );
    let help = run(sandbox.wasmc(["--help"])).success();
    for word in [
        "Output:",
        "Compilation:",
        "Linking:",
        "Permissions:",
        "Examples:",
        "stack-size",
    ] {
        assert!(help.contains(word), "`{word}` is not in: {help}");
    }
    let list = run(sandbox.wasmc(["-march=list"])).success();
    assert!(list.contains("x86-64-v3 (default)"), "{list}");
}

#[test]
fn exit_codes() {
    let sandbox = Sandbox::new();
    for code in [0, 1, 7, 42, 126, 255] {
        let text = format!(
            "(module
               (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))
               (memory (export \"memory\") 1)
               (func (export \"_start\") (call $exit (i32.const {code})) unreachable))"
        );
        assert_eq!(sandbox.run_image(&text, &[]).fails(code), "");
    }
}

#[test]
fn arguments() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(&printer("args"), &[]);
    let list = strings(run(sandbox.command(&image).args([
        "one",
        "",
        "--dir",
        "zwei drei",
    ])));
    assert_eq!(list[1..], ["one", "", "--dir", "zwei drei"]);
    assert_eq!(list[0], image.to_str().unwrap());
    let image = sandbox.image(&printer("args"), &["--argv0", "program"]);
    assert_eq!(
        strings(run(sandbox.command(&image).arg("x"))),
        ["program", "x"]
    );
}

#[test]
fn environment_is_granted() {
    let sandbox = Sandbox::new();
    let environment = |options: &[&str], words: Option<&str>| {
        let image = sandbox.image(&printer("environ"), options);
        let mut command = sandbox.command(&image);
        command
            .env_clear()
            .env("COLOUR", "red")
            .env("SECRET", "1234");
        if let Some(words) = words {
            command.env("WASMC_OPTS", words);
        }
        let mut list = strings(run(command));
        list.sort();
        list
    };
    assert_eq!(environment(&[], None), [""; 0]);
    assert_eq!(
        environment(&["--env", "A=1", "--env", "B=x=y"], None),
        ["A=1", "B=x=y"]
    );
    assert_eq!(
        environment(&["--env", "COLOUR", "--env", "MISSING"], None),
        ["COLOUR=red"]
    );
    assert_eq!(
        environment(&["--inherit-env"], None),
        ["COLOUR=red", "SECRET=1234"]
    );
    assert_eq!(
        environment(&["--inherit-env", "--env", "SECRET=no"], None),
        ["COLOUR=red", "SECRET=no"]
    );
    // At run time, the same words; the variable itself is never shown.
    assert_eq!(
        environment(&[], Some("--env=COLOUR --env 'A=1 2'")),
        ["A=1 2", "COLOUR=red"]
    );
    assert_eq!(environment(&["--env", "A=1"], Some("--env A=2")), ["A=2"]);
    assert_eq!(
        environment(&[], Some("--inherit-env")),
        ["COLOUR=red", "SECRET=1234"]
    );
    assert_eq!(environment(&["--locked"], Some("--inherit-env")), [""; 0]);
    assert_eq!(
        environment(&["--locked", "--env", "A=1"], Some("--env A=2")),
        ["A=1"]
    );
}

#[test]
fn nonsense_in_the_options_variable() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(&printer("environ"), &[]);
    let message = run(sandbox.command(&image).env("WASMC_OPTS", "--fly")).fails(1);
    assert!(
        message.starts_with("wasmc: ") && message.contains("--fly"),
        "{message}"
    );
    let known = words::ALL.split_whitespace();
    let known: Vec<_> = known.map(|word| word.trim_end_matches('=')).collect();
    for word in [
        words::DIR,
        words::ENV,
        words::INHERIT_ENV,
        words::ARGV0,
        words::MAX_MEMORY,
        words::MAX_FDS,
        words::TIMEOUT,
        words::LISTEN,
        words::TCP_LISTEN,
        words::TCP_CONNECT,
        words::UDP,
        words::DNS,
        words::HTTP_OUT,
        words::HTTP_LISTEN,
        words::WORKERS,
        words::MAX_INSTANCE_REUSE_COUNT,
        words::TRACE_WASI,
        words::CORE,
        words::NO_OPENAT2,
        words::NO_SECCOMP,
        words::REQUIRE_LANDLOCK,
    ] {
        assert!(known.contains(&word), "{word}");
    }
    for (word, nearest) in [
        ("--directory=/", "--dir"),
        ("--trace_wasi", "--trace-wasi"),
        ("--no-secomp", "--no-seccomp"),
        ("--max-mem=1G", "--max-memory"),
    ] {
        let message = run(sandbox.command(&image).env("WASMC_OPTS", word)).fails(1);
        let end = format!("'{word}' is no option that an image knows; the nearest is {nearest}\n");
        assert!(message.ends_with(&end), "{message}");
    }
}

#[test]
fn directories_are_granted() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.path().join("folder")).unwrap();
    sandbox.write("folder/file", "contents\n");
    sandbox.write("outside", "not yours\n");
    let cat = |options: &[&str], words: Option<&str>, file: &str| {
        let image = sandbox.image(&example("cat.wat"), options);
        let mut command = sandbox.command(&image);
        if let Some(words) = words {
            command.env("WASMC_OPTS", words);
        }
        run(command.arg(file))
    };
    cat(&[], None, "file").fails(1);
    assert_eq!(
        cat(&["--dir", "folder"], None, "file").success(),
        "contents\n"
    );
    assert_eq!(
        cat(&["--dir", "folder::/data::ro"], None, "file").success(),
        "contents\n"
    );
    let whole = format!("{}::/", sandbox.path().display());
    assert_eq!(
        cat(&["--dir", &whole], None, "folder/file").success(),
        "contents\n"
    );
    assert_eq!(
        cat(&[], Some("--dir folder"), "file").success(),
        "contents\n"
    );
    assert_eq!(
        cat(&[], Some("--dir=folder --no-openat2"), "file").success(),
        "contents\n"
    );
    cat(&["--locked"], Some("--dir folder"), "file").fails(1);
    // Nothing leads out of it.
    std::os::unix::fs::symlink("../outside", sandbox.path().join("folder/link")).unwrap();
    for words in ["--dir folder", "--dir folder --no-openat2"] {
        for path in ["../outside", "link", "/etc/passwd", "./../outside"] {
            assert_eq!(
                cat(&[], Some(words), path).stdout,
                "",
                "{path} with {words}"
            );
        }
    }
}

#[test]
fn cat_copies_large_files() {
    let sandbox = Sandbox::new();
    let text: String = (0..100_000).map(|line| format!("line {line}\n")).collect();
    sandbox.write("large", &text);
    let image = sandbox.image(&example("cat.wat"), &["--dir", "."]);
    assert_eq!(run(sandbox.command(&image).arg("large")).success(), text);
    run(&mut sandbox.command(&image)).fails(2);
    run(sandbox.command(&image).arg("missing")).fails(1);
}

#[test]
fn memory_is_limited() {
    let text = "(module
        (memory (export \"memory\") 1)
        (func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0))))";
    let sandbox = Sandbox::new();
    let image = sandbox.image(text, &["--invoke", "grow", "--max-memory", "1M"]);
    let grow = |pages: &str| run(sandbox.command(&image).arg(pages)).success();
    assert_eq!(grow("15"), "1\n");
    assert_eq!(grow("16"), "-1\n");
    let image = sandbox.image(text, &["--invoke", "grow"]);
    assert_eq!(run(sandbox.command(&image).arg("16")).success(), "1\n");
    let limited = run(sandbox
        .command(&image)
        .arg("16")
        .env("WASMC_OPTS", "--max-memory 1M"));
    assert_eq!(limited.success(), "-1\n");
}

#[test]
fn invoke() {
    let sandbox = Sandbox::new();
    let fib = |args: &[&str]| -> PathBuf { sandbox.image(&example("fib.wat"), args) };
    assert_eq!(
        run(sandbox.command(fib(&["--invoke", "fib"])).arg("20")).success(),
        "6765\n"
    );
    // Words behind the input are baked in, in whatever order the options come.
    assert_eq!(
        run(sandbox.command(fib(&["--invoke", "fib", "30"]))).success(),
        "832040\n"
    );
    let message = run(sandbox.command(fib(&["--invoke", "fib"]))).fails(1);
    assert!(message.starts_with("wasmc: "), "{message}");
    let message = run(sandbox.command(fib(&["--invoke", "fib"])).arg("many")).fails(1);
    assert!(
        message.starts_with("wasmc: ") && message.contains("many"),
        "{message}"
    );
}

#[test]
fn invoke_with_every_type() {
    let text = "(module
        (func (export \"all\") (param i32 i64 f32 f64) (result i64 f64 i32 f32)
          (local.get 1) (local.get 3) (local.get 0) (local.get 2)))";
    let sandbox = Sandbox::new();
    let image = sandbox.image(text, &["--invoke", "all", "-7"]);
    let outcome = run(sandbox
        .command(&image)
        .args(["0xffffffffffffffff", "1.5", "-inf"]));
    assert_eq!(outcome.success(), "-1\n-inf\n-7\n1.5\n");
}

#[test]
fn more_results_than_registers() {
    for (ty, count) in [("i64", 9), ("f64", 9), ("v128", 9), ("i32", 1000)] {
        let types = format!("{ty} ").repeat(count);
        // To the type and back.
        let (there, back) = match ty {
            "i32" => ("(local.get 0)", "(i64.extend_i32_u (local.get 1))"),
            "i64" => ("(i64.extend_i32_u (local.get 0))", "(local.get 1)"),
            "f64" => (
                "(f64.convert_i32_u (local.get 0))",
                "(i64.trunc_f64_u (local.get 1))",
            ),
            _ => (
                "(i32x4.splat (local.get 0))",
                "(i64.extend_i32_u (i32x4.extract_lane 3 (local.get 1)))",
            ),
        };
        let push = format!("(local.set 0 (i32.add (local.get 0) (i32.const 1))) {there} ");
        let pop = format!("(local.set 1) (local.set 0 (i64.add (local.get 0) {back})) ");
        let text = format!(
            "(module
               (func $many (param i32) (result {types}) {})
               (func (export \"sum\") (result i64) (local i64 {ty})
                 (call $many (i32.const 0)) {} (local.get 0)))",
            push.repeat(count),
            pop.repeat(count)
        );
        let sum = count * (count + 1) / 2;
        let outcome = Sandbox::new().run_image(&text, &["--invoke", "sum"]);
        assert_eq!(outcome.success(), format!("{sum}\n"), "{count} of {ty}");
    }
}

#[test]
fn invoke_runs_initialize() {
    let text = "(module
        (global $state (mut i32) (i32.const 1))
        (func (export \"_initialize\") (global.set $state (i32.const 2)))
        (func (export \"state\") (result i32) (global.get $state)))";
    assert_eq!(
        Sandbox::new()
            .run_image(text, &["--invoke", "state"])
            .success(),
        "2\n"
    );
}

#[test]
fn preload() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "numbers.wat",
        "(module (func (export \"two\") (result i32) (i32.const 2)))",
    );
    sandbox.write(
        "sums.wat",
        "(module
           (import \"numbers\" \"two\" (func $two (result i32)))
           (func (export \"plus_two\") (param i32) (result i32) (i32.add (local.get 0) (call $two))))",
    );
    let text = "(module
        (import \"numbers\" \"two\" (func $two (result i32)))
        (import \"sums\" \"plus_two\" (func $plus_two (param i32) (result i32)))
        (func (export \"four\") (result i32) (call $plus_two (call $two))))";
    let options = [
        "--preload",
        "numbers=numbers.wat",
        "--preload",
        "sums=sums.wat",
        "--invoke",
        "four",
    ];
    assert_eq!(sandbox.run_image(text, &options).success(), "4\n");
    // A preloaded module must come before those that import it.
    let options = [
        "--preload",
        "sums=sums.wat",
        "--preload",
        "numbers=numbers.wat",
        "--invoke",
        "four",
    ];
    let message = run(sandbox.wasmc(["image.wat"].iter().chain(&options))).fails(1);
    assert!(
        message.contains("sums.wat: unknown import: `numbers.two`"),
        "{message}"
    );
}

/// What the export `run` of a module returns, as text.
fn invoke_run(text: &str) -> String {
    Sandbox::new()
        .run_image(text, &["--invoke", "run"])
        .success()
}

#[test]
fn elements_of_a_table_that_grows_were_lost() {
    let text = "(module
        (table $t 8 12 funcref)
        (elem (table $t) (i32.const 1) func $double)
        (func $double (param i32) (result i32) (i32.add (local.get 0) (local.get 0)))
        (func (export \"run\") (result i32)
          (drop (table.grow $t (ref.null func) (i32.const 2)))
          (call_indirect $t (param i32) (result i32) (i32.const 21) (i32.const 1))))";
    assert_eq!(invoke_run(text), "42\n");
}

#[test]
fn wasi_reaches_the_first_4_gib_of_a_memory_with_64_bit_addresses() {
    // The second array of vectors ends behind them.
    let text = r#"(module
        (import "wasi_snapshot_preview1" "fd_write"
          (func $write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") i64 0x10001)
        (data (offset i64.const 0) "\08\00\00\00\03\00\00\00hi\n")
        (func (export "run") (result i32 i32)
          (i64.store (i64.const 0xfffffff8) (i64.load (i64.const 0)))
          (call $write (i32.const 1) (i32.const 0xfffffff8) (i32.const 1) (i32.const 16))
          (call $write (i32.const 1) (i32.const 0xfffffff8) (i32.const 2) (i32.const 16))))"#;
    assert_eq!(invoke_run(text), "hi\n0\n21\n");
}

#[test]
fn elements_of_a_large_table_were_lost() {
    let text = "(module
        (table 1048577 funcref)
        (elem (i32.const 5) func $answer)
        (func $answer (result i32) (i32.const 42))
        (func (export \"run\") (result i32) (call_indirect (result i32) (i32.const 5))))";
    assert_eq!(invoke_run(text), "42\n");
}

#[test]
fn data_segments_at_falling_addresses_took_quadratic_time() {
    let segments: String = (0..6000)
        .rev()
        .map(|n| format!("(data (i32.const {}) \"{}\")", n * 100, "x".repeat(100)))
        .collect();
    let text = format!(
        "(module (memory 10) {segments}
           (func (export \"run\") (result i32)
             (i32.add (i32.load8_u (i32.const 0)) (i32.load8_u (i32.const 599999)))))"
    );
    assert_eq!(invoke_run(&text), "240\n");
}
