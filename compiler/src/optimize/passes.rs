//! Which passes a level has.

use super::{latch, narrow_product, schedule, trap_locations, wide_product};
use crate::options::OptLevel;
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::TargetIsa;

/// A pass over one function.
pub type Pass = fn(&mut Function, &dyn TargetIsa);

/// The passes around those of Cranelift, whose settings `machine` makes from the same level.
pub struct Passes {
    /// Before Cranelift's, in this order. They may change the control flow.
    pub before: &'static [Pass],
    /// After Cranelift's, in this order. They leave the control flow as it is.
    pub after: &'static [Pass],
}

impl Passes {
    /// Those of a level.
    pub fn of(level: OptLevel) -> Passes {
        match level {
            OptLevel::O0 | OptLevel::O1 => Passes {
                before: &[],
                after: &[],
            },
            OptLevel::O2 | OptLevel::O3 | OptLevel::Size => Passes {
                before: &[wide_product::run, narrow_product::run, trap_locations::run],
                after: &[latch::run, schedule::run],
            },
        }
    }
}
