//! What command lines say, word for word: `command_lines.txt` has the lines, each with its exit code and
//! what it prints. `WASMC_BLESS=1` writes the file anew.

mod common;

use common::{Sandbox, example, run};
use std::fs;
use std::path::Path;

/// Marks what goes to standard output and to standard error.
const STDOUT: &str = "  | ";
const STDERR: &str = "  ! ";

/// The folder that each line is run in: modules, and what is none.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    let hello = example("hello.wat");
    sandbox.write("hello.wat", &hello);
    sandbox.write("hello.wasm", wat::parse_str(&hello).unwrap());
    sandbox.write("fib.wat", example("fib.wat"));
    sandbox.write(
        "js.wat",
        "(module
           (import \"__wbindgen_placeholder__\" \"__wbindgen_throw\" (func (param i32 i32)))
           (import \"__wbindgen_placeholder__\" \"__wbg_log_0123456789abcdef\" (func (param i32)))
           (import \"env\" \"emscripten_resize_heap\" (func (param i32) (result i32)))
           (import \"wasi:cli/run@0.2.0\" \"run\" (func))
           (import \"env\" \"shop\" (func)))",
    );
    sandbox.write(
        "library.wat",
        "(module (func (export \"_initialize\")) (func (export \"f\")))",
    );
    sandbox.write("broken.wat", "(module\n  (func (i32.add)))\n");
    sandbox.write(
        "threads.wat",
        "(module (memory 1 1 shared) (type (struct))
           (func (export \"_start\") atomic.fence))",
    );
    sandbox.write("text", "neither\n");
    sandbox
}

/// Runs a line, and returns it with what it does.
fn record(line: &str) -> String {
    let sandbox = sandbox();
    let mut command = sandbox.wasmc(line.split_whitespace().skip(1));
    let outcome = run(command.env("XDG_CACHE_HOME", sandbox.path().join("cache")));
    let mut text = format!("$ {line}\n");
    let code = outcome.code.expect("no signal");
    if code != 0 {
        text.push_str(&format!("  exit code {code}\n"));
    }
    for (mark, printed) in [(STDOUT, &outcome.stdout), (STDERR, &outcome.stderr)] {
        for printed in printed.lines() {
            text.push_str(format!("{mark}{printed}").trim_end());
            text.push('\n');
        }
    }
    let made = sandbox.names().into_iter();
    let given = [
        "broken.wat",
        "cache",
        "fib.wat",
        "hello.wasm",
        "hello.wat",
        "js.wat",
        "library.wat",
        "text",
        "threads.wat",
    ];
    for name in made.filter(|name| !given.contains(&name.as_str())) {
        text.push_str(&format!("  writes {name}\n"));
    }
    text
}

#[test]
fn command_lines_say_what_they_said() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/command_lines.txt");
    let written = fs::read_to_string(&path).unwrap();
    let lines: Vec<_> = written
        .lines()
        .filter_map(|line| line.strip_prefix("$ "))
        .collect();
    assert!(lines.len() >= 60, "{} lines", lines.len());
    let found: Vec<_> = lines.iter().map(|line| record(line)).collect();
    let found = found.join("\n");
    if std::env::var_os("WASMC_BLESS").is_some() {
        fs::write(&path, found).unwrap();
        return;
    }
    let expected: Vec<_> = written.split("\n$ ").collect();
    for (expected, found) in expected.iter().zip(found.split("\n$ ")) {
        assert_eq!(*expected, found);
    }
    assert_eq!(written, found);
}
