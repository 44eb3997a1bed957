//! Makes the archives in `runtime-lib/prebuilt` anew, of the sources as they are.

use std::env;
use std::path::Path;
use std::process::ExitCode;
use wasmc_runtime_archive::prebuilt::{self, Origin};
use wasmc_runtime_archive::{Failure, TARGETS, Toolchains, build};

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
    for target in TARGETS {
        let found = toolchains.find(target).ok_or_else(|| {
            format!(
                "no Rust compiler here has the core library for {}; install it with {}",
                target.name,
                target.what_to_install()
            )
        })?;
        let archive = build(root, &scratch, &found)?;
        let origin = Origin::new(root, &found, &archive)?;
        let changed = prebuilt::write(root, target, &origin, &archive)?;
        println!(
            "{}/{}.a.gz: {}, {}",
            prebuilt::FOLDER,
            target.name,
            if changed { "made anew" } else { "as it was" },
            origin.compiler
        );
    }
    Ok(())
}
