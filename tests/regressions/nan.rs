//! The bits of NaNs: kept where the specification says so (core spec 4.3.3), and otherwise those of
//! a quiet NaN, a canonical one where all operands are canonical.

use crate::case::{Call, Case, Expect, Value};
use std::fmt::Write;

/// A float type.
#[derive(Clone, Copy)]
struct Float {
    name: &'static str,
    /// The integer of the same size.
    int: &'static str,
    /// The vector, its number of lanes, and the smallest quiet NaN.
    vector: &'static str,
    lanes: u32,
    sign: u64,
    quiet: u64,
}

const F32: Float = Float {
    name: "f32",
    int: "i32",
    vector: "f32x4",
    lanes: 4,
    sign: 1 << 31,
    quiet: 0x7fc0_0000,
};
const F64: Float = Float {
    name: "f64",
    int: "i64",
    vector: "f64x2",
    lanes: 2,
    sign: 1 << 63,
    quiet: 0x7ff8_0000_0000_0000,
};

/// What is done to a float, or to a NaN and a number: `T` is the type, `I` the integer, `V` the
/// vector, `X` and `Y` are operands.
type Kept = (&'static str, fn(Float, u64, u64) -> u64);

/// Operators that keep or define every bit.
const KEPT: &[Kept] = &[
    ("X", |_, x, _| x),
    ("(T.neg X)", |t, x, _| x ^ t.sign),
    ("(T.abs X)", |t, x, _| x & !t.sign),
    ("(T.neg (T.neg X))", |_, x, _| x),
    ("(T.neg (T.abs X))", |t, x, _| x | t.sign),
    ("(T.abs (T.neg X))", |t, x, _| x & !t.sign),
    ("(T.copysign X Y)", |t, x, y| x & !t.sign | y & t.sign),
    ("(T.copysign Y X)", |t, x, y| y & !t.sign | x & t.sign),
    ("(T.copysign X (T.neg X))", |t, x, _| x ^ t.sign),
    ("(T.copysign X X)", |_, x, _| x),
    ("(select X Y (i32.const 1))", |_, x, _| x),
    (
        "(select X Y (T.eq X X))",
        |t, x, y| if is_nan(t, x) { y } else { x },
    ),
    (
        "(select X Y (T.lt X Y))",
        |t, x, y| if less(t, x, y) { x } else { y },
    ),
    ("(if (result T) (T.ne Y Y) (then Y) (else X))", |t, x, y| {
        if is_nan(t, y) { y } else { x }
    }),
    ("(T.reinterpret_I (I.reinterpret_T X))", |_, x, _| x),
    (
        "(T.reinterpret_I (I.xor (I.const 1) (I.reinterpret_T X)))",
        |_, x, _| x ^ 1,
    ),
    ("(call $same X)", |_, x, _| x),
    (
        "(block (result T) (br_if 0 X (i32.const 1)) drop Y)",
        |_, x, _| x,
    ),
    (
        "(T.store (i32.const 8) X) (T.load (i32.const 8))",
        |_, x, _| x,
    ),
    (
        "(I.store (i32.const 9) (I.reinterpret_T X)) (T.load (i32.const 9))",
        |_, x, _| x,
    ),
    (
        "(T.store (i32.const 7) X) (T.reinterpret_I (I.load (i32.const 7)))",
        |_, x, _| x,
    ),
    ("(global.set $g X) (global.get $g)", |_, x, _| x),
    ("(V.extract_lane 1 (V.splat X))", |_, x, _| x),
    (
        "(V.extract_lane 1 (V.replace_lane 1 (V.splat Y) X))",
        |_, x, _| x,
    ),
    ("(V.extract_lane 1 (V.neg (V.splat X)))", |t, x, _| {
        x ^ t.sign
    }),
    ("(V.extract_lane 0 (V.abs (V.splat X)))", |t, x, _| {
        x & !t.sign
    }),
    (
        "(V.extract_lane 0 (V.pmin (V.splat X) (V.splat Y)))",
        |t, x, y| if less(t, y, x) { y } else { x },
    ),
    (
        "(V.extract_lane 1 (V.pmax (V.splat X) (V.splat Y)))",
        |t, x, y| if less(t, x, y) { y } else { x },
    ),
];

/// Operators whose result is a quiet NaN if an operand is a NaN, whichever it is.
const QUIET: &[&str] = &[
    "(T.add X Y)",
    "(T.sub X Y)",
    "(T.mul X Y)",
    "(T.div X Y)",
    "(T.min X Y)",
    "(T.max X Y)",
    "(T.sub Y X)",
    "(T.div Y X)",
    "(T.min Y X)",
    "(T.sqrt X)",
    "(T.ceil X)",
    "(T.floor X)",
    "(T.trunc X)",
    "(T.nearest X)",
    "(T.add X X)",
    "(T.min X X)",
    "(T.max X X)",
    // What a compiler may not take for the operand itself.
    "(T.mul X (T.const 1))",
    "(T.div X (T.const 1))",
    "(T.sub X (T.const 0))",
    "(T.add X (T.const -0))",
    "(T.mul X (T.const -1))",
    "(T.sub (T.const -0) X)",
    "(T.sub X X)",
    "(T.mul X (T.const 0))",
    "(V.extract_lane 1 (V.add (V.splat X) (V.splat Y)))",
    "(V.extract_lane 1 (V.mul (V.splat Y) (V.splat X)))",
    "(V.extract_lane 0 (V.div (V.splat X) (V.splat Y)))",
    "(V.extract_lane 1 (V.min (V.splat X) (V.splat Y)))",
    "(V.extract_lane 0 (V.max (V.splat Y) (V.splat X)))",
    "(V.extract_lane 1 (V.sqrt (V.splat X)))",
    "(V.extract_lane 0 (V.ceil (V.splat X)))",
    "(V.extract_lane 1 (V.nearest (V.splat X)))",
    "(V.extract_lane 1 (V.mul (V.splat X) (V.splat (T.const 1))))",
];

/// Those between the types.
const PROMOTE: &[&str] = &[
    "(f64.promote_f32 X)",
    "(f64x2.extract_lane 1 (f64x2.promote_low_f32x4 (f32x4.splat X)))",
];
const DEMOTE: &[&str] = &[
    "(f32.demote_f64 X)",
    "(f32x4.extract_lane 1 (f32x4.demote_f64x2_zero (f64x2.splat X)))",
];

/// Every test.
pub fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for float in [F32, F64] {
        for constant in [false, true] {
            cases.push(kept(float, constant));
            cases.push(quiet("arithmetic", float, float, QUIET, constant));
        }
    }
    const AROUND: &[&str] = &["(f32.demote_f64 (f64.promote_f32 X))"];
    for constant in [false, true] {
        cases.push(quiet("promote", F32, F64, PROMOTE, constant));
        cases.push(quiet("demote", F64, F32, DEMOTE, constant));
        cases.push(quiet("promote and demote", F32, F32, AROUND, constant));
    }
    cases
}

