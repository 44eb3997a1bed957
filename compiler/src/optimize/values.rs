//! What values are, for the passes that look for a shape of them.

use cranelift_codegen::ir::{DataFlowGraph, Function, Inst, InstructionData, Opcode, Value};

/// The last instruction of each block.
pub fn terminators(function: &Function) -> Vec<Inst> {
    let layout = &function.layout;
    let last = |block| layout.last_inst(block);
    layout.blocks().filter_map(last).collect()
}

/// The instruction that computes a value.
pub fn definition(dfg: &DataFlowGraph, value: Value) -> Option<InstructionData> {
    let inst = dfg.value_def(dfg.resolve_aliases(value)).inst()?;
    Some(dfg.insts[inst])
}

/// The operands of a value that an instruction of this opcode computes.
pub fn binary(dfg: &DataFlowGraph, value: Value, opcode: Opcode) -> Option<[Value; 2]> {
    match definition(dfg, value)? {
        InstructionData::Binary { opcode: it, args } if it == opcode => {
            Some(args.map(|arg| dfg.resolve_aliases(arg)))
        }
        _ => None,
    }
}

/// The value of an integer constant. Narrow ones have no sign.
pub fn constant(dfg: &DataFlowGraph, value: Value) -> Option<i64> {
    match definition(dfg, value)? {
        InstructionData::UnaryImm {
            opcode: Opcode::Iconst,
            imm,
        } => Some(imm.bits()),
        _ => None,
    }
}

/// What is found with the operands in this order, or else in the other.
pub fn either_order<T>([x, y]: [Value; 2], find: impl Fn(Value, Value) -> Option<T>) -> Option<T> {
    find(x, y).or_else(|| find(y, x))
}
