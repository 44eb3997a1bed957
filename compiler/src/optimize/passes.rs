//! Which passes a level has.

use super::{latch, narrow_product, schedule, trap_locations, wide_product};
use crate::options::{OptLevel, Pass};
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::TargetIsa;

/// Runs a pass over one function.
pub type Run = fn(&mut Function, &dyn TargetIsa);

/// Passes that may change the control flow, in their order.
const BEFORE: [(Pass, Run); 2] = [
    (Pass::WideProduct, wide_product::run),
    (Pass::NarrowProduct, narrow_product::run),
];
/// Passes that leave the control flow as it is, in their order.
const AFTER: [(Pass, Run); 2] = [(Pass::Latch, latch::run), (Pass::Schedule, schedule::run)];

/// The passes around those of Cranelift, whose settings `machine` makes from the same level.
pub struct Passes {
    /// Before Cranelift's, in this order. They may change the control flow.
    pub before: Vec<Run>,
    /// After Cranelift's, in this order. They leave the control flow as it is.
    pub after: Vec<Run>,
}

impl Passes {
    /// Those of a level, but for some.
    pub fn of(level: OptLevel, without: &[Pass]) -> Passes {
        let wanted = |passes: &[(Pass, Run)]| {
            let passes = passes.iter().filter(|(pass, _)| !without.contains(pass));
            passes.map(|&(_, run)| run).collect()
        };
        match level {
            OptLevel::O0 | OptLevel::O1 => Passes {
                before: Vec::new(),
                after: Vec::new(),
            },
            OptLevel::O2 | OptLevel::O3 | OptLevel::Size => {
                let mut before: Vec<Run> = wanted(&BEFORE);
                before.push(trap_locations::run);
                Passes {
                    before,
                    after: wanted(&AFTER),
                }
            }
        }
    }
}