fn is_nan(float: Float, bits: u64) -> bool {
    match float.lanes {
        4 => f32::from_bits(bits as u32).is_nan(),
        _ => f64::from_bits(bits).is_nan(),
    }
}

fn less(float: Float, x: u64, y: u64) -> bool {
    match float.lanes {
        4 => f32::from_bits(x as u32) < f32::from_bits(y as u32),
        _ => f64::from_bits(x) < f64::from_bits(y),
    }
}

fn is_canonical(float: Float, bits: u64) -> bool {
    bits & !float.sign == float.quiet
}

/// NaNs of every kind, and with each of them two numbers or NaNs.
fn operands(float: Float) -> Vec<(u64, u64)> {
    let quiet_bit = float.quiet & (float.quiet.wrapping_neg());
    let infinity = float.quiet ^ quiet_bit;
    let magnitude = float.sign - 1;
    let one = match float.lanes {
        4 => u64::from(1_f32.to_bits()),
        _ => 1_f64.to_bits(),
    };
    let payloads = [
        float.quiet,
        infinity | 1,
        infinity | quiet_bit >> 1,
        magnitude,
        magnitude ^ quiet_bit,
        float.quiet | 0x1234,
        infinity | 0x1234,
    ];
    let nans: Vec<u64> = payloads
        .into_iter()
        .flat_map(|nan| [nan, nan | float.sign])
        .collect();
    let others = [
        one,
        one | float.sign,
        float.sign,
        infinity,
        float.quiet,
        infinity | 5,
        float.quiet | 7,
    ];
    let pairs = nans
        .iter()
        .flat_map(|nan| others.map(|other| (*nan, other)));
    pairs.collect()
}

