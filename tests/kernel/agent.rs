//! Builds the agent for a target, as a static executable.

use anyhow::{Context, Result, bail, ensure};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasmc_compiler::target::Target;
use wasmc_tests::image::excerpt;

/// A toolchain of Rust, and how it makes static executables of a target.
pub struct Toolchain {
    cargo: PathBuf,
    rustc: PathBuf,
    triple: String,
}

/// The executable.
///
/// # Errors
/// It does not build.
pub fn build(toolchain: &Toolchain, target: Target) -> Result<Vec<u8>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    // Apart from the target folder of whoever runs this, which may be locked.
    let folder = root.join("target/agent");
    let mut command = Command::new(&toolchain.cargo);
    command
        .current_dir(&root)
        .args([
            "build",
            "--quiet",
            "--release",
            "--locked",
            "-p",
            "wasmc-agent",
        ])
        .args([
            "--bin",
            "wasmc-agent",
            "--target",
            &toolchain.triple,
            "--target-dir",
        ])
        .arg(&folder)
        .env("RUSTC", &toolchain.rustc)
        .env("RUSTFLAGS", "-Ctarget-feature=+crt-static");
    // Settings of the outer build, and its libraries.
    for name in [
        "CARGO_ENCODED_RUSTFLAGS",
        "LD_LIBRARY_PATH",
        "RUSTC_WRAPPER",
    ] {
        command.env_remove(name);
    }
    if target != Target::host() {
        let triple = toolchain.triple.to_uppercase().replace('-', "_");
        let linker = format!("{}-linux-gnu-gcc", target.name());
        command.env(format!("CARGO_TARGET_{triple}_LINKER"), linker);
    }
    let output = command.output().context("cannot run cargo")?;
    ensure!(
        output.status.success(),
        "the agent does not build: {}",
        excerpt(&output.stderr)
    );
    let path = folder.join(&toolchain.triple).join("release/wasmc-agent");
    fs::read(&path).with_context(|| format!("no {}", path.display()))
}

/// A compiler that has the standard library of the target.
///
/// # Errors
/// There is none here; what to install.
pub fn find(target: Target) -> Result<Toolchain> {
    let own = (PathBuf::from(env!("CARGO")), which_rustc());
    let distribution = (
        PathBuf::from("/usr/bin/cargo"),
        PathBuf::from("/usr/bin/rustc"),
    );
    for (cargo, rustc) in [own, distribution] {
        for library in ["gnu", "musl"] {
            let triple = format!("{}-unknown-linux-{library}", target.name());
            if has_library(&rustc, &triple) {
                return Ok(Toolchain {
                    cargo,
                    rustc,
                    triple,
                });
            }
        }
    }
    bail!(
        "no Rust compiler here has the standard library of {}, of which the agent needs it: on \
         Debian, `apt-get install rustc-web cargo-web libstd-rust-web-dev:{}` and, for another \
         machine, its `gcc`",
        target.name(),
        match target {
            Target::X86_64 => "amd64",
            Target::Aarch64 => "arm64",
        }
    )
}

/// The compiler beside the cargo that built this.
fn which_rustc() -> PathBuf {
    Path::new(env!("CARGO")).with_file_name("rustc")
}

fn has_library(rustc: &Path, triple: &str) -> bool {
    let output = Command::new(rustc).args(["--print", "sysroot"]).output();
    let Ok(output) = output else { return false };
    let sysroot = String::from_utf8_lossy(&output.stdout);
    let folder = Path::new(sysroot.trim()).join(format!("lib/rustlib/{triple}/lib"));
    let Ok(entries) = fs::read_dir(folder) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libstd-") && name.ends_with(".rlib")
    })
}
