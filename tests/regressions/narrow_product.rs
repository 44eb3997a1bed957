//! Products of 64-bit lanes whose factors fit in 32 bits, and of those that do not quite.

use crate::case::{Call, Case, Expect, Value};
use wasmc_tests::random::Random;

/// Random pairs of vectors for each form.
const PAIRS: usize = 60;

/// A factor: its name, the instructions that make it of the vector in front, and what they make of
/// a lane.
type Factor = (&'static str, &'static str, fn(u64) -> u64);

const FACTORS: [Factor; 8] = [
    (
        "lower",
        "v128.const i64x2 0xffffffff 0xffffffff v128.and",
        |x| x & 0xffff_ffff,
    ),
    ("upper", "i32.const 32 i64x2.shr_u", |x| x >> 32),
    (
        "twice lower",
        "i32.const 1 i64x2.shl v128.const i64x2 0x1fffffffe 0x1fffffffe v128.and",
        |x| (x & 0xffff_ffff) << 1,
    ),
    (
        "shifted to the top",
        "i32.const 32 i64x2.shl v128.const i64x2 0xffffffff00000000 0xffffffff00000000 v128.and",
        |x| x << 32,
    ),
    (
        "another shift than the mask",
        "i32.const 2 i64x2.shl v128.const i64x2 0x1fffffffe 0x1fffffffe v128.and",
        |x| (x << 2) & 0x1_ffff_fffe,
    ),
    ("33 bits", "i32.const 31 i64x2.shr_u", |x| x >> 31),
    ("signed", "i32.const 32 i64x2.shr_s", |x| {
        (x as i64 >> 32) as u64
    }),
    ("whole", "", |x| x),
];

/// One test, of each factor by each.
pub fn cases() -> Vec<Case> {
    let mut random = Random::new(7);
    let mut text = String::from("(module\n");
    let mut calls = Vec::new();
    for (left, make_left, of_left) in FACTORS {
        for (right, make_right, of_right) in FACTORS {
            let name = format!("{left} by {right}");
            text += &format!(
                "(func (export \"{name}\") (param i64 i64 i64 i64) (result i64 i64)
                    (local $a v128) (local $b v128)
                    (local.set $a (i64x2.replace_lane 1 (i64x2.splat (local.get 0)) (local.get 1)))
                    (local.set $b (i64x2.replace_lane 1 (i64x2.splat (local.get 2)) (local.get 3)))
                    local.get $a {make_left} local.get $b {make_right} i64x2.mul local.set $a
                    (i64x2.extract_lane 0 (local.get $a)) (i64x2.extract_lane 1 (local.get $a)))\n"
            );
            for _ in 0..PAIRS {
                let lanes = [(); 4].map(|()| random.u64());
                let product = |a, b| Value::exactly(of_left(a).wrapping_mul(of_right(b)));
                let results = [product(lanes[0], lanes[2]), product(lanes[1], lanes[3])];
                calls.push(Call {
                    export: name.clone(),
                    args: lanes.map(u128::from).to_vec(),
                    expect: Expect::Values(results.to_vec()),
                });
            }
        }
    }
    text.push(')');
    vec![Case::new("narrow product", text, calls)]
}
