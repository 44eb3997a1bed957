//! How control flows through a function, for the passes that ask.

use cranelift_codegen::dominator_tree::DominatorTree;
use cranelift_codegen::flowgraph::ControlFlowGraph;
use cranelift_codegen::ir::{
    Block, BlockArg, DataFlowGraph, Function, Inst, InstructionData, Value,
};
use cranelift_codegen::isa::TargetIsa;

/// What a pass is told about its function. It leaves the blocks and their edges as they are.
#[derive(Clone, Copy)]
pub struct Flow<'a> {
    /// The target.
    pub isa: &'a dyn TargetIsa,
    /// The predecessors of each block.
    pub cfg: &'a ControlFlowGraph,
    /// Which block is on every way to another.
    pub domtree: &'a DominatorTree,
}

/// An edge of the control flow.
#[derive(Clone, Copy)]
pub struct Edge {
    /// The block that it leaves.
    pub from: Block,
    /// The branch there.
    pub branch: Inst,
}

impl Flow<'_> {
    /// The edges into a block. A branch with two of them is there once.
    pub fn edges(&self, block: Block) -> impl Iterator<Item = Edge> {
        let predecessors = self.cfg.pred_iter(block);
        predecessors.map(|it| Edge {
            from: it.block,
            branch: it.inst,
        })
    }

    /// The only edge into a block.
    pub fn only_edge(&self, block: Block) -> Option<Edge> {
        let mut edges = self.edges(block);
        let edge = edges.next()?;
        edges.next().is_none().then_some(edge)
    }

    /// Whether an edge into a block is one that closes a loop, whose first block that is.
    pub fn is_backward(&self, edge: Edge, block: Block) -> bool {
        self.domtree.block_dominates(block, edge.from)
    }
}

/// How many parameters of a block are looked at. Each is found by a walk over those before, so that of a block
/// with thousands of them all would take too long.
pub const PARAMETERS: usize = 64;

/// What a branch passes to a parameter of a block: one value for each of its edges to that block. `None`
/// if an edge passes what a call returns or throws, and for parameters beyond [`PARAMETERS`].
pub fn arguments(
    dfg: &DataFlowGraph,
    branch: Inst,
    block: Block,
    position: usize,
) -> Option<Vec<Value>> {
    if position >= PARAMETERS {
        return None;
    }
    let targets = dfg.insts[branch].branch_destination(&dfg.jump_tables, &dfg.exception_tables);
    let mut values = Vec::with_capacity(1);
    for target in targets {
        if target.block(&dfg.value_lists) != block {
            continue;
        }
        match target.args(&dfg.value_lists).nth(position)? {
            BlockArg::Value(value) => values.push(dfg.resolve_aliases(value)),
            BlockArg::TryCallRet(_) | BlockArg::TryCallExn(_) => return None,
        }
    }
    Some(values)
}

/// The value that decides a branch with two targets, and whether it is true where the branch goes to
/// a block. `None` if it may go there either way.
pub fn condition(function: &Function, branch: Inst, block: Block) -> Option<(Value, bool)> {
    let dfg = &function.dfg;
    let InstructionData::Brif { arg, blocks, .. } = dfg.insts[branch] else {
        return None;
    };
    let [then, other] = blocks.map(|target| target.block(&dfg.value_lists) == block);
    (then != other).then(|| (dfg.resolve_aliases(arg), then))
}
