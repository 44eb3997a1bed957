//! Hands the archives of every target to `src/runtime.rs`. That of the runtime is built where a Rust compiler has
//! the core library of the target, else it is the one that lies in the repository. A target whose library
//! is there and whose runtime does not build fails this build. That of TLS is the one in the repository, and built where
//! it was made of other sources.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use wasmc_runtime_archive::{
    ARCHIVES, Failure, RUNTIME, TARGETS, TLS, Target, Toolchains, build, prebuilt, sources,
};

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
    for archive in ARCHIVES {
        let prebuilt = root.join(archive.package).join(prebuilt::FOLDER);
        let sources = sources::of(archive).map(|it| root.join(it));
        for watched in sources.chain([prebuilt]) {
            println!("cargo:rerun-if-changed={}", watched.display());
        }
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
        let runtime = runtime(root, &out, &toolchains, target)?;
        let tls = tls(root, &out, &toolchains, target);
        for (prefix, archive) in [("", runtime), ("tls_", tls)] {
            let constant = format!("{prefix}{name}");
            let value = match archive {
                Ok(bytes) => {
                    write_if_changed(&out.join(format!("{constant}.a")), &bytes)?;
                    format!("Ok(include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{constant}.a\")))")
                }
                Err(missing) => format!("Err({missing:?})"),
            };
            let constant = constant.to_uppercase();
            writeln!(
                table,
                "/// An archive for {name}.\nconst {constant}: Result<&[u8], &str> = {value};",
            )?;
        }
    }
    write_if_changed(&out.join("archives.rs"), table.as_bytes())
}

/// The archive of the runtime for the target, or what `wasmc` says where there is none.
fn runtime(
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
        return build(RUNTIME, root, &out.join("runtime"), &found).map(Ok);
    }
    watch(toolchains);
    Ok(prebuilt::read(RUNTIME, root, target).map_err(|error| {
        format!(
            "this build of wasmc has no runtime for {}: {error}, and where wasmc was built no Rust \
             compiler had the core library of that target\ninstall it there with {}\nand build wasmc \
             again",
            target.name,
            target.what_to_install()
        )
    }))
}

/// The archive of TLS for the target, or what `wasmc` says where there is none.
fn tls(
    root: &Path,
    out: &Path,
    toolchains: &Toolchains,
    target: &Target,
) -> Result<Vec<u8>, String> {
    prebuilt::read(TLS, root, target).or_else(|error| {
        let built = match toolchains.find(target) {
            Some(found) => build(TLS, root, &out.join("runtime"), &found),
            None => Err("no Rust compiler has the core library of that target".into()),
        };
        watch(toolchains);
        built.map_err(|why| {
            format!(
                "this build of wasmc has no TLS for {}: {error}, and {why}",
                target.name
            )
        })
    })
}

/// What is missing may be installed later.
fn watch(toolchains: &Toolchains) {
    for file in toolchains.installations() {
        println!("cargo:rerun-if-changed={}", file.display());
    }
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
