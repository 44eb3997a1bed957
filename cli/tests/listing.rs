//! `--emit asm`: instructions below the lines that they came from.

mod common;

use common::{Sandbox, left_out, run};
use std::collections::HashSet;
use std::fs;
use std::process::Command;

const C_PROGRAM: &str = "#include <stdio.h>
struct point { int x; int y; };
__attribute__((noinline)) int area(struct point *p) {
    return 1000 / (p->x - p->y);
}
__attribute__((noinline)) int pick(int n) {
    switch (n) {
    case 0: return 7;
    case 1: puts(\"one\"); return 3;
    case 2: puts(\"two\"); return 9;
    case 3: return n * 77;
    case 4: puts(\"four\"); return 4;
    case 5: return 11;
    }
    return -1;
}
int main(int argc, char **argv) {
    struct point q = {argc, 3};
    (void)argv;
    printf(\"%f\\n\", argc * 1.5);
    return area(&q) + pick(argc);
}
";

const TARGETS: [&str; 2] = ["x86_64", "aarch64"];
const LEVELS: [&str; 5] = ["-O0", "-O1", "-O2", "-O3", "-Os"];

/// The listing of a file.
#[track_caller]
fn listing(sandbox: &Sandbox, file: &str, options: &[&str]) -> String {
    run(sandbox.wasmc([&[file, "--emit", "asm"], options].concat())).success()
}

/// Options with which functions stay what they are.
fn options<'a>(target: &'a str, level: &'a str) -> [&'a str; 5] {
    ["--target", target, level, "-C", "without=inline"]
}

/// The lines of a function.
#[track_caller]
fn function<'a>(listing: &'a str, name: &str) -> Vec<&'a str> {
    let heading = format!("{name}:");
    let lines = listing.lines().skip_while(|line| *line != heading);
    let lines: Vec<_> = lines.take_while(|line| !line.is_empty()).collect();
    assert!(!lines.is_empty(), "no {name} in\n{listing}");
    lines
}

/// The comment above the only instruction with one of these mnemonics.
#[track_caller]
fn above<'a>(lines: &[&'a str], mnemonics: &[&str]) -> &'a str {
    let is_it = |line: &&str| {
        let first = line.split_whitespace().next();
        first.is_some_and(|first| mnemonics.contains(&first))
    };
    let found: Vec<_> = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| is_it(line))
        .collect();
    assert_eq!(found.len(), 1, "{mnemonics:?} in\n{}", lines.join("\n"));
    let before = lines[..found[0].0].iter().rev();
    let comment = before.copied().find_map(|line| line.strip_prefix("    # "));
    comment.expect("there is a comment")
}

const DIVISIONS: [&str; 2] = ["idivl", "sdiv"];

#[test]
fn code_lies_below_the_lines_of_its_source() {
    let sandbox = Sandbox::new();
    if sandbox.clang_with(&["-g", "-O1"], C_PROGRAM).is_none() {
        return;
    }
    for target in TARGETS {
        for level in LEVELS {
            let text = listing(&sandbox, "program.wasm", &options(target, level));
            let area = function(&text, "area");
            assert_eq!(
                above(&area, &DIVISIONS),
                "program.c:4:     return 1000 / (p->x - p->y);",
                "{target} {level}"
            );
            assert_eq!(
                area[1].trim(),
                "# program.c:3: __attribute__((noinline)) int area(struct point *p) {"
            );
            // Jumps through tables are none to somewhere.
            let pick = function(&text, "pick");
            let entries = pick
                .iter()
                .filter(|line| line.contains(".long   .LBB"))
                .count();
            assert!(entries >= 6, "{target} {level}:\n{}", pick.join("\n"));
            let call = pick.iter().position(|line| line.ends_with(" puts"));
            assert!(call.is_some(), "{target} {level}:\n{}", pick.join("\n"));
        }
    }
}

#[test]
fn the_listing_depends_on_the_module_alone() {
    let sandbox = Sandbox::new();
    if sandbox.clang_with(&["-g", "-O1"], C_PROGRAM).is_none() {
        return;
    }
    let texts = ["-j1", "-j2", "-j3"].map(|threads| listing(&sandbox, "program.wasm", &[threads]));
    assert!(texts[0] == texts[1] && texts[1] == texts[2]);
    // Debug information that is in the module is shown in any case.
    assert!(texts[0] == listing(&sandbox, "program.wasm", &["-g0"]));
}

#[test]
fn where_the_source_is_not_there_its_lines_have_numbers() {
    let sandbox = Sandbox::new();
    if sandbox.clang_with(&["-g", "-O1"], C_PROGRAM).is_none() {
        return;
    }
    fs::remove_file(sandbox.path().join("program.c")).unwrap();
    for target in TARGETS {
        let text = listing(&sandbox, "program.wasm", &options(target, "-O2"));
        let area = function(&text, "area");
        assert_eq!(above(&area, &DIVISIONS), "program.c:4");
    }
}

