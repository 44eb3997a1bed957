//! Programs that package registries carry, as their users get them: their toolchains emit exceptions.
//!
//! `cargo test --test packages -- [FILTER] [--target aarch64] [--negative-control]`. `.ci/packages` puts
//! the modules into `target/packages`; `$WASMC_PACKAGES` names another folder. A program whose modules
//! are not there is left out, with a line that says so.

use anyhow::{Context, Result, ensure};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use wasmc_compiler::{Composition, Input, compile};
use wasmc_tests::image::{excerpt, run, run_with_input, write_executable};
use wasmc_tests::limit::HANG_OF_PROGRAM;
use wasmc_tests::{Args, Machine, Outcome, Tally, on_targets, packages};

/// A program: its name, the modules that it needs, and what is tested.
type Program = (
    &'static str,
    &'static [&'static str],
    fn(&Place<'_>) -> Result<()>,
);

const PROGRAMS: &[Program] = &[
    ("icebram", &["icebram.wasm"], icebram),
    ("icemulti", &["icepack.wasm", "icemulti.wasm"], icemulti),
    ("pandoc", &["pandoc.wasm"], pandoc),
];

fn main() -> Result<ExitCode> {
    on_targets("packages", test)
}

fn test(args: &Args, machine: &Machine) -> Tally {
    let mut tally = Tally::default();
    for &(name, modules, run) in PROGRAMS.iter().filter(|program| args.wants(program.0)) {
        if let Some(reason) = modules.iter().find_map(|it| packages::file(it).err()) {
            tally.skip(name, &reason.to_string());
            continue;
        }
        let result = tempfile::tempdir()
            .context("no folder for the test")
            .and_then(|folder| {
                run(&Place {
                    machine,
                    folder: folder.path(),
                    negative_control: args.negative_control,
                })
            });
        tally.report(name, &result);
    }
    tally
}

/// Where a program is tested.
struct Place<'a> {
    machine: &'a Machine,
    /// The folder that the program finds as `.`, at first empty.
    folder: &'a Path,
    negative_control: bool,
}

impl Place<'_> {
    fn read(&self, module: &str) -> Result<Input> {
        Ok(Input {
            name: module.into(),
            bytes: fs::read(packages::file(module)?)?,
        })
    }

    /// Compiles a command and runs it with these arguments and this standard input.
    fn run(&self, module: &str, arguments: &[&str], input: &[u8]) -> Result<Outcome> {
        let place = tempfile::tempdir()?;
        let executable = place.path().join("image");
        let compiled = compile(&self.read(module)?.into(), &self.machine.options())?;
        write_executable(&executable, &compiled.bytes)?;
        let mut command = self.machine.command(&executable);
        command.current_dir(self.folder).args(arguments);
        command.env("WASMC_OPTS", "--dir .");
        run_with_input(&mut command, input, HANG_OF_PROGRAM)
    }

    /// Compares bytes with the digest of those that wasmtime's run of the same program gave.
    fn check(&self, bytes: &[u8], digest: &str) -> Result<()> {
        let got = Sha256::digest(bytes);
        let mut got: String = got.iter().map(|byte| format!("{byte:02x}")).collect();
        if self.negative_control {
            got.push('0');
        }
        ensure!(got == digest, "{} bytes with the digest {got}", bytes.len());
        Ok(())
    }
}

fn ends_with(outcome: &Outcome, code: i32) -> Result<()> {
    ensure!(
        outcome.exited_with(code),
        "it ended with {}",
        outcome.describe()
    );
    Ok(())
}

/// C++: makes random contents of a memory from a seed, and refuses a file that is too short.
fn icebram(place: &Place<'_>) -> Result<()> {
    let outcome = place.run("icebram.wasm", &["-g", "-s", "7", "16", "256"], b"")?;
    ends_with(&outcome, 0)?;
    place.check(
        &outcome.stdout,
        "7ce36d6ba7e7c1a0536f32d2217149b7438e21ef14b3ba31c7bf43963c6323ce",
    )?;
    fs::write(place.folder.join("short.hex"), "0000\n")?;
    let outcome = place.run("icebram.wasm", &["short.hex", "short.hex"], b"")?;
    ends_with(&outcome, 1)?;
    let message = String::from_utf8_lossy(&outcome.stderr);
    ensure!(message.contains("is not divisible by 256"), "{message}");
    Ok(())
}

/// C++: packs a bitstream, and puts two into one file.
fn icemulti(place: &Place<'_>) -> Result<()> {
    fs::write(
        place.folder.join("one.asc"),
        ".device 1k\n.io_tile 1 0\n000000000000000000\n",
    )?;
    ends_with(&place.run("icepack.wasm", &["one.asc", "one.bin"], b"")?, 0)?;
    let arguments = ["-o", "both.bin", "one.bin", "one.bin"];
    ends_with(&place.run("icemulti.wasm", &arguments, b"")?, 0)?;
    let both = fs::read(place.folder.join("both.bin"))?;
    place.check(
        &both,
        "b5a74a0ba772b9ed9459ebd58eb632cb2c5f7891bc2c348ed3216f07921ad0fb",
    )
}

/// Haskell: says its version, and makes HTML of Markdown.
fn pandoc(place: &Place<'_>) -> Result<()> {
    let page = "# Title\n\nHello *world*, `code`.\n\n- a\n- b\n";
    let html = "<h1 id=\"title\">Title</h1>\n\
                <p>Hello <em>world</em>, <code>code</code>.</p>\n\
                <ul>\n<li>a</li>\n<li>b</li>\n</ul>\n";
    let mut program = Composition::default();
    let pandoc = program.add(place.read("pandoc.wasm")?);
    let pandoc = program.instantiate(pandoc, Vec::new());
    let caller = program.add(Input {
        name: "caller".into(),
        bytes: wat::parse_str(include_str!("pandoc.wat"))?,
    });
    program.instantiate(caller, vec![("pandoc".into(), pandoc)]);
    let executable = place.folder.join("image");
    let compiled = compile(&program, &place.machine.options())?;
    write_executable(&executable, &compiled.bytes)?;
    for (arguments, input, wanted) in [(&["version"][..], "", "\"3.9\""), (&[], page, html)] {
        for (file, text) in [("stdin", input), ("stderr", "")] {
            fs::write(place.folder.join(file), text)?;
        }
        let mut command = place.machine.command(&executable);
        command.current_dir(place.folder).args(arguments);
        command.env("WASMC_OPTS", "--dir .::/");
        ends_with(&run(&mut command, HANG_OF_PROGRAM)?, 0)?;
        let mut got = fs::read(place.folder.join("stdout"))?;
        if place.negative_control {
            got.push(b'x');
        }
        ensure!(got == wanted.as_bytes(), "{arguments:?}: {}", excerpt(&got));
    }
    Ok(())
}
