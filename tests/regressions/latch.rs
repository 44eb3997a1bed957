//! Loops that end where a counter reaches a constant, whatever the step: how often they run, and
//! what the counter is behind them.

use crate::case::{Call, Case, Expect, Value};

/// Steps and limits, as the text format writes them for both types.
const STEPS: [i64; 6] = [1, -1, 3, 16, -7, i32::MAX as i64];
const DISTANCES: [i64; 4] = [0, 1, 5, 1000];

/// What a loop compares: its name, and the condition under which it goes on. `$x` is the counter and `$y` its
/// next value.
const ENDS: [(&str, &str); 4] = [
    (
        "next against a constant",
        "(T.ne (local.get $y) (T.const LIMIT))",
    ),
    (
        "constant against next",
        "(i32.eqz (T.eq (T.const LIMIT) (local.get $y)))",
    ),
    (
        "last against a constant",
        "(T.ne (local.get $x) (T.const LAST))",
    ),
    (
        "last against zero",
        "(T.ne (T.sub (local.get $x) (T.const LAST)) (T.const 0))",
    ),
];

/// One test for each type.
pub fn cases() -> Vec<Case> {
    ["i32", "i64"].map(case).into()
}

fn case(ty: &str) -> Case {
    let mut text = String::from("(module\n");
    let mut calls = Vec::new();
    for step in STEPS {
        for distance in DISTANCES {
            for (end, condition) in ENDS {
                let wrap = |value: i64| match ty {
                    "i32" => i64::from(value as i32),
                    _ => value,
                };
                let bits = |value: i64| match ty {
                    "i32" => u128::from(value as u32),
                    _ => u128::from(value as u64),
                };
                let start = wrap(i64::MAX - 2);
                let last = wrap(start.wrapping_add(step.wrapping_mul(distance)));
                let limit = wrap(last.wrapping_add(step));
                // Half of the loops subtract.
                let sum = match distance % 2 {
                    0 => format!("T.add (local.get $x) (T.const {step})"),
                    _ => format!("T.sub (local.get $x) (T.const {})", -step),
                };
                let name = format!("{end}, step {step}, {distance} times");
                let condition = condition
                    .replace("LIMIT", &limit.to_string())
                    .replace("LAST", &last.to_string());
                text += &format!(
                    "(func (export \"{name}\") (param $x T) (result T i32) (local $y T) (local $rounds i32)
                        (loop $again
                            (local.set $rounds (i32.add (local.get $rounds) (i32.const 1)))
                            (local.set $y ({sum}))
                            {condition}
                            (local.set $x (local.get $y))
                            (br_if $again))
                        (local.get $x) (local.get $rounds))\n"
                )
                .replace('T', ty);
                calls.push(Call {
                    export: name,
                    args: vec![bits(start)],
                    expect: Expect::Values(vec![
                        Value::exactly(bits(limit)),
                        Value::exactly((distance + 1) as u32),
                    ]),
                });
            }
        }
    }
    text.push(')');
    Case::new(format!("latch/{ty}"), text, calls)
}
