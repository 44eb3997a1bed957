//! Whether an image of aarch64 promises landing pads ([`wasmc_abi::property`]).

use crate::options::{EntryPoint, Options};
use crate::program::Program;

/// Whether it holds for the image, the runtime included. Where values are written as text, the core
/// library calls functions of its own indirectly, and those have no landing pads: it comes
/// compiled. So does TLS.
pub fn holds(program: &Program<'_>, options: &Options) -> bool {
    options.branch_protection().bti() && options.entry == EntryPoint::Command && !program.tls
}
