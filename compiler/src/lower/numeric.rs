//! Scalar numeric instructions (core spec 4.6.1). CLIF's integer and float instructions have the
//! semantics of wasm's: shift counts are taken modulo the width, divisions and conversions trap as
//! wasm's do, minima and maxima hand NaNs on.

use super::builder::Lower;
use super::constant;
use crate::program::ConstValue;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Opcode, Type, Value, types};

/// Pushes a constant.
pub fn constant(f: &mut Lower<'_>, value: ConstValue) {
    let value = constant::value(f, value);
    f.push(value);
}

/// An instruction of one operand whose result has its type.
pub fn unary(f: &mut Lower<'_>, opcode: Opcode) {
    let operand = f.pop();
    let ty = f.b.func.dfg.value_type(operand);
    let (inst, dfg) = f.b.ins().Unary(opcode, ty, operand);
    let value = dfg.first_result(inst);
    f.push(value);
}

/// An instruction of one operand whose result has another type.
pub fn convert(f: &mut Lower<'_>, opcode: Opcode, ty: Type) {
    let operand = f.pop();
    let (inst, dfg) = f.b.ins().Unary(opcode, ty, operand);
    let value = dfg.first_result(inst);
    f.push(value);
}

/// An instruction of two operands whose result has their type.
pub fn binary(f: &mut Lower<'_>, opcode: Opcode) {
    let (a, b) = f.pop2();
    let ty = f.b.func.dfg.value_type(a);
    let (inst, dfg) = f.b.ins().Binary(opcode, ty, a, b);
    let value = dfg.first_result(inst);
    f.push(value);
}

/// An integer comparison.
pub fn icmp(f: &mut Lower<'_>, condition: IntCC) {
    let (a, b) = f.pop2();
    let result = f.b.ins().icmp(condition, a, b);
    push_bool(f, result);
}

/// A float comparison.
pub fn fcmp(f: &mut Lower<'_>, condition: FloatCC) {
    let (a, b) = f.pop2();
    let result = f.b.ins().fcmp(condition, a, b);
    push_bool(f, result);
}

/// `i32.eqz`, `i64.eqz`
pub fn eqz(f: &mut Lower<'_>) {
    let operand = f.pop();
    let result = f.b.ins().icmp_imm_u(IntCC::Equal, operand, 0);
    push_bool(f, result);
}

fn push_bool(f: &mut Lower<'_>, result: Value) {
    let result = f.b.ins().uextend(types::I32, result);
    f.push(result);
}

/// `reinterpret`
pub fn reinterpret(f: &mut Lower<'_>, ty: Type) {
    let operand = f.pop();
    let value = f.b.ins().bitcast(ty, MemFlagsData::new(), operand);
    f.push(value);
}

/// `extend8_s` and its kin: the lower bits of an integer, sign-extended to its type.
pub fn sign_extend(f: &mut Lower<'_>, narrow: Type) {
    let operand = f.pop();
    let ty = f.b.func.dfg.value_type(operand);
    let low = f.b.ins().ireduce(narrow, operand);
    let value = f.b.ins().sextend(ty, low);
    f.push(value);
}

/// `i64.add128`, `i64.sub128`: each number is a pair of operands, the low half first.
pub fn binary128(f: &mut Lower<'_>, opcode: Opcode) {
    let b = pop128(f);
    let a = pop128(f);
    let (inst, dfg) = f.b.ins().Binary(opcode, types::I128, a, b);
    let result = dfg.first_result(inst);
    push128(f, result);
}

/// `i64.mul_wide_s`, `i64.mul_wide_u`: the backends have one instruction for extended factors.
pub fn multiply_wide(f: &mut Lower<'_>, extend: Opcode) {
    let (a, b) = f.pop2();
    let [a, b] = [a, b].map(|factor| {
        let (inst, dfg) = f.b.ins().Unary(extend, types::I128, factor);
        dfg.first_result(inst)
    });
    let result = f.b.ins().imul(a, b);
    push128(f, result);
}

fn pop128(f: &mut Lower<'_>) -> Value {
    let (low, high) = f.pop2();
    f.b.ins().iconcat(low, high)
}

fn push128(f: &mut Lower<'_>, value: Value) {
    let (low, high) = f.b.ins().isplit(value);
    f.push(low);
    f.push(high);
}
