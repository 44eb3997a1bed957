//! Whole applications.

use crate::program::{Context, Test};
use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;
use wasmc_tests::image::{excerpt, run};
use wasmc_tests::limit::HANG_OF_PROGRAM;
use wasmc_tests::{Outcome, icepack as packed, png, python};

/// The tests of all applications.
pub fn tests(corpus: &Path) -> Vec<Test> {
    let test = |name: &str, file: &str, run: fn(&Context) -> Result<()>| Test {
        name: format!("apps/{name}"),
        module: corpus.join("apps").join(file),
        run: Box::new(run),
    };
    vec![
        test("icepll", ICEPLL, icepll),
        test("icepack", ICEPACK, icepack),
        test("resvg", RESVG, resvg),
        test("python", PYTHON, python),
    ]
}

const ICEPLL: &str = "icepll.wasm";
const ICEPACK: &str = "icepack.wasm";
const RESVG: &str = "resvg.wasm";
const PYTHON: &str = "python-3.12.0.wasm";

/// Compiles an application and runs it in a folder, where it must succeed.
fn run_app(
    context: &Context,
    file: &str,
    folder: &Path,
    prepare: impl FnOnce(&mut Command),
) -> Result<Outcome> {
    let outcome = outcome_of(context, file, folder, prepare)?;
    ensure!(
        outcome.exited_with(0),
        "it ended with {}",
        outcome.describe()
    );
    Ok(outcome)
}

/// Compiles an application and runs it in a folder.
fn outcome_of(
    context: &Context,
    file: &str,
    folder: &Path,
    prepare: impl FnOnce(&mut Command),
) -> Result<Outcome> {
    let place = tempfile::tempdir()?;
    let executable = place.path().join("image");
    let module = context.corpus.join("apps").join(file);
    context.build(&context.form.read(&context.corpus, &module)?, &executable)?;
    let mut command = context.machine.command(&executable);
    command.current_dir(folder);
    prepare(&mut command);
    run(&mut command, HANG_OF_PROGRAM)
}

/// C++: computes the settings of a PLL.
fn icepll(context: &Context) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let outcome = run_app(context, ICEPLL, folder.path(), |command| {
        command.args(["-i", "12", "-o", "48"]);
    })?;
    let text = String::from_utf8_lossy(&outcome.stdout);
    for line in ["F_PLLOUT:   48.000 MHz (achieved)", "DIVR:  0 (4'b0000)"] {
        let line = context.expect(line);
        ensure!(
            text.lines().any(|got| got.trim() == line),
            "no line {line:?} in {text}"
        );
    }
    Ok(())
}

/// C++ with exceptions: packs a bitstream, and refuses another file by an exception.
fn icepack(context: &Context) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let sample = context.corpus.join("apps/sample.asc");
    fs::copy(sample, folder.path().join("sample.asc"))?;
    run_app(context, ICEPACK, folder.path(), |command| {
        command
            .env("WASMC_OPTS", "--dir .")
            .args(["sample.asc", "out.bin"]);
    })?;
    let mut bitstream = fs::read(folder.path().join("out.bin")).context("it wrote no out.bin")?;
    if context.negative_control {
        bitstream[100] ^= 1;
    }
    packed::check(&bitstream)?;

    let (input, says) = packed::BAD;
    fs::write(folder.path().join("bad.txt"), input)?;
    let outcome = outcome_of(context, ICEPACK, folder.path(), |command| {
        command
            .env("WASMC_OPTS", "--dir .")
            .args(["bad.txt", "out.bin"]);
    })?;
    ensure!(
        outcome.exited_with(1),
        "it ended with {}",
        outcome.describe()
    );
    let text = String::from_utf8_lossy(&outcome.stderr);
    ensure!(text.contains(says), "it says {text:?}");
    Ok(())
}

/// Rust: renders an SVG file to a PNG file.
fn resvg(context: &Context) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let sample = context.corpus.join("apps/sample.svg");
    fs::copy(sample, folder.path().join("sample.svg"))?;
    run_app(context, RESVG, folder.path(), |command| {
        command
            .env("WASMC_OPTS", "--dir .")
            .args(["sample.svg", "out.png"]);
    })?;
    let mut image = fs::read(folder.path().join("out.png")).context("it wrote no out.png")?;
    if context.negative_control {
        // A bit of the image data, which only its checksum shows.
        let middle = image.len() / 2;
        image[middle] ^= 1;
    }
    png::check(&image, 120, 80)
}

/// CPython: four modules of its library, two of which are C.
fn python(context: &Context) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let outcome = run_app(context, PYTHON, folder.path(), |command| {
        command.args(["-c", python::PROGRAM]);
    })?;
    let wanted = context.expect(python::OUTPUT);
    ensure!(
        outcome.stdout == wanted.as_bytes(),
        "expected {wanted:?}, got {:?}",
        excerpt(&outcome.stdout)
    );
    Ok(())
}
