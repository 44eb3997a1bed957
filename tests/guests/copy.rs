//! Standard input to standard output: `copy.c`, and every byte compared.

use crate::group::{Context, Group, Module, Test};
use anyhow::{Context as _, Result, anyhow, ensure};
use std::fs::File;
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::process::Stdio;
use std::thread;
use wasmc_tests::image::spawn;
use wasmc_tests::random::Random;

/// Bytes that go through a pipe.
const GIB: u64 = 1 << 30;

/// The tests.
pub fn group() -> Group {
    let test = |name: &str, run: fn(&Context, &Path) -> Result<()>| Test {
        name: format!("copy/{name}"),
        run: Box::new(run),
    };
    Group {
        module: Module::C("tests/guests/copy.c"),
        tests: vec![
            test("a-gibibyte-through-pipes", |context, image| {
                through_pipes(context, image, GIB, "65536")
            }),
            test("small-reads", |context, image| {
                through_pipes(context, image, 1 << 20, "7")
            }),
            // More than a pipe holds: each write is cut short by the kernel, or waits.
            test("large-writes", |context, image| {
                through_pipes(context, image, 64 << 20, "3000000")
            }),
            test("files", through_files),
        ],
    }
}

/// The bytes that are sent, which are the same every time.
struct Source(Random);

impl Source {
    fn new(seed: u64) -> Source {
        Source(Random::new(seed))
    }

    fn fill(&mut self, buffer: &mut [u8]) {
        for bytes in buffer.chunks_mut(8) {
            bytes.copy_from_slice(&self.0.u64().to_le_bytes()[..bytes.len()]);
        }
    }
}

/// Bytes that are sent at a time: a multiple of the generator's eight.
const CHUNK: usize = 40 << 10;

/// Writes `total` bytes.
fn send(mut to: impl Write, total: u64) -> std::io::Result<()> {
    let mut source = Source::new(1);
    let mut buffer = vec![0; CHUNK];
    let mut left = total;
    while left > 0 {
        let count = left.min(CHUNK as u64) as usize;
        source.fill(&mut buffer[..count]);
        to.write_all(&buffer[..count])?;
        left -= count as u64;
    }
    Ok(())
}

/// Reads to the end: it must be what [`send`] writes of as many bytes.
fn check(mut from: impl Read, total: u64, negative_control: bool) -> Result<()> {
    let mut source = Source::new(if negative_control { 2 } else { 1 });
    let (mut got, mut wanted) = (vec![0; CHUNK], vec![0; CHUNK]);
    let mut left = total;
    while left > 0 {
        let count = left.min(CHUNK as u64) as usize;
        from.read_exact(&mut got[..count])
            .with_context(|| format!("after {} of {total} bytes", total - left))?;
        source.fill(&mut wanted[..count]);
        ensure!(
            got[..count] == wanted[..count],
            "other bytes within the {count} after {}",
            total - left
        );
        left -= count as u64;
    }
    ensure!(from.read(&mut got)? == 0, "more than {total} bytes");
    Ok(())
}

fn through_pipes(context: &Context, image: &Path, total: u64, buffer: &str) -> Result<()> {
    let mut command = context.machine.command(image);
    command
        .arg(buffer)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = spawn(&mut command)?;
    let stdin = child.stdin.take().context("a pipe")?;
    let stdout = child.stdout.take().context("a pipe")?;
    let sender = thread::spawn(move || send(stdin, total));
    let checked = check(stdout, total, context.negative_control);
    // The pipe is closed by now: an image that still writes ends.
    let status = child.wait()?;
    let sent = sender.join().map_err(|_| anyhow!("the sender panicked"))?;
    checked?;
    sent.context("it did not read all of its input")?;
    ensure!(status.success(), "it ended with {status}");
    Ok(())
}

fn through_files(context: &Context, image: &Path) -> Result<()> {
    const TOTAL: u64 = 16 << 20;
    let (mut from, mut to) = (tempfile::tempfile()?, tempfile::tempfile()?);
    send(&from, TOTAL)?;
    from.rewind()?;
    let twin = |file: &File| file.try_clone();
    let mut command = context.machine.command(image);
    command.stdin(twin(&from)?).stdout(twin(&to)?);
    let status = spawn(&mut command)?.wait()?;
    ensure!(status.success(), "it ended with {status}");
    to.rewind()?;
    check(to, TOTAL, context.negative_control)
}
