//! Attacks on the sandbox: a hostile guest against every function of WASI. Whatever it does, the
//! answer is an errno or a trap; nothing outside of its directories is touched or read, and inside
//! they become what the kernel would have made of them.

mod case;
mod descriptors;
mod open;
mod operation;
mod paths;
mod pointers;
mod polling;
mod procfs;
mod readdir;
mod readonly;
mod transfers;
mod world;

use crate::guest::Image;
use anyhow::Result;
use case::{Bench, FIRST};

pub use case::Case;

/// Further functions of the guest, in the text format.
pub const GUEST: &str = include_str!("guest.wat");

/// The cases of all subjects.
pub fn all() -> Vec<Case> {
    let subjects = [
        paths::cases(),
        open::cases(),
        descriptors::cases(),
        readonly::cases(),
        readdir::cases(),
        pointers::cases(),
        transfers::cases(),
        polling::cases(),
        procfs::cases(),
    ];
    subjects.into_iter().flatten().collect()
}

/// Runs cases, one after another, in one guest; `way` has the words of `WASMC_OPTS` that say how paths
/// are resolved. With `negative`, every other case finds a canary touched, and the rest expect another
/// errno.
///
/// # Errors
/// The guest cannot be started, or does not end well.
pub fn run(
    image: &Image,
    way: &'static str,
    cases: &[Case],
    negative: bool,
    mut report: impl FnMut(&Case, &Result<()>),
) -> Result<()> {
    let mut bench = Bench::new(image, way)?;
    for (number, case) in cases.iter().enumerate() {
        let result = attempt(&mut bench, case, negative, number);
        report(case, &result);
    }
    bench.guest.finish()
}

/// Runs a case, looks at the canaries, and puts everything back.
fn attempt(bench: &mut Bench<'_>, case: &Case, negative: bool, number: usize) -> Result<()> {
    bench.inverted = negative && number.is_multiple_of(2);
    bench.dirty = true;
    bench.dir = case::ROOT;
    let mut result = (case.run)(bench);
    if negative && !bench.inverted {
        bench.world.touch_a_canary()?;
    }
    let canaries = bench.world.check_canaries();
    if canaries.is_err() {
        // The next case has canaries of its own.
        *bench = Bench::new(bench.image, bench.way)?;
        return result.and(canaries);
    }
    if bench.dirty {
        bench.world.reset()?;
    }
    let closed = bench.guest.value("close_from", &[u64::from(FIRST)]);
    if let (Ok(()), Err(error)) = (&result, closed) {
        result = Err(error);
    }
    if result.is_err() {
        // What failed may have left anything behind, or ended the guest.
        *bench = Bench::new(bench.image, bench.way)?;
    }
    result
}
