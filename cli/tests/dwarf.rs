//! What debuggers find in images that are built with `-g2`: lines, functions, variables, types.

mod common;

use common::debugger::Debugger;
use common::{Sandbox, left_out, run};
use object::{Object, ObjectSection, ObjectSegment};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use wasmc_compiler::target::Target;

/// Five functions below `_start`, a structure, and a variable in the memory.
const C_PROGRAM: &str = r#"#include <stdio.h>
struct point { int x; int y; double weight; char name[8]; struct point *next; };
int counter = 5;
static int one(struct point *p, int depth) {
    struct point local = *p;
    int doubled = local.x * 2;
    counter += doubled;
    counter += 1;
    return local.y + depth; // break here
}
static int two(int n) {
    struct point q = {n, n + 1, 1.5, "abc", 0};
    return one(&q, n) + 1;
}
static int three(int n) { int m = n * 3; return two(m) + m; }
static int four(int n) { return three(n + 1) * 2; }
int main(void) {
    int total = 0;
    for (int i = 0; i < 3; i++)
        total += four(i);
    printf("%d %d\n", total, counter);
    return 0;
}
"#;

const RUST_PROGRAM: &str = r#"struct Point {
    x: i32,
    y: i32,
}
static mut COUNTER: i32 = 5;
fn one(point: &Point, depth: i32) -> i32 {
    let local = Point { x: point.x * 2, y: point.y };
    unsafe { COUNTER += local.x }; // SAFETY: there is one thread.
    local.y + depth // break here
}
fn two(n: i32) -> i32 {
    let q = Point { x: n, y: n + 1 };
    one(&q, n) + 1
}
fn three(n: i32) -> i32 { two(n * 3) + 1 }
fn main() {
    let mut total = 0;
    for i in 1..3 {
        total += three(i);
    }
    println!("{total}");
}
"#;

/// The place in a source file that says so.
fn marked(file: &str, text: &str) -> String {
    let line = text.lines().position(|line| line.contains("break here"));
    format!("{file}:{}", line.unwrap() + 1)
}

/// Compiles a Rust program without optimisation. Left out, with a line that says so, where there is no library for
/// WASI.
fn rustc(sandbox: &Sandbox, text: &str) -> Option<PathBuf> {
    let source = sandbox.write("program.rs", text);
    let module = sandbox.path().join("program.wasm");
    let mut command = Command::new("rustc");
    command.args(["--target=wasm32-wasip1", "-g"]).arg(source);
    match command.arg("-o").arg(&module).output() {
        Ok(output) if output.status.success() => Some(module),
        _ => left_out("there is no rustc with a library for wasm32-wasip1"),
    }
}

/// Compiles the module of the sandbox.
#[track_caller]
fn build(sandbox: &Sandbox, options: &[&str]) {
    let words = [&["program.wasm", "-q", "-o", "image"], options].concat();
    run(sandbox.wasmc(words)).success();
}

/// Asserts that each of these is in the text, in this order.
#[track_caller]
fn contains_in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => panic!("no {part:?} in the rest of\n{text}"),
        }
    }
}

fn c_program(target: &str) {
    let (Some(debugger), sandbox) = (Debugger::of(target), Sandbox::new()) else {
        return;
    };
    if sandbox.clang_with(&["-g", "-O0"], C_PROGRAM).is_none() {
        return;
    }
    build(&sandbox, &["--target", target, "-g2", "-O1"]);
    let stop = marked("program.c", C_PROGRAM);
    // The emulator has no hardware watchpoints, and does not say so.
    let watchpoints = match debugger.target == Target::host() {
        true => "",
        false => "set can-use-hw-watchpoints 0\n",
    };
    let commands = "bt 5\ninfo locals\ninfo args\nptype local\nprint local.name\nup\ninfo locals\nup\n\
         info locals\nup\nup\ninfo locals\nprint counter\nprint &counter\ndelete\nwatch counter\n\
         continue\ncontinue\nbt 3";
    let printed = debugger.session(&sandbox, &stop, &format!("{watchpoints}{commands}"));
    contains_in_order(
        &printed,
        &[
            "#0  one (p=0x",
            "depth=3) at ",
            "program.c:9\n",
            "in two (n=3) at ",
            "program.c:13\n",
            "in three (n=1) at ",
            "program.c:15\n",
            "in four (n=0) at ",
            "program.c:16\n",
            "in main () at ",
            "program.c:20\n",
            "local = {x = 3, y = 4, weight = 1.5, name = \"abc\\000\\000\\000\\000\", next = 0x0}\n",
            "doubled = 6\n",
            "depth = 3\n",
            "type = struct point {\n    int x;\n    int y;\n    double weight;\n    char name[8];\n",
            "= \"abc\\000\\000\\000\\000\"\n",
            "q = {x = 3, y = 4,",
            "m = 3\n",
            "i = 0\n",
            "total = 0\n",
            "= 12\n",
            "= (int *) 0x1000",
            "Old value = 12\nNew value = 24\n",
            "Old value = 24\nNew value = 25\n",
            "#0  one (p=0x",
            "depth=6) at ",
            "program.c:9\n",
            "in two (n=6) at ",
            "program.c:13\n",
        ],
    );
    let printed = debugger.session(&sandbox, &stop, "bt");
    contains_in_order(&printed, &["#5 ", " _start ", debugger.outermost()]);
}

