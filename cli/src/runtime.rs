//! The archives that were embedded when `wasmc` was built.

use wasmc_compiler::options::Archives;
use wasmc_compiler::target::Target;

// `const X86_64`, `const AARCH64` and the same with `TLS_`, written by `build.rs`.
include!(concat!(env!("OUT_DIR"), "/archives.rs"));

/// What images for the target are linked with.
///
/// # Errors
/// What to install so that the next build of `wasmc` has it.
pub fn archive(target: Target) -> Result<Archives, String> {
    let (runtime, tls) = match target {
        Target::X86_64 => (X86_64, TLS_X86_64),
        Target::Aarch64 => (AARCH64, TLS_AARCH64),
    };
    Ok(Archives {
        runtime: runtime.map_err(str::to_string)?,
        tls,
    })
}
