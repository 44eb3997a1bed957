//! Sums of an address leave the extension to 64 bits, where they do not wrap.
//!
//! A guest's address is a 32-bit value that is extended and added to the start of the memory:
//! `base + extend(x + 3744)`. The sum is modulo 2³², so x86-64 computes it by an instruction of its own.
//! Where `x` is small enough, this is `(base + 3744) + extend(x)`, which the access computes by itself; so
//! are `base + extend(x + y)`, and `base + extend(x << 3)`.

use super::flow::Flow;
use super::ranges::Ranges;
use super::values::{binary, constant, definition};
use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::{
    Block, DataFlowGraph, Function, Inst, InstBuilder, InstructionData, Opcode, Value, types,
};
use target_lexicon::Architecture;

/// The largest shift of an operand in an address of x86-64.
const LARGEST_SHIFT: i64 = 3;

/// Rewrites the addresses of a function.
pub fn run(function: &mut Function, flow: Flow<'_>) {
    if flow.isa.triple().architecture != Architecture::X86_64 {
        // Offsets in addresses are short elsewhere.
        return;
    }
    for (inst, address) in find(function, flow) {
        write(function, inst, &address);
    }
}

/// `start + constant + extend(terms)`
struct Address {
    start: Value,
    constant: i64,
    terms: Terms,
}

/// 32-bit values whose sum does not wrap.
enum Terms {
    One(Term),
    Two(Value, Term),
}

/// `value << shift`, which does not wrap.
#[derive(Clone, Copy)]
struct Term {
    value: Value,
    shift: i64,
}

fn find(function: &Function, flow: Flow<'_>) -> Vec<(Inst, Address)> {
    let dfg = &function.dfg;
    let mut ranges = None;
    let mut found = Vec::new();
    for block in function.layout.blocks() {
        for inst in function.layout.block_insts(block) {
            let Some((start, offset)) = sum(dfg, inst) else {
                continue;
            };
            let ranges = ranges.get_or_insert_with(|| Ranges::new(function, flow));
            let address = address(dfg, ranges, block, start, offset);
            found.extend(address.map(|address| (inst, address)));
        }
    }
    found
}

/// `start + extend(offset)`, where the offset is computed by something that may leave the extension.
fn sum(dfg: &DataFlowGraph, inst: Inst) -> Option<(Value, Value)> {
    let InstructionData::Binary {
        opcode: Opcode::Iadd,
        args,
    } = dfg.insts[inst]
    else {
        return None;
    };
    if dfg.value_type(dfg.first_result(inst)) != types::I64 {
        return None;
    }
    let [left, right] = args.map(|arg| dfg.resolve_aliases(arg));
    let offset = |value| match definition(dfg, value)? {
        InstructionData::Unary {
            opcode: Opcode::Uextend,
            arg,
        } if dfg.value_type(arg) == types::I32 => {
            let arg = dfg.resolve_aliases(arg);
            let splits = [Opcode::Iadd, Opcode::Ishl].map(|it| binary(dfg, arg, it).is_some());
            splits.contains(&true).then_some(arg)
        }
        _ => None,
    };
    offset(left)
        .map(|it| (right, it))
        .or_else(|| offset(right).map(|it| (left, it)))
}

fn address(
    dfg: &DataFlowGraph,
    ranges: &mut Ranges<'_>,
    block: Block,
    start: Value,
    offset: Value,
) -> Option<Address> {
    let mut total = 0;
    let offset = without_constant(dfg, ranges, block, offset, &mut total);
    // An access adds two registers: more would need an instruction, as the 32-bit sum does.
    let sum = binary(dfg, offset, Opcode::Iadd).filter(|_| constant(dfg, start).is_some());
    let two = sum.filter(|sum| {
        let [left, right] = sum.map(|it| ranges.of(it, block).max);
        left + right <= u64::from(u32::MAX)
    });
    let terms = match two {
        Some([left, right]) => {
            let left = without_constant(dfg, ranges, block, left, &mut total);
            let right = without_constant(dfg, ranges, block, right, &mut total);
            match term(dfg, ranges, block, left) {
                left @ Term { shift: 1.., .. } => Terms::Two(right, left),
                Term { value, .. } => Terms::Two(value, term(dfg, ranges, block, right)),
            }
        }
        // A register alone is not shifted by an access.
        None if constant(dfg, start).is_some() => Terms::One(Term {
            value: offset,
            shift: 0,
        }),
        None => Terms::One(term(dfg, ranges, block, offset)),
    };
    // Nothing is gained where all stays in the extension.
    let unchanged = total == 0 && matches!(terms, Terms::One(Term { shift: 0, .. }));
    let fits = i32::try_from(total).is_ok();
    (!unchanged && fits).then_some(Address {
        start,
        constant: total,
        terms,
    })
}

/// Adds the constants that leave a sum to `total`, and returns what remains.
fn without_constant(
    dfg: &DataFlowGraph,
    ranges: &mut Ranges<'_>,
    block: Block,
    mut value: Value,
    total: &mut i64,
) -> Value {
    while let Some([left, right]) = binary(dfg, value, Opcode::Iadd) {
        let Some(addend) = constant(dfg, right) else {
            break;
        };
        let addend = addend as u32;
        let range = ranges.of(left, block);
        let negative = u64::from(addend.wrapping_neg());
        if range.max + u64::from(addend) <= u64::from(u32::MAX) {
            *total += i64::from(addend);
        } else if range.min >= negative {
            *total -= negative as i64;
        } else {
            break;
        }
        value = left;
    }
    value
}

fn term(dfg: &DataFlowGraph, ranges: &mut Ranges<'_>, block: Block, value: Value) -> Term {
    if let Some([shifted, amount]) = binary(dfg, value, Opcode::Ishl)
        && let Some(shift @ 1..=LARGEST_SHIFT) = constant(dfg, amount)
        && ranges.of(shifted, block).max << shift <= u64::from(u32::MAX)
    {
        return Term {
            value: shifted,
            shift,
        };
    }
    Term { value, shift: 0 }
}

fn write(function: &mut Function, inst: Inst, address: &Address) {
    let mut cursor = FuncCursor::new(function).at_inst(inst);
    cursor.use_srcloc(inst);
    let sum = match address.terms {
        Terms::One(only) => term64(&mut cursor, only),
        Terms::Two(value, other) => {
            let value = cursor.ins().uextend(types::I64, value);
            let other = term64(&mut cursor, other);
            cursor.ins().iadd(value, other)
        }
    };
    // The backend adds the constants of an address where they are one.
    let start = constant(&cursor.func.dfg, address.start);
    let together = start.and_then(|start| {
        let together = start.checked_add(address.constant)?;
        i32::try_from(together).is_ok().then_some(together)
    });
    let (sum, start) = match together {
        Some(together) => (sum, cursor.ins().iconst(types::I64, together)),
        None if address.constant == 0 => (sum, address.start),
        None => {
            let constant = cursor.ins().iconst(types::I64, address.constant);
            (cursor.ins().iadd(sum, constant), address.start)
        }
    };
    cursor.func.replace(inst).iadd(sum, start);
}

fn term64(cursor: &mut FuncCursor<'_>, term: Term) -> Value {
    let value = cursor.ins().uextend(types::I64, term.value);
    if term.shift == 0 {
        return value;
    }
    let shift = cursor.ins().iconst(types::I32, term.shift);
    cursor.ins().ishl(value, shift)
}
