//! Products of the halves of 64-bit lanes: `i64x2.mul` → the product of 32-bit lanes.
//!
//! `x & 0xffffffff` and `x >> 32` fit in 32 bits, and compilers write the product of such values
//! as one of 64 bits, since Wasm's product of 32-bit lanes takes other lanes. Processors multiply two
//! 32-bit halves at once (`pmuludq`, `umull`), but most need three multiplications and five
//! additions and shifts for two 64-bit lanes. A factor may be shifted: `(x << 1) & 0x1_ffff_fffe` is
//! twice the lower half. Cranelift knows the former as the product of widened
//! lanes, and does not look at the bits of its operands.

use super::values::{binary, constant, definition, either_order};
use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::{
    DataFlowGraph, Endianness, Function, Inst, InstBuilder, InstructionData, MemFlagsData, Opcode,
    Value, types,
};
use cranelift_codegen::isa::TargetIsa;
use target_lexicon::Architecture;

/// A vector whose 64-bit lanes fit in 32 bits.
enum Narrow {
    /// Lanes that were widened already.
    Widened(Value),
    /// The lower halves of another vector's lanes.
    Lower(Value),
    /// The upper halves.
    Upper(Value),
}

/// A factor: narrow lanes, shifted to the left.
struct Factor {
    lanes: Narrow,
    shift: u32,
}

/// Replaces the products of vectors whose lanes fit in 32 bits.
pub fn run(function: &mut Function, isa: &dyn TargetIsa) {
    let blocks = function.layout.blocks();
    let all = blocks.flat_map(|block| function.layout.block_insts(block));
    let found: Vec<_> = all
        .filter_map(|inst| Some((inst, factors(&function.dfg, inst)?)))
        .collect();
    for (inst, factors) in found {
        let mut cursor = FuncCursor::new(function).at_inst(inst);
        cursor.use_srcloc(inst);
        let shift: u32 = factors.iter().map(|factor| factor.shift).sum();
        let [left, right] = factors.map(|factor| widened(&mut cursor, factor.lanes, isa));
        if shift == 0 {
            cursor.func.replace(inst).imul(left, right);
        } else {
            let product = cursor.ins().imul(left, right);
            let shift = cursor.ins().iconst(types::I32, i64::from(shift));
            cursor.func.replace(inst).ishl(product, shift);
        }
    }
}

fn factors(dfg: &DataFlowGraph, inst: Inst) -> Option<[Factor; 2]> {
    let InstructionData::Binary {
        opcode: Opcode::Imul,
        args: [left, right],
    } = dfg.insts[inst]
    else {
        return None;
    };
    if dfg.value_type(dfg.first_result(inst)) != types::I64X2 {
        return None;
    }
    let factors = [factor(dfg, left)?, factor(dfg, right)?];
    // Cranelift knows it already, or all bits are shifted out.
    let known = factors
        .iter()
        .all(|it| matches!(it.lanes, Narrow::Widened(_)));
    let shift: u32 = factors.iter().map(|factor| factor.shift).sum();
    (!known && shift < 64).then_some(factors)
}

fn factor(dfg: &DataFlowGraph, value: Value) -> Option<Factor> {
    let value = uncast(dfg, value);
    let is_wide_lanes = dfg.value_type(value) == types::I64X2;
    let lanes = |lanes| Factor { lanes, shift: 0 };
    match definition(dfg, value)?.opcode() {
        // The rule for products wants both factors to be widened from the same half.
        Opcode::UwidenLow => is_wide_lanes.then(|| lanes(Narrow::Widened(value))),
        Opcode::Band => either_order(binary(dfg, value, Opcode::Band)?, |x, mask| {
            masked(dfg, x, mask)
        }),
        Opcode::Ushr if is_wide_lanes => {
            let [x, shift] = binary(dfg, value, Opcode::Ushr)?;
            (constant(dfg, shift)? == 32).then(|| lanes(Narrow::Upper(x)))
        }
        _ => None,
    }
}

/// `x & mask`, or `(x << shift) & (mask << shift)`
fn masked(dfg: &DataFlowGraph, value: Value, mask: Value) -> Option<Factor> {
    const LOWER: u64 = 0xffff_ffff;
    let mask = lanes_of_constant(dfg, mask)?;
    if mask == LOWER {
        return Some(Factor {
            lanes: Narrow::Lower(value),
            shift: 0,
        });
    }
    let value = uncast(dfg, value);
    let [x, shift] = binary(dfg, value, Opcode::Ishl)?;
    let shift = u32::try_from(constant(dfg, shift)?).ok()?;
    let fits = dfg.value_type(value) == types::I64X2 && shift <= 32 && mask == LOWER << shift;
    fits.then_some(Factor {
        lanes: Narrow::Lower(x),
        shift,
    })
}

/// The value of a constant's two 64-bit lanes, if they are equal.
fn lanes_of_constant(dfg: &DataFlowGraph, value: Value) -> Option<u64> {
    let InstructionData::UnaryConst {
        opcode: Opcode::Vconst,
        constant_handle,
    } = definition(dfg, uncast(dfg, value))?
    else {
        return None;
    };
    let (lower, upper) = dfg
        .constants
        .get(constant_handle)
        .as_slice()
        .split_at_checked(8)?;
    let lane = lower.try_into().ok().map(u64::from_le_bytes);
    lane.filter(|_| lower == upper)
}

/// The same bits, without the changes of type around them.
fn uncast(dfg: &DataFlowGraph, value: Value) -> Value {
    let mut value = dfg.resolve_aliases(value);
    while let Some(InstructionData::LoadNoOffset {
        opcode: Opcode::Bitcast,
        arg,
        ..
    }) = definition(dfg, value)
    {
        if dfg.value_type(arg).bits() != 128 {
            break;
        }
        value = dfg.resolve_aliases(arg);
    }
    value
}

/// Lanes as the lower two of four lanes, widened.
fn widened(cursor: &mut FuncCursor<'_>, lanes: Narrow, isa: &dyn TargetIsa) -> Value {
    let (value, first) = match lanes {
        Narrow::Widened(value) => return value,
        Narrow::Lower(value) => (value, 0),
        Narrow::Upper(value) => (value, 1),
    };
    let little = MemFlagsData::new().with_endianness(Endianness::Little);
    let cast = |cursor: &mut FuncCursor<'_>, value, ty| match cursor.func.dfg.value_type(value) {
        it if it == ty => value,
        _ => cursor.ins().bitcast(ty, little, value),
    };
    // The upper two lanes do not matter: each target gets the shuffle that it has an instruction for.
    let lanes = match isa.triple().architecture {
        Architecture::X86_64 => [first, first + 2, first, first + 2],
        _ => [first, first + 2, first + 4, first + 6],
    };
    let mask = lanes
        .iter()
        .flat_map(|lane| (0..4).map(move |byte| lane * 4 + byte));
    let mask = mask.collect::<Vec<u8>>();
    let mask = cursor.func.dfg.immediates.push(mask.into());
    let bytes = cast(cursor, value, types::I8X16);
    let halves = cursor.ins().shuffle(bytes, bytes, mask);
    let halves = cast(cursor, halves, types::I32X4);
    cursor.ins().uwiden_low(halves)
}