/// A module may name any file, and its listing may go to whoever wrote it.
#[test]
fn only_sources_below_the_project_are_shown() {
    let sandbox = Sandbox::new();
    sandbox.write(".hidden.c", "secret\n");
    sandbox.write("linked.c", "");
    fs::remove_file(sandbox.path().join("linked.c")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", sandbox.path().join("linked.c")).unwrap();
    let outside = tempfile::tempdir().unwrap();
    let outside = outside.path().join("outside.c");
    fs::write(&outside, "secret\n").unwrap();
    sandbox.write("orders.c", "int \x1b[31m\x07;\n");
    let names = [
        ".hidden.c",
        "linked.c",
        outside.to_str().unwrap(),
        "/etc/passwd",
        "/dev/zero",
    ];
    for name in names.iter().chain(&["orders.c"]) {
        let program =
            format!("#line 1 \"{name}\"\nint main(int argc, char **argv) {{ return 7 / argc; }}\n");
        if sandbox.clang_with(&["-g", "-O1"], &program).is_none() {
            return;
        }
        let text = listing(&sandbox, "program.wasm", &options("x86_64", "-O1"));
        let comment = above(&function(&text, "main"), &DIVISIONS);
        match *name {
            "orders.c" => assert_eq!(comment, "orders.c:1: int  [31m ;"),
            name => assert_eq!(comment, format!("{name}:1")),
        }
    }
}

const TEXT: &str = r#"(module
  (memory 1)
  (func $area (param $x i32) (param $y i32) (result i32)
    (i32.div_s (i32.const 1000)
      (i32.sub (local.get $x) (local.get $y))))
  (func (export "_start")
    (drop (call $area (i32.const 3) (i32.load (i32.const 8))))))"#;

#[test]
fn lines_of_the_text_format_are_shown() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wat", TEXT);
    for target in TARGETS {
        for level in LEVELS {
            let text = listing(&sandbox, "input.wat", &options(target, level));
            let area = function(&text, "area");
            let expected = "input.wat:4:     (i32.div_s (i32.const 1000)";
            assert_eq!(above(&area, &DIVISIONS), expected, "{target} {level}");
            let text = listing(&sandbox, "input.wat", &["--target", target, level]);
            assert!(text.contains("# input.wat:4"), "{text}");
        }
    }
    // What is inlined says so.
    let text = listing(&sandbox, "input.wat", &["-O2"]);
    let start = function(&text, "\"func[1]\"");
    let expected = "input.wat:4 (inlined area):     (i32.div_s (i32.const 1000)";
    assert_eq!(above(&start, &DIVISIONS), expected);
}

#[test]
fn without_debug_information_operators_are_shown() {
    let sandbox = Sandbox::new();
    sandbox.write("input.wasm", wat::parse_str(TEXT).unwrap());
    let bytes = fs::read(sandbox.path().join("input.wasm")).unwrap();
    // `i32.sub`, `i32.div_s`
    let offset = bytes
        .windows(2)
        .position(|window| window == b"\x6b\x6d")
        .unwrap()
        + 1;
    for target in TARGETS {
        for level in LEVELS {
            let text = listing(&sandbox, "input.wasm", &options(target, level));
            let area = function(&text, "area");
            let expected = format!("{offset:#x}: i32.div_s");
            assert_eq!(above(&area, &DIVISIONS), expected, "{target} {level}");
        }
    }
}

/// Assembles a listing; `None` where there is no assembler for the target.
fn assemble(sandbox: &Sandbox, target: &str, text: &str) -> Option<Vec<u8>> {
    let name = match target {
        _ if target == std::env::consts::ARCH => "as".to_string(),
        target => format!("{target}-linux-gnu-as"),
    };
    if Command::new(&name).arg("--version").output().is_err() {
        return left_out(&format!("there is no {name}"));
    }
    // Two functions may have one name.
    let mut known = HashSet::new();
    let is_first = |line: &&str| {
        line.starts_with([' ', '.']) || line.is_empty() || known.insert(line.to_string())
    };
    let lines: Vec<_> = text.lines().filter(is_first).collect();
    sandbox.write("listing.s", lines.join("\n") + "\n");
    let words: &[&str] = match target {
        "aarch64" => &["-march=armv8.5-a"],
        _ => &[],
    };
    let mut assembler = sandbox.command(&name);
    run(assembler.args(words).args(["listing.s", "-o", "listing.o"])).success();
    let bytes = fs::read(sandbox.path().join("listing.o")).unwrap();
    Some(section(&bytes, ".text"))
}

fn section(bytes: &[u8], name: &str) -> Vec<u8> {
    use object::{Object, ObjectSection};
    let file = object::File::parse(bytes).unwrap();
    file.section_by_name(name).unwrap().data().unwrap().to_vec()
}

#[test]
fn assemblers_make_the_same_code_of_it() {
    let sandbox = Sandbox::new();
    if sandbox.clang_with(&["-g", "-O1"], C_PROGRAM).is_none() {
        return;
    }
    for target in TARGETS {
        for level in LEVELS {
            let options = ["--target", target, level];
            let text = listing(&sandbox, "program.wasm", &options);
            let Some(assembled) = assemble(&sandbox, target, &text) else {
                continue;
            };
            // On x86-64, instructions have several encodings.
            if target == "x86_64" {
                continue;
            }
            let object = ["program.wasm", "--emit=obj", "-o", "object.o"];
            run(sandbox.wasmc([&object[..], &options].concat())).success();
            let object = fs::read(sandbox.path().join("object.o")).unwrap();
            // Calls reach the runtime in another way, and what aligns functions is left out.
            let words = |bytes: &[u8]| {
                let words = bytes.chunks_exact(4);
                let words = words.map(|word| u32::from_le_bytes(word.try_into().unwrap()));
                let is_kept = |word: &u32| *word != 0 && *word >> 26 != 0b100101;
                words.filter(is_kept).collect::<Vec<_>>()
            };
            let (expected, assembled) = (words(&section(&object, ".wasm_text")), words(&assembled));
            assert!(assembled.len() > 1000);
            let expected = &expected[expected.len() - assembled.len()..];
            let differs = expected
                .iter()
                .zip(&assembled)
                .position(|(one, other)| one != other);
            assert_eq!(differs, None, "{level}");
        }
    }
}
