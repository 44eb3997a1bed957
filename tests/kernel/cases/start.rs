//! Images start, however they were made.

use crate::maker::{Maker, expect, module};
use anyhow::Result;
use std::fs;
use std::path::Path;
use wasmc_agent::plan::{Action, Run};
use wasmc_compiler::options::{BranchProtection, MemoryCheck, RelocationModel};
use wasmc_compiler::target::Target;
use wasmc_compiler::{Composition, Input, Options};
use wasmc_tests::corpus;

/// A way to make an image.
type Way = (&'static str, fn(&mut Options));

const WAYS: &[Way] = &[
    ("default", |_| {}),
    ("static", |options| {
        options.relocation_model = RelocationModel::Static
    }),
    ("checked", |options| {
        options.memory_check = MemoryCheck::Checked
    }),
    ("static-checked", |options| {
        options.relocation_model = RelocationModel::Static;
        options.memory_check = MemoryCheck::Checked;
    }),
];

/// Ways of aarch64 alone.
const PROTECTED: &[Way] = &[
    ("no-branch-protection", |options| {
        protect(options, BranchProtection::None)
    }),
    ("bti", |options| protect(options, BranchProtection::Bti)),
    ("pac-ret", |options| {
        protect(options, BranchProtection::PacRet)
    }),
    ("static-no-branch-protection", |options| {
        options.relocation_model = RelocationModel::Static;
        protect(options, BranchProtection::None);
    }),
];

fn protect(options: &mut Options, what: BranchProtection) {
    options.branch_protection = Some(what);
}

/// Three instances with a memory each, so that the addresses of further memories are tried too: the
/// main one adds a number from each.
const OWNER: &str = r#"(module (memory 1) (data (i32.const 8) "\14")
    (func (export "get") (result i32) (i32.load (i32.const 8))))"#;
const ADDER: &str = r#"(module
    (import "one" "get" (func $one (result i32)))
    (import "two" "get" (func $two (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory 1) (data (i32.const 8) "\02")
    (func (export "_start")
      (call $exit (i32.add (i32.load (i32.const 8)) (i32.add (call $one) (call $two))))))"#;

fn three_memories() -> Result<Composition> {
    let mut program = Composition::default();
    let owner = program.add(Input {
        name: "owner".into(),
        bytes: wat::parse_str(OWNER)?,
    });
    let one = program.instantiate(owner, Vec::new());
    let two = program.instantiate(owner, Vec::new());
    let adder = program.add(Input {
        name: "adder".into(),
        bytes: wat::parse_str(ADDER)?,
    });
    program.instantiate(adder, vec![("one".into(), one), ("two".into(), two)]);
    Ok(program)
}

/// Adds the cases.
pub fn add(to: &mut Maker<'_>) -> Result<()> {
    let hello = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/hello.wat");
    let hello = fs::read_to_string(hello)?;
    let icepll = corpus::folder().map(|folder| folder.join("apps/icepll.wasm"));
    let icepll = icepll.filter(|file| file.is_file());
    let more = match to.machine.target() {
        Target::X86_64 => &[][..],
        Target::Aarch64 => PROTECTED,
    };
    for (name, change) in WAYS.iter().chain(more) {
        let image = to.text(&hello, change)?;
        let run = Run {
            image,
            ..Run::default()
        };
        to.ends(&format!("start/hello/{name}"), run, |ended| {
            expect(ended, 0, "Hello, world!\n", &[])
        });
        // One with relocations.
        if let Some(file) = &icepll {
            let image = to.compile(&module("icepll", fs::read(file)?), change)?;
            let run = Run {
                image,
                args: ["-i", "12", "-o", "48"].map(String::from).to_vec(),
                ..Run::default()
            };
            to.ends(&format!("start/icepll/{name}"), run, |ended| {
                let text = String::from_utf8_lossy(&ended.stdout.0).into_owned();
                expect(ended, 0, &text, &[])?;
                anyhow::ensure!(
                    text.lines()
                        .any(|line| line.trim() == "F_PLLOUT:   48.000 MHz (achieved)"),
                    "it prints {text:?}"
                );
                Ok(())
            });
        }
        let program = three_memories()?;
        let image = to.compile(&program, change)?;
        let run = Run {
            image,
            ..Run::default()
        };
        to.ends(&format!("start/three-memories/{name}"), run, |ended| {
            expect(ended, 42, "", &[])
        });
    }
    for (name, signal, code) in [("SIGTERM", 15, 143), ("SIGINT", 2, 130)] {
        let image = to.text(SERVICE, |_| {})?;
        let check = move |ended| expect(ended, code, "", &[]);
        to.add(
            &format!("start/first-process/{name}"),
            Action::SignalFirst { image, signal },
            crate::case::Check::Ended(Box::new(check)),
        );
    }
    Ok(())
}

/// A program that says that it is there, and sleeps.
const SERVICE: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 0) "\08\00\00\00\01\00\00\00.\00\00\00")
    (func (export "_start")
      (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))
      ;; A subscription to the monotonic clock, an hour from now.
      (i32.store (i32.const 80) (i32.const 1))
      (i64.store (i32.const 88) (i64.const 3600000000000))
      (loop $again
        (drop (call $poll (i32.const 64) (i32.const 128) (i32.const 1) (i32.const 192)))
        (br $again))))"#;