/// The start of a module, in which `T`, `I` and `V` stand for the type.
const MODULE: &str = "(module (memory 1) (global $g (mut T) (T.const 0))
  (func $same (param T) (result T) (local.get 0))\n";

fn fill(text: &str, float: Float, x: &str, y: &str) -> String {
    // The names of operators are in lower case, so nothing else is replaced.
    text.replace('T', float.name)
        .replace('I', float.int)
        .replace('V', float.vector)
        .replace('X', x)
        .replace('Y', y)
}

/// A float's bits as an operand that is known when the module is compiled.
fn constant_of(float: Float, bits: u64) -> String {
    let sign = if bits & float.sign == 0 { "" } else { "-" };
    // The exponent of infinity is that of NaNs.
    let payload = bits & !float.sign & !(float.quiet << 1 & float.quiet);
    let text = match is_nan(float, bits) {
        true => format!("(T.const {sign}nan:{payload:#x})"),
        false => format!("(T.reinterpret_I (I.const {bits:#x}))"),
    };
    fill(&text, float, "", "")
}

/// Adds a function of two operands, or one for each pair, with the operands as constants.
fn functions(
    text: &mut String,
    calls: &mut Vec<Call>,
    (name, body): (&str, &str),
    (float, result): (Float, Float),
    constant: bool,
    expect: impl Fn(u64, u64) -> Value,
) {
    // A string takes everything, here and below.
    let mut header = |export: &str, x: &str, y: &str| {
        let body = fill(body, float, x, y);
        let ty = float.name;
        let result = result.name;
        let _ = writeln!(
            text,
            "(func (export \"{export}\") (param {ty} {ty}) (result {result}) {body})"
        );
    };
    if !constant {
        header(name, "(local.get 0)", "(local.get 1)");
    }
    for (number, (x, y)) in operands(float).into_iter().enumerate() {
        let export = if constant {
            format!("{name} {number}")
        } else {
            name.to_string()
        };
        if constant {
            header(&export, &constant_of(float, x), &constant_of(float, y));
        }
        calls.push(Call {
            export,
            args: vec![x.into(), y.into()],
            expect: Expect::Values(vec![expect(x, y)]),
        });
    }
}

fn title(what: &str, float: Float, constant: bool) -> String {
    let operands = if constant { "constants" } else { "parameters" };
    format!("NaN bits/{what} of {} {operands}", float.name)
}

fn kept(float: Float, constant: bool) -> Case {
    let mut text = fill(MODULE, float, "", "");
    let mut calls = Vec::new();
    for (body, value) in KEPT {
        functions(
            &mut text,
            &mut calls,
            (body, body),
            (float, float),
            constant,
            |x, y| Value::exactly(value(float, x, y)),
        );
    }
    text += ")";
    Case::new(title("moves and signs", float, constant), text, calls)
}

fn quiet(what: &str, float: Float, result: Float, list: &[&str], constant: bool) -> Case {
    let mut text = fill(MODULE, float, "", "");
    let mut calls = Vec::new();
    for body in list {
        functions(
            &mut text,
            &mut calls,
            (body, body),
            (float, result),
            constant,
            |x, y| {
                let canonical = |bits| !is_nan(float, bits) || is_canonical(float, bits);
                let both = canonical(x) && (canonical(y) || !body.contains('Y'));
                let quiet = u128::from(result.quiet);
                let magnitude = u128::from(result.sign - 1);
                Value {
                    bits: quiet,
                    mask: if both { magnitude } else { quiet },
                }
            },
        );
    }
    text += ")";
    Case::new(title(what, float, constant), text, calls)
}
