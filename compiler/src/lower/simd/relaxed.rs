//! Relaxed vector operators (core spec 4.3.6, Relaxed Operations).
//!
//! By default each has the one result that the deterministic profile prescribes, on every target.
//! With `-C relaxed-simd=native` it is what the target does fastest, within the choice of the spec.
//! NaN results of sums, products and minima stay as the processor makes them; see [`super::arith`].

use super::super::builder::Lower;
use super::{arith, bitwise, convert, lane};
use crate::options::RelaxedSimd;
use cranelift_codegen::ir::{InstBuilder, Opcode, Type, Value, types};
use target_lexicon::Architecture;

/// Whether the operator may do what is fastest.
fn native(f: &Lower<'_>) -> bool {
    f.env.relaxed_simd == RelaxedSimd::Native
}

/// Whether it may, and the target is x86-64: for instructions of SSE2, which every such processor has.
fn native_x86(f: &Lower<'_>) -> bool {
    native(f) && architecture(f) == Architecture::X86_64
}

fn architecture(f: &Lower<'_>) -> Architecture {
    f.env.isa.triple().architecture
}

/// `i8x16.relaxed_swizzle`: `pshufb` takes indices from 16 to 127 modulo 16.
pub fn swizzle(f: &mut Lower<'_>) {
    if !(native(f) && f.env.isa.has_x86_pshufb_lowering()) {
        return lane::swizzle(f);
    }
    let (x, indices) = f.pop_vector2(types::I8X16);
    let result = f.b.ins().x86_pshufb(x, indices);
    f.push(result);
}

/// `i32x4.relaxed_trunc_f32x4_s`: x86-64 gives -2^31 for NaN and for what does not fit.
pub fn trunc_f32x4_s(f: &mut Lower<'_>) {
    if !native_x86(f) {
        return convert::trunc_sat_f32x4_s(f);
    }
    let x = f.pop_vector(types::F32X4);
    let result = f.b.ins().x86_cvtt2dq(types::I32X4, x);
    f.push(result);
}

/// `i32x4.relaxed_trunc_f64x2_s_zero`: the same for doubles. The x86-64 backend knows this narrowing
/// with zero as a part of the conversion.
pub fn trunc_f64x2_s_zero(f: &mut Lower<'_>) {
    if !native_x86(f) {
        return convert::trunc_sat_f64x2_s_zero(f);
    }
    let x = f.pop_vector(types::F64X2);
    let wide = f.b.ins().x86_cvtt2dq(types::I64X2, x);
    let zero = lane::zero(f, types::I64X2);
    let result = f.b.ins().snarrow(wide, zero);
    f.push(result);
}

/// `relaxed_madd`.
pub fn madd(f: &mut Lower<'_>, ty: Type) {
    let [x, y, z] = pop_vector3(f, ty);
    multiply_add(f, [x, y, z]);
}

/// `relaxed_nmadd`: the first factor is negated.
pub fn nmadd(f: &mut Lower<'_>, ty: Type) {
    let [x, y, z] = pop_vector3(f, ty);
    let x = f.b.ins().fneg(x);
    multiply_add(f, [x, y, z]);
}

/// Pushes `x * y + z`: rounded after each step, or once where that may be and is an instruction.
fn multiply_add(f: &mut Lower<'_>, [x, y, z]: [Value; 3]) {
    let result = if native(f) && f.env.isa.has_native_fma() {
        f.b.ins().fma(x, y, z)
    } else {
        let product = f.b.ins().fmul(x, y);
        f.b.ins().fadd(product, z)
    };
    f.push(result);
}

/// `relaxed_laneselect`: the blends of x86-64 look at the top bit of each lane only. There is none for
/// lanes of 16 bits; the proposal allows `pblendvb` for them, which looks at each byte.
pub fn laneselect(f: &mut Lower<'_>, ty: Type) {
    let blend = match ty {
        types::I16X8 => types::I8X16,
        ty => ty,
    };
    if !(native(f) && f.env.isa.has_blendv_lowering(blend)) {
        return bitwise::bitselect(f);
    }
    let [x, y, mask] = pop_vector3(f, blend);
    let result = f.b.ins().blendv(mask, x, y);
    f.push(result);
}

