//! `wasmc features`: what modules may use.

use crate::stdout;
use anyhow::Result;
use wasmc_compiler::decode::features;

/// Prints the table of proposals.
///
/// # Errors
/// Standard output takes no more.
pub fn features() -> Result<()> {
    stdout::print(features::table().as_bytes())
}
