//! Bytes as `WASMC_OPTS`: the image says what is wrong with them, or runs.

use super::setting::{Fault, Setting};
use crate::image::{run as run_image, with_runtime, write_executable};
use anyhow::{Context, Result, ensure};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use tempfile::TempDir;
use wasmc_agent::limit::HANG;
use wasmc_agent::random::Random;
use wasmc_compiler::{Input, Options, compile};

/// What the image prints.
const OUTPUT: &[u8] = b"Hello, world!\n";
/// Exit code after the time of `--timeout`.
const TIMED_OUT: i32 = 124;

/// Words of `WASMC_OPTS`, and what comes between them.
const WORDS: [&str; 29] = [
    "--dir",
    "--env",
    "--inherit-env",
    "--argv0",
    "--listen",
    "--tcp-listen",
    "--tcp-connect",
    "--http-out",
    "--udp",
    "--dns",
    "--max-memory",
    "--max-fds",
    "--timeout",
    "--trace-wasi",
    "--no-openat2",
    "--no-seccomp",
    "--require-landlock",
    "=",
    " ",
    "\t",
    "'",
    "\"",
    "\\",
    "::ro",
    "/tmp::/",
    "18446744073709551616",
    "1G",
    "5s",
    "A=b",
];

/// Some words, and now and then any byte.
pub fn words(random: &mut Random) -> Vec<u8> {
    let mut text = Vec::new();
    for _ in 0..random.below(12) {
        match random.below(8) {
            0 => text.push(random.below(256) as u8),
            _ => text.extend(random.pick(&WORDS).bytes()),
        }
        if random.below(2) == 0 {
            text.push(b' ');
        }
    }
    text
}

/// Runs an image with these words; bytes that no variable can hold are left out.
///
/// # Errors
/// It does neither print what it prints, nor say why it does not.
pub fn run(data: &[u8], setting: Setting<'_>) -> Result<()> {
    static IMAGE: OnceLock<TempDir> = OnceLock::new();
    let folder = match IMAGE.get() {
        Some(folder) => folder,
        None => {
            let made = image()?;
            IMAGE.get_or_init(|| made)
        }
    };
    let words: Vec<u8> = data.iter().copied().filter(|byte| *byte != 0).collect();
    let mut command = Command::new(folder.path().join("image"));
    command
        .env_clear()
        .env("WASMC_OPTS", std::ffi::OsStr::from_bytes(&words));
    let mut outcome = run_image(&mut command, HANG)?;
    if setting.fault == Fault::Planted {
        outcome.stdout.push(b'!');
        outcome.stderr.clear();
    }
    let said = outcome.stderr.starts_with(b"wasmc: ");
    let right = match outcome.status.and_then(|status| status.code()) {
        Some(0) => outcome.stdout == OUTPUT,
        Some(1) => said && outcome.stdout.is_empty(),
        Some(TIMED_OUT) => said,
        _ => false,
    };
    ensure!(right, "{}", outcome.describe());
    Ok(())
}

fn image() -> Result<TempDir> {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/hello.wat");
    let text = std::fs::read(example).context("cannot read examples/hello.wat")?;
    let input = Input {
        name: "hello".into(),
        bytes: wat::parse_bytes(&text)?.into_owned(),
    };
    let image = compile(&input.into(), &with_runtime(&Options::default())?)?;
    let folder = tempfile::tempdir()?;
    write_executable(&folder.path().join("image"), &image.bytes)?;
    Ok(folder)
}
