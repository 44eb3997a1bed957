//! The executable itself: what its headers promise, how few system calls it makes, how small it is.
//!
//! `cargo test --test elf -- [FILTER] [--target aarch64] [--negative-control]`.

mod headers;
mod symbols;
mod syscalls;

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use wasmc_compiler::options::{DebugLevel, RelocationModel};
use wasmc_compiler::{Input, Options, compile};
use wasmc_tests::image::{run, write_executable};
use wasmc_tests::limit::HANG;
use wasmc_tests::{Args, Machine, Tally, on_targets};

/// What the example prints.
const OUTPUT: &str = "Hello, world!\n";
/// The largest that the example may be without its symbol table, in bytes: traps of core 3.0, memories of 64 bits and reports that
/// name inlined functions, lines of sources and count recursions have made it 2,200 larger than 2.0 did.
const MAX_BYTES: usize = 25_200;
/// The most system calls that the example may make, its `execve` included, where its process may have the usual 8 MiB of stack:
/// with a stack of its own they are two more.
const MAX_SYSTEM_CALLS: usize = 11;

/// An image of the example.
struct Image {
    machine: Machine,
    model: RelocationModel,
    bytes: Vec<u8>,
    /// The same without its symbol table.
    stripped: Vec<u8>,
    /// The same with unwind tables.
    with_frames: Vec<u8>,
    /// Whether the limits are wrong ones.
    negative_control: bool,
}

fn main() -> Result<ExitCode> {
    on_targets("elf", test)
}

fn test(args: &Args, machine: &Machine) -> Tally {
    let mut tally = Tally::default();
    for (name, model) in [
        ("pie", RelocationModel::Pie),
        ("static", RelocationModel::Static),
    ] {
        let image = match build(machine.clone(), model, args.negative_control) {
            Ok(image) => image,
            Err(error) => {
                tally.report(&format!("{name}: build"), &Err(error));
                continue;
            }
        };
        let mut test = |test: &str, check: fn(&Image) -> Result<()>| {
            let test = format!("{name}: {test}");
            if args.wants(&test) {
                tally.report(&test, &check(&image));
            }
        };
        test("headers", headers);
        test("size", size);
        test("symbols", symbols);
        test("output", output);
        match syscalls::tracer(machine) {
            Ok(()) => test("system calls", system_calls),
            Err(reason) => tally.skip(&format!("{name}: system calls"), &reason),
        }
    }
    tally
}

fn build(machine: Machine, model: RelocationModel, negative_control: bool) -> Result<Image> {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/hello.wat");
    let text = fs::read(&example).context("cannot read examples/hello.wat")?;
    let bytes = wat::parse_bytes(&text)?.into_owned();
    let input = Input {
        name: "hello.wat".into(),
        bytes,
    };
    let options = Options {
        relocation_model: model,
        ..machine.options()
    };
    let bytes = compile(&input.clone().into(), &options)?.bytes;
    let frames = Options {
        debug: DebugLevel::Frames,
        ..options.clone()
    };
    let with_frames = compile(&input.clone().into(), &frames)?.bytes;
    let options = Options {
        strip: true,
        ..options
    };
    let stripped = compile(&input.into(), &options)?.bytes;
    Ok(Image {
        stripped,
        with_frames,
        machine,
        model,
        bytes,
        negative_control,
    })
}

fn headers(image: &Image) -> Result<()> {
    // The headers of the other relocation model are wrong ones.
    let model = match (image.model, image.negative_control) {
        (model, false) => model,
        (RelocationModel::Pie, true) => RelocationModel::Static,
        (RelocationModel::Static, true) => RelocationModel::Pie,
    };
    headers::check(&image.stripped, image.machine.target(), model)?;
    headers::check(&image.with_frames, image.machine.target(), model)?;
    headers::check(&image.bytes, image.machine.target(), model)
}

fn symbols(image: &Image) -> Result<()> {
    let options = Options {
        relocation_model: image.model,
        ..image.machine.options()
    };
    symbols::check(&image.machine, &options, image.negative_control)
}

fn size(image: &Image) -> Result<()> {
    let limit = if image.negative_control { 0 } else { MAX_BYTES };
    let bytes = image.stripped.len();
    ensure!(
        bytes <= limit,
        "the file has {bytes} bytes, more than {limit}"
    );
    Ok(())
}

fn output(image: &Image) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("hello");
    write_executable(&path, &image.bytes)?;
    let outcome = run(&mut image.machine.command(&path), HANG)?;
    ensure!(
        outcome.exited_with(0),
        "it ended with {}",
        outcome.describe()
    );
    let expected = if image.negative_control { "" } else { OUTPUT };
    let got = String::from_utf8_lossy(&outcome.stdout);
    ensure!(got == expected, "it printed {got:?}, not {expected:?}");
    ensure!(
        outcome.stderr.is_empty(),
        "it wrote to stderr: {}",
        outcome.describe()
    );
    Ok(())
}

fn system_calls(image: &Image) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("hello");
    write_executable(&path, &image.bytes)?;
    let calls = syscalls::trace(&path, folder.path())?;
    let limit = if image.negative_control {
        0
    } else {
        MAX_SYSTEM_CALLS
    };
    ensure!(
        calls.len() <= limit,
        "{} system calls, more than {limit}: {}",
        calls.len(),
        calls.join(" ")
    );
    // A trace that missed the one that matters counted something else.
    let writes = calls.iter().any(|name| name == "write" || name == "writev");
    ensure!(writes, "the trace has no write: {}", calls.join(" "));
    Ok(())
}
