//! The comparison at the end of a loop looks at the counter's next value, not at the last one.
//!
//! Cranelift turns `x + c == k` into `x == k - c`. Where `x` is the counter of a loop, and `x + c`
//! its next value, both are alive at the branch: they need two registers, and the way back to the
//! start of the loop has a move. Here `x == k` becomes `x + c == k + c`, which is the same modulo
//! the size of the type. A branch on `x` itself becomes a comparison of `x + c` with `c`.

use super::flow::Flow;
use super::values::{binary, constant, definition, either_order, terminators};
use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types;
use cranelift_codegen::ir::{
    BlockArg, BlockCall, DataFlowGraph, Function, Inst, InstBuilder, InstructionData, Opcode, Type,
    Value, ValueDef,
};

/// Rewrites the branches that a counter of their loop decides.
pub fn run(function: &mut Function, _: Flow<'_>) {
    for branch in terminators(function) {
        if let Some(latch) = latch(function, branch) {
            write(function, branch, &latch);
        }
    }
}

/// A branch that compares a counter with a constant, for equality.
struct Latch {
    condition: IntCC,
    /// The counter in the next iteration.
    next: Value,
    /// What it is compared with there.
    limit: i64,
    ty: Type,
}

fn latch(function: &Function, branch: Inst) -> Option<Latch> {
    let dfg = &function.dfg;
    let InstructionData::Brif { arg, blocks, .. } = dfg.insts[branch] else {
        return None;
    };
    let (condition, counter, limit) = comparison(dfg, dfg.resolve_aliases(arg));
    let ty = dfg.value_type(counter);
    let ValueDef::Param(header, position) = dfg.value_def(counter) else {
        return None;
    };
    let backward = blocks
        .iter()
        .find(|it| it.block(&dfg.value_lists) == header)?;
    let next = argument(dfg, backward, position)?;
    let step = step(dfg, next, counter)?;
    // The sum stands before the branch, as the branch passes it on.
    (ty == types::I32 || ty == types::I64).then_some(Latch {
        condition,
        next,
        limit: limit.wrapping_add(step),
        ty,
    })
}

/// What a branch compares with a constant: a value that is no comparison is compared with 0.
fn comparison(dfg: &DataFlowGraph, value: Value) -> (IntCC, Value, i64) {
    if let Some(InstructionData::IntCompare {
        cond: cond @ (IntCC::Equal | IntCC::NotEqual),
        args,
        ..
    }) = definition(dfg, value)
    {
        let [left, right] = args.map(|arg| dfg.resolve_aliases(arg));
        if let Some(limit) = constant(dfg, right) {
            return (cond, left, limit);
        }
    }
    (IntCC::NotEqual, value, 0)
}

fn argument(dfg: &DataFlowGraph, call: &BlockCall, position: usize) -> Option<Value> {
    match call.args(&dfg.value_lists).nth(position)? {
        BlockArg::Value(value) => Some(dfg.resolve_aliases(value)),
        BlockArg::TryCallRet(_) | BlockArg::TryCallExn(_) => None,
    }
}

/// `counter + step` → `step`
fn step(dfg: &DataFlowGraph, next: Value, counter: Value) -> Option<i64> {
    if let Some([left, right]) = binary(dfg, next, Opcode::Isub) {
        return (left == counter).then(|| constant(dfg, right).map(i64::wrapping_neg))?;
    }
    either_order(binary(dfg, next, Opcode::Iadd)?, |left, right| {
        (left == counter).then(|| constant(dfg, right))?
    })
}

fn write(function: &mut Function, branch: Inst, latch: &Latch) {
    let mut cursor = FuncCursor::new(function).at_inst(branch);
    cursor.use_srcloc(branch);
    // `iconst` holds what fits in the type, without a sign.
    let limit = match latch.ty {
        types::I32 => i64::from(latch.limit as u32),
        _ => latch.limit,
    };
    let limit = cursor.ins().iconst(latch.ty, limit);
    let condition = cursor.ins().icmp(latch.condition, latch.next, limit);
    if let InstructionData::Brif { arg, .. } = &mut cursor.func.dfg.insts[branch] {
        *arg = condition;
    }
}
