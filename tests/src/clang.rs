//! Programs in C and C++: the distribution's clang and wasi-libc make modules of them.

use crate::image::excerpt;
use anyhow::{Context, Result, bail, ensure};
use std::path::Path;
use std::process::{Command, Stdio};

/// What compiling needs, as Debian names it.
const PACKAGES: &str = "clang lld wasi-libc libclang-rt-dev-wasm32";

/// Whether programs can be compiled here, else what is missing.
///
/// # Errors
/// The smallest program does not compile; what to install.
pub fn available() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let source = folder.path().join("empty.c");
    std::fs::write(
        &source,
        "#include <stdio.h>\nint main(void) { return puts(\"\"); }\n",
    )?;
    if compile(&source).is_err() {
        bail!("clang makes no programs for wasm32-wasi: on Debian, `apt-get install {PACKAGES}`");
    }
    Ok(())
}

/// The module of a program in one file.
///
/// # Errors
/// What the compiler says, warnings included.
pub fn compile(source: &Path) -> Result<Vec<u8>> {
    run("clang", &["-O2"], source)
}

/// The module of a program in C++ in one file, with exceptions and without a C++ library. clang 14
/// crashes on such programs when it optimises.
///
/// # Errors
/// What the compiler says, warnings included.
pub fn compile_cpp(source: &Path) -> Result<Vec<u8>> {
    let flags = ["-O0", "-fwasm-exceptions", "-fno-builtin", "-nostdlib++"];
    run("clang++", &flags, source)
}

fn run(compiler: &str, flags: &[&str], source: &Path) -> Result<Vec<u8>> {
    let folder = tempfile::tempdir()?;
    let module = folder.path().join("module.wasm");
    let output = Command::new(compiler)
        .args(["--target=wasm32-wasi", "-Wall", "-Wextra", "-Werror"])
        .args(flags)
        .arg("-o")
        .args([&module, source])
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("there is no {compiler}"))?;
    ensure!(
        output.status.success(),
        "{compiler} {}: {}",
        source.display(),
        excerpt(&output.stderr)
    );
    Ok(std::fs::read(&module)?)
}
