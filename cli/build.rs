//! Builds the runtime archive of every target and hands it to `src/runtime.rs`.
//!
//! The runtime is a package of its own outside the workspace: it is `no_std`, it is built for the
//! machine that *images* run on, and with settings of its own, whatever those of `wasmc` are. A
//! target whose standard library is not installed is left out, with the text that says what to
//! install; a target that is there and does not build fails this build.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[path = "build/member.rs"]
mod member;
#[path = "build/prune.rs"]
mod prune;

/// A machine that images run on.
struct Target {
    /// How `wasmc` calls it.
    name: &'static str,
    /// Triples that the runtime can be built as, best first. It uses nothing of a C library, so
    /// any of them gives the same archive.
    triples: &'static [&'static str],
    /// How to get the first of them on Debian.
    debian: &'static str,
}

const TARGETS: &[Target] = &[
    Target {
        name: "x86_64",
        triples: &["x86_64-unknown-linux-gnu", "x86_64-unknown-linux-musl"],
        debian: "dpkg --add-architecture amd64 && apt-get update && \
                 apt-get install rustc-web cargo-web libstd-rust-web-dev:amd64",
    },
    Target {
        name: "aarch64",
        triples: &["aarch64-unknown-linux-gnu", "aarch64-unknown-linux-musl"],
        debian: "dpkg --add-architecture arm64 && apt-get update && \
                 apt-get install rustc-web cargo-web libstd-rust-web-dev:arm64",
    },
];

/// A pair of `cargo` and `rustc` that belong together.
#[derive(Clone)]
struct Toolchain {
    cargo: PathBuf,
    rustc: PathBuf,
    /// Whether it is the one that builds `wasmc`.
    own: bool,
}

fn main() {
    let cli = PathBuf::from(var("CARGO_MANIFEST_DIR"));
    let workspace = cli
        .parent()
        .expect("the package lies in the workspace")
        .to_path_buf();
    let out = PathBuf::from(var("OUT_DIR"));
    for watched in [
        "runtime-lib/src",
        "runtime-lib/Cargo.toml",
        "runtime-lib/Cargo.lock",
        "abi",
    ] {
        println!(
            "cargo:rerun-if-changed={}",
            workspace.join(watched).display()
        );
    }
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=build");

    let toolchains = toolchains();
    let mut table = String::new();
    for target in TARGETS {
        let archive = match find_toolchain(&toolchains, target) {
            Some((toolchain, triple)) => {
                if !toolchain.own {
                    println!(
                        "cargo:warning=the {} runtime is built by {}",
                        target.name,
                        toolchain.cargo.display()
                    );
                }
                let built = build(&workspace, &out, toolchain, triple);
                embed(&built, &out.join(format!("{}.a", target.name)));
                format!(
                    "Ok(include_bytes!(concat!(env!(\"OUT_DIR\"), \"/{}.a\")))",
                    target.name
                )
            }
            None => {
                watch_installations(&toolchains);
                format!("Err({:?})", what_to_install(target))
            }
        };
        writeln!(
            table,
            "/// The archive for {}.\nconst {}: Result<&[u8], &str> = {archive};",
            target.name,
            target.name.to_uppercase()
        )
        .expect("a string takes everything");
    }
    write_if_changed(&out.join("archives.rs"), table.as_bytes());
}

/// Environment variable that cargo sets for build scripts.
fn var(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| fail(&format!("cargo did not set {name}")))
}

/// Where Rust compilers may be: the one that builds `wasmc`, then the distribution's.
fn toolchains() -> Vec<Toolchain> {
    let mut list = vec![Toolchain {
        cargo: var("CARGO").into(),
        rustc: var("RUSTC").into(),
        own: true,
    }];
    let (cargo, rustc) = (Path::new("/usr/bin/cargo"), Path::new("/usr/bin/rustc"));
    if cargo.exists() && rustc.exists() {
        list.push(Toolchain {
            cargo: cargo.into(),
            rustc: rustc.into(),
            own: false,
        });
    }
    list
}

/// The first toolchain that has the core library of the target.
fn find_toolchain<'a>(
    toolchains: &'a [Toolchain],
    target: &Target,
) -> Option<(&'a Toolchain, &'static str)> {
    toolchains.iter().find_map(|toolchain| {
        let library = rustlib(toolchain)?;
        let triple = target
            .triples
            .iter()
            .find(|triple| has_core(&library.join(triple)))?;
        Some((toolchain, *triple))
    })
}

/// Folder of the libraries of all targets of a toolchain.
fn rustlib(toolchain: &Toolchain) -> Option<PathBuf> {
    let output = Command::new(&toolchain.rustc)
        .args(["--print", "sysroot"])
        .output()
        .ok()?;
    let sysroot = String::from_utf8(output.stdout).ok()?;
    output
        .status
        .success()
        .then(|| Path::new(sysroot.trim()).join("lib/rustlib"))
}

