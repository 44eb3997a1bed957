//! `--trace-wasi`: what a program asks for, and what it gets.

mod common;

use common::{Sandbox, example, run};
use wasmc_tests::component_text::{self, AT_16384, function};

#[test]
fn calls_of_cat() {
    let sandbox = Sandbox::new();
    sandbox.write("file\u{e9}\n", "two\nlines\n");
    let image = sandbox.image(&example("cat.wat"), &[]);
    let cat = |words: &str, file: &str| {
        let mut command = sandbox.command(&image);
        run(command.arg(file).env("WASMC_OPTS", words))
    };
    let outcome = cat("--dir .::/data --trace-wasi", "file\u{e9}\n");
    assert_eq!(outcome.stdout, "two\nlines\n");
    let lines: Vec<_> = outcome.stderr.lines().collect();
    assert!(
        lines[0].starts_with("args_sizes_get() = 0 (2, "),
        "{lines:#?}"
    );
    let open = "path_open(3 </data>, FOLLOW, \"file\\xc3\\xa9\\n\", ";
    assert!(lines[2].starts_with(open), "{lines:#?}");
    assert!(lines[2].ends_with(") = 0 (fd 4)"), "{lines:#?}");
    assert!(lines[3].starts_with("fd_read(4, 0x") && lines[3].ends_with("[1]) = 0 (10)"));
    assert_eq!(lines[4], "fd_write(1, [\"two\\nlines\\n\"]) = 0 (10)");
    assert_eq!(lines.len(), 6, "{lines:#?}");

    let outcome = cat("--trace-wasi --dir .", "../outside");
    let denied = "= 76 NOTCAPABLE (no such permission: --dir HOST::GUEST grants a directory)";
    assert!(outcome.stderr.contains(denied), "{outcome:#?}");
    assert!(outcome.stderr.ends_with("proc_exit(1)\n"), "{outcome:#?}");
    let outcome = cat("--trace-wasi --dir .", "missing");
    assert!(outcome.stderr.contains("= 44 NOENT\n"), "{outcome:#?}");
    let outcome = cat("--trace-wasi", "file");
    assert!(outcome.stderr.contains("= 8 BADF\n"), "{outcome:#?}");
    assert_eq!(cat("--dir .", "missing").stderr, "");
}

/// What a component calls: handles, texts, data, and the names of errors.
#[test]
fn calls_of_a_component() {
    let sandbox = Sandbox::new();
    let hello = include_str!("components/hello.wat");
    let hello = hello.replace("ADDED", "0").replace("LENGTH", "6");
    let image = sandbox.image(&hello.replace("RESULT", "0"), &[]);
    let mut command = sandbox.command(&image);
    let outcome = run(command.env("WASMC_OPTS", "--trace-wasi"));
    assert_eq!(outcome.stdout, "hello\n");
    assert_eq!(
        outcome.stderr,
        "wasi:cli/stdout#get-stdout() = 1\n\
         wasi:io/streams#[method]output-stream.blocking-write-and-flush(1, \"hello\\n\") = ok\n"
    );
    assert_eq!(run(sandbox.command(&image)).stderr, "");

    let files = |name: &str| {
        function(
            "wasi:filesystem/types",
            &format!("[method]descriptor.{name}"),
        )
    };
    let functions = [
        function("wasi:filesystem/preopens", "get-directories"),
        files("open-at"),
        files("get-flags"),
        files("write-via-stream"),
        function("wasi:cli/environment", "initial-cwd"),
        function("wasi:clocks/monotonic-clock", "resolution"),
        function("wasi:cli/exit", "exit"),
    ];
    let code = r#"
        (data (i32.const 1024) "file")
        (data (i32.const 1040) "no\"ne")
        (func (export "run") (result i32)
          (call $f0 (i32.const 64))
          (call $f1 (i32.const 1) (i32.const 0) (i32.const 1024) (i32.const 4) (i32.const 0) (i32.const 1) (i32.const 64))
          (call $f1 (i32.const 1) (i32.const 0) (i32.const 1040) (i32.const 5) (i32.const 0) (i32.const 1) (i32.const 64))
          (call $f2 (i32.const 2) (i32.const 64))
          (call $f3 (i32.const 2) (i64.const 7) (i32.const 64))
          (call $f4 (i32.const 64))
          (drop (call $f5))
          (call $f6 (i32.const 0))
          i32.const 0)"#;
    let component = component_text::command(&functions, &[], AT_16384, code);
    sandbox.write("file", "");
    let image = sandbox.image(&component, &["--dir", ".::/", "--trace-wasi"]);
    let outcome = run(sandbox.command(&image));
    assert_eq!(outcome.code, Some(0), "{outcome:?}");
    let lines: Vec<_> = outcome.stderr.lines().collect();
    assert_eq!(
        lines,
        [
            "wasi:filesystem/preopens#get-directories() = 0x4000[1]",
            "wasi:filesystem/types#[method]descriptor.open-at(1, 0x0, \"file\", 0x0, 0x1) = ok(2)",
            "wasi:filesystem/types#[method]descriptor.open-at(1, 0x0, \"no\\\"ne\", 0x0, 0x1) = err(no-entry)",
            "wasi:filesystem/types#[method]descriptor.get-flags(2) = ok(0x1)",
            "wasi:filesystem/types#[method]descriptor.write-via-stream(2, 7) = ok(3)",
            "wasi:cli/environment#initial-cwd() = none",
            "wasi:clocks/monotonic-clock#resolution() = 1",
            "wasi:cli/exit#exit(0)",
        ]
    );
}

