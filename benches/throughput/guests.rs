//! Programs in C of our own (`benches/guests`): as modules, and for this machine.

use anyhow::{Context, Result, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a guest needs.
pub const MISSING: &str = "no clang for wasm32-wasi: on Debian, `apt-get install clang lld wasi-libc \
                           libclang-rt-dev-wasm32`";

/// A program in one file.
pub struct Source {
    /// Its name in the table.
    pub name: String,
    path: PathBuf,
}

/// All of them, in the order of their names.
pub fn sources() -> Result<Vec<Source>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("guests");
    let mut sources = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().context("a file has a name")?;
        sources.push(Source {
            name: name.to_string_lossy().into_owned(),
            path,
        });
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(sources)
}

/// Compiles a guest to a module (`-O2`) and to an executable (`-O3`) in `place`; `None` where clang does
/// not make modules here.
pub fn build(source: &Source, place: &Path) -> Result<Option<(Vec<u8>, PathBuf)>> {
    let module = place.join(&source.name).with_extension("wasm");
    let wasm = clang(&["--target=wasm32-wasi", "-O2"], source, &module);
    if !matches!(wasm, Ok(true)) {
        return Ok(None);
    }
    let native = place.join(&source.name).with_extension("native");
    let built = clang(&["-O3", "-march=native"], source, &native)?;
    ensure!(built, "clang does not compile {}", source.path.display());
    Ok(Some((fs::read(module)?, native)))
}

fn clang(options: &[&str], source: &Source, output: &Path) -> Result<bool> {
    let status = Command::new("clang")
        .args(options)
        .arg("-o")
        .arg(output)
        .arg(&source.path)
        .output()
        .context("cannot run clang")?
        .status;
    Ok(status.success())
}
