//! Relaxed vector operators by the deterministic profile (core spec 4.3.6): where the spec leaves a
//! choice, one result on every target. The official tests accept any of the allowed results.

use crate::case::{Call, Case, Expect};
use std::fmt::Write;
use wasmc_agent::random::Random;
use wasmc_compiler::options::RelaxedSimd;

/// Calls of each operator.
const CALLS: usize = 300;

/// An operator.
struct Operator {
    name: &'static str,
    operands: usize,
    /// Makes an operand.
    operand: fn(&mut Random) -> u128,
    /// The result for three operands; it may take fewer. `None`: it has a NaN, whose bits are the
    /// processor's.
    model: fn([u128; 3]) -> Option<u128>,
}

macro_rules! operators {
    ($($name:literal $operands:literal ($operand:ident) |$x:ident, $y:ident, $z:ident| $model:expr;)*) => {
        const OPERATORS: &[Operator] = &[$(Operator {
            name: $name,
            operands: $operands,
            operand: $operand,
            model: |[$x, $y, $z]| $model,
        }),*];
    };
}

operators! {
    "i8x16.relaxed_swizzle" 2 (small_bytes) |x, y, _z| Some(swizzle(x, y));
    "i8x16.relaxed_laneselect" 3 (bits) |x, y, z| Some(x & z | y & !z);
    "i16x8.relaxed_laneselect" 3 (bits) |x, y, z| Some(x & z | y & !z);
    "i32x4.relaxed_laneselect" 3 (bits) |x, y, z| Some(x & z | y & !z);
    "i64x2.relaxed_laneselect" 3 (bits) |x, y, z| Some(x & z | y & !z);
    "i16x8.relaxed_q15mulr_s" 2 (bits) |x, y, _z| Some(pack16(|lane| q15mulr(lane16(x, lane), lane16(y, lane))));
    "i16x8.relaxed_dot_i8x16_i7x16_s" 2 (bits) |x, y, _z| Some(pack16(|lane| dot(x, y, lane)));
    "i32x4.relaxed_dot_i8x16_i7x16_add_s" 3 (bits) |x, y, z| Some(pack32(|lane| dot_add(x, y, z, lane)));
    "i32x4.relaxed_trunc_f32x4_s" 1 (singles) |x, _y, _z| Some(pack32(|lane| single(x, lane) as i32 as u32));
    "i32x4.relaxed_trunc_f32x4_u" 1 (singles) |x, _y, _z| Some(pack32(|lane| single(x, lane) as u32));
    "i32x4.relaxed_trunc_f64x2_s_zero" 1 (doubles) |x, _y, _z| Some(pack32(|lane| low(x, lane) as i32 as u32));
    "i32x4.relaxed_trunc_f64x2_u_zero" 1 (doubles) |x, _y, _z| Some(pack32(|lane| low(x, lane) as u32));
    "f32x4.relaxed_madd" 3 (singles) |x, y, z| float32(|lane| single(x, lane) * single(y, lane) + single(z, lane));
    "f32x4.relaxed_nmadd" 3 (singles) |x, y, z| float32(|lane| -single(x, lane) * single(y, lane) + single(z, lane));
    "f64x2.relaxed_madd" 3 (doubles) |x, y, z| float64(|lane| double(x, lane) * double(y, lane) + double(z, lane));
    "f64x2.relaxed_nmadd" 3 (doubles) |x, y, z| float64(|lane| -double(x, lane) * double(y, lane) + double(z, lane));
    "f32x4.relaxed_min" 2 (singles) |x, y, _z| float32(|lane| min32(single(x, lane), single(y, lane)));
    "f32x4.relaxed_max" 2 (singles) |x, y, _z| float32(|lane| -min32(-single(x, lane), -single(y, lane)));
    "f64x2.relaxed_min" 2 (doubles) |x, y, _z| float64(|lane| min64(double(x, lane), double(y, lane)));
    "f64x2.relaxed_max" 2 (doubles) |x, y, _z| float64(|lane| -min64(-double(x, lane), -double(y, lane)));
}

fn bits(random: &mut Random) -> u128 {
    // Bytes of -128 and 127 often enough for every sum that saturates.
    random
        .u128()
        .to_le_bytes()
        .into_iter()
        .fold(0, |vector, byte| {
            vector << 8
                | u128::from(
                    *[byte, byte, 0x80, 0x7f]
                        .get(random.below(4))
                        .unwrap_or(&byte),
                )
        })
}

fn small_bytes(random: &mut Random) -> u128 {
    // Half of them are in range as indices.
    random.u128() & [u128::MAX, 0x1f1f_1f1f_1f1f_1f1f_1f1f_1f1f_1f1f_1f1f][random.below(2)]
}

