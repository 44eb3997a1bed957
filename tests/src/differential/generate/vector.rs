//! Vectors of 128 bits. Their floating-point lanes are made canonical where they are NaN.

use super::builder::{Generator, Type};

/// Takes two vectors.
const BINARY: &[&str] = &[
    "v128.and",
    "v128.or",
    "v128.xor",
    "v128.andnot",
    "i8x16.add",
    "i8x16.sub",
    "i8x16.add_sat_s",
    "i8x16.add_sat_u",
    "i8x16.sub_sat_s",
    "i8x16.sub_sat_u",
    "i8x16.min_s",
    "i8x16.min_u",
    "i8x16.max_s",
    "i8x16.max_u",
    "i8x16.avgr_u",
    "i8x16.swizzle",
    "i8x16.narrow_i16x8_s",
    "i8x16.narrow_i16x8_u",
    "i8x16.eq",
    "i8x16.lt_s",
    "i8x16.gt_u",
    "i16x8.add",
    "i16x8.sub",
    "i16x8.mul",
    "i16x8.add_sat_s",
    "i16x8.sub_sat_u",
    "i16x8.min_u",
    "i16x8.max_s",
    "i16x8.avgr_u",
    "i16x8.q15mulr_sat_s",
    "i16x8.narrow_i32x4_s",
    "i16x8.narrow_i32x4_u",
    "i16x8.extmul_low_i8x16_s",
    "i16x8.extmul_high_i8x16_u",
    "i16x8.ne",
    "i16x8.ge_s",
    "i16x8.le_u",
    "i32x4.add",
    "i32x4.sub",
    "i32x4.mul",
    "i32x4.min_s",
    "i32x4.max_u",
    "i32x4.dot_i16x8_s",
    "i32x4.extmul_low_i16x8_u",
    "i32x4.extmul_high_i16x8_s",
    "i32x4.eq",
    "i32x4.lt_u",
    "i32x4.ge_s",
    "i64x2.add",
    "i64x2.sub",
    "i64x2.mul",
    "i64x2.extmul_low_i32x4_s",
    "i64x2.extmul_low_i32x4_u",
    "i64x2.extmul_high_i32x4_s",
    "i64x2.extmul_high_i32x4_u",
    "i64x2.eq",
    "i64x2.lt_s",
    "i64x2.ge_s",
    "f32x4.eq",
    "f32x4.lt",
    "f64x2.ne",
    "f64x2.ge",
];
/// Takes one.
const UNARY: &[&str] = &[
    "v128.not",
    "i8x16.abs",
    "i8x16.neg",
    "i8x16.popcnt",
    "i16x8.abs",
    "i16x8.neg",
    "i16x8.extadd_pairwise_i8x16_s",
    "i16x8.extadd_pairwise_i8x16_u",
    "i16x8.extend_low_i8x16_s",
    "i16x8.extend_high_i8x16_u",
    "i32x4.abs",
    "i32x4.neg",
    "i32x4.extadd_pairwise_i16x8_s",
    "i32x4.extend_low_i16x8_u",
    "i32x4.extend_high_i16x8_s",
    "i32x4.trunc_sat_f32x4_s",
    "i32x4.trunc_sat_f32x4_u",
    "i32x4.trunc_sat_f64x2_s_zero",
    "i32x4.trunc_sat_f64x2_u_zero",
    "i64x2.abs",
    "i64x2.neg",
    "i64x2.extend_low_i32x4_s",
    "i64x2.extend_high_i32x4_u",
];
/// Takes two, and makes floating-point lanes.
const F_BINARY: &[&str] = &["add", "sub", "mul", "div", "min", "max", "pmin", "pmax"];
/// Takes one, and makes floating-point lanes.
const F_UNARY: &[&str] = &["abs", "neg", "sqrt", "ceil", "floor", "trunc", "nearest"];
const F_CONVERSIONS: &[(&str, &str)] = &[
    ("f32x4", "convert_i32x4_s"),
    ("f32x4", "convert_i32x4_u"),
    ("f32x4", "demote_f64x2_zero"),
    ("f64x2", "convert_low_i32x4_s"),
    ("f64x2", "convert_low_i32x4_u"),
    ("f64x2", "promote_low_f32x4"),
];
const LOADS: &[&str] = &[
    "v128.load",
    "v128.load",
    "v128.load8x8_s",
    "v128.load16x4_u",
    "v128.load32x2_s",
    "v128.load8_splat",
    "v128.load16_splat",
    "v128.load32_splat",
    "v128.load64_splat",
    "v128.load32_zero",
    "v128.load64_zero",
];
/// Shapes with integer lanes, and how many lanes they have.
const SHAPES: &[(&str, usize)] = &[("i8x16", 16), ("i16x8", 8), ("i32x4", 4), ("i64x2", 2)];

