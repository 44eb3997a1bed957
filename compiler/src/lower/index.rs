//! Indices and counts of memories and tables, of 32 or 64 bits, as 64 bits.

use super::builder::Lower;
use super::trace;
use super::traps::to_clif;
use crate::decode::module::AddressType;
use cranelift_codegen::ir::{InstBuilder, Type, Value, types};
use wasmc_abi::trap::Trap;

/// A start and a count, as 64 bits.
pub struct Span {
    /// The start.
    pub start: Value,
    /// The count.
    pub count: Value,
    /// Their sum.
    pub end: Value,
}

/// An operand as 64 bits.
pub fn wide(f: &mut Lower<'_>, value: Value) -> Value {
    match f.b.func.dfg.value_type(value) {
        types::I64 => value,
        _ => {
            let wide = f.b.ins().uextend(types::I64, value);
            trace::widened(f, value, wide);
            wide
        }
    }
}

/// A start and a count. Traps if their sum has more than 64 bits.
pub fn span(f: &mut Lower<'_>, start: Value, count: Value, trap: Trap) -> Span {
    let is_32 = |value| f.b.func.dfg.value_type(value) == types::I32;
    let fits = is_32(start) && is_32(count);
    let [start, count] = [start, count].map(|value| wide(f, value));
    let end = match fits {
        true => f.b.ins().iadd(start, count),
        false => f.b.ins().uadd_overflow_trap(start, count, to_clif(trap)),
    };
    Span { start, count, end }
}

/// A size of 64 bits as a result, which fits.
pub fn result(f: &mut Lower<'_>, size: Value, address: AddressType) -> Value {
    match address {
        AddressType::I32 => f.b.ins().ireduce(types::I32, size),
        AddressType::I64 => size,
    }
}

/// A constant operand.
pub fn constant(f: &mut Lower<'_>, value: u64, address: AddressType) -> Value {
    f.b.ins().iconst(clif_type(address), value as i64)
}

fn clif_type(address: AddressType) -> Type {
    match address {
        AddressType::I32 => types::I32,
        AddressType::I64 => types::I64,
    }
}
