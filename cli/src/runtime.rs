//! The runtime archives that were embedded when `wasmc` was built.

use wasmc_compiler::target::Target;

// `const X86_64` and `const AARCH64`, written by `build.rs`.
include!(concat!(env!("OUT_DIR"), "/archives.rs"));

/// The static library that is linked into every image for the target.
///
/// # Errors
/// What to install so that the next build of `wasmc` has it.
pub fn archive(target: Target) -> Result<&'static [u8], String> {
    match target {
        Target::X86_64 => X86_64,
        Target::Aarch64 => AARCH64,
    }
    .map_err(str::to_string)
}
