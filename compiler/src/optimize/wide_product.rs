//! Products of 128 bits: four products of 32-bit halves → `imul` and `umulhi`.
//!
//! Wasm has no instruction for the upper half of a product, so compilers call `__multi3`, which adds
//! the products of halves. With `x = xh·2^32 + xl` for both factors, the product is
//! `al·bl + 2^32·(al·bh + ah·bl) + 2^64·ah·bh`. Two forms of that sum are known here, each by the
//! shape of its values:
//!
//! - *Schoolbook* (C): `t = (al·bl >> 32) + q` and `u = (t & mask) + r`, where `q` and `r` are
//!   `al·bh` and `ah·bl`. Neither sum overflows, since `(2^32 - 1)^2 + 2^32 - 1 < 2^64`. The lower half is
//!   `(u << 32) | (al·bl & mask)`, the upper half `ah·bh + (t >> 32) + (u >> 32)`.
//! - *Carries* (Rust): `m = q + r` and `l = al·bl + (m << 32)`, modulo 2^64. The lower half is `l`, the
//!   upper half `ah·bh + ((m < q) << 32 | m >> 32) + (l < al·bl)`.
//!
//! All of it is arithmetic without traps. What the sums no longer need is left to Cranelift to
//! remove.

use super::values::{binary, constant, either_order};
use cranelift_codegen::cursor::{Cursor, FuncCursor};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    DataFlowGraph, Function, Inst, InstBuilder, InstructionData, Opcode, Value, types,
};
use cranelift_codegen::isa::TargetIsa;

/// Terms of a sum that are looked at. Those of an upper half are three, and two that `__multi3` adds.
const MOST_TERMS: usize = 8;
/// Products of halves that a product needs.
const PRODUCTS: usize = 4;

/// Replaces the halves of wide products that are put together from smaller ones.
pub fn run(function: &mut Function, _: &dyn TargetIsa) {
    if instructions(function, Opcode::Imul).len() < PRODUCTS {
        return;
    }
    // The upper half of the second form looks at the lower one, hence first. The last addition of a
    // sum has all its terms, hence backwards.
    for inst in instructions(function, Opcode::Iadd).into_iter().rev() {
        if let Some((factors, rest)) = upper_half(&function.dfg, inst) {
            write_upper_half(function, inst, factors, &rest);
        }
    }
    for opcode in [Opcode::Iadd, Opcode::Bor] {
        for inst in instructions(function, opcode) {
            if let Some(factors) = lower_half(&function.dfg, inst) {
                function.replace(inst).imul(factors[0], factors[1]);
            }
        }
    }
}

/// The instructions of an opcode that have results of 64 bits, in the order of the layout.
fn instructions(function: &Function, opcode: Opcode) -> Vec<Inst> {
    let blocks = function.layout.blocks();
    let all = blocks.flat_map(|block| function.layout.block_insts(block));
    all.filter(|&inst| {
        function.dfg.insts[inst].opcode() == opcode
            && function.dfg.value_type(function.dfg.first_result(inst)) == types::I64
    })
    .collect()
}

fn write_upper_half(function: &mut Function, inst: Inst, factors: [Value; 2], rest: &[Value]) {
    let srcloc = function.srcloc(inst);
    let mut cursor = FuncCursor::new(function).at_inst(inst);
    cursor.set_srcloc(srcloc);
    let Some((&first, others)) = rest.split_first() else {
        cursor.func.replace(inst).umulhi(factors[0], factors[1]);
        return;
    };
    let mut sum = first;
    for &term in others {
        sum = cursor.ins().iadd(sum, term);
    }
    let half = cursor.ins().umulhi(factors[0], factors[1]);
    cursor.func.replace(inst).iadd(sum, half);
}

/// The factors whose product has this upper half, with the terms that are added to it.
fn upper_half(dfg: &DataFlowGraph, inst: Inst) -> Option<([Value; 2], Vec<Value>)> {
    let terms = terms(dfg, dfg.first_result(inst));
    let (factors, parts) = terms
        .iter()
        .find_map(|&term| schoolbook_upper(dfg, term, &terms))
        .or_else(|| {
            let mut candidates = terms.iter();
            candidates.find_map(|&term| carries_upper(dfg, term, &terms))
        })?;
    let mut rest = terms;
    for part in parts {
        let position = rest.iter().position(|&term| term == part)?;
        rest.remove(position);
    }
    Some((factors, rest))
}

/// The terms of a sum.
fn terms(dfg: &DataFlowGraph, sum: Value) -> Vec<Value> {
    let mut terms = vec![sum];
    let mut next = 0;
    while next < terms.len() {
        match binary(dfg, terms[next], Opcode::Iadd) {
            Some([left, right]) if terms.len() < MOST_TERMS => {
                terms[next] = left;
                terms.push(right);
            }
            _ => next += 1,
        }
    }
    terms
}

/// `term` is `u >> 32`; the others are `t >> 32` and `ah·bh`.
fn schoolbook_upper(
    dfg: &DataFlowGraph,
    term: Value,
    terms: &[Value],
) -> Option<([Value; 2], [Value; 3])> {
    let (factors, t) = schoolbook(dfg, high(dfg, term)?)?;
    let find = |wanted: &dyn Fn(Value) -> bool| terms.iter().copied().find(|&it| wanted(it));
    let middle = find(&|it| high(dfg, it) == Some(t))?;
    let upper = find(&|it| is_product(dfg, it, high, factors[0], high, factors[1]))?;
    Some((factors, [term, middle, upper]))
}

