//! Frames that are larger than what instructions can hold as an offset, and arguments and results
//! that are far more than there are registers.

use crate::case::{Call, Case, Expect, Value};
use std::fmt::Write;
use wasmc_tests::random::Random;

/// A function that is called for each value, so that all others have to stay in the frame.
const MIX: &str = "(func $mix (param i64) (result i64)
  (i64.add (i64.const 1442695040888963407)
    (i64.mul (local.get 0) (i64.const 6364136223846793005))))\n";

fn mix(x: u64) -> u64 {
    x.wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407)
}

/// A type: its name, how an i64 becomes one, and how it becomes an i64; `X` is the operand.
struct Type {
    name: &'static str,
    from: &'static str,
    to: &'static str,
    bits: fn(u64) -> u128,
}

const TYPES: &[Type] = &[
    Type {
        name: "i64",
        from: "X",
        to: "X",
        bits: |x| x.into(),
    },
    Type {
        name: "v128",
        from: "(i64x2.replace_lane 1 (i64x2.splat X) (i64.const 77))",
        to: "(i64.add (i64x2.extract_lane 0 X) (i64x2.extract_lane 1 X))",
        bits: |x| u128::from(x) | 77 << 64,
    },
    Type {
        name: "f64",
        from: "(f64.reinterpret_i64 X)",
        to: "(i64.reinterpret_f64 X)",
        bits: |x| x.into(),
    },
    Type {
        name: "i32",
        from: "(i32.wrap_i64 X)",
        to: "(i64.extend_i32_u X)",
        bits: |x| (x as u32).into(),
    },
    Type {
        name: "f32",
        from: "(f32.reinterpret_i32 (i32.wrap_i64 X))",
        to: "(i64.extend_i32_u (i32.reinterpret_f32 X))",
        bits: |x| (x as u32).into(),
    },
];

/// What the text `to` of a type makes of a value that `from` made.
fn back(ty: &Type, bits: u128) -> u64 {
    (bits as u64).wrapping_add(if ty.name == "v128" {
        (bits >> 64) as u64
    } else {
        0
    })
}

/// Every test.
pub fn cases() -> Vec<Case> {
    let mut cases = vec![
        locals("i64", 6000, |_| &TYPES[0]),
        locals("v128", 5000, |_| &TYPES[1]),
        locals("all types", 5000, |local| &TYPES[local % TYPES.len()]),
    ];
    cases.extend((0..4).map(arguments));
    cases
}

/// A function with so many values that live at once, which calls itself twice.
fn locals(name: &str, count: usize, ty: impl Fn(usize) -> &'static Type) -> Case {
    let mut text = format!(
        "(module {MIX} (func $f (export \"f\") (param $depth i32) (param $x i64) (result i64) (local $sum i64)\n"
    );
    // A string takes everything, here and below.
    for local in 0..count {
        let _ = writeln!(text, "(local $l{local} {})", ty(local).name);
    }
    for local in 0..count {
        let value = format!("(call $mix (i64.add (local.get $x) (i64.const {local})))");
        let value = ty(local).from.replace('X', &value);
        let _ = writeln!(text, "(local.set $l{local} {value})");
    }
    text += "(if (local.get $depth) (then (local.set $sum
        (call $f (i32.sub (local.get $depth) (i32.const 1)) (call $mix (local.get $x))))))\n";
    for local in (0..count).rev() {
        let value = ty(local).to.replace('X', &format!("(local.get $l{local})"));
        let _ = writeln!(
            text,
            "(local.set $sum (i64.add {value} (i64.mul (i64.const 31) (local.get $sum))))"
        );
    }
    text += "(local.get $sum)))";

    let value = |depth: u32, x: u64| {
        // The innermost first.
        let starts: Vec<u64> = (0..depth)
            .scan(x, |x, _| {
                *x = mix(*x);
                Some(*x)
            })
            .collect();
        let mut sum = 0_u64;
        for x in starts.into_iter().rev().chain([x]) {
            for local in (0..count).rev() {
                let ty = ty(local);
                let bits = (ty.bits)(mix(x.wrapping_add(local as u64)));
                sum = back(ty, bits).wrapping_add(sum.wrapping_mul(31));
            }
        }
        sum
    };
    let inputs = [(0, 0), (0, 5), (1, 6), (3, u64::MAX)];
    let calls = inputs.map(|(depth, x)| Call {
        export: "f".into(),
        args: vec![depth.into(), x.into()],
        expect: Expect::value(value(depth, x)),
    });
    Case::new(
        format!("frames/{count} values of {name}"),
        text,
        calls.into(),
    )
}

/// Fifty parameters, twenty results, of mixed types, through direct and indirect calls.
fn arguments(seed: u64) -> Case {
    const PARAMS: usize = 50;
    const RESULTS: usize = 20;
    const LOCALS: usize = 1200;
    let mut random = Random::new(seed);
    let types: Vec<&Type> = (0..PARAMS).map(|_| random.pick(TYPES)).collect();
    let picked: Vec<usize> = (0..RESULTS).map(|_| random.below(PARAMS)).collect();
    let names = |types: &mut dyn Iterator<Item = &&Type>| -> String {
        types.map(|ty| format!(" {}", ty.name)).collect()
    };
    let params = names(&mut types.iter());
    let reversed = names(&mut types.iter().rev());
    let results = names(&mut picked.iter().map(|param| &types[*param]));
    let get = |list: &mut dyn Iterator<Item = usize>| -> String {
        list.map(|local| format!(" (local.get {local})")).collect()
    };
    let all = get(&mut (0..PARAMS).rev());
    let chosen = get(&mut picked.iter().map(|param| PARAMS - 1 - param));
    // Values that live across the call, between the parameters and the frame of the callee.
    let declared = "(local i64)".repeat(LOCALS);
    let set: String = (PARAMS..PARAMS + LOCALS)
        .map(|local| format!("(local.set {local} (call $mix (i64.const {local})))\n"))
        .collect();
    let check: String = (PARAMS..PARAMS + LOCALS)
        .map(|local| {
            let expected = mix(local as u64);
            format!("(if (i64.ne (local.get {local}) (i64.const {expected})) (then unreachable))\n")
        })
        .collect();
    let text = format!(
        "(module {MIX}
           (type $reversed (func (param {reversed}) (result {results})))
           (table funcref (elem $inner))
           (func $inner (type $reversed) (drop (call $mix (i64.const 0))) {chosen})
           (func $direct (export \"direct\") (param {params}) (result {results}) (call $inner {all}))
           (func (export \"indirect\") (param {params}) (result {results})
             (drop (call $mix (i64.const 0)))
             (call_indirect (type $reversed) {all} (i32.const 0)))
           (func (export \"frame\") (param {params}) (result {results}) {declared}
             {set} (call_indirect (type $reversed) {all} (i32.const 0)) {check})
           (func (export \"swapped\") (param {reversed}) (result {results})
             (call $direct {all})))"
    );
    let mut calls = Vec::new();
    for _ in 0..5 {
        let args: Vec<u128> = types.iter().map(|ty| (ty.bits)(random.u64())).collect();
        let values = picked.iter().map(|param| Value::exactly(args[*param]));
        let values: Vec<_> = values.collect();
        for export in ["direct", "indirect", "frame", "swapped"] {
            let mut args = args.clone();
            if export == "swapped" {
                args.reverse();
            }
            calls.push(Call {
                export: export.into(),
                args,
                expect: Expect::Values(values.clone()),
            });
        }
    }
    Case::new(
        format!("frames/{PARAMS} parameters and {RESULTS} results, {seed}"),
        text,
        calls,
    )
}
