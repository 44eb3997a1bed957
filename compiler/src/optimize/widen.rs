//! Values that addresses are made of are kept in 64 bits.
//!
//! An address is a 32-bit value that is extended. On x86-64, what computes 32 bits clears the upper half of its
//! register, and the backend knows it of arithmetic: there, the extension is free. It does not know it
//! of what a block is passed and of what was loaded, if that is used in another way too, so the extension
//! is a move, in each round of a loop. Here such a parameter gets 64 bits, if what is passed to it
//! in the loop is arithmetic, and such a load is one of 64 bits; the lower half is what they were.

#[cfg(test)]
mod tests;

use super::flow::{Flow, arguments};
use super::values::{constant, definition};
use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::{
    Block, BlockArg, DataFlowGraph, Function, Inst, InstBuilder, InstructionData, Opcode, Value,
    ValueDef, types,
};
use cranelift_entity::EntitySet;
use target_lexicon::Architecture;

/// How often the parameters are looked at again because others stay as they are. If that is not enough, all do.
const ROUNDS: usize = 8;

/// Widens the values of a function that are extended.
pub fn run(function: &mut Function, flow: Flow<'_>) {
    if flow.isa.triple().architecture != Architecture::X86_64 {
        // The accesses of aarch64 extend by themselves.
        return;
    }
    let extensions = extensions(function);
    let parameters = parameters(function, flow, &extensions);
    let loads = loads(function, flow, &extensions, &parameters);
    if parameters.is_empty() && loads.is_empty() {
        return;
    }
    let mut widened = Widened {
        values: EntitySet::new(),
        extensions: extensions.into_iter().map(|(inst, _)| inst).collect(),
    };
    for (block, position) in parameters {
        widened.parameter(function, flow, block, position);
    }
    for load in loads {
        widened.load(function, load);
    }
    widened.replace_extensions(function);
}

/// An instruction that extends, and what.
type Extension = (Inst, Value);

/// What extends a 32-bit value that is passed to a block or loaded.
fn extensions(function: &Function) -> Vec<Extension> {
    let blocks = function.layout.blocks();
    let all = blocks.flat_map(|block| function.layout.block_insts(block));
    all.filter_map(|inst| {
        let value = extended(&function.dfg, inst)?;
        let widens = match function.dfg.value_def(value) {
            ValueDef::Param(..) => true,
            ValueDef::Result(..) => is_load(&function.dfg, value),
            ValueDef::Union(..) => false,
        };
        widens.then_some((inst, value))
    })
    .collect()
}

/// `uextend.i64 value`
fn extended(dfg: &DataFlowGraph, inst: Inst) -> Option<Value> {
    let InstructionData::Unary {
        opcode: Opcode::Uextend,
        arg,
    } = dfg.insts[inst]
    else {
        return None;
    };
    let value = dfg.resolve_aliases(arg);
    let widens = dfg.value_type(dfg.first_result(inst)) == types::I64;
    (widens && dfg.value_type(value) == types::I32).then_some(value)
}

fn is_load(dfg: &DataFlowGraph, value: Value) -> bool {
    matches!(
        definition(dfg, value),
        Some(InstructionData::Load {
            opcode: Opcode::Load,
            ..
        })
    )
}

/// The parameters to widen: those for which it needs no instruction in a loop.
fn parameters(
    function: &Function,
    flow: Flow<'_>,
    extensions: &[Extension],
) -> Vec<(Block, usize)> {
    let dfg = &function.dfg;
    let mut candidates = EntitySet::with_capacity(dfg.num_values());
    let mut found = Vec::new();
    for &(_, value) in extensions {
        let ValueDef::Param(block, position) = dfg.value_def(value) else {
            continue;
        };
        // What the function is passed is not a choice of this pass.
        if function.layout.entry_block() != Some(block) && candidates.insert(value) {
            found.push((block, position, value));
        }
    }
    for _ in 0..ROUNDS {
        let before = found.len();
        found.retain(|&(block, position, value)| {
            let stays = is_free(function, flow, &candidates, block, position);
            if !stays {
                candidates.remove(value);
            }
            stays
        });
        if found.len() == before {
            let places = found.into_iter();
            return places
                .map(|(block, position, _)| (block, position))
                .collect();
        }
    }
    Vec::new()
}

/// Whether what is passed to a parameter is extended without an instruction. What enters a loop may
/// need one.
fn is_free(
    function: &Function,
    flow: Flow<'_>,
    candidates: &EntitySet<Value>,
    block: Block,
    position: usize,
) -> bool {
    let dfg = &function.dfg;
    let is_loop = flow.edges(block).any(|edge| flow.is_backward(edge, block));
    flow.edges(block).all(|edge| {
        let Some(values) = arguments(dfg, edge.branch, block, position) else {
            return false;
        };
        let enters = is_loop && !flow.is_backward(edge, block);
        enters
            || values
                .into_iter()
                .all(|value| candidates.contains(value) || clears_upper_half(dfg, value))
    })
}

