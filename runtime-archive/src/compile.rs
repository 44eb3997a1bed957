//! Compiles a package to a static library.
//!
//! The packages lie outside the workspace: they are `no_std`, they are built for the
//! machine that *images* run on, and with settings of their own, whatever those of `wasmc` are. The
//! same compilers make the same bytes of them, wherever the sources lie.

use crate::archive::Archive;
use crate::failure::Failure;
use crate::toolchain::Found;
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Runs `cargo` and returns the path of the library.
pub fn compile(
    archive: &Archive,
    root: &Path,
    scratch: &Path,
    found: &Found<'_>,
) -> Result<PathBuf, Failure> {
    let Found { toolchain, triple } = found;
    let mut command = Command::new(&toolchain.cargo);
    command
        .args(["build", "--release", "--locked", "--manifest-path"])
        .arg(root.join(archive.package).join("Cargo.toml"))
        .args(["--target", triple, "--target-dir"])
        .arg(scratch);
    clean_environment(&mut command, found);
    let mut flags = rustflags(root);
    if archive.has_c {
        let triple = triple.replace('-', "_");
        command.env(format!("CC_{triple}"), found.c_compiler());
        command.env(format!("CFLAGS_{triple}"), c_flags(found));
    }
    if triple.starts_with("aarch64") {
        // Landing pads and signed return addresses, as distributions build their packages. The
        // option has no stable name yet; the compilers of all channels have it. The core library
        // comes without (`member.rs` says why that is no harm).
        command.env("RUSTC_BOOTSTRAP", "1");
        flags.push("-Zbranch-protection=bti,pac-ret".into());
        flags.push("-Cunsafe-allow-abi-mismatch=branch-protection".into());
    }
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));

    let output = command
        .output()
        .map_err(|error| format!("cannot run {}: {error}", toolchain.cargo.display()))?;
    if !output.status.success() {
        let status = output.status;
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr);
        return Err(format!(
            "{} for {triple} does not build ({status}):\n{stdout}{stderr}",
            archive.package
        )
        .into());
    }
    Ok(scratch.join(triple).join("release").join(archive.library))
}

/// What C is compiled with. It is freestanding: nothing of a C library is there that a stack protector could call.
fn c_flags(found: &Found<'_>) -> &'static str {
    match found.triple.starts_with("aarch64") {
        true => "-fno-stack-protector -g0 -mbranch-protection=standard",
        false => "-fno-stack-protector -g0",
    }
}

/// What a package is compiled with, apart from its own profile.
fn rustflags(root: &Path) -> Vec<String> {
    let mut flags = vec![
        // One archive serves position-independent images and fixed ones.
        "-Crelocation-model=pic".to_string(),
        // Without full RELRO the compiler calls `memcpy` and its kin directly; with it, through a
        // GOT, whose entries an image would have to relocate at start.
        "-Crelro-level=off".to_string(),
        // Trap reports walk the frames of runtime functions up to wasm's.
        "-Cforce-frame-pointers=yes".to_string(),
        // Nothing unwinds. Debuggers read unwind tables, where an image is linked with them.
        "-Cpanic=abort".to_string(),
        "-Cforce-unwind-tables=yes".to_string(),
        // An image must not tell where wasmc was built.
        format!("--remap-path-prefix={}=wasmc", root.display()),
    ];
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")));
    if let Some(home) = cargo_home {
        flags.push(format!("--remap-path-prefix={}=cargo", home.display()));
    }
    flags
}

/// Keeps the settings of the outer build (flags, profiles, wrappers such as clippy's, what cargo
/// tells build scripts and tests) away from the inner one. What stays is where cargo finds packages.
fn clean_environment(command: &mut Command, found: &Found<'_>) {
    const KEPT: &[&str] = &[
        "CARGO_HOME",
        "CARGO_HTTP_",
        "CARGO_MAKEFLAGS",
        "CARGO_NET_",
        "CARGO_REGISTRIES_",
        "CARGO_REGISTRY_",
        "CARGO_SOURCE_",
        "CARGO_TERM_",
    ];
    for (name, _) in env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        let cargo = text.starts_with("CARGO") && !KEPT.iter().any(|kept| text.starts_with(kept));
        let rustc = text.starts_with("RUSTC") || text.starts_with("RUSTFLAGS");
        let script = ["TARGET", "HOST", "OPT_LEVEL", "PROFILE", "DEBUG", "OUT_DIR"].contains(&text);
        let c = ["CC", "CFLAGS", "AR", "TARGET_CC", "HOST_CC"].contains(&text);
        if cargo || rustc || script || c {
            command.env_remove(&name);
        }
    }
    // Empty means none, also where a configuration file names one.
    command
        .env("RUSTC_WRAPPER", "")
        .env("RUSTC_WORKSPACE_WRAPPER", "");
    command.env("RUSTC", &found.toolchain.rustc);
    if !found.toolchain.own {
        // It points at the libraries of the compiler that builds `wasmc`.
        command.env_remove("LD_LIBRARY_PATH");
    }
}
