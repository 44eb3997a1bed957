//! Conversions between lane types (core spec 2.4.2: `vcvtop`). Those that are one CLIF instruction
//! over one type (`extend`, `narrow`, `promote_low`, `demote_zero`) are plain unary and binary
//! operators; see [`super::arith`].

use super::super::builder::Lower;
use super::lane;
use cranelift_codegen::ir::{InstBuilder, types};

/// `i32x4.trunc_sat_f32x4_s`.
pub fn trunc_sat_f32x4_s(f: &mut Lower<'_>) {
    let x = f.pop_vector(types::F32X4);
    let result = f.b.ins().fcvt_to_sint_sat(types::I32X4, x);
    f.push(result);
}

/// `i32x4.trunc_sat_f32x4_u`.
pub fn trunc_sat_f32x4_u(f: &mut Lower<'_>) {
    let x = f.pop_vector(types::F32X4);
    let result = f.b.ins().fcvt_to_uint_sat(types::I32X4, x);
    f.push(result);
}

/// `i32x4.trunc_sat_f64x2_s_zero`: saturating to 64 bits, then to 32, saturates to 32. The x86-64
/// backend has neither step alone: it knows the two together, with this very zero.
pub fn trunc_sat_f64x2_s_zero(f: &mut Lower<'_>) {
    let x = f.pop_vector(types::F64X2);
    let wide = f.b.ins().fcvt_to_sint_sat(types::I64X2, x);
    let zero = lane::zero(f, types::I64X2);
    let result = f.b.ins().snarrow(wide, zero);
    f.push(result);
}

/// `i32x4.trunc_sat_f64x2_u_zero`, in the same way.
pub fn trunc_sat_f64x2_u_zero(f: &mut Lower<'_>) {
    let x = f.pop_vector(types::F64X2);
    let wide = f.b.ins().fcvt_to_uint_sat(types::I64X2, x);
    let zero = lane::zero(f, types::I64X2);
    let result = f.b.ins().uunarrow(wide, zero);
    f.push(result);
}

/// `f32x4.convert_i32x4_s`.
pub fn convert_i32x4_s(f: &mut Lower<'_>) {
    let x = f.pop_vector(types::I32X4);
    let result = f.b.ins().fcvt_from_sint(types::F32X4, x);
    f.push(result);
}

/// `f32x4.convert_i32x4_u`.
pub fn convert_i32x4_u(f: &mut Lower<'_>) {
    let x = f.pop_vector(types::I32X4);
    let result = f.b.ins().fcvt_from_uint(types::F32X4, x);
    f.push(result);
}

/// `f64x2.convert_low_i32x4_s`: exact, so the detour over 64-bit integers rounds nothing.
pub fn convert_low_i32x4_s(f: &mut Lower<'_>) {
    let x = f.pop_vector(types::I32X4);
    let wide = f.b.ins().swiden_low(x);
    let result = f.b.ins().fcvt_from_sint(types::F64X2, wide);
    f.push(result);
}

/// `f64x2.convert_low_i32x4_u`, in the same way.
pub fn convert_low_i32x4_u(f: &mut Lower<'_>) {
    let x = f.pop_vector(types::I32X4);
    let wide = f.b.ins().uwiden_low(x);
    let result = f.b.ins().fcvt_from_uint(types::F64X2, wide);
    f.push(result);
}
