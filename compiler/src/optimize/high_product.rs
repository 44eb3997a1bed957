//! The upper half of a product by a constant, in 32 bits: one product of 64 bits.
//!
//! Cranelift turns a division by a constant into the upper half of a product and a shift. x86-64
//! takes two registers and one cycle more for the upper half than for a product of 64 bits, of which it
//! is a part: `umulhi(x, c) >> k` becomes `extend(x) * c >> (32 + k)`.

use super::flow::Flow;
use super::values::{constant, definition, either_order};
use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::{
    DataFlowGraph, Function, Inst, InstBuilder, InstructionData, Opcode, Value, types,
};
use target_lexicon::Architecture;

/// Replaces the upper halves of products by a constant.
pub fn run(function: &mut Function, flow: Flow<'_>) {
    if flow.isa.triple().architecture != Architecture::X86_64 {
        // aarch64 computes the upper half from a product of 64 bits as it is.
        return;
    }
    let blocks = function.layout.blocks();
    let all = blocks.flat_map(|block| function.layout.block_insts(block));
    let found: Vec<_> = all
        .filter_map(|inst| Some((inst, quotient(&function.dfg, inst)?)))
        .collect();
    for (inst, quotient) in found {
        write(function, inst, quotient);
    }
}

/// `product >> shift`
struct Quotient {
    product: High,
    shift: i64,
}

/// The upper half of `value * factor`.
#[derive(Clone, Copy)]
struct High {
    value: Value,
    factor: i64,
    signed: bool,
}

fn quotient(dfg: &DataFlowGraph, inst: Inst) -> Option<Quotient> {
    if let Some(product) = high(dfg, &dfg.insts[inst]) {
        return Some(Quotient { product, shift: 0 });
    }
    let InstructionData::Binary { opcode, args } = dfg.insts[inst] else {
        return None;
    };
    let signed = match opcode {
        Opcode::Ushr => false,
        Opcode::Sshr => true,
        _ => return None,
    };
    let product = high(dfg, &definition(dfg, args[0])?)?;
    let shift = constant(dfg, args[1])? & 31;
    (product.signed == signed).then_some(Quotient { product, shift })
}

fn high(dfg: &DataFlowGraph, inst: &InstructionData) -> Option<High> {
    let InstructionData::Binary { opcode, args } = *inst else {
        return None;
    };
    let signed = match opcode {
        Opcode::Umulhi => false,
        Opcode::Smulhi => true,
        _ => return None,
    };
    (dfg.value_type(args[0]) == types::I32).then_some(())?;
    let args = args.map(|arg| dfg.resolve_aliases(arg));
    either_order(args, |value, factor| {
        let factor = constant(dfg, factor)?;
        Some(High {
            value,
            factor: match signed {
                true => i64::from(factor as i32),
                false => i64::from(factor as u32),
            },
            signed,
        })
    })
}

fn write(function: &mut Function, inst: Inst, quotient: Quotient) {
    let Quotient { product, shift } = quotient;
    let mut cursor = FuncCursor::new(function).at_inst(inst);
    cursor.use_srcloc(inst);
    let value = match product.signed {
        true => cursor.ins().sextend(types::I64, product.value),
        false => cursor.ins().uextend(types::I64, product.value),
    };
    let factor = cursor.ins().iconst(types::I64, product.factor);
    let wide = cursor.ins().imul(value, factor);
    let shift = cursor.ins().iconst(types::I32, 32 + shift);
    let shifted = match product.signed {
        true => cursor.ins().sshr(wide, shift),
        false => cursor.ins().ushr(wide, shift),
    };
    cursor.func.replace(inst).ireduce(types::I32, shifted);
}
