//! Debug information in files beside a module: DWARF in another module, source maps.

mod common;

use common::debugger::Debugger;
use common::{Sandbox, left_out, run};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The parts of a module: its header and its sections, each with the name of a custom section.
fn parts(module: &[u8]) -> Vec<(Option<&str>, &[u8])> {
    let number = |at: &mut usize| {
        let (mut value, mut shift) = (0, 0);
        loop {
            let byte = module[*at];
            *at += 1;
            value |= usize::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return value;
            }
        }
    };
    let mut parts = vec![(None, &module[..8])];
    let mut at = 8;
    while at < module.len() {
        let (start, id) = (at, module[at]);
        at += 1;
        let len = number(&mut at);
        let end = at + len;
        let name = (id == 0).then(|| {
            let len = number(&mut at);
            std::str::from_utf8(&module[at..at + len]).unwrap()
        });
        parts.push((name, &module[start..end]));
        at = end;
    }
    parts
}

/// A custom section that holds one string.
fn custom(name: &str, text: &str) -> Vec<u8> {
    let string = |text: &str| [&[text.len() as u8], text.as_bytes()].concat();
    let content = [string(name), string(text)].concat();
    [&[0, content.len() as u8], &content[..]].concat()
}

/// Moves the DWARF of `program.wasm` to another file, and names that file.
fn split(sandbox: &Sandbox, file: &str) {
    let path = sandbox.path().join("program.wasm");
    let module = fs::read(&path).unwrap();
    let parts = parts(&module);
    let chosen = |is_debug: bool| {
        let of_debug = |name: Option<&str>| name.is_some_and(|name| name.starts_with(".debug_"));
        let mut chosen = parts.iter().filter(|part| of_debug(part.0) == is_debug);
        chosen
            .by_ref()
            .flat_map(|part| part.1.to_vec())
            .collect::<Vec<_>>()
    };
    let (code, debug) = (chosen(false), chosen(true));
    sandbox.write(file, [b"\0asm\x01\0\0\0", &debug[..]].concat());
    fs::write(path, [code, custom("external_debug_info", file)].concat()).unwrap();
}

/// Numbers as source maps write them.
fn vlq(numbers: &[i64]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for number in numbers {
        let mut rest = number.unsigned_abs() << 1 | u64::from(*number < 0);
        loop {
            let digit = rest & 31 | if rest > 31 { 32 } else { 0 };
            text.push(DIGITS[digit as usize].into());
            rest >>= 5;
            if rest == 0 {
                break;
            }
        }
    }
    text
}

/// A program of which each instruction of two functions has a place of its own in `lib.ts` and `main.ts`, written
/// to `program.wasm`, with this URL of the map. Returns the map.
fn mapped(sandbox: &Sandbox, url: &str) -> String {
    const PROGRAM: &str = r#"(module
        (func $divide (param i32) (result i32)
            (i32.div_s (i32.const 77777) (local.get 0)))
        (func $start (export "_start") (param)
            (drop (call $divide (i32.const 55555)))
            (drop (call $divide (i32.const 0)))))"#;
    let module = wat::parse_str(PROGRAM).unwrap();
    let find = |code: &[u8]| {
        let found = module.windows(code.len()).position(|window| window == code);
        found.unwrap() as i64
    };
    let divide = find(b"\x41\xd1\xdf\x04\x20\x00\x6d\x0b");
    let start = find(b"\x41\x83\xb2\x03\x10\x00\x1a\x41\x00\x10\x00\x1a");
    // Offset, file, line, column.
    let places = [
        [divide, 0, 3, 5],
        [divide + 6, 0, 4, 11],
        [start, 1, 10, 3],
        [start + 4, 1, 11, 4],
        [start + 7, 1, 20, 3],
        [start + 9, 1, 21, 4],
    ];
    let mut last = [0, 0, 1, 1];
    let segments = places.map(|place| {
        let differences: Vec<_> = place.iter().zip(last).map(|(new, old)| new - old).collect();
        last = place;
        vlq(&differences)
    });
    let module = [module, custom("sourceMappingURL", url)].concat();
    sandbox.write("program.wasm", module);
    let mappings = segments.join(",");
    format!(
        r#"{{"version":3,"sourceRoot":"./x","sources":["lib.ts","main.ts"],"names":[],"mappings":"{mappings}"}}"#
    )
}

