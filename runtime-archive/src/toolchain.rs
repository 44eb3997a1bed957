//! Rust compilers that can build the runtime.

use crate::target::Target;
use std::env;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A pair of `cargo` and `rustc` that belong together.
pub struct Toolchain {
    pub cargo: PathBuf,
    pub rustc: PathBuf,
    /// Whether it is the one that builds `wasmc`.
    pub own: bool,
    /// Folder of the libraries of all targets.
    rustlib: PathBuf,
    /// What `rustc -vV` says.
    version: String,
}

/// Where Rust compilers may be: the one that builds `wasmc`, then the distribution's.
pub struct Toolchains(Vec<Toolchain>);

/// A compiler that has the core library of a target.
pub struct Found<'a> {
    pub(crate) toolchain: &'a Toolchain,
    pub(crate) triple: &'static str,
}

impl Toolchains {
    /// Those of this machine. `cargo` and `rustc` are those that build `wasmc`.
    pub fn new(cargo: &OsStr, rustc: &OsStr) -> Self {
        let own = Toolchain::new(cargo.into(), rustc.into(), true);
        let distribution = Toolchain::new("/usr/bin/cargo".into(), "/usr/bin/rustc".into(), false);
        Self(own.into_iter().chain(distribution).collect())
    }

    /// The first that has the core library of the target.
    pub fn find(&self, target: &Target) -> Option<Found<'_>> {
        self.0.iter().find_map(|toolchain| {
            let mut triples = target.triples.iter();
            let triple = triples.find(|triple| has_core(&toolchain.rustlib.join(triple)))?;
            Some(Found { toolchain, triple })
        })
    }

    /// Files that change when rustup or dpkg installs something. Only those that exist: cargo takes
    /// a missing one for a change, every time.
    pub fn installations(&self) -> Vec<PathBuf> {
        let rustup = self.0.iter().map(|it| it.rustlib.join("components"));
        rustup
            .chain([PathBuf::from("/var/lib/dpkg/status")])
            .filter(|file| file.exists())
            .collect()
    }
}

impl Toolchain {
    /// None where there is no such compiler, or one that is too old for the runtime.
    fn new(cargo: PathBuf, rustc: PathBuf, own: bool) -> Option<Self> {
        let says = |arguments: &[&str]| {
            let output = Command::new(&rustc).args(arguments).output().ok()?;
            let text = String::from_utf8(output.stdout).ok()?;
            output.status.success().then_some(text)
        };
        let version = says(&["-vV"])?;
        let rustlib = Path::new(says(&["--print", "sysroot"])?.trim()).join("lib/rustlib");
        let recent = own || release(line(&version, "release: ")?) >= release(RUST_VERSION);
        (recent && (own || cargo.exists())).then_some(Self {
            cargo,
            rustc,
            own,
            rustlib,
            version,
        })
    }
}

impl Found<'_> {
    /// The compiler, as exactly as the bytes that it makes depend on it.
    pub fn compiler(&self) -> String {
        let version = &self.toolchain.version;
        format!(
            "{} on {} for {}",
            version.lines().next().unwrap_or_default(),
            line(version, "host: ").unwrap_or_default(),
            self.triple
        )
    }

    /// The C compiler for the target, as Debian calls it.
    pub fn c_compiler(&self) -> String {
        let machine = self.triple.split('-').next().unwrap_or_default();
        match machine == env::consts::ARCH {
            true => "gcc".to_string(),
            false => format!("{machine}-linux-gnu-gcc"),
        }
    }

    /// The compiler's `cargo` where it is not the one that builds `wasmc`.
    pub fn foreign(&self) -> Option<&Path> {
        let toolchain = self.toolchain;
        (!toolchain.own).then_some(toolchain.cargo.as_path())
    }
}

/// The oldest compiler that builds the runtime: the same that builds this package.
const RUST_VERSION: &str = env!("CARGO_PKG_RUST_VERSION");

/// The rest of the line that begins so.
fn line<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(start))
}

/// The first two numbers of a version.
fn release(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.split('.').map(|it| it.parse().ok());
    Some((numbers.next()??, numbers.next()??))
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
