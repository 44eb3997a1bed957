//! The tools that quick starts need.

use crate::readme::{QuickStart, Step};
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};
use wasmc_tests::{clang, packages};

/// The target of programs in Rust.
const RUST_TARGET: &str = "wasm32-wasip1";

/// `PATH` with the folder of `wasmc` in front.
pub fn path() -> Result<OsString> {
    let wasmc = Path::new(env!("CARGO_BIN_EXE_wasmc"));
    let folder = wasmc.parent().context("wasmc lies in a folder")?;
    let others = std::env::var_os("PATH").unwrap_or_default();
    let folders = [folder.into(), packages::folder().join("node_modules/.bin")]
        .into_iter()
        .chain(std::env::split_paths(&others));
    Ok(std::env::join_paths(folders)?)
}

/// What a quick start needs and this machine does not have.
pub fn missing(start: &QuickStart) -> Option<String> {
    start.steps.iter().find_map(|step| match step {
        Step::Command { line, .. } => missing_for(line),
        Step::File { .. } => None,
    })
}

/// The same for a command line.
fn missing_for(line: &str) -> Option<String> {
    match line.split(' ').next()? {
        "clang" => clang::available().err().map(|error| format!("{error:#}")),
        "rustc" => (!rust_has_library()).then(|| {
            format!("rustc has no library for {RUST_TARGET}: `rustup target add {RUST_TARGET}`")
        }),
        "python3" if line.contains("-m ziglang") && !has_zig() => {
            Some("there is no Zig: `pip install ziglang`, or `.ci/packages`".into())
        }
        "asc" if !has_asc() => Some(
            "there is no AssemblyScript: `npm install assemblyscript`, or `.ci/packages`".into(),
        ),
        "node" if !has_jco() => {
            Some("there is no jco: `npm install @bytecodealliance/jco`, or `.ci/packages`".into())
        }
        // What it downloads is as good as a tool.
        "pip" => (!succeeds("sh", &["-c", &format!("cd $(mktemp -d) && {line}")]))
            .then(|| "pip cannot download the package".into()),
        program if program.starts_with("qemu-") && !succeeds(program, &["--version"]) => Some(
            format!("there is no {program}: on Debian, `apt-get install qemu-user-static`"),
        ),
        _ => None,
    }
}

fn has_zig() -> bool {
    let mut command = Command::new("python3");
    command.args(["-m", "ziglang", "version"]);
    command.env("PYTHONPATH", packages::folder().join("python"));
    command.output().is_ok_and(|output| output.status.success())
}

fn has_asc() -> bool {
    let Ok(path) = path() else {
        return false;
    };
    let mut command = Command::new("sh");
    command.args(["-c", "asc --version"]).env("PATH", path);
    command.output().is_ok_and(|output| output.status.success())
}

fn has_jco() -> bool {
    let installed = packages::folder().join("node_modules/@bytecodealliance/jco");
    installed.exists() && succeeds("node", &["--version"])
}

/// Whether Rust can compile a program for WASI.
fn rust_has_library() -> bool {
    let Ok(folder) = tempfile::tempdir() else {
        return false;
    };
    let source = folder.path().join("empty.rs");
    let module = folder.path().join("empty.wasm");
    std::fs::write(&source, "fn main() {}\n").is_ok()
        && Command::new("rustc")
            .args(["--target", RUST_TARGET, "-o"])
            .args([&module, &source])
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
}

fn succeeds(program: &str, args: &[&str]) -> bool {
    Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .is_ok_and(|output| output.status.success())
}
