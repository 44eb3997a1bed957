//! `--load`: into the engine of this machine.

use crate::oci::archive;
use crate::oci::image::Image;
use crate::oci::platform::Platform;
use crate::report;
use anyhow::{Context, Result, bail};
use std::env;
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};
use wasmc_compiler::target::Target;

/// The engines, best first.
const ENGINES: &[&str] = &["docker", "podman"];

/// The first engine that is installed.
///
/// # Errors
/// There is none.
pub fn engine() -> Result<&'static str> {
    let path = env::var_os("PATH").unwrap_or_default();
    let installed = |name: &&&str| env::split_paths(&path).any(|dir| dir.join(name).is_file());
    ENGINES.iter().find(installed).copied().with_context(|| {
        let names = ENGINES.join(" nor ");
        format!("--load needs an engine, and neither {names} is installed; -o FILE.tar needs none")
    })
}

/// Pipes the image into `docker load` or `podman load`.
///
/// # Errors
/// The engine refuses it.
pub fn load(image: &Image) -> Result<()> {
    let engine = engine()?;
    let cannot_run = || format!("cannot run `{engine} load`");
    let mut child = Command::new(engine)
        .arg("load")
        .stdin(Stdio::piped())
        // Standard output is for the image's digest.
        .stdout(Stdio::piped())
        .spawn()
        .with_context(cannot_run)?;
    let stdin = child.stdin.take().context("the engine has no input")?;
    let mut stdin = BufWriter::new(stdin);
    let written = archive::write(image, &Platform::of(Target::host()), &mut stdin)
        .and_then(|()| Ok(stdin.flush()?));
    drop(stdin);
    let output = child.wait_with_output().with_context(cannot_run)?;
    report::say(&String::from_utf8_lossy(&output.stdout));
    if !output.status.success() {
        bail!("`{engine} load` failed: {}", output.status);
    }
    written.context("the engine did not read all of the image")
}