/// `u` of the first form: the factors, and `t`.
fn schoolbook(dfg: &DataFlowGraph, u: Value) -> Option<([Value; 2], Value)> {
    either_order(binary(dfg, u, Opcode::Iadd)?, |masked, r| {
        let t = low(dfg, masked)?;
        either_order(binary(dfg, t, Opcode::Iadd)?, |carried, q| {
            let factors = product(dfg, high(dfg, carried)?, low, low)?;
            are_crossed(dfg, q, r, factors).then_some((factors, t))
        })
    })
}

/// `term` is `(m < q) << 32 | m >> 32`; the others are `ah·bh` and `l < al·bl`.
fn carries_upper(
    dfg: &DataFlowGraph,
    term: Value,
    terms: &[Value],
) -> Option<([Value; 2], [Value; 3])> {
    let (m, q) = either_order(binary(dfg, term, Opcode::Bor)?, |carry, shifted| {
        let m = high(dfg, shifted)?;
        let (sum, q) = overflow(dfg, shifted_up(dfg, carry)?)?;
        (sum == m).then_some((m, q))
    })?;
    let [left, right] = binary(dfg, m, Opcode::Iadd)?;
    let r = match q {
        _ if q == left => right,
        _ if q == right => left,
        _ => return None,
    };
    let factors = product(dfg, q, low, high)?;
    if !are_crossed(dfg, q, r, factors) {
        return None;
    }
    let find = |wanted: &dyn Fn(Value) -> bool| terms.iter().copied().find(|&it| wanted(it));
    let upper = find(&|it| is_product(dfg, it, high, factors[0], high, factors[1]))?;
    let carry = find(&|it| {
        overflow(dfg, it).is_some_and(|(l, lower)| {
            is_product(dfg, lower, low, factors[0], low, factors[1])
                && carries(dfg, l).is_some_and(|(found, sum)| found == lower && sum == m)
        })
    })?;
    Some((factors, [term, upper, carry]))
}

/// `l` of the second form: `al·bl` and `m`.
fn carries(dfg: &DataFlowGraph, l: Value) -> Option<(Value, Value)> {
    either_order(binary(dfg, l, Opcode::Iadd)?, |lower, shifted| {
        Some((lower, shifted_up(dfg, shifted)?))
    })
}

/// The factors whose product has this lower half.
fn lower_half(dfg: &DataFlowGraph, inst: Inst) -> Option<[Value; 2]> {
    let value = dfg.first_result(inst);
    if let Some(operands) = binary(dfg, value, Opcode::Bor) {
        return either_order(operands, |shifted, masked| {
            let (factors, _) = schoolbook(dfg, shifted_up(dfg, shifted)?)?;
            let lower = low(dfg, masked)?;
            is_product(dfg, lower, low, factors[0], low, factors[1]).then_some(factors)
        });
    }
    let (lower, m) = carries(dfg, value)?;
    let factors = product(dfg, lower, low, low)?;
    let [q, r] = binary(dfg, m, Opcode::Iadd)?;
    are_crossed(dfg, q, r, factors).then_some(factors)
}

/// A half of a value.
type Half = fn(&DataFlowGraph, Value) -> Option<Value>;

/// `x & mask` → `x`
fn low(dfg: &DataFlowGraph, value: Value) -> Option<Value> {
    either_order(binary(dfg, value, Opcode::Band)?, |x, mask| {
        (constant(dfg, mask)? == 0xffff_ffff).then_some(x)
    })
}

/// `x >> 32` → `x`
fn high(dfg: &DataFlowGraph, value: Value) -> Option<Value> {
    let [x, shift] = binary(dfg, value, Opcode::Ushr)?;
    (constant(dfg, shift)? == 32).then_some(x)
}

/// `x << 32` → `x`
fn shifted_up(dfg: &DataFlowGraph, value: Value) -> Option<Value> {
    let [x, shift] = binary(dfg, value, Opcode::Ishl)?;
    (constant(dfg, shift)? == 32).then_some(x)
}

/// The factors of a product of these halves.
fn product(dfg: &DataFlowGraph, value: Value, first: Half, second: Half) -> Option<[Value; 2]> {
    either_order(binary(dfg, value, Opcode::Imul)?, |left, right| {
        Some([first(dfg, left)?, second(dfg, right)?])
    })
}

/// Whether a value is the product of this half of `a` and that half of `b`.
fn is_product(
    dfg: &DataFlowGraph,
    value: Value,
    half_of_a: Half,
    a: Value,
    half_of_b: Half,
    b: Value,
) -> bool {
    binary(dfg, value, Opcode::Imul).is_some_and(|operands| {
        let matches = |left, right| {
            (half_of_a(dfg, left) == Some(a) && half_of_b(dfg, right) == Some(b)).then_some(())
        };
        either_order(operands, matches).is_some()
    })
}

/// Whether two values are `al·bh` and `ah·bl`.
fn are_crossed(dfg: &DataFlowGraph, q: Value, r: Value, [a, b]: [Value; 2]) -> bool {
    let matches = |q, r| {
        let both = is_product(dfg, q, low, a, high, b) && is_product(dfg, r, high, a, low, b);
        both.then_some(())
    };
    either_order([q, r], matches).is_some()
}

/// `sum < term` as a number, which says that a sum overflowed → `sum` and `term`
fn overflow(dfg: &DataFlowGraph, value: Value) -> Option<(Value, Value)> {
    let mut value = value;
    loop {
        let inst = dfg.value_def(dfg.resolve_aliases(value)).inst()?;
        match dfg.insts[inst] {
            InstructionData::Unary {
                opcode: Opcode::Uextend,
                arg,
            } => value = arg,
            InstructionData::IntCompare { cond, args, .. } => {
                let [left, right] = args.map(|arg| dfg.resolve_aliases(arg));
                return match cond {
                    IntCC::UnsignedLessThan => Some((left, right)),
                    IntCC::UnsignedGreaterThan => Some((right, left)),
                    _ => None,
                };
            }
            _ => return None,
        }
    }
}
