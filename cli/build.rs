//! Hands the runtime archive of every target to `src/runtime.rs`: built where a Rust compiler has
//! the core library of the target, else the one that lies in the repository. A target whose library
//! is there and whose runtime does not build fails this build.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use wasmc_runtime_archive::{Failure, TARGETS, Target, Toolchains, build, prebuilt, sources};

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {error}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Failure> {
    let cli = PathBuf::from(var("CARGO_MANIFEST_DIR")?);
    let root = cli.parent().ok_or("the package lies in the workspace")?;
    let out = PathBuf::from(var("OUT_DIR")?);
    for watched in sources::SOURCES.iter().chain([&prebuilt::FOLDER]) {
        println!("cargo:rerun-if-changed={}", root.join(watched).display());
    }
    println!("cargo:rerun-if-changed=build.rs");
    // `wasmc run` starts often, and at each start 48,000 addresses would be relocated. A static one has no dynamic
    // linker to wait for, and stays position-independent.
    let features = env::var("CARGO_CFG_TARGET_FEATURE").unwrap_or_default();
    if !features.split(',').any(|feature| feature == "crt-static") {
        println!("cargo:rustc-link-arg-bins=-no-pie");
    }

    let toolchains = Toolchains::new(var("CARGO")?.as_ref(), var("RUSTC")?.as_ref());
    let mut table = String::new();
    for target in TARGETS {
        let name = target.name;
        let value = match archive(root, &out, &toolchains, target)? {
            Ok(bytes) => {
                write_if_changed(&out.join(format!("{name}.a")), &bytes)?;
                format!("Ok(include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{name}.a\")))")
            }
            Err(missing) => format!("Err({missing:?})"),
        };
        writeln!(
            table,
            "/// The archive for {name}.\nconst {}: Result<&[u8], &str> = {value};",
            name.to_uppercase()
        )?;
    }
    write_if_changed(&out.join("archives.rs"), table.as_bytes())
}

/// The archive for the target, or what `wasmc` says where there is none.
fn archive(
    root: &Path,
    out: &Path,
    toolchains: &Toolchains,
    target: &Target,
) -> Result<Result<Vec<u8>, String>, Failure> {
    if let Some(found) = toolchains.find(target) {
        if let Some(cargo) = found.foreign() {
            println!(
                "cargo:warning=the {} runtime is built by {}",
                target.name,
                cargo.display()
            );
        }
        return build(root, &out.join("runtime"), &found).map(Ok);
    }
    // One that can build it may be installed later.
    for file in toolchains.installations() {
        println!("cargo:rerun-if-changed={}", file.display());
    }
    Ok(prebuilt::read(root, target).map_err(|error| {
        format!(
            "this build of wasmc has no runtime for {}: {error}, and where wasmc was built no Rust \
             compiler had the core library of that target\ninstall it there with {}\nand build wasmc \
             again",
            target.name,
            target.what_to_install()
        )
    }))
}

/// Environment variable that cargo sets for build scripts.
fn var(name: &str) -> Result<String, Failure> {
    env::var(name).map_err(|_| format!("cargo did not set {name}").into())
}

/// Leaves a file alone that already holds the bytes, so that nothing is compiled again for it.
fn write_if_changed(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    fs::write(path, bytes)
        .map_err(|error| format!("cannot write {}: {error}", path.display()).into())
}
