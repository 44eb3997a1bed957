//! What the benchmarks share that need no peer of their own kind.
#![allow(dead_code, reason = "each benchmark uses a part")]

use anyhow::{Context, Result, ensure};
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use wasmc_compiler::{Composition, Input, Options};

/// The project's folder.
pub fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A command that must not fail; what it printed.
pub fn output(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_owned();
    let output = command
        .output()
        .with_context(|| format!("cannot run {}", program.display()))?;
    ensure!(
        output.status.success(),
        "{}: {}: {}",
        program.display(),
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Compiles a module to an executable file, with the options that `wasmc` has where nothing is said.
pub fn compile(name: &str, module: Vec<u8>, executable: &Path) -> Result<()> {
    let input = Input {
        name: name.into(),
        bytes: module,
    };
    write(&input.into(), executable)
}

/// The same for a component.
pub fn compile_component(name: &str, component: Vec<u8>, executable: &Path) -> Result<()> {
    let input = Input {
        name: name.into(),
        bytes: component,
    };
    write(&wasmc_compiler::component::compose(&input)?, executable)
}

/// The same for a module that may import functions from another one, as `bench`.
pub fn compile_with_bench(
    name: &str,
    module: Vec<u8>,
    bench: Vec<u8>,
    executable: &Path,
) -> Result<()> {
    let mut composition = Composition::default();
    let bench = composition.add(Input {
        name: "bench".into(),
        bytes: bench,
    });
    let bench = composition.instantiate(bench, Vec::new());
    let main = composition.add(Input {
        name: name.into(),
        bytes: module,
    });
    composition.instantiate(main, vec![("bench".into(), bench)]);
    write(&composition, executable)
}

fn write(composition: &Composition, executable: &Path) -> Result<()> {
    let options = Options::default();
    let options = Options {
        runtime: wasmc::runtime::archive(options.target),
        ..options
    };
    let compiled = wasmc_compiler::compile(composition, &options)?;
    fs::write(executable, compiled.bytes)?;
    fs::set_permissions(executable, Permissions::from_mode(0o755))?;
    Ok(())
}

/// The number behind `--rounds`, and this one where there is none. `cargo bench` adds a `--bench`
/// of its own.
pub fn rounds(default: usize) -> Result<usize> {
    let mut words = std::env::args().skip(1);
    let mut rounds = default;
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bench" => {}
            "--rounds" => {
                let number = words.next().and_then(|word| word.parse().ok());
                rounds = number.context("--rounds needs a number")?;
            }
            other => anyhow::bail!("unknown option {other}"),
        }
    }
    Ok(rounds.max(1))
}

/// The middle one; of the same number of smaller and larger ones.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
