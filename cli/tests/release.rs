//! What `release/package` makes of an executable: an archive and a Python wheel. Here it is that of the
//! tests, which is not static; `release/build` makes one that is.

mod common;

use common::{Outcome, Sandbox, run};
use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

const WASMC: &str = env!("CARGO_BIN_EXE_wasmc");
const VERSION: &str = env!("CARGO_PKG_VERSION");
const ARCHITECTURE: &str = std::env::consts::ARCH;

/// The script, with a time for the files.
fn package(sandbox: &Sandbox, args: &[&str]) -> Outcome {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../release/package");
    let mut command = sandbox.command(script);
    command.env("SOURCE_DATE_EPOCH", "1700000000").args(args);
    run(command)
}

/// Whether a command works here; says so where it does not.
fn works(command: &str) -> bool {
    let mut words = command.split(' ');
    let program = words.next().unwrap();
    let output = Command::new(program).args(words).output();
    let works = output.is_ok_and(|output| output.status.success());
    if !works {
        let line = format!("left out: `{command}` does not work\n");
        io::stderr().write_all(line.as_bytes()).unwrap();
    }
    works
}

#[test]
fn archive_and_wheel() {
    if !works("python3 --version") {
        return;
    }
    let sandbox = Sandbox::new();
    for folder in ["one", "two"] {
        package(&sandbox, &[WASMC, ARCHITECTURE, folder]).success();
    }
    let archive = format!("wasmc-{VERSION}-{ARCHITECTURE}-linux.tar.gz");
    let wheel = format!(
        "wasmc-{VERSION}-py3-none-manylinux2014_{ARCHITECTURE}.manylinux_2_17_{ARCHITECTURE}.\
         musllinux_1_1_{ARCHITECTURE}.whl"
    );
    for file in [&archive, &wheel] {
        let read = |folder| fs::read(sandbox.path().join(folder).join(file)).unwrap();
        assert!(read("one") == read("two"), "{file} is different every time");
    }
    archive_is_whole(&sandbox, &archive);
    wheel_installs(&sandbox, &wheel);
}

fn archive_is_whole(sandbox: &Sandbox, archive: &str) {
    let unpack = ["-xf", &format!("one/{archive}")];
    run(sandbox.command("tar").args(unpack)).success();
    let folder = archive.strip_suffix(".tar.gz").unwrap();
    let unpacked = sandbox.path().join(folder);
    let version = run(sandbox.command(unpacked.join("wasmc")).arg("-V")).success();
    assert_eq!(version, format!("wasmc {VERSION}\n"));
    for file in [
        "README.md",
        "CHANGELOG.md",
        "SECURITY.md",
        "LICENSE-MIT",
        "LICENSE-APACHE",
        "docs/WASI.md",
        "examples/hello.wat",
        "completions/wasmc.bash",
        "completions/_wasmc",
        "completions/wasmc.fish",
        "man/man1/wasmc.1",
        "man/man1/wasmc-image.1",
    ] {
        let bytes = fs::read(unpacked.join(file)).unwrap_or_default();
        assert!(!bytes.is_empty(), "{file} is missing or empty");
    }
}

fn wheel_installs(sandbox: &Sandbox, wheel: &str) {
    let environment = sandbox.path().join("environment");
    if !works(&format!("python3 -m venv {}", environment.display())) {
        return;
    }
    let program = |name: &str| environment.join("bin").join(name);
    let install = ["install", "--no-index", "--quiet"];
    let outcome = run(sandbox
        .command(program("pip"))
        .env("PIP_DISABLE_PIP_VERSION_CHECK", "1")
        .args(install)
        .arg(sandbox.path().join("one").join(wheel)));
    assert_eq!(outcome.code, Some(0), "{outcome:#?}");
    let version = run(sandbox.command(program("wasmc")).arg("-V")).success();
    assert_eq!(version, format!("wasmc {VERSION}\n"));
}

#[test]
fn nothing_appears_where_packing_fails() {
    let sandbox = Sandbox::new();
    sandbox.write("broken", "#!/bin/sh\nexit 1\n");
    for (args, message) in [
        (["none", ARCHITECTURE, "out"], "there is no file `none`"),
        ([WASMC, "sparc", "out"], "not `sparc`"),
        (["broken", ARCHITECTURE, "out"], "broken"),
    ] {
        let outcome = package(&sandbox, &args);
        assert!(
            outcome.code != Some(0) && outcome.stderr.contains(message),
            "{outcome:#?}"
        );
        let left = fs::read_dir(sandbox.path().join("out")).map_or(0, Iterator::count);
        assert_eq!(left, 0, "{args:?}");
    }
}