/// Compiles `program.wasm` with debug information, and returns what is said.
fn build(sandbox: &Sandbox, options: &[&str]) -> String {
    let words = [&["program.wasm", "-g2", "-o", "image"], options].concat();
    let outcome = run(sandbox.wasmc(words));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    outcome.stderr
}

#[test]
fn dwarf_in_another_file_is_that_of_the_module() {
    const PROGRAM: &str = "struct point { int x; int y; };
        static int area(struct point *p) {
            return 1000 / (p->x - p->y);
        }
        int main(int argc, char **argv) {
            struct point q = {argc, argc};
            (void)argv;
            return area(&q);
        }";
    let sandbox = Sandbox::new();
    if sandbox.clang_with(&["-g", "-O0"], PROGRAM).is_none() {
        return;
    }
    let options = ["-q", "-O1", "--emit=obj"];
    build(&sandbox, &options);
    let inside = fs::read(sandbox.path().join("image")).unwrap();
    split(&sandbox, "program.dwarf.wasm");
    build(&sandbox, &options);
    let beside = fs::read(sandbox.path().join("image")).unwrap();
    assert_eq!(
        object_sections(&inside),
        object_sections(&beside),
        "the DWARF is the same"
    );
    build(&sandbox, &["-q", "-O1"]);
    let report = run(sandbox.command("./image")).fails(134);
    assert!(report.contains(" at program.c:3:"), "{report}");
    let Some(debugger) = Debugger::of("x86_64") else {
        return;
    };
    build(&sandbox, &["-q", "-O1", "--target=x86_64"]);
    let printed = debugger.session(&sandbox, "program.c:3", "bt 2\nup\nprint q");
    for part in ["#0  area (p=0x", "#1  ", "(argc=1", "= {x = 1, y = 1}"] {
        assert!(printed.contains(part), "no {part:?} in\n{printed}");
    }
}

/// Names and contents of the sections with DWARF.
fn object_sections(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    use object::{Object, ObjectSection};
    let file = object::File::parse(bytes).unwrap();
    let of = |section: object::Section<'_, '_>| {
        (
            section.name().unwrap().to_string(),
            section.data().unwrap().to_vec(),
        )
    };
    let sections: Vec<_> = file.sections().map(of).collect();
    let debug = |name: &str| name.starts_with(".debug_");
    let sections: Vec<_> = sections
        .into_iter()
        .filter(|(name, _)| debug(name))
        .collect();
    assert!(!sections.is_empty());
    sections
}

#[test]
fn a_source_map_gives_lines() {
    let sandbox = Sandbox::new();
    let map = mapped(&sandbox, "./maps/program.wasm.map");
    fs::create_dir(sandbox.path().join("maps")).unwrap();
    sandbox.write("maps/program.wasm.map", map);
    for level in ["-O0", "-O1", "-O2", "-O3"] {
        assert_eq!(build(&sandbox, &[level]), "");
        let report = run(sandbox.command("./image")).fails(134);
        for line in [") at lib.ts:4:11\n", ") at main.ts:21:4\n"] {
            assert!(report.contains(line), "{level}: no {line:?} in\n{report}");
        }
    }
    sandbox.write("lib.ts", "//\n//\n//\nreturn a / b;\n");
    for target in ["x86_64", "aarch64"] {
        let words = ["program.wasm", "--emit=asm", "-O1", "--target", target];
        let listing = run(sandbox.wasmc(words)).success();
        for line in ["    # lib.ts:4: return a / b;\n", "    # main.ts:11\n"] {
            assert!(listing.contains(line), "no {line:?} in\n{listing}");
        }
    }
    let Some(debugger) = Debugger::of("x86_64") else {
        return;
    };
    build(&sandbox, &["--target=x86_64", "-O1"]);
    let printed = debugger.session(
        &sandbox,
        "lib.ts:4",
        "bt 2\ndelete\nbreak main.ts:20\ncontinue",
    );
    for part in [
        "#0  ",
        "divide",
        "lib.ts:4\n",
        "main.ts:11\n",
        "main.ts:20\n",
    ] {
        assert!(printed.contains(part), "no {part:?} in\n{printed}");
    }
}

