//! The archives that images are linked with, one of each for each target.
//!
//! ```text
//! runtime-lib, abi ─compile→ libwasmc_runtime.a ─prune→ archive ─prebuilt→ runtime-lib/prebuilt
//! tls-lib ─────────compile→ libwasmc_tls.a ─────prune→ archive ─prebuilt→ tls-lib/prebuilt
//! ```
//!
//! The build script of `wasmc` makes the archive of the runtime where a Rust compiler has the core library of the
//! target ([`build`]). Elsewhere it takes the one that lies in the repository ([`prebuilt`]), which
//! `cargo run -p wasmc-runtime-archive` makes anew. The archive of TLS, which needs a C compiler for the target as
//! well and changes seldom, it takes from the repository if it was made of these sources.

mod archive;
mod compile;
mod failure;
mod frames;
mod member;
pub mod prebuilt;
mod prune;
pub mod sources;
mod target;
mod toolchain;

use std::fs;
use std::path::Path;

pub use archive::{ARCHIVES, Archive, RUNTIME, TLS};
pub use failure::Failure;
pub use target::{TARGETS, Target};
pub use toolchain::{Found, Toolchains};

/// Compiles a package of the sources in `root` and prunes its library. `scratch` is a folder that the
/// compiler may fill; what it finds there it does not compile again.
///
/// # Errors
/// The package does not build.
pub fn build(
    archive: &Archive,
    root: &Path,
    scratch: &Path,
    found: &Found<'_>,
) -> Result<Vec<u8>, Failure> {
    let built = compile::compile(archive, root, scratch, found)?;
    let bytes =
        fs::read(&built).map_err(|error| format!("cannot read {}: {error}", built.display()))?;
    prune::prune(archive, &bytes).map_err(|error| format!("{}: {error}", built.display()).into())
}
