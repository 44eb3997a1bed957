//! Limits of the kernel's and of ours, users without rights, and sockets.

use crate::maker::{Maker, expect, module};
use anyhow::Result;
use std::fs;
use std::path::Path;
use wasmc_agent::plan::{Action, Run};
use wasmc_compiler::options::MemoryCheck;
use wasmc_tests::{Tally, clang};

/// A user without rights.
pub const USER: u32 = 65532;

const FOREVER: &str = r#"(module (func (export "_start") (loop $again (br $again))))"#;

/// Grows its memory as far as it can, and exits with the hundreds of pages.
const GROWS: &str = r#"(module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") 1 65536)
    (func (export "_start")
      (block $full
        (loop $again
          (br_if $full (i32.eq (memory.grow (i32.const 100)) (i32.const -1)))
          (i32.store (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)) (i32.const 1))
          (br $again)))
      (call $exit (i32.div_u (memory.size) (i32.const 100)))))"#;

/// Adds the cases.
pub fn add(to: &mut Maker<'_>, tally: &mut Tally) -> Result<()> {
    let hello = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/hello.wat");
    let hello = fs::read_to_string(hello)?;
    let image = to.text(&hello, |_| {})?;
    let checked = to.text(&hello, |options| {
        options.memory_check = MemoryCheck::Checked
    })?;
    let gibibyte = Run {
        address_space: Some(1 << 30),
        ..Run::default()
    };
    let run = Run {
        image: image.clone(),
        ..gibibyte.clone()
    };
    to.ends("limits/address-space", run, |ended| {
        expect(ended, 1, "", &["ulimit -v", "-C memory=checked"])
    });
    let run = Run {
        image: checked,
        ..gibibyte
    };
    to.ends("limits/address-space/checked", run, |ended| {
        expect(ended, 0, "Hello, world!\n", &[])
    });
    let run = Run {
        image,
        user: Some(USER),
        ..Run::default()
    };
    to.ends("limits/user", run, |ended| {
        expect(ended, 0, "Hello, world!\n", &[])
    });

    let forever = to.text(FOREVER, |_| {})?;
    let grows = to.text(GROWS, |_| {})?;
    for (name, image, words, code) in [
        ("timeout", forever, "--timeout 300ms", 124),
        ("max-memory", grows, "--max-memory 32M", 5),
    ] {
        let run = Run {
            image,
            env: [("WASMC_OPTS".to_string(), words.to_string())].into(),
            ..Run::default()
        };
        to.ends(&format!("limits/{name}"), run, move |ended| {
            expect(ended, code, "", &[])
        });
    }
    match clang::available() {
        Ok(()) => echo(to)?,
        Err(error) => tally.skip("limits/echo", &format!("{error:#}")),
    }
    Ok(())
}

fn echo(to: &mut Maker<'_>) -> Result<()> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/echo/echo.c");
    let image = to.compile(&module("echo", clang::compile(&source)?), |_| {})?;
    let action = Action::Echo {
        image,
        connections: 50,
        requests: 20,
    };
    to.counts("limits/echo", 1, action);
    Ok(())
}