#[test]
fn gdb_reads_a_c_program_x86_64() {
    c_program("x86_64");
}

#[test]
fn gdb_reads_a_c_program_aarch64() {
    c_program("aarch64");
}

fn rust_program(target: &str) {
    let (Some(debugger), sandbox) = (Debugger::of(target), Sandbox::new()) else {
        return;
    };
    if rustc(&sandbox, RUST_PROGRAM).is_none() {
        return;
    }
    build(&sandbox, &["--target", target, "-g2", "-O1"]);
    let printed = debugger.session(
        &sandbox,
        &marked("program.rs", RUST_PROGRAM),
        "bt 4\ninfo locals\nprint local.y\nup\ninfo locals\nprint program::COUNTER",
    );
    contains_in_order(
        &printed,
        &[
            "#0  program::one (point=0x",
            "depth=3) at ",
            "program.rs:9\n",
            "in program::two (n=3) at ",
            "program.rs:13\n",
            "in program::three (n=1) at ",
            "program.rs:15\n",
            "in program::main () at ",
            "program.rs:19\n",
            "local = program::Point {x: 6, y: 4}\n",
            "= 4\n",
            "q = program::Point {x: 3, y: 4}\n",
            "= 11\n",
        ],
    );
}

#[test]
fn gdb_reads_a_rust_program_x86_64() {
    rust_program("x86_64");
}

#[test]
fn gdb_reads_a_rust_program_aarch64() {
    rust_program("aarch64");
}

#[test]
fn what_wasmc_inlines_has_frames() {
    const PROGRAM: &str = "int counter;
        __attribute__((noinline)) int inner(int n) {
            counter += n; // break here
            return counter * n;
        }
        __attribute__((noinline)) int outer(int n) { return inner(n * 3) + 1; }
        int main(int argc, char **argv) { (void)argv; return outer(argc) + outer(argc + 7); }";
    let (Some(debugger), sandbox) = (Debugger::of("x86_64"), Sandbox::new()) else {
        return;
    };
    if sandbox.clang_with(&["-g", "-O1"], PROGRAM).is_none() {
        return;
    }
    build(&sandbox, &["--target=x86_64", "-g2"]);
    let symbols = run(sandbox.command("nm").arg("image")).success();
    assert!(!symbols.contains(" inner\n"), "it is inlined:\n{symbols}");
    let stop = marked("program.c", PROGRAM);
    let printed = debugger.session(&sandbox, &stop, "bt 3");
    contains_in_order(
        &printed,
        &[
            "#0  inner ()",
            "program.c:3\n",
            "#1  outer ()",
            "program.c:6\n",
        ],
    );
}

#[test]
fn gdb_shows_lines_of_the_text_format() {
    const PROGRAM: &str = "(module
        (func $inner (param i32) (result i32)
            (i32.mul
                (local.get 0) ;; break here
                (i32.const 3)))
        (func $run (export \"run\") (param i32) (result i32)
            (i32.add (i32.const 1)
                (call $inner (local.get 0)))))";
    let (Some(debugger), sandbox) = (Debugger::of("x86_64"), Sandbox::new()) else {
        return;
    };
    sandbox.write("program.wat", PROGRAM);
    let words = [
        "program.wat",
        "-q",
        "-g",
        "-O0",
        "-o",
        "image",
        "--invoke",
        "run",
        "7",
    ];
    run(sandbox.wasmc(words)).success();
    let printed = debugger.session(&sandbox, "program.wat:3", "bt 3\ninfo locals");
    contains_in_order(
        &printed,
        &[
            "#0  inner (",
            "program.wat:3\n",
            "#1  ",
            "run (",
            "program.wat:8\n",
        ],
    );
}

