//! Makes the archives in the repository anew, of the sources as they are.

use std::env;
use std::path::Path;
use std::process::ExitCode;
use wasmc_runtime_archive::prebuilt::{self, Origin};
use wasmc_runtime_archive::{ARCHIVES, Archive, Failure, TARGETS, Target, Toolchains, build};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .ok_or("the package lies in the workspace")?;
    let or = |name: &str, default: &str| env::var_os(name).unwrap_or_else(|| default.into());
    let toolchains = Toolchains::new(&or("CARGO", "cargo"), &or("RUSTC", "rustc"));
    let scratch = root.join(or("CARGO_TARGET_DIR", "target")).join("runtime");
    for archive in ARCHIVES {
        for target in TARGETS {
            make(archive, root, &scratch, &toolchains, target)?;
        }
    }
    Ok(())
}

fn make(
    archive: &Archive,
    root: &Path,
    scratch: &Path,
    toolchains: &Toolchains,
    target: &Target,
) -> Result<(), Failure> {
    let found = toolchains.find(target).ok_or_else(|| {
        format!(
            "no Rust compiler here has the core library for {}; install it with {}",
            target.name,
            target.what_to_install()
        )
    })?;
    let bytes = build(archive, root, scratch, &found)?;
    let origin = Origin::new(archive, root, &found, &bytes)?;
    let changed = prebuilt::write(archive, root, target, &origin, &bytes)?;
    println!(
        "{}/{}/{}.a.gz: {}, {}",
        archive.package,
        prebuilt::FOLDER,
        target.name,
        if changed { "made anew" } else { "as it was" },
        origin.compiler
    );
    Ok(())
}
