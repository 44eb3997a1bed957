//! A vector as 128 bits (core spec 2.4.2: `vvunop`, `vvbinop`, `vvternop`, `vvtestop`).

use super::super::builder::Lower;
use cranelift_codegen::ir::{InstBuilder, Opcode, Type, Value, types};

/// Type of a vector.
fn type_of(f: &Lower<'_>, vector: Value) -> Type {
    f.b.func.dfg.value_type(vector)
}

/// The type to combine these vectors in: that of one of them, so that a comparison and its user
/// meet without a bitcast. It has integer lanes, the only ones whose bit operations Cranelift
/// simplifies.
fn common_type(f: &Lower<'_>, vectors: [Value; 2]) -> Type {
    let mut candidates = vectors.into_iter().map(|vector| type_of(f, vector));
    candidates
        .find(|ty| ty.lane_type().is_int())
        .unwrap_or(types::I8X16)
}

/// `v128.not`.
pub fn not(f: &mut Lower<'_>) {
    let x = f.pop();
    let ty = common_type(f, [x; 2]);
    let x = f.as_vector(x, ty);
    let result = f.b.ins().bnot(x);
    f.push(result);
}

/// `v128.and`, `v128.or`, `v128.xor`.
pub fn binary(f: &mut Lower<'_>, opcode: Opcode) {
    let (x, y) = f.pop2();
    let ty = common_type(f, [x, y]);
    let (x, y) = (f.as_vector(x, ty), f.as_vector(y, ty));
    let (inst, dfg) = f.b.ins().Binary(opcode, ty, x, y);
    let result = dfg.first_result(inst);
    f.push(result);
}

/// `v128.andnot`: the second operand is the one that is negated, as in CLIF.
pub fn and_not(f: &mut Lower<'_>) {
    let (x, y) = f.pop2();
    let ty = common_type(f, [x, y]);
    let (x, y) = (f.as_vector(x, ty), f.as_vector(y, ty));
    let result = f.b.ins().band_not(x, y);
    f.push(result);
}

/// `v128.bitselect`.
///
/// The mask decides the type: a mask that comes straight from a comparison becomes a blend or a
/// minimum, which Cranelift only sees when no bitcast stands between.
pub fn bitselect(f: &mut Lower<'_>) {
    let (x, y, mask) = f.pop3();
    let ty = common_type(f, [mask; 2]);
    let [x, y, mask] = [x, y, mask].map(|vector| f.as_vector(vector, ty));
    let result = f.b.ins().bitselect(mask, x, y);
    f.push(result);
}

/// `v128.any_true`.
pub fn any_true(f: &mut Lower<'_>) {
    let x = f.pop();
    let ty = common_type(f, [x; 2]);
    let x = f.as_vector(x, ty);
    let truth = f.b.ins().vany_true(x);
    let result = f.b.ins().uextend(types::I32, truth);
    f.push(result);
}
