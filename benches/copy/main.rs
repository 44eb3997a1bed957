//! How fast an image moves bytes from standard input to standard output, beside `cat`.
//!
//! ```text
//! cargo bench --manifest-path benches/Cargo.toml --bench copy [-- --rounds N]
//! ```
//!
//! A gibibyte goes through two pipes: this process writes zeros into one and reads the other.
//! The program is `tests/guests/copy.c`, with a buffer of 128 KiB as `cat` of the GNU coreutils has;
//! the two run in turns, and a row's time is the median.

#[path = "../common/mod.rs"]
mod common;

use anyhow::{Context, Result, anyhow, ensure};
use common::{median, output, project};
use std::io::{Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes that are moved.
const TOTAL: usize = 1 << 30;
/// Bytes that are written into a pipe, or read from one, at a time.
const CHUNK: usize = 1 << 20;
/// Bytes of the program's buffer.
const BUFFER: &str = "131072";

fn main() -> Result<()> {
    let rounds = common::rounds(7)?;
    let place = tempfile::tempdir()?;
    let (module, image) = (place.path().join("copy.wasm"), place.path().join("copy"));
    let mut clang = Command::new("clang");
    clang
        .args(["--target=wasm32-wasi", "-O2", "-o"])
        .arg(&module)
        .arg(project().join("tests/guests/copy.c"));
    output(&mut clang)?;
    common::compile("copy.wasm", std::fs::read(&module)?, &image)?;

    let (mut images, mut cats) = (Vec::new(), Vec::new());
    for _ in 0..rounds {
        images.push(run(Command::new(&image).arg(BUFFER))?);
        cats.push(run(&mut Command::new("cat"))?);
    }
    let (image, cat) = (median(images), median(cats));
    let rate = |time: Duration| TOTAL as f64 / time.as_secs_f64() / (1 << 20) as f64;
    println!("1 GiB through two pipes, {rounds} rounds");
    println!("image {:>8.0} MiB/s", rate(image));
    println!("cat   {:>8.0} MiB/s", rate(cat));
    println!(
        "ratio {:>8.3}   of the rates; more than 1: the image is faster",
        rate(image) / rate(cat)
    );
    Ok(())
}

/// How long a program takes to move all bytes.
fn run(command: &mut Command) -> Result<Duration> {
    let start = Instant::now();
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut stdin = child.stdin.take().context("a pipe")?;
    let mut stdout = child.stdout.take().context("a pipe")?;
    let sender = thread::spawn(move || -> std::io::Result<()> {
        let chunk = vec![0; CHUNK];
        (0..TOTAL / CHUNK).try_for_each(|_| stdin.write_all(&chunk))
    });
    let mut chunk = vec![0; CHUNK];
    let mut total = 0;
    while let count @ 1.. = stdout.read(&mut chunk)? {
        total += count;
    }
    let status = child.wait()?;
    let time = start.elapsed();
    sender
        .join()
        .map_err(|_| anyhow!("the sender panicked"))??;
    ensure!(
        status.success() && total == TOTAL,
        "{status}, {total} bytes"
    );
    Ok(time)
}
