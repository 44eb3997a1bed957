//! The source locations of traps that Cranelift makes of branches.
//!
//! Cranelift turns a branch to a block that only traps into a conditional trap, which gets the location of
//! the branch. Reports name the trap, so the branch gets the location of the trap before: a branch itself
//! needs none.

use super::values::terminators;
use cranelift_codegen::ir::{Block, Function, Inst, InstructionData, Opcode};
use cranelift_codegen::isa::TargetIsa;

/// Gives each branch the location of the trap that it may become.
pub fn run(function: &mut Function, _: &dyn TargetIsa) {
    for branch in terminators(function) {
        let InstructionData::Brif { blocks, .. } = function.dfg.insts[branch] else {
            continue;
        };
        // As Cranelift: the first of two, whose other remains a block.
        let targets = blocks.map(|target| target.block(&function.dfg.value_lists));
        if let Some(trap) = targets.into_iter().find_map(|it| trap(function, it)) {
            let location = function.srcloc(trap);
            function.set_srcloc(branch, location);
        }
    }
}

/// The trap that a block ends with.
fn trap(function: &Function, block: Block) -> Option<Inst> {
    let last = function.layout.last_inst(block)?;
    (function.dfg.insts[last].opcode() == Opcode::Trap).then_some(last)
}
