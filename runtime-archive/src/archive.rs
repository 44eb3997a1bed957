//! The archives that there are.

use crate::failure::Failure;
use crate::toolchain::Found;
use std::process::Command;

/// An archive.
pub struct Archive {
    /// Folder of the package, below the root of the repository.
    pub package: &'static str,
    /// The static library that `cargo` makes of it.
    pub library: &'static str,
    /// Files and folders that its bytes depend on, below the root of the repository.
    pub sources: &'static [&'static str],
    /// Start of the names of the object files that the package itself was compiled to. Images refer to these; to the
    /// others, only these do.
    pub own: &'static str,
    /// The one function that others call. The names of all others get the start of `own`: each archive has a core library.
    /// `None`: names are as they are.
    pub entry: Option<&'static str>,
    /// Start of the names of what it needs of others, if it has an entry.
    pub hooks: &'static str,
    /// Whether it has parts in C.
    pub has_c: bool,
}

/// The runtime.
pub const RUNTIME: &Archive = &Archive {
    package: "runtime-lib",
    library: "libwasmc_runtime.a",
    sources: &[
        "abi/Cargo.toml",
        "abi/src",
        "runtime-lib/Cargo.lock",
        "runtime-lib/Cargo.toml",
        "runtime-lib/src",
    ],
    own: "wasmc_runtime-",
    entry: None,
    hooks: "",
    has_c: false,
};

/// TLS.
pub const TLS: &Archive = &Archive {
    package: "tls-lib",
    library: "libwasmc_tls.a",
    sources: &[
        "abi/src/tls.rs",
        "tls-lib/Cargo.lock",
        "tls-lib/Cargo.toml",
        "tls-lib/getrandom",
        "tls-lib/src",
    ],
    own: "wasmc_tls-",
    entry: Some("wasmc_tls"),
    hooks: "wasmc_tls_",
    has_c: true,
};

/// All.
pub const ARCHIVES: &[&Archive] = &[RUNTIME, TLS];

/// Functions of C that compilers call by themselves. The runtime has them.
const MEMORY: &[&str] = &["bcmp", "memcmp", "memcpy", "memmove", "memset"];

impl Archive {
    /// Whether others define a symbol.
    pub fn is_hook(&self, name: &[u8]) -> bool {
        name.starts_with(self.hooks.as_bytes()) || MEMORY.iter().any(|it| name == it.as_bytes())
    }

    /// The compilers, as exactly as the bytes that they make depend on them.
    ///
    /// # Errors
    /// There is no C compiler, and one is needed.
    pub fn compiler(&self, found: &Found<'_>) -> Result<String, Failure> {
        let rust = found.compiler();
        if !self.has_c {
            return Ok(rust);
        }
        let c = found.c_compiler();
        let output = Command::new(&c).arg("--version").output();
        let output = output.map_err(|error| format!("cannot run {c}: {error}"))?;
        let version = String::from_utf8_lossy(&output.stdout);
        Ok(format!(
            "{rust}, {}",
            version.lines().next().unwrap_or_default()
        ))
    }
}