#[test]
fn the_same_module_gives_the_same_bytes() {
    let sandbox = Sandbox::new();
    if sandbox.clang_with(&["-g", "-O1"], C_PROGRAM).is_none() {
        return;
    }
    let mut images = ["-j1", "-j2", "-j3"].map(|threads| {
        build(&sandbox, &["--emit=obj", "-g2", threads]);
        fs::read(sandbox.path().join("image")).unwrap()
    });
    images.sort();
    assert!(images[0] == images[2]);
}

/// Contents of sections whose names begin so.
fn sections(sandbox: &Sandbox, prefix: &str) -> Vec<u8> {
    let bytes = fs::read(sandbox.path().join("image")).unwrap();
    let file = object::File::parse(&*bytes).unwrap();
    let chosen = file
        .sections()
        .filter(|section| section.name().unwrap().starts_with(prefix));
    let contents = chosen.flat_map(|section| section.data().unwrap().to_vec());
    contents.collect()
}

/// Bytes that are loaded.
fn loaded(sandbox: &Sandbox) -> u64 {
    let bytes = fs::read(sandbox.path().join("image")).unwrap();
    let file = object::File::parse(&*bytes).unwrap();
    file.segments().map(|segment| segment.size()).sum()
}

#[test]
fn dwarf_changes_no_code() {
    let sandbox = Sandbox::new();
    if sandbox.clang_with(&["-g", "-O1"], C_PROGRAM).is_none() {
        return;
    }
    for target in ["x86_64", "aarch64"] {
        for level in ["-O0", "-O1", "-O2", "-O3", "-Os"] {
            let of = |debug: &str, prefix| {
                build(&sandbox, &["--emit=obj", "--target", target, level, debug]);
                sections(&sandbox, prefix)
            };
            let [without, with] = ["-g0", "-g2"].map(|debug| of(debug, ".wasm_text"));
            assert!(without == with, "{target} {level}: other code");
            assert!(!of("-g2", ".debug_info").is_empty());
            assert!(of("-g1", ".debug").is_empty());
        }
        if wasmc::runtime::archive(target.parse().unwrap()).is_err() {
            continue;
        }
        // The lines of trap reports are.
        let sizes = ["-g1", "-g2"].map(|debug| {
            build(&sandbox, &["--target", target, debug]);
            loaded(&sandbox)
        });
        let more = sizes[1] - sizes[0];
        let debug = sections(&sandbox, ".debug").len() as u64;
        assert!(more < debug / 2, "{target}: {more} bytes more are loaded");
    }
}

#[test]
fn verifiers_accept_it() {
    if Command::new("llvm-dwarfdump")
        .arg("--version")
        .output()
        .is_err()
    {
        return left_out("there is no llvm-dwarfdump").unwrap_or_default();
    }
    let sandbox = Sandbox::new();
    let programs: [(&str, Option<PathBuf>); 4] = [
        ("C, DWARF 4", sandbox.clang_with(&["-g", "-O2"], C_PROGRAM)),
        ("C, DWARF 5", None),
        ("C, DWARF 2", None),
        ("Rust", None),
    ];
    if programs[0].1.is_none() {
        return;
    }
    for (name, _) in programs {
        let module = match name {
            "Rust" => rustc(&sandbox, RUST_PROGRAM),
            "C, DWARF 5" => sandbox.clang_with(&["-gdwarf-5", "-O0"], C_PROGRAM),
            "C, DWARF 2" => sandbox.clang_with(&["-gdwarf-2", "-O1"], C_PROGRAM),
            _ => sandbox.clang_with(&["-gdwarf-4", "-O2"], C_PROGRAM),
        };
        if module.is_none() {
            continue;
        }
        for options in [
            ["--target=x86_64", "-O0"],
            ["--target=x86_64", "-O3"],
            ["--target=aarch64", "-O1"],
            ["--target=aarch64", "-O2"],
        ] {
            build(&sandbox, &[&options[..], &["-g2", "--emit=obj"]].concat());
            let outcome = run(sandbox
                .command("llvm-dwarfdump")
                .args(["--verify", "image"]));
            let printed = format!("{name} {options:?}: {}{}", outcome.stdout, outcome.stderr);
            assert!(printed.contains("No errors.\n"), "{printed}");
            assert!(!printed.contains("warning"), "{printed}");
        }
    }
}