#[test]
fn assemblyscript_has_lines() {
    let asc =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/packages/node_modules/.bin/asc");
    if !asc.exists() {
        return left_out("there is no AssemblyScript: see `.ci/packages`").unwrap_or_default();
    }
    let sandbox = Sandbox::new();
    let text = "function divide(a: i32, b: i32): i32 {\n  return a / b;\n}\n\
                export function _start(): void {\n  let sum = 0;\n  for (let i = 3; i >= 0; i--) {\n    \
                sum += divide(100, i);\n  }\n  if (sum == 7) unreachable();\n}\n";
    sandbox.write("program.ts", text);
    let words = "program.ts --sourceMap --debug --runtime stub --use abort= -o program.wasm";
    let mut compiler = Command::new(asc);
    compiler.args(words.split(' ')).current_dir(sandbox.path());
    run(compiler).success();
    assert_eq!(build(&sandbox, &[]), "");
    let report = run(sandbox.command("./image")).fails(134);
    for line in [") at program.ts:2:10\n", ") at program.ts:7:12\n"] {
        assert!(report.contains(line), "no {line:?} in\n{report}");
    }
}

#[test]
fn verifiers_accept_what_a_source_map_becomes() {
    let sandbox = Sandbox::new();
    let map = mapped(&sandbox, "program.map");
    sandbox.write("program.map", map);
    build(&sandbox, &["--emit=obj"]);
    let mut verifier = sandbox.command("llvm-dwarfdump");
    if verifier.arg("--version").output().is_err() {
        return left_out("there is no llvm-dwarfdump").unwrap_or_default();
    }
    let outcome = run(sandbox
        .command("llvm-dwarfdump")
        .args(["--verify", "image"]));
    let printed = format!("{}{}", outcome.stdout, outcome.stderr);
    assert!(printed.contains("No errors.\n"), "{printed}");
}

#[test]
fn what_cannot_be_had_is_left_out_with_a_note() {
    let sandbox = Sandbox::new();
    let mut notes = String::new();
    for (url, file) in [
        ("missing.map", None),
        ("/etc/hostname", None),
        ("http://localhost/program.map", None),
        ("..", None),
        (".", None),
        ("text.map", Some("no JSON")),
        ("empty.map", Some("{}")),
        (
            "broken.map",
            Some(r#"{"version":3,"sources":[],"mappings":"kkkk!"}"#),
        ),
        (
            "file.map",
            Some(r#"{"version":3,"sources":[],"mappings":"AAAA"}"#),
        ),
    ] {
        mapped(&sandbox, url);
        if let Some(text) = file {
            sandbox.write(url, text);
        }
        notes += &build(&sandbox, &[]);
        assert_eq!(build(&sandbox, &["-q"]), "");
        let report = run(sandbox.command("./image")).fails(134);
        assert!(report.contains("    at divide (0x"), "{report}");
    }
    for (text, module) in [
        ("dwarf.wasm", &b"\0asm\x01\0\0\0"[..]),
        ("short.wasm", b"\0asm"),
    ] {
        mapped(&sandbox, "unused.map");
        let path = sandbox.path().join("program.wasm");
        let bytes = [
            fs::read(&path).unwrap(),
            custom("external_debug_info", text),
        ]
        .concat();
        fs::write(path, bytes).unwrap();
        sandbox.write(text, module);
        notes += &build(&sandbox, &[]);
    }
    let lines: Vec<_> = notes.lines().collect();
    let expected = [
        "source map `missing.map` is left out: No such file or directory (os error 2)",
        "source map `/etc/hostname` is left out: only files beside the module are read",
        "source map `http://localhost/program.map` is left out: only files beside the module are read",
        "source map `..` is left out: only files beside the module are read",
        "source map `.` is left out: it is not a file",
        "source map `text.map` is left out: expected ident at line 1 column 2",
        "source map `empty.map` is left out: missing field `version` at line 1 column 2",
        "source map `broken.map` is left out: its list of mappings is broken",
        "source map `file.map` is left out: it names a source file that it does not list",
        "DWARF `dwarf.wasm` is left out: it has no section .debug_info",
        "DWARF `short.wasm` is left out: unexpected end-of-file",
    ];
    let expected = expected.map(|note| format!("wasmc: note: program.wasm: its {note}"));
    assert_eq!(lines, expected);
}

#[test]
fn a_run_sees_a_new_map() {
    let sandbox = Sandbox::new();
    let map = mapped(&sandbox, "program.map");
    let report = || {
        let mut command = sandbox.wasmc(["run", "-q", "-g2", "program.wasm"]);
        run(command.env("XDG_CACHE_HOME", sandbox.path().join("cache"))).fails(134)
    };
    assert!(!report().contains("lib.ts"));
    sandbox.write("program.map", map);
    assert!(report().contains("lib.ts:4:11"));
}