#[test]
fn baked_in() {
    let sandbox = Sandbox::new();
    let image = sandbox.image(&example("hello.wat"), &["--trace-wasi", "--locked"]);
    let outcome = run(sandbox.command(image));
    assert_eq!(outcome.stdout, "Hello, world!\n");
    assert_eq!(
        outcome.stderr,
        "fd_write(1, [\"Hello, world!\\n\"]) = 0 (14)\n"
    );
}

/// Each kind of argument, with hostile ones among them: a trace shows them and does not fall over.
#[test]
fn arguments_of_every_kind() {
    let call = |name: &str, types: &str, values: &str| {
        let count = types.split(' ').count();
        let values: String = values
            .split(' ')
            .zip(types.split(' '))
            .map(|(value, ty)| format!("({ty}.const {value})"))
            .collect();
        assert_eq!(values.matches('(').count(), count);
        format!(
            "(module
               (import \"wasi_snapshot_preview1\" \"{name}\" (func $it (param {types}) (result i32)))
               (memory (export \"memory\") 1)
               (data (i32.const 0) \"a\\00\\\"\\1b[m\\\\\")
               (func (export \"_start\") (drop (call $it {values}))))"
        )
    };
    let sandbox = Sandbox::new();
    for (name, types, values, expected) in [
        (
            "path_open",
            "i32 i32 i32 i32 i32 i64 i64 i32 i32",
            "3 1 0 7 9 2 -1 21 64",
            "path_open(3 <.>, FOLLOW, \"a\\x00\\\"\\x1b[m\\\\\", CREAT|TRUNC, 0x2, 0xffffffffffffffff, \
             APPEND|NONBLOCK|SYNC) = 28 INVAL",
        ),
        (
            "path_open",
            "i32 i32 i32 i32 i32 i64 i64 i32 i32",
            "77 2 65535 9 16 0 0 0 64",
            "path_open(77, 0x2, 0xffff[9], 0x10, 0x0, 0x0, 0x0) = 28 INVAL",
        ),
        (
            "fd_write",
            "i32 i32 i32 i32",
            "1 65536 1 0",
            "fd_write(1, [0x10000]) = 21 FAULT",
        ),
        (
            "fd_write",
            "i32 i32 i32 i32",
            "1 -1 -1 0",
            "fd_write(1, [0xffffffff, ...]) = 21 FAULT",
        ),
        (
            "fd_seek",
            "i32 i64 i32 i32",
            "3 -9223372036854775808 1 64",
            "fd_seek(3, -9223372036854775808, 1) = 8 BADF",
        ),
        (
            "fd_prestat_get",
            "i32 i32",
            "3 64",
            "fd_prestat_get(3 <.>) = 0",
        ),
        ("fd_close", "i32", "-1", "fd_close(4294967295) = 8 BADF"),
        (
            "random_get",
            "i32 i32",
            "65536 1",
            "random_get(0x10000[1]) = 21 FAULT",
        ),
    ] {
        let image = sandbox.image(&call(name, types, values), &["--dir", ".", "--trace-wasi"]);
        let outcome = run(sandbox.command(image));
        assert_eq!(
            (outcome.code, outcome.stderr),
            (Some(0), format!("{expected}\n"))
        );
    }
    // What grants nothing says so.
    let text = call("fd_prestat_get", "i32 i32", "3 64");
    let image = sandbox.image(&text, &["--trace-wasi"]);
    let outcome = run(sandbox.command(image));
    assert_eq!(
        outcome.stderr,
        "fd_prestat_get(3) = 8 BADF (no directory is granted; --dir HOST::GUEST grants one)\n"
    );
}

#[test]
fn long_paths_are_cut() {
    let text = "(module
        (import \"wasi_snapshot_preview1\" \"path_unlink_file\" (func $it (param i32 i32 i32) (result i32)))
        (memory (export \"memory\") 1)
        (func (export \"_start\")
          (memory.fill (i32.const 0) (i32.const 97) (i32.const 65536))
          (drop (call $it (i32.const 3) (i32.const 0) (i32.const 65536)))))";
    let sandbox = Sandbox::new();
    let image = sandbox.image(text, &["--dir", ".", "--trace-wasi"]);
    let expected = format!(
        "path_unlink_file(3 <.>, \"{}\"...) = 37 NAMETOOLONG\n",
        "a".repeat(512)
    );
    assert_eq!(run(sandbox.command(image)).stderr, expected);
}