/// `relaxed_min`: `minps` gives one and the same operand where either is NaN or both are zeros.
pub fn min(f: &mut Lower<'_>, ty: Type) {
    if native_x86(f) {
        return arith::pmin(f, ty);
    }
    arith::binary(f, Opcode::Fmin, ty);
}

/// `relaxed_max`, in the same way.
pub fn max(f: &mut Lower<'_>, ty: Type) {
    if native_x86(f) {
        return arith::pmax(f, ty);
    }
    arith::binary(f, Opcode::Fmax, ty);
}

/// `i16x8.relaxed_q15mulr_s`: `pmulhrsw` wraps where both lanes are -2^15.
pub fn q15mulr(f: &mut Lower<'_>) {
    let native = native(f) && f.env.isa.has_x86_pmulhrsw_lowering();
    let opcode = match native {
        true => Opcode::X86Pmulhrsw,
        false => Opcode::SqmulRoundSat,
    };
    arith::binary(f, opcode, types::I16X8);
}

/// `i16x8.relaxed_dot_i8x16_i7x16_s`.
pub fn dot(f: &mut Lower<'_>) {
    let (x, y) = f.pop_vector2(types::I8X16);
    let result = dot_value(f, x, y);
    f.push(result);
}

/// `i32x4.relaxed_dot_i8x16_i7x16_add_s`: the same, its lanes added in pairs and to the third operand.
pub fn dot_add(f: &mut Lower<'_>) {
    let sum = f.pop_vector(types::I32X4);
    let (x, y) = f.pop_vector2(types::I8X16);
    let dot = dot_value(f, x, y);
    let (low, high) = (f.b.ins().swiden_low(dot), f.b.ins().swiden_high(dot));
    let pairs = f.b.ins().iadd_pairwise(low, high);
    let result = f.b.ins().iadd(pairs, sum);
    f.push(result);
}

/// Products of signed bytes, added in pairs with saturation to 16 bits (core spec 4.3.6, `ivdotsat`).
/// `pmaddubsw` takes the bytes of the second operand as unsigned, which only shows where they are negative.
fn dot_value(f: &mut Lower<'_>, x: Value, y: Value) -> Value {
    if native(f) && f.env.isa.has_x86_pmaddubsw_lowering() {
        return f.b.ins().x86_pmaddubsw(x, y);
    }
    let (x_low, y_low) = (f.b.ins().swiden_low(x), f.b.ins().swiden_low(y));
    let (x_high, y_high) = (f.b.ins().swiden_high(x), f.b.ins().swiden_high(y));
    if architecture(f) == Architecture::X86_64 {
        // `pmaddwd` gives exact sums of 32 bits. Only 2^15, from four times -2^7, does not fit then.
        let low = arith::dot_value(f, x_low, y_low);
        let high = arith::dot_value(f, x_high, y_high);
        return f.b.ins().snarrow(low, high);
    }
    // `smull` takes bytes. Every second product of both halves, then the others.
    let low = f.b.ins().imul(x_low, y_low);
    let high = f.b.ins().imul(x_high, y_high);
    let even = lane::shuffle_value(f, low, high, &EVEN);
    let odd = lane::shuffle_value(f, low, high, &EVEN.map(|byte| byte + 2));
    let [even, odd] = [even, odd].map(|products| f.as_vector(products, types::I16X8));
    f.b.ins().sadd_sat(even, odd)
}

/// The bytes of the even lanes of two vectors of 16-bit lanes.
const EVEN: [u8; 16] = [0, 1, 4, 5, 8, 9, 12, 13, 16, 17, 20, 21, 24, 25, 28, 29];

fn pop_vector3(f: &mut Lower<'_>, ty: Type) -> [Value; 3] {
    let third = f.pop_vector(ty);
    let (first, second) = f.pop_vector2(ty);
    [first, second, third]
}