/// Numbers with which two roundings differ from one, and the ends of the integers.
const SINGLES: &[f32] = &[
    0.0,
    -0.0,
    1.0,
    -1.5,
    2.9,
    -0.9,
    1.000_000_2,
    1.000_030_5,
    -1.000_030_8,
    3.0e38,
    -3.0e38,
    1.0e-45,
    f32::EPSILON,
    f32::NAN,
    f32::INFINITY,
    f32::NEG_INFINITY,
    2_147_483_500.0,
    2_147_483_600.0,
    -2_147_483_600.0,
    -2_147_484_000.0,
    4_294_967_000.0,
    4_294_967_300.0,
];
const DOUBLES: &[f64] = &[
    0.0,
    -0.0,
    1.0,
    -1.5,
    2.9,
    -0.9,
    1.000_000_000_931_322_6,
    1.000_000_119_209_289_6,
    -1.000_000_120_140_612,
    1.7e308,
    -1.7e308,
    5.0e-324,
    f64::EPSILON,
    f64::NAN,
    f64::INFINITY,
    f64::NEG_INFINITY,
    2_147_483_647.0,
    2_147_483_648.0,
    -2_147_483_648.9,
    -2_147_483_649.0,
    4_294_967_295.0,
    4_294_967_296.0,
];

fn singles(random: &mut Random) -> u128 {
    pack32(|_| random.pick(SINGLES).to_bits())
}

fn doubles(random: &mut Random) -> u128 {
    pack64(|_| random.pick(DOUBLES).to_bits())
}

fn pack16(mut lane: impl FnMut(usize) -> i16) -> u128 {
    (0..8).fold(0, |vector, index| {
        vector | u128::from(lane(index) as u16) << (16 * index)
    })
}

fn pack32(mut lane: impl FnMut(usize) -> u32) -> u128 {
    (0..4).fold(0, |vector, index| {
        vector | u128::from(lane(index)) << (32 * index)
    })
}

fn pack64(mut lane: impl FnMut(usize) -> u64) -> u128 {
    u128::from(lane(0)) | u128::from(lane(1)) << 64
}

fn float32(lane: impl Fn(usize) -> f32) -> Option<u128> {
    let number = !(0..4).any(|index| lane(index).is_nan());
    number.then(|| pack32(|index| lane(index).to_bits()))
}

fn float64(lane: impl Fn(usize) -> f64) -> Option<u128> {
    let number = !(0..2).any(|index| lane(index).is_nan());
    number.then(|| pack64(|index| lane(index).to_bits()))
}

fn lane8(vector: u128, lane: usize) -> i8 {
    (vector >> (8 * lane)) as i8
}

fn lane16(vector: u128, lane: usize) -> i16 {
    (vector >> (16 * lane)) as i16
}

fn single(vector: u128, lane: usize) -> f32 {
    f32::from_bits((vector >> (32 * lane)) as u32)
}

fn double(vector: u128, lane: usize) -> f64 {
    f64::from_bits((vector >> (64 * lane)) as u64)
}

/// A double, or 0 above them.
fn low(vector: u128, lane: usize) -> f64 {
    if lane < 2 { double(vector, lane) } else { 0.0 }
}

fn swizzle(x: u128, indices: u128) -> u128 {
    let bytes = x.to_le_bytes();
    u128::from_le_bytes(
        indices
            .to_le_bytes()
            .map(|index| bytes.get(usize::from(index)).copied().unwrap_or(0)),
    )
}

fn q15mulr(x: i16, y: i16) -> i16 {
    ((i32::from(x) * i32::from(y) + 0x4000) >> 15).min(0x7fff) as i16
}

fn dot(x: u128, y: u128, lane: usize) -> i16 {
    let product = |lane| i16::from(lane8(x, lane)) * i16::from(lane8(y, lane));
    product(2 * lane).saturating_add(product(2 * lane + 1))
}

fn dot_add(x: u128, y: u128, z: u128, lane: usize) -> u32 {
    let pair = i32::from(dot(x, y, 2 * lane)) + i32::from(dot(x, y, 2 * lane + 1));
    (pair as u32).wrapping_add((z >> (32 * lane)) as u32)
}

fn min32(x: f32, y: f32) -> f32 {
    match x == y {
        // Of two zeros the negative one.
        true => f32::from_bits(x.to_bits() | y.to_bits()),
        false if x.is_nan() || y.is_nan() => f32::NAN,
        false => x.min(y),
    }
}

fn min64(x: f64, y: f64) -> f64 {
    match x == y {
        true => f64::from_bits(x.to_bits() | y.to_bits()),
        false if x.is_nan() || y.is_nan() => f64::NAN,
        false => x.min(y),
    }
}

/// One module with a function for each operator; none where the result is the target's choice.
pub fn cases(relaxed_simd: RelaxedSimd) -> Vec<Case> {
    if relaxed_simd == RelaxedSimd::Native {
        return Vec::new();
    }
    let mut random = Random::new(11);
    let mut text = "(module".to_string();
    let mut calls = Vec::new();
    for Operator {
        name,
        operands,
        operand,
        model,
    } in OPERATORS
    {
        let params = "v128 ".repeat(*operands);
        let gets: String = (0..*operands)
            .map(|index| format!("(local.get {index})"))
            .collect();
        let _ = write!(
            text,
            "(func (export \"{name}\") (param {params}) (result v128) ({name} {gets}))"
        );
        for _ in 0..CALLS {
            let args = [(); 3].map(|()| operand(&mut random));
            calls.extend(model(args).map(|result| Call {
                export: (*name).into(),
                args: args[..*operands].to_vec(),
                expect: Expect::value(result),
            }));
        }
    }
    text.push(')');
    vec![Case::new("relaxed", text, calls)]
}
