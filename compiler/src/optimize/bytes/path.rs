//! The way around a loop.

use cranelift_codegen::ir::{
    Block, BlockArg, BlockCall, Function, Inst, InstructionData, Value, ValueDef,
};

/// The most blocks of a loop that is looked at.
const MOST_BLOCKS: usize = 6;

/// The blocks of one round of a loop, each of which leads to the next; the last one leads to the first.
pub struct Path {
    /// The blocks.
    pub blocks: Vec<Block>,
    /// The values that decide whether the round goes on, and whether they are true then.
    pub conditions: Vec<(Value, bool)>,
    /// What the last block passes to the first.
    pub again: Vec<Value>,
}

impl Path {
    /// A way from a block back to itself, by blocks that are passed nothing.
    pub fn around(function: &Function, header: Block) -> Option<Path> {
        let mut path = Path {
            blocks: Vec::new(),
            conditions: Vec::new(),
            again: Vec::new(),
        };
        path.extend(function, header).then_some(path)
    }

    /// Goes on by a block. Whether that led back.
    fn extend(&mut self, function: &Function, block: Block) -> bool {
        if self.blocks.len() == MOST_BLOCKS || self.blocks.contains(&block) {
            return false;
        }
        self.blocks.push(block);
        let dfg = &function.dfg;
        for (target, condition) in exits(function, block) {
            let known = self.conditions.len();
            self.conditions.extend(condition);
            let next = target.block(&dfg.value_lists);
            let values = values(function, &target);
            if next == self.blocks[0] {
                if let Some(values) = values {
                    self.again = values;
                    return true;
                }
            } else if values.is_some_and(|it| it.is_empty()) && self.extend(function, next) {
                return true;
            }
            self.conditions.truncate(known);
        }
        self.blocks.pop();
        false
    }

    /// All instructions of a round, in their order.
    pub fn insts(&self, function: &Function) -> impl Iterator<Item = Inst> {
        let blocks = self.blocks.iter();
        blocks.flat_map(|&block| function.layout.block_insts(block))
    }

    /// Whether a value is computed in one of the blocks.
    pub fn defines(&self, function: &Function, value: Value) -> bool {
        let block = match function.dfg.value_def(value) {
            ValueDef::Param(block, _) => Some(block),
            ValueDef::Result(inst, _) => function.layout.inst_block(inst),
            ValueDef::Union(..) => None,
        };
        block.is_none_or(|block| self.blocks.contains(&block))
    }
}

/// Where a block leads by a jump or a branch, and the value that decides it.
pub fn exits(function: &Function, block: Block) -> Vec<(BlockCall, Option<(Value, bool)>)> {
    let dfg = &function.dfg;
    let Some(last) = function.layout.last_inst(block) else {
        return Vec::new();
    };
    match dfg.insts[last] {
        InstructionData::Jump { destination, .. } => vec![(destination, None)],
        InstructionData::Brif { arg, blocks, .. } => {
            let [then, other] = blocks;
            vec![(then, Some((arg, true))), (other, Some((arg, false)))]
        }
        _ => Vec::new(),
    }
}

fn values(function: &Function, target: &BlockCall) -> Option<Vec<Value>> {
    let arguments = target.args(&function.dfg.value_lists);
    let values = arguments.map(|it| match it {
        BlockArg::Value(value) => Some(function.dfg.resolve_aliases(value)),
        BlockArg::TryCallRet(_) | BlockArg::TryCallExn(_) => None,
    });
    values.collect()
}
