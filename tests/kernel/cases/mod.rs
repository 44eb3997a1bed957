//! Everything that is tried in a machine.

mod apps;
mod limits;
mod scripts;
mod start;
mod traps;
mod walls;
mod wasi;

use crate::bundle::Bundle;
use crate::case::Case;
use crate::maker::Maker;
use anyhow::Result;
use wasmc_tests::{Machine, Tally};

/// The cases for a target; what cannot be tried is counted as skipped, with its reason.
///
/// # Errors
/// Something does not compile.
pub fn all(machine: &Machine, bundle: &mut Bundle, tally: &mut Tally) -> Result<Vec<Case>> {
    let mut to = Maker {
        machine,
        bundle,
        cases: Vec::new(),
    };
    // The long ones first, so that the processors end at the same time.
    apps::add(&mut to, tally)?;
    wasi::add_attacks(&mut to)?;
    scripts::add(&mut to)?;
    limits::add(&mut to, tally)?;
    start::add(&mut to)?;
    traps::add(&mut to)?;
    walls::add(&mut to)?;
    wasi::add_programs(&mut to, tally)?;
    Ok(to.cases)
}
