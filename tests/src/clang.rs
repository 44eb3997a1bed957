//! Programs in C: the distribution's clang and wasi-libc make modules of them.

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
    let folder = tempfile::tempdir()?;
    let module = folder.path().join("module.wasm");
    let output = Command::new("clang")
        .args([
            "--target=wasm32-wasi",
            "-O2",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-o",
        ])
        .args([&module, source])
        .stdin(Stdio::null())
        .output()
        .context("there is no clang")?;
    ensure!(
        output.status.success(),
        "clang {}: {}",
        source.display(),
        excerpt(&output.stderr)
    );
    Ok(std::fs::read(&module)?)
}
