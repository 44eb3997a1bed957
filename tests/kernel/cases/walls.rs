//! The walls behind the runtime, on a kernel that has them: programs that make system calls through a hole.

use crate::maker::{Maker, expect};
use anyhow::{Error, Result, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use wasmc_abi::filter::EXIT_CODE;
use wasmc_agent::plan::{PATH as PLAN, Run};
use wasmc_compiler::Options;
use wasmc_compiler::options::Seccomp;
use wasmc_compiler::target::Target;
use wasmc_tests::hole::attempts::{ADDRESS, PATH, REFUSED, WORKING_DIRECTORY, report};
use wasmc_tests::hole::{self, HOLE};

/// EACCES.
const REFUSED_BY_LANDLOCK: i32 = 13;

/// A program that makes a system call through the hole, and exits with the errno. It could open files.
fn program(number: u32, arguments: &[u32]) -> String {
    let mut all = vec![number];
    all.extend(arguments);
    all.resize(6, 0);
    let all: String = all.iter().map(|it| format!("(i32.const {it}) ")).collect();
    format!(
        r#"(module
    (import "wasi_snapshot_preview1" "{HOLE}"
      (func $hole (param i32 i32 i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "path_open"
      (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1)
    (data (i32.const {PATH}) "{PLAN}\00")
    (func (export "_start") (local $result i32)
      (local.set $result (call $hole {all}))
      (if (i32.lt_s (local.get $result) (i32.const 0))
        (then (call $exit (i32.sub (i32.const 0) (local.get $result)))))
      (drop (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
        (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 0)))))"#
    )
}

/// Adds the cases.
pub fn add(to: &mut Maker<'_>) -> Result<()> {
    let target = to.machine.target();
    let mut archives = to.machine.options().runtime.map_err(Error::msg)?;
    archives.runtime = hole::runtime(archives.runtime, target)?;
    let walls = |seccomp, landlock| {
        move |options: &mut Options| {
            options.runtime = Ok(archives);
            options.seccomp = Some(seccomp);
            options.landlock = landlock;
        }
    };
    for attempt in REFUSED {
        let Some(number) = attempt.number(target) else {
            continue;
        };
        let image = to.text(
            &program(number, attempt.arguments),
            walls(Seccomp::On, false),
        )?;
        let run = Run {
            image,
            ..Run::default()
        };
        to.ends(
            &format!("walls/seccomp/{}", attempt.name),
            run,
            move |ended| expect(ended, EXIT_CODE, "", &[&report(number)]),
        );
    }
    let openat = match target {
        Target::X86_64 => 257,
        Target::Aarch64 => 56,
    };
    let text = program(openat, &[WORKING_DIRECTORY, ADDRESS, 0, 0]);
    for (name, landlock, code) in [
        ("walls/landlock", true, REFUSED_BY_LANDLOCK),
        ("walls/landlock/off", false, 0),
    ] {
        let run = Run {
            image: to.text(&text, walls(Seccomp::Off, landlock))?,
            env: match landlock {
                true => opts("--require-landlock"),
                false => BTreeMap::new(),
            },
            ..Run::default()
        };
        to.ends(name, run, move |ended| expect(ended, code, "", &[]));
    }
    state(to)
}

fn opts(words: &str) -> BTreeMap<String, String> {
    BTreeMap::from([("WASMC_OPTS".into(), words.into())])
}

/// What the kernel says of a process behind the walls.
fn state(to: &mut Maker<'_>) -> Result<()> {
    let cat = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/cat.wat");
    let image = to.text(&fs::read_to_string(cat)?, |_| {})?;
    let run = Run {
        image,
        args: vec!["self/status".into()],
        env: opts("--dir /proc"),
        ..Run::default()
    };
    to.ends("walls/state", run, |ended| {
        let text = String::from_utf8_lossy(&ended.stdout.0).into_owned();
        for line in ["NoNewPrivs:\t1\n", "Seccomp:\t2\n"] {
            ensure!(text.contains(line), "no {line:?} in {text:?}");
        }
        expect(ended, 0, &text, &[])
    });
    Ok(())
}
