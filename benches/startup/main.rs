//! What it costs to start an executable and to end it: time on the clock, and page faults.
//!
//! ```text
//! cargo bench --manifest-path benches/Cargo.toml --bench startup [-- --rounds N]
//! ```
//!
//! - `examples/hello.wat` beside a program in assembly that makes two system calls: the least that a process
//!   takes on this machine. N runs of each, in turns (4,000 where nothing is said).
//! - Programs of the corpus (`$WASMC_CORPUS`) beside wasmtime, which loads the module that it has compiled
//!   before: a tenth as many runs. The process under wasmtime is this benchmark itself, started anew.
//!   `sqlite3` ends where its work would begin, by its call of `bench.start`; CPython runs `-c pass`.

#[path = "../common/mod.rs"]
mod common;
mod embedding;
mod process;

use anyhow::{Context, Result, anyhow};
use common::{compile, compile_with_bench, output, project};
use process::{Side, Summary, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs of each side, where `--rounds` does not say.
const ROUNDS: usize = 4000;
/// How many times as many runs a small program gets.
const SMALL: usize = 10;

/// A program of the corpus: its name, its module, its arguments.
const PROGRAMS: [(&str, &str, &[&str]); 2] = [
    ("sqlite3", "bench/sqlite3/sqlite3.wasm", &[]),
    (
        "CPython -c pass",
        "apps/python-3.12.0.wasm",
        &["-c", "pass"],
    ),
];

/// What Sightglass programs import as `bench`: a program that would begin its work ends.
const BENCH: &str = r#"(module
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (func (export "start") (call $exit (i32.const 0)))
    (func (export "end")))"#;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().collect();
    if let [_, flag, file, arguments @ ..] = &words[..]
        && flag == "--wasmtime"
    {
        return embedding::run(Path::new(file), arguments).map_err(theirs);
    }
    let rounds = common::rounds(ROUNDS)?;
    let place = tempfile::tempdir()?;
    println!(
        "{:<16} {:<10} {:>12} {:>12} {:>7} {:>12}",
        "program", "", "5 % below", "median", "ratio", "page faults"
    );
    hello(rounds, place.path())?;
    let Some(corpus) = corpus() else {
        println!("left out: the corpus; WASMC_CORPUS says where it is");
        return Ok(());
    };
    for (name, module, arguments) in PROGRAMS {
        let module = fs::read(corpus.join(module)).with_context(|| module)?;
        program(
            name,
            &module,
            arguments,
            (rounds / SMALL).max(1),
            place.path(),
        )
        .with_context(|| name)?;
    }
    Ok(())
}

/// The smallest program beside the least that there can be.
fn hello(rounds: usize, place: &Path) -> Result<()> {
    let (floor, image) = (place.join("floor"), place.join("hello"));
    let source = project().join("benches/startup/floor.S");
    let mut assemble = Command::new("cc");
    assemble.args(["-nostdlib", "-static", "-o"]).arg(&floor);
    output(assemble.arg(source))?;
    compile(
        "hello",
        wat::parse_file(project().join("examples/hello.wat"))?,
        &image,
    )?;
    let mut sides = [
        Side::new("assembly", &floor, &[])?,
        Side::new("image", &image, &[])?,
    ];
    run(&mut sides, rounds)?;
    print_rows("hello", &sides);
    Ok(())
}

/// A program as an image, and under wasmtime.
fn program(
    name: &str,
    module: &[u8],
    arguments: &[&str],
    rounds: usize,
    place: &Path,
) -> Result<()> {
    let (image, code) = (place.join("image"), place.join("code"));
    compile_with_bench(name, module.into(), wat::parse_str(BENCH)?, &image)?;
    embedding::compile(module, &code).map_err(theirs)?;
    let code = code.to_string_lossy();
    let own = std::env::current_exe()?;
    let loaded = [&["--wasmtime", &*code], arguments].concat();
    let mut sides = [
        Side::new("wasmtime", &own, &loaded)?,
        Side::new("image", &image, arguments)?,
    ];
    run(&mut sides, rounds)?;
    print_rows(name, &sides);
    Ok(())
}

/// A row for each side; ratios are to the first.
fn print_rows(program: &str, sides: &[Side]) {
    let summaries: Vec<Summary> = sides.iter().map(Side::summary).collect();
    for (side, it) in sides.iter().zip(&summaries) {
        let micros = |time: std::time::Duration| format!("{:.1} µs", time.as_secs_f64() * 1e6);
        println!(
            "{program:<16} {:<10} {:>12} {:>12} {:>7.3} {:>12}",
            side.name,
            micros(it.low),
            micros(it.median),
            it.low.as_secs_f64() / summaries[0].low.as_secs_f64(),
            it.faults
        );
    }
}

fn corpus() -> Option<PathBuf> {
    let folder = match std::env::var_os("WASMC_CORPUS") {
        Some(path) => PathBuf::from(path),
        None => project().join("../shared/corpus"),
    };
    folder.canonicalize().ok()
}

/// wasmtime has an error type of its own.
fn theirs(error: wasmtime::Error) -> anyhow::Error {
    anyhow!("wasmtime: {error:?}")
}
