//! What an image costs as a container: time from start to exit, peak memory, bytes to be pulled.
//!
//! ```text
//! cargo build --release && cargo bench --manifest-path benches/Cargo.toml --bench containers [-- --rounds N]
//! ```
//!
//! Needs root, `runc` or `crun`, `musl-gcc`, and GNU time. Beside `examples/hello.wat` runs the
//! same program in C, linked statically with musl: the least that a container usually holds. Their
//! bundles are the same but for the executable; they run in turns, and a row's time is the median.
//!
//! Sizes are of the compressed layers, which is what a registry sends. What stands beside them is the
//! sum of the Debian packages that such an image would be made of, by the lists of this machine:
//! everything that is essential or required for `debian:slim`, and what the program's package depends
//! on. A package is compressed better (xz) than a layer (gzip), so the sums are too small, if
//! anything.

mod bundle;
#[path = "../common/mod.rs"]
mod common;
mod debian;
mod sizes;

use anyhow::{Context, Result};
use common::{median, output, project};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

fn main() -> Result<()> {
    let rounds = common::rounds(51)?;
    let place = tempfile::tempdir()?;
    let (ours, theirs) = (place.path().join("wasmc"), place.path().join("musl"));
    common::compile(
        "hello.wat",
        wat::parse_file(project().join("examples/hello.wat"))?,
        &ours,
    )?;
    let source = place.path().join("hello.c");
    std::fs::write(
        &source,
        "#include <stdio.h>\nint main(void) { puts(\"Hello, world!\"); return 0; }\n",
    )?;
    let mut gcc = Command::new("musl-gcc");
    output(
        gcc.args(["-O2", "-s", "-static", "-o"])
            .arg(&theirs)
            .arg(&source),
    )?;

    println!(
        "{:<28} {:>10} {:>10} {:>8}   {rounds} rounds; less than 1: wasmc is better",
        "hello", "wasmc", "C, musl", "ratio"
    );
    for program in ["crun", "runc"] {
        match bundle::Runner::new(program, place.path()) {
            Ok(runner) => times(&runner, &ours, &theirs, rounds)?,
            Err(reason) => println!("{program}: left out: {reason:#}"),
        }
    }
    let memory = |executable: &Path| -> Result<u64> {
        let mut peaks = (0..rounds)
            .map(|_| peak_memory(executable))
            .collect::<Result<Vec<_>>>()?;
        peaks.sort_unstable();
        Ok(peaks[peaks.len() / 2])
    };
    let (a, b) = (memory(&ours)?, memory(&theirs)?);
    println!(
        "{:<28} {:>7} KB {:>7} KB {:>8.3}",
        "peak memory, bare",
        a,
        b,
        a as f64 / b as f64
    );
    println!();
    sizes::table(place.path())
}

/// Prints the medians of both programs under one engine.
fn times(runner: &bundle::Runner, ours: &Path, theirs: &Path, rounds: usize) -> Result<()> {
    let (ours, theirs) = (runner.bundle(ours)?, runner.bundle(theirs)?);
    // The first runs read files from the disk.
    runner.run(&ours)?;
    runner.run(&theirs)?;
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        a.push(runner.run(&ours)?);
        b.push(runner.run(&theirs)?);
    }
    let (a, b) = (median(a), median(b));
    let show = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1e3);
    println!(
        "{:<28} {:>10} {:>10} {:>8.3}",
        format!("start to exit, {}", runner.name()),
        show(a),
        show(b),
        a.as_secs_f64() / b.as_secs_f64()
    );
    Ok(())
}

/// Peak memory of a process in KB.
fn peak_memory(executable: &Path) -> Result<u64> {
    let measured = Command::new("/usr/bin/time")
        .args(["-f", "%M"])
        .arg(executable)
        .output()
        .context("there is no /usr/bin/time")?;
    let text = String::from_utf8_lossy(&measured.stderr);
    let last = text.lines().last().unwrap_or_default();
    last.parse().with_context(|| format!("time says {text:?}"))
}