impl Generator<'_> {
    /// A vector.
    pub(super) fn vector(&mut self, depth: u32) -> String {
        if depth == 0 || self.budget == 0 {
            return match self.random.below(3) {
                0 => "(local.get $v0)".into(),
                1 => "(local.get $v1)".into(),
                _ => {
                    let (low, high) = (self.random.u64() as i64, self.random.u64() as i64);
                    format!("(v128.const i64x2 {low} {high})")
                }
            };
        }
        self.budget -= 1;
        let depth = depth - 1;
        match self.random.below(12) {
            0 => {
                let (shape, _) = *self.random.pick(SHAPES);
                let lane = match shape {
                    "i64x2" => Type::I64,
                    _ => Type::I32,
                };
                format!("({shape}.splat {})", self.expression(lane, depth))
            }
            1 => {
                let op = *self.random.pick(LOADS);
                format!("({op} {})", self.address(depth))
            }
            2 => {
                let op = *self.random.pick(UNARY);
                format!("({op} {})", self.vector(depth))
            }
            3 => {
                let (shape, _) = *self.random.pick(SHAPES);
                let op = *self.random.pick(&["shl", "shr_s", "shr_u"]);
                let vector = self.vector(depth);
                format!(
                    "({shape}.{op} {vector} {})",
                    self.expression(Type::I32, depth)
                )
            }
            4 => {
                let lanes: String = (0..16)
                    .map(|_| format!("{} ", self.random.below(32)))
                    .collect();
                let (a, b) = (self.vector(depth), self.vector(depth));
                format!("(i8x16.shuffle {lanes}{a} {b})")
            }
            5 => {
                let (a, b) = (self.vector(depth), self.vector(depth));
                format!("(v128.bitselect {a} {b} {})", self.vector(depth))
            }
            6 => {
                let (shape, lanes) = *self.random.pick(SHAPES);
                let ty = match shape {
                    "i64x2" => Type::I64,
                    _ => Type::I32,
                };
                let lane = self.random.below(lanes);
                let vector = self.vector(depth);
                format!(
                    "({shape}.replace_lane {lane} {vector} {})",
                    self.expression(ty, depth)
                )
            }
            7 | 8 => self.float_vector(depth),
            _ => {
                let op = *self.random.pick(BINARY);
                let (a, b) = (self.vector(depth), self.vector(depth));
                format!("({op} {a} {b})")
            }
        }
    }

    fn float_vector(&mut self, depth: u32) -> String {
        let shape = *self.random.pick(&["f32x4", "f64x2"]);
        let (shape, value) = match self.random.below(4) {
            0 => {
                let op = *self.random.pick(F_UNARY);
                (shape, format!("({shape}.{op} {})", self.vector(depth)))
            }
            1 => {
                let (shape, op) = *self.random.pick(F_CONVERSIONS);
                (shape, format!("({shape}.{op} {})", self.vector(depth)))
            }
            _ => {
                let op = *self.random.pick(F_BINARY);
                let (a, b) = (self.vector(depth), self.vector(depth));
                (shape, format!("({shape}.{op} {a} {b})"))
            }
        };
        let nans = match shape {
            "f32x4" => "nan nan nan nan",
            _ => "nan nan",
        };
        format!(
            "(v128.bitselect (local.tee $w {value}) (v128.const {shape} {nans}) \
             ({shape}.eq (local.get $w) (local.get $w)))"
        )
    }

    /// An integer that a vector has or leads to.
    pub(super) fn of_vector(&mut self, ty: Type, depth: u32) -> String {
        if ty == Type::I64 {
            let lane = self.random.below(2);
            return format!("(i64x2.extract_lane {lane} {})", self.vector(depth));
        }
        let (shape, lanes) = *self.random.pick(SHAPES);
        let lane = self.random.below(lanes);
        let op = match (self.random.below(5), shape) {
            (0, _) => "v128.any_true".into(),
            (1, _) => format!("{shape}.all_true"),
            (2, _) | (_, "i64x2") => format!("{shape}.bitmask"),
            (_, "i32x4") => format!("i32x4.extract_lane {lane}"),
            (3, _) => format!("{shape}.extract_lane_s {lane}"),
            _ => format!("{shape}.extract_lane_u {lane}"),
        };
        format!("({op} {})", self.vector(depth))
    }

    /// A statement with a vector.
    pub(super) fn vector_statement(&mut self, depth: u32) -> String {
        match self.random.below(4) {
            0 => {
                let (bits, lanes) = *self.random.pick(&[(8, 16), (16, 8), (32, 4), (64, 2)]);
                let lane = self.random.below(lanes);
                let address = self.address(depth.min(1));
                // The offset comes first, then the lane.
                let (offset, index) = address.split_once(' ').expect("an offset and an index");
                let vector = self.vector(depth);
                format!("(v128.store{bits}_lane {offset} {lane} {index} {vector})")
            }
            1 => {
                let address = self.address(depth.min(1));
                format!("(v128.store {address} {})", self.vector(depth))
            }
            _ => {
                let local = self.random.below(2);
                format!("(local.set $v{local} {})", self.vector(depth))
            }
        }
    }
}
