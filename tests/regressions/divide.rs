//! Division by constants, with operands and results of fewer bits than their type.

use crate::case::{Call, Case, Expect};
use std::fmt::Write;
use wasmc_tests::random::Random;

/// Divisors, and their negations.
const DIVISORS: &[i64] = &[
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    25,
    60,
    64,
    100,
    125,
    127,
    128,
    129,
    255,
    256,
    641,
    1000,
    10_000,
    32_767,
    32_768,
    65_535,
    65_536,
    65_537,
    1_000_000,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x1_0000_0000,
    0x1_0000_0001,
    1_000_000_007_000,
    i64::MAX,
    i64::MIN,
];
/// Operators.
const OPERATORS: [&str; 4] = ["div_s", "div_u", "rem_s", "rem_u"];
/// Instructions that leave fewer bits, `T` being the type; the last three only for `i64`.
const NARROW: [&str; 9] = [
    "",
    "T.extend8_s",
    "T.extend16_s",
    "T.const 0xff T.and",
    "T.const 0xffff T.and",
    "T.const 1 T.shr_u",
    "i64.extend32_s",
    "i32.wrap_i64 i64.extend_i32_s",
    "i32.wrap_i64 i64.extend_i32_u",
];

/// A type: its name and bits.
type Type = (&'static str, u32);

/// One test for each type and operator; in it one function for each pair of instructions before and
/// after the division, which adds up the results for all divisors.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for ty in [("i32", 32), ("i64", 64)] {
        cases.extend(OPERATORS.map(|operator| case(ty, operator)));
    }
    cases
}

fn case(ty: Type, operator: &str) -> Case {
    let (name, bits) = ty;
    let narrow = &NARROW[..if bits == 32 { 6 } else { 9 }];
    let divisors = divisors(bits);
    let operands = operands(bits);
    let mut text = String::from("(module\n");
    let mut calls = Vec::new();
    for (before, first) in narrow.iter().enumerate() {
        for (after, second) in narrow.iter().enumerate().take(5) {
            let (first, second) = (first.replace('T', name), second.replace('T', name));
            // A string takes everything, here and below.
            let _ = write!(
                text,
                "(func (export \"{before} {after}\") (param {name}) (result {name}) (local {name})"
            );
            for divisor in &divisors {
                if operator == "div_s" && *divisor == -1 {
                    // That one can trap.
                    continue;
                }
                let _ = write!(
                    text,
                    "local.get 1 {name}.const 31 {name}.mul
                     local.get 0 {first} {name}.const {divisor} {name}.{operator} {second}
                     {name}.add local.set 1\n"
                );
            }
            text += "local.get 1)\n";
            calls.extend(operands.iter().map(|&operand| {
                let mut sum = 0;
                for &divisor in &divisors {
                    if operator == "div_s" && divisor == -1 {
                        continue;
                    }
                    let result = divide(bits, operator, narrowed(bits, before, operand), divisor);
                    sum = wrap(bits, sum * 31 + narrowed(bits, after, result));
                }
                Call {
                    export: format!("{before} {after}"),
                    args: vec![unsigned(bits, operand)],
                    expect: Expect::value(unsigned(bits, sum)),
                }
            }));
        }
    }
    text += ")";
    Case::new(
        format!("divide by constants/{name}.{operator}"),
        text,
        calls,
    )
}

/// Divisors that the type has, as signed numbers, none twice.
fn divisors(bits: u32) -> Vec<i128> {
    let all = DIVISORS
        .iter()
        .flat_map(|&divisor| [divisor, divisor.wrapping_neg()]);
    let mut list: Vec<i128> = all.map(|divisor| wrap(bits, divisor.into())).collect();
    list.retain(|divisor| *divisor != 0);
    list.sort_unstable();
    list.dedup();
    list
}

fn operands(bits: u32) -> Vec<i128> {
    let mut random = Random::new(2);
    let mut list = vec![
        0, 1, -1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000,
    ];
    list.extend([0x7fff_ffff, 0x8000_0000, 0xffff_ffff, -0x80, -0x8000]);
    list.extend([i64::MIN, i64::MAX, i64::MIN + 1].map(i128::from));
    list.extend((0..12).map(|_| i128::from(random.u64() >> random.below(64))));
    list.into_iter()
        .map(|operand| wrap(bits, operand))
        .collect()
}

/// The number modulo 2^bits, as a signed one.
fn wrap(bits: u32, value: i128) -> i128 {
    value << (128 - bits) >> (128 - bits)
}

/// The number modulo 2^bits, as an unsigned one.
fn unsigned(bits: u32, value: i128) -> u128 {
    (value as u128) << (128 - bits) >> (128 - bits)
}

/// What the instruction at this place of [`NARROW`] leaves.
fn narrowed(bits: u32, place: usize, value: i128) -> i128 {
    match place {
        0 => value,
        1 => wrap(8, value),
        2 => wrap(16, value),
        3 => value & 0xff,
        4 => value & 0xffff,
        5 => wrap(bits, (unsigned(bits, value) >> 1) as i128),
        6 | 7 => wrap(32, value),
        _ => value & 0xffff_ffff,
    }
}

fn divide(bits: u32, operator: &str, a: i128, b: i128) -> i128 {
    let (ua, ub) = (unsigned(bits, a), unsigned(bits, b));
    let result = match operator {
        "div_s" => a / b,
        "rem_s" => a % b,
        "div_u" => (ua / ub) as i128,
        _ => (ua % ub) as i128,
    };
    wrap(bits, result)
}