/// Whether the folder of a target holds a core library: some distributions leave an empty one.
fn has_core(target: &Path) -> bool {
    let Ok(entries) = fs::read_dir(target.join("lib")) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with("libcore-") && name.ends_with(".rlib")
    })
}

/// Runs this script again when rustup or dpkg has installed something. Only files that exist are
/// named: cargo takes a missing one for a change, every time.
fn watch_installations(toolchains: &[Toolchain]) {
    let rustup = toolchains
        .iter()
        .filter_map(rustlib)
        .map(|library| library.join("components"));
    for file in rustup.chain([PathBuf::from("/var/lib/dpkg/status")]) {
        if file.exists() {
            println!("cargo:rerun-if-changed={}", file.display());
        }
    }
}

/// What `wasmc --target` answers where the archive is missing.
fn what_to_install(target: &Target) -> String {
    format!(
        "this build of wasmc has no runtime for {}: the Rust library of that target was not \
         installed where wasmc was built\ninstall it there with `rustup target add {}`\nor, on \
         Debian, with `{}`\nand build wasmc again",
        target.name, target.triples[0], target.debian
    )
}

/// Builds the archive and answers its path.
fn build(workspace: &Path, out: &Path, toolchain: &Toolchain, triple: &str) -> PathBuf {
    let target_dir = out.join(format!("runtime-{triple}"));
    let mut command = Command::new(&toolchain.cargo);
    command
        .args(["build", "--release", "--locked", "--manifest-path"])
        .arg(workspace.join("runtime-lib/Cargo.toml"))
        .args(["--target", triple, "--target-dir"])
        .arg(&target_dir);
    clean_environment(&mut command, toolchain);
    let mut flags = rustflags(workspace);
    if triple.starts_with("aarch64") {
        // Landing pads and signed return addresses, as distributions build their packages. The
        // option has no stable name yet; the compilers of all channels have it. The core library
        // comes without (`build/member.rs` says why that is no harm).
        command.env("RUSTC_BOOTSTRAP", "1");
        flags.push("-Zbranch-protection=bti,pac-ret".into());
        flags.push("-Cunsafe-allow-abi-mismatch=branch-protection".into());
    }
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f"));

    let output = match command.output() {
        Ok(output) => output,
        Err(error) => fail(&format!(
            "cannot run {}: {error}",
            toolchain.cargo.display()
        )),
    };
    if !output.status.success() {
        fail(&format!(
            "the runtime for {triple} does not build ({}):\n{}{}",
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        ));
    }
    target_dir.join(triple).join("release/libwasmc_runtime.a")
}

/// What the runtime is compiled with, apart from its own profile.
fn rustflags(workspace: &Path) -> Vec<String> {
    let mut flags = vec![
        // One archive serves position-independent images and fixed ones.
        "-Crelocation-model=pic".to_string(),
        // Without full RELRO the compiler calls `memcpy` and its kin directly; with it, through a
        // GOT, whose entries an image would have to relocate at start.
        "-Crelro-level=off".to_string(),
        // Trap reports walk the frames of runtime functions up to wasm's.
        "-Cforce-frame-pointers=yes".to_string(),
        // Nothing unwinds, so nobody reads unwind tables.
        "-Cpanic=abort".to_string(),
        "-Cforce-unwind-tables=no".to_string(),
        // An image must not tell where wasmc was built.
        format!("--remap-path-prefix={}=wasmc", workspace.display()),
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
/// tells this script) away from the inner one. What stays is where cargo finds packages.
fn clean_environment(command: &mut Command, toolchain: &Toolchain) {
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
        if cargo || rustc || script {
            command.env_remove(&name);
        }
    }
    // Empty means none, also where a configuration file names one.
    command
        .env("RUSTC_WRAPPER", "")
        .env("RUSTC_WORKSPACE_WRAPPER", "");
    command.env("RUSTC", &toolchain.rustc);
    if !toolchain.own {
        // It points at the libraries of the compiler that builds `wasmc`.
        command.env_remove("LD_LIBRARY_PATH");
    }
}

/// Puts what an image can need of an archive where `src/runtime.rs` includes it.
fn embed(archive: &Path, copy: &Path) {
    let bytes = fs::read(archive)
        .unwrap_or_else(|error| fail(&format!("cannot read {}: {error}", archive.display())));
    match prune::prune(&bytes) {
        Ok(bytes) => write_if_changed(copy, &bytes),
        Err(error) => fail(&format!("{}: {error}", archive.display())),
    }
}

/// Leaves a file alone that already holds the bytes, so that nothing is compiled again for it.
fn write_if_changed(path: &Path, bytes: &[u8]) {
    if fs::read(path).is_ok_and(|old| old == bytes) {
        return;
    }
    if let Err(error) = fs::write(path, bytes) {
        fail(&format!("cannot write {}: {error}", path.display()));
    }
}

/// Ends this build with a message.
fn fail(message: &str) -> ! {
    eprintln!("error: {message}");
    std::process::exit(1)
}