#[test]
fn dwarf_that_cannot_be_read_is_left_out() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "program.wat",
        "(module (func (export \"_start\")) (@custom \".debug_info\" \"\\ff\\ff\\ff\\7f no DWARF\"))",
    );
    let outcome = run(sandbox.wasmc(["program.wat", "-g2", "-o", "image"]));
    assert_eq!(
        outcome.stderr,
        "wasmc: note: program.wat: its DWARF cannot be read, and is left out\n"
    );
    assert_eq!(outcome.code, Some(0));
    run(sandbox.command("./image")).success();
    assert!(sections(&sandbox, ".debug").is_empty());
}

#[test]
fn reports_of_traps_name_lines() {
    const PROGRAM: &str = "#include <string.h>
        int counter;
        __attribute__((noinline)) int fault(int *p, int n) {
            return p[n * 100000000];
        }
        __attribute__((noinline)) int divide(int n) { return 100 / n; }
        __attribute__((noinline)) int small(int n) { return divide(n) + 1; }
        int main(int argc, char **argv) {
            int x[10];
            (void)argv;
            memset(x, argc, sizeof x);
            if (argc == 1)
                return small(argc - 1);
            return
                fault(x, argc + 7);
        }";
    let sandbox = Sandbox::new();
    if sandbox.clang_with(&["-g", "-O1"], PROGRAM).is_none() {
        return;
    }
    for target in ["x86_64", "aarch64"] {
        let Some(debugger) = Debugger::of(target) else {
            continue;
        };
        for level in ["-O0", "-O1", "-O2", "-O3"] {
            build(&sandbox, &["--target", target, "-g2", level]);
            let report = |words: &[&str]| {
                let mut command = match debugger.target == Target::host() {
                    true => sandbox.command("./image"),
                    false => sandbox.command("qemu-aarch64-static"),
                };
                if debugger.target != Target::host() {
                    command.arg("./image");
                }
                run(command.args(words)).fails(134)
            };
            contains_in_order(
                &report(&[]),
                &[
                    "wasm trap: integer divide by zero\n",
                    "    at divide (0x",
                    ") at program.c:6:",
                    "    at small (0x",
                    ") at program.c:7:",
                    "    at main (0x",
                    ") at program.c:13:",
                ],
            );
            contains_in_order(
                &report(&["word"]),
                &[
                    "wasm trap: out of bounds memory access\n",
                    "    at fault (0x",
                    ") at program.c:4:20\n",
                    "    at main (0x",
                    ") at program.c:15:",
                ],
            );
        }
    }
}

#[test]
fn disassemblers_show_code_beside_its_source() {
    const PROGRAM: &str = "int counter;
__attribute__((noinline)) int square(int n) {
    counter += n;
    return n * n;
}
int main(int argc, char **argv) { (void)argv; return square(argc) + counter; }
";
    const TEXT: &str = "(module
  (func $triple (param i32) (result i32)
    (i32.mul
      (local.get 0) (i32.const 3)))
  (func (export \"_start\")
    (drop (call $triple (i32.const 7)))))
";
    let disassemble = |sandbox: &Sandbox, function: &str| {
        let mut command = sandbox.command("llvm-objdump");
        command.args(["-dSl", "--no-show-raw-insn", "image"]);
        command.arg(format!("--disassemble-symbols={function}"));
        run(command).success()
    };
    if Command::new("llvm-objdump")
        .arg("--version")
        .output()
        .is_err()
    {
        return left_out("there is no llvm-objdump").unwrap_or_default();
    }
    for (target, multiply) in [("x86_64", "imul"), ("aarch64", "mul")] {
        let sandbox = Sandbox::new();
        if sandbox.clang_with(&["-g", "-O1"], PROGRAM).is_some() {
            build(&sandbox, &["--target", target, "--emit=obj", "-g2", "-O1"]);
            contains_in_order(
                &disassemble(&sandbox, "square"),
                &[
                    "<square>:\n",
                    "program.c:3\n;     counter += n;\n",
                    "add",
                    "program.c:4\n;     return n * n;\n",
                    multiply,
                    "ret",
                ],
            );
        }
        sandbox.write("program.wat", TEXT);
        let words = [
            "program.wat",
            "-q",
            "-g",
            "-O1",
            "--emit=obj",
            "-o",
            "image",
        ];
        run(sandbox.wasmc(words.iter().chain(&["--target", target]))).success();
        contains_in_order(
            &disassemble(&sandbox, "triple"),
            &[
                "<triple>:\n",
                "program.wat:3\n;     (i32.mul\n",
                multiply,
                "ret",
            ],
        );
    }
}
