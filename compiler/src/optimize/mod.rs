//! CLIF → CLIF.
//!
//! Needs functions that the CLIF verifier accepts. Gives functions that it accepts too and that do
//! the same, trap for trap. Passes of our own run before and after those of Cranelift; `passes`
//! chooses them by the level.

mod address;
mod bytes;
mod flow;
mod high_product;
mod latch;
mod narrow_product;
mod passes;
mod ranges;
mod schedule;
mod trap_locations;
mod values;
mod wide_product;
mod widen;

use crate::error::{Error, Result};
use crate::options::{OptLevel, Pass};
use cranelift_codegen::Context;
use cranelift_codegen::dominator_tree::DominatorTree;
use cranelift_codegen::ir::Function;
use cranelift_codegen::isa::TargetIsa;
use cranelift_control::ControlPlane;
use flow::Flow;
use passes::Passes;

/// The passes of a level. It keeps its buffers from function to function.
pub struct Optimizer<'a> {
    isa: &'a dyn TargetIsa,
    passes: Passes,
    context: Context,
    control: ControlPlane,
}

impl<'a> Optimizer<'a> {
    /// An optimizer that has seen no function yet.
    pub fn new(isa: &'a dyn TargetIsa, level: OptLevel, without: &[Pass]) -> Self {
        Optimizer {
            isa,
            passes: Passes::of(level, without),
            context: Context::new(),
            control: ControlPlane::default(),
        }
    }

    /// Optimises a function in its place, and returns its dominator tree.
    ///
    /// # Errors
    /// [`Error::Internal`]: what the verifier accepts can be optimised.
    pub fn run(&mut self, function: &mut Function) -> Result<&DominatorTree> {
        self.context.clear();
        std::mem::swap(&mut self.context.func, function);
        let result = self.run_in_context();
        std::mem::swap(&mut self.context.func, function);
        result?;
        Ok(&self.context.domtree)
    }

    fn run_in_context(&mut self) -> Result<()> {
        let failed = |error| Error::Internal(format!("Cranelift: {error:?}"));
        for pass in &self.passes.before {
            pass(&mut self.context.func, self.isa);
        }
        self.context
            .optimize(self.isa, &mut self.control)
            .map_err(failed)?;
        let flow = Flow {
            isa: self.isa,
            cfg: &self.context.cfg,
            domtree: &self.context.domtree,
        };
        for pass in &self.passes.after {
            pass(&mut self.context.func, flow);
        }
        self.context.verify_if(self.isa).map_err(failed)
    }
}