/// Whether the backend knows that a 32-bit value is in a register whose upper half is 0.
fn clears_upper_half(dfg: &DataFlowGraph, value: Value) -> bool {
    use Opcode::{Band, Bor, Bxor, Iadd, Iconst, Imul, Ishl, Isub, Load, Ushr};
    let arithmetic = [Band, Bor, Bxor, Iadd, Iconst, Imul, Ishl, Isub, Load, Ushr];
    definition(dfg, value).is_some_and(|it| arithmetic.contains(&it.opcode()))
}

/// The loads to widen: those that are extended, and those that are passed to a parameter to widen.
fn loads(
    function: &Function,
    flow: Flow<'_>,
    extensions: &[Extension],
    parameters: &[(Block, usize)],
) -> Vec<Inst> {
    let dfg = &function.dfg;
    let passed = parameters.iter().flat_map(|&(block, position)| {
        let edges = flow.edges(block);
        edges.filter_map(move |edge| arguments(dfg, edge.branch, block, position))
    });
    let extended = extensions.iter().map(|&(_, value)| value);
    let mut loads: Vec<Inst> = extended
        .chain(passed.flatten())
        .filter(|&value| is_load(dfg, value))
        .filter_map(|value| dfg.value_def(value).inst())
        .collect();
    loads.sort_unstable();
    loads.dedup();
    loads
}

/// The 64-bit values that take the place of others, and what extended those.
struct Widened {
    values: EntitySet<Value>,
    extensions: Vec<Inst>,
}

impl Widened {
    /// Gives a parameter 64 bits.
    fn parameter(
        &mut self,
        function: &mut Function,
        flow: Flow<'_>,
        block: Block,
        position: usize,
    ) {
        let old = function.dfg.block_params(block)[position];
        let new = function.dfg.replace_block_param(old, types::I64);
        self.values.insert(new);
        let mut cursor = FuncCursor::new(function).at_first_insertion_point(block);
        let lower = cursor.ins().ireduce(types::I32, new);
        function.dfg.change_to_alias(old, lower);
        if let Some(labels) = &mut function.dfg.values_labels
            && let Some(of_old) = labels.remove(&old)
        {
            labels.insert(lower, of_old);
        }
        for edge in flow.edges(block) {
            let values = arguments(&function.dfg, edge.branch, block, position).unwrap_or_default();
            let mut cursor = FuncCursor::new(function).at_inst(edge.branch);
            let values = values.into_iter();
            let extended: Vec<_> = values.map(|it| self.extend(&mut cursor, it)).collect();
            pass(function, edge.branch, block, position, &extended);
        }
    }

    /// Extends what a branch passes.
    fn extend(&mut self, cursor: &mut FuncCursor<'_>, value: Value) -> Value {
        if let Some(bits) = constant(&cursor.func.dfg, value) {
            return cursor.ins().iconst(types::I64, i64::from(bits as u32));
        }
        let wide = cursor.ins().uextend(types::I64, value);
        let extension = cursor.func.dfg.value_def(wide).inst();
        self.extensions.extend(extension);
        wide
    }

    /// Lets a load of 32 bits give 64.
    fn load(&mut self, function: &mut Function, load: Inst) {
        let InstructionData::Load {
            arg, flags, offset, ..
        } = function.dfg.insts[load]
        else {
            return;
        };
        let mut cursor = FuncCursor::new(function).at_inst(load);
        cursor.use_srcloc(load);
        let flags = cursor.func.dfg.mem_flags[flags];
        let wide = cursor.ins().uload32(flags, arg, offset);
        self.values.insert(wide);
        cursor.func.replace(load).ireduce(types::I32, wide);
    }

    /// Puts the 64-bit values where their lower halves are extended.
    fn replace_extensions(&self, function: &mut Function) {
        for &inst in &self.extensions {
            let dfg = &mut function.dfg;
            let Some(lower) = extended(dfg, inst) else {
                continue;
            };
            if let Some(InstructionData::Unary {
                opcode: Opcode::Ireduce,
                arg,
            }) = definition(dfg, lower)
                && self.values.contains(dfg.resolve_aliases(arg))
            {
                let result = dfg.first_result(inst);
                dfg.clear_results(inst);
                dfg.change_to_alias(result, arg);
                function.layout.remove_inst(inst);
            }
        }
        function.dfg.resolve_all_aliases();
    }
}

/// Lets a branch pass other values to a parameter, one for each of its edges to the block.
fn pass(function: &mut Function, branch: Inst, block: Block, position: usize, values: &[Value]) {
    let dfg = &mut function.dfg;
    let lists = &mut dfg.value_lists;
    let (tables, exceptions) = (&mut dfg.jump_tables, &mut dfg.exception_tables);
    let targets = dfg.insts[branch].branch_destination_mut(tables, exceptions);
    let mut values = values.iter();
    for target in targets {
        if target.block(lists) != block {
            continue;
        }
        let Some(&value) = values.next() else {
            return;
        };
        let mut index = 0;
        target.update_args(lists, |argument| {
            index += 1;
            match index - 1 == position {
                true => BlockArg::Value(value),
                false => argument,
            }
        });
    }
}
