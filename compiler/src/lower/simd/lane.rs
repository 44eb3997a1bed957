//! Lanes: making, taking apart, reordering and testing (core spec 2.4.2: `shuffle`, `swizzle`,
//! `splat`, `extract_lane`, `replace_lane`, `all_true`, `bitmask`).

use super::super::builder::Lower;
use cranelift_codegen::ir::{ConstantData, InstBuilder, Type, Value, types};

/// `v128.const`.
pub fn constant(f: &mut Lower<'_>, bytes: &[u8; 16]) {
    let result = constant_value(f, types::I8X16, bytes);
    f.push(result);
}

/// All lanes 0.
pub fn zero(f: &mut Lower<'_>, ty: Type) -> Value {
    constant_value(f, ty, &[0; 16])
}

fn constant_value(f: &mut Lower<'_>, ty: Type, bytes: &[u8; 16]) -> Value {
    let data = ConstantData::from(bytes.as_slice());
    let handle = f.b.func.dfg.constants.insert(data);
    f.b.ins().vconst(ty, handle)
}

/// `splat`.
pub fn splat(f: &mut Lower<'_>, ty: Type) {
    let scalar = pop_scalar(f, ty);
    let result = f.b.ins().splat(ty, scalar);
    f.push(result);
}

/// `extract_lane` of lanes that are as wide as a value.
pub fn extract(f: &mut Lower<'_>, ty: Type, lane: u8) {
    let x = f.pop_vector(ty);
    let result = f.b.ins().extractlane(x, lane);
    f.push(result);
}

/// `extract_lane_s`.
pub fn extract_s(f: &mut Lower<'_>, ty: Type, lane: u8) {
    let x = f.pop_vector(ty);
    let narrow = f.b.ins().extractlane(x, lane);
    let result = f.b.ins().sextend(types::I32, narrow);
    f.push(result);
}

/// `extract_lane_u`.
pub fn extract_u(f: &mut Lower<'_>, ty: Type, lane: u8) {
    let x = f.pop_vector(ty);
    let narrow = f.b.ins().extractlane(x, lane);
    let result = f.b.ins().uextend(types::I32, narrow);
    f.push(result);
}

/// `replace_lane`.
pub fn replace(f: &mut Lower<'_>, ty: Type, lane: u8) {
    let scalar = pop_scalar(f, ty);
    let x = f.pop_vector(ty);
    let result = f.b.ins().insertlane(x, scalar, lane);
    f.push(result);
}

/// Pops what becomes a lane. The lanes narrower than 32 bits take an `i32` modulo their width.
fn pop_scalar(f: &mut Lower<'_>, ty: Type) -> Value {
    let scalar = f.pop();
    let lane = ty.lane_type();
    if f.b.func.dfg.value_type(scalar) == lane {
        return scalar;
    }
    f.b.ins().ireduce(lane, scalar)
}

/// `i8x16.shuffle`. Validation has checked that all indices are below 32.
pub fn shuffle(f: &mut Lower<'_>, lanes: &[u8; 16]) {
    let (x, y) = f.pop_vector2(types::I8X16);
    let result = shuffle_value(f, x, y, lanes);
    f.push(result);
}

/// The same of values of any vector type.
pub fn shuffle_value(f: &mut Lower<'_>, x: Value, y: Value, lanes: &[u8; 16]) -> Value {
    let [x, y] = [x, y].map(|vector| f.as_vector(vector, types::I8X16));
    let lanes = ConstantData::from(lanes.as_slice());
    let mask = f.b.func.dfg.immediates.push(lanes);
    f.b.ins().shuffle(x, y, mask)
}

/// `i8x16.swizzle`: CLIF, like the spec, gives 0 for an index above 15.
pub fn swizzle(f: &mut Lower<'_>) {
    let (x, indices) = f.pop_vector2(types::I8X16);
    let result = f.b.ins().swizzle(x, indices);
    f.push(result);
}

/// `all_true`.
pub fn all_true(f: &mut Lower<'_>, ty: Type) {
    let x = f.pop_vector(ty);
    let truth = f.b.ins().vall_true(x);
    let result = f.b.ins().uextend(types::I32, truth);
    f.push(result);
}

/// `bitmask`.
pub fn bitmask(f: &mut Lower<'_>, ty: Type) {
    let x = f.pop_vector(ty);
    let result = f.b.ins().vhigh_bits(types::I32, x);
    f.push(result);
}
