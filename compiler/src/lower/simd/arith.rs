//! Arithmetic, shifts and comparisons, lane by lane (core spec 2.4.2: `vunop`, `vbinop`, `vrelop`,
//! `vishiftop`).
//!
//! NaN results stay as the processor makes them: both targets keep within the choice that the spec
//! leaves (4.3.3, NaN propagation).

use super::super::builder::Lower;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{InstBuilder, Opcode, Type, Value, types};

/// One operand, by the CLIF instruction of the same meaning.
pub fn unary(f: &mut Lower<'_>, opcode: Opcode, ty: Type) {
    let x = f.pop_vector(ty);
    let result = unary_value(f, opcode, x);
    f.push(result);
}

/// Two operands of one type, by the CLIF instruction of the same meaning.
pub fn binary(f: &mut Lower<'_>, opcode: Opcode, ty: Type) {
    let (x, y) = f.pop_vector2(ty);
    let (inst, dfg) = f.b.ins().Binary(opcode, ty, x, y);
    let result = dfg.first_result(inst);
    f.push(result);
}

/// `shl`, `shr_s`, `shr_u`: CLIF, like the spec, takes the count modulo the lane width.
pub fn shift(f: &mut Lower<'_>, opcode: Opcode, ty: Type) {
    let count = f.pop();
    let x = f.pop_vector(ty);
    let (inst, dfg) = f.b.ins().Binary(opcode, ty, x, count);
    let result = dfg.first_result(inst);
    f.push(result);
}

/// A comparison of integer lanes: all ones where it holds, else all zeros.
pub fn compare(f: &mut Lower<'_>, condition: IntCC, ty: Type) {
    let (x, y) = f.pop_vector2(ty);
    let result = f.b.ins().icmp(condition, x, y);
    f.push(result);
}

/// A comparison of float lanes; the result has integer lanes of the same width.
pub fn compare_float(f: &mut Lower<'_>, condition: FloatCC, ty: Type) {
    let (x, y) = f.pop_vector2(ty);
    let result = f.b.ins().fcmp(condition, x, y);
    f.push(result);
}

/// `pmin`: the second operand where it is less than the first, else the first (core spec 4.3.3,
/// `fpmin`). So a NaN in either operand, or two zeros, give the first.
pub fn pmin(f: &mut Lower<'_>, ty: Type) {
    let (x, y) = f.pop_vector2(ty);
    select_if_less(f, ty, [y, x], [y, x]);
}

/// `pmax`: the second operand where the first is less than it, else the first.
pub fn pmax(f: &mut Lower<'_>, ty: Type) {
    let (x, y) = f.pop_vector2(ty);
    select_if_less(f, ty, [x, y], [y, x]);
}

/// Pushes `x` where `a` < `b`, else `y`. A bitcast comparison under a `bitselect` of the same two
/// operands is what the x86-64 backend knows as `minps` and `maxps`.
fn select_if_less(f: &mut Lower<'_>, ty: Type, [a, b]: [Value; 2], [x, y]: [Value; 2]) {
    let less = f.b.ins().fcmp(FloatCC::LessThan, a, b);
    let mask = f.as_vector(less, ty);
    let result = f.b.ins().bitselect(mask, x, y);
    f.push(result);
}

/// `extmul`: both operands widened by `widen`, then multiplied. The backends have one instruction
/// for the whole.
pub fn extmul(f: &mut Lower<'_>, widen: Opcode, ty: Type) {
    let (x, y) = f.pop_vector2(ty);
    let (x, y) = (unary_value(f, widen, x), unary_value(f, widen, y));
    let result = f.b.ins().imul(x, y);
    f.push(result);
}

/// `extadd_pairwise_s`.
pub fn extadd_pairwise_s(f: &mut Lower<'_>, ty: Type) {
    let x = f.pop_vector(ty);
    let (low, high) = (f.b.ins().swiden_low(x), f.b.ins().swiden_high(x));
    let result = f.b.ins().iadd_pairwise(low, high);
    f.push(result);
}

/// `extadd_pairwise_u`.
pub fn extadd_pairwise_u(f: &mut Lower<'_>, ty: Type) {
    let x = f.pop_vector(ty);
    let (low, high) = (f.b.ins().uwiden_low(x), f.b.ins().uwiden_high(x));
    let result = f.b.ins().iadd_pairwise(low, high);
    f.push(result);
}

/// `i32x4.dot_i16x8_s`. Sums wrap: -0x8000 four times gives 0x8000_0000. The x86-64 backend turns
/// the whole into one `pmaddwd`, which does the same.
pub fn dot(f: &mut Lower<'_>) {
    let (x, y) = f.pop_vector2(types::I16X8);
    let result = dot_value(f, x, y);
    f.push(result);
}

/// The same of values.
pub fn dot_value(f: &mut Lower<'_>, x: Value, y: Value) -> Value {
    let (x_low, y_low) = (f.b.ins().swiden_low(x), f.b.ins().swiden_low(y));
    let low = f.b.ins().imul(x_low, y_low);
    let (x_high, y_high) = (f.b.ins().swiden_high(x), f.b.ins().swiden_high(y));
    let high = f.b.ins().imul(x_high, y_high);
    f.b.ins().iadd_pairwise(low, high)
}

fn unary_value(f: &mut Lower<'_>, opcode: Opcode, x: Value) -> Value {
    let ty = f.b.func.dfg.value_type(x);
    let (inst, dfg) = f.b.ins().Unary(opcode, ty, x);
    dfg.first_result(inst)
}
