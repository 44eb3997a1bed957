//! Which passes a level has.

use super::flow::Flow;
use super::{
    address, bytes, high_product, latch, narrow_product, schedule, trap_locations, wide_product,
    widen,
};
use crate::options::{OptLevel, Pass};
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::TargetIsa;

/// Runs a pass over one function.
pub type Run = fn(&mut Function, &dyn TargetIsa);
/// Runs a pass over one function whose blocks and edges stay as they are.
pub type RunAfter = fn(&mut Function, Flow<'_>);

/// Passes that may change the control flow, in their order.
const BEFORE: [(Pass, Run); 3] = [
    (Pass::WideProduct, wide_product::run),
    (Pass::NarrowProduct, narrow_product::run),
    (Pass::Bytes, bytes::run),
];
/// Passes that leave the control flow as it is, in their order.
const AFTER: [(Pass, RunAfter); 5] = [
    (Pass::HighProduct, high_product::run),
    (Pass::Latch, latch::run),
    (Pass::Address, address::run),
    (Pass::Widen, widen::run),
    (Pass::Schedule, schedule::run),
];

/// The passes around those of Cranelift, whose settings `machine` makes from the same level.
pub struct Passes {
    /// Before Cranelift's, in this order. They may change the control flow.
    pub before: Vec<Run>,
    /// After Cranelift's, in this order. They leave the control flow as it is.
    pub after: Vec<RunAfter>,
}

impl Passes {
    /// Those of a level, but for some.
    pub fn of(level: OptLevel, without: &[Pass]) -> Passes {
        match level {
            OptLevel::O0 | OptLevel::O1 => Passes {
                before: Vec::new(),
                after: Vec::new(),
            },
            OptLevel::O2 | OptLevel::O3 | OptLevel::Size => {
                let mut without = without.to_vec();
                if level == OptLevel::Size {
                    without.push(Pass::Bytes);
                }
                let mut before = wanted(&BEFORE, &without);
                before.push(trap_locations::run);
                Passes {
                    before,
                    after: wanted(&AFTER, &without),
                }
            }
        }
    }
}

fn wanted<T: Copy>(passes: &[(Pass, T)], without: &[Pass]) -> Vec<T> {
    let passes = passes.iter().filter(|(pass, _)| !without.contains(pass));
    passes.map(|&(_, run)| run).collect()
}
