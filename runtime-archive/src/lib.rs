//! The archive of the runtime, one for each target.
//!
//! ```text
//! runtime-lib, abi ─compile→ libwasmc_runtime.a ─prune→ archive ─prebuilt→ runtime-lib/prebuilt
//! ```
//!
//! The build script of `wasmc` makes the archive where a Rust compiler has the core library of the
//! target ([`build`]). Elsewhere it takes the one that lies in the repository ([`prebuilt`]), which
//! `cargo run -p wasmc-runtime-archive` makes anew.

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

pub use failure::Failure;
pub use target::{TARGETS, Target};
pub use toolchain::{Found, Toolchains};

/// Compiles the runtime of the sources in `root` and prunes it. `scratch` is a folder that the
/// compiler may fill; what it finds there it does not compile again.
///
/// # Errors
/// The runtime does not build.
pub fn build(root: &Path, scratch: &Path, found: &Found<'_>) -> Result<Vec<u8>, Failure> {
    let built = compile::compile(root, scratch, found)?;
    let bytes =
        fs::read(&built).map_err(|error| format!("cannot read {}: {error}", built.display()))?;
    prune::prune(&bytes).map_err(|error| format!("{}: {error}", built.display()).into())
}
