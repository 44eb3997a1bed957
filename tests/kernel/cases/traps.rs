//! Traps and their reports: signal frames, walks of the stack, the stack's own end.

use crate::maker::{Maker, expect};
use anyhow::Result;
use wasmc_abi::trap::Trap;
use wasmc_agent::plan::Run;
use wasmc_compiler::options::MemoryCheck;

/// Fields of a module, and the body of a function that traps.
const BODIES: &[(&str, &str, &str, Trap)] = &[
    ("unreachable", "", "unreachable", Trap::Unreachable),
    (
        "load",
        "(memory 1)",
        "(drop (i32.load (i32.const 65533)))",
        Trap::MemoryOutOfBounds,
    ),
    (
        "load-at-the-very-end",
        "(memory 1)",
        "(drop (i64.load offset=0xffffffff (i32.const 0xffffffff)))",
        Trap::MemoryOutOfBounds,
    ),
    (
        "store",
        "(memory 1)",
        "(v128.store (i32.const -1) (v128.const i64x2 0 0))",
        Trap::MemoryOutOfBounds,
    ),
    (
        "fill",
        "(memory 1)",
        "(memory.fill (i32.const 65535) (i32.const 0) (i32.const 2))",
        Trap::MemoryOutOfBounds,
    ),
    (
        "divide",
        "",
        "(drop (i32.div_s (i32.const 1) (i32.const 0)))",
        Trap::IntegerDivideByZero,
    ),
    (
        "overflow",
        "",
        "(drop (i64.div_s (i64.const 0x8000000000000000) (i64.const -1)))",
        Trap::IntegerOverflow,
    ),
    (
        "convert",
        "",
        "(drop (i32.trunc_f64_s (f64.const nan)))",
        Trap::InvalidConversionToInteger,
    ),
    (
        "null-element",
        "(table 3 funcref)",
        "(call_indirect (i32.const 1))",
        Trap::UninitializedElement,
    ),
    (
        "wrong-type",
        "(table 3 funcref) (elem (i32.const 0) $takes) (func $takes (param i64))",
        "(call_indirect (i32.const 0))",
        Trap::IndirectCallTypeMismatch,
    ),
];

/// Adds the cases.
pub fn add(to: &mut Maker<'_>) -> Result<()> {
    for (name, fields, body, trap) in BODIES {
        let text = format!(
            "(module {fields}
               (func $trap {body})
               (func $middle (call $trap) (call $nothing))
               (func $nothing)
               (func $main (export \"_start\") (call $middle) (call $nothing)))"
        );
        for check in [MemoryCheck::Guard, MemoryCheck::Checked] {
            let image = to.text(&text, |options| options.memory_check = check)?;
            let run = Run {
                image,
                ..Run::default()
            };
            let message = format!("wasm trap: {}\n", trap.message());
            to.ends(&format!("traps/{name}/{check:?}"), run, move |ended| {
                let frames = ["    at trap (0x", "    at middle (0x", "    at main (0x"];
                expect(ended, 134, "", &[&[message.as_str()][..], &frames].concat())
            });
        }
    }
    // Frames of a few bytes, and of more than a page of any kernel.
    let large = "(local v128) ".repeat(5000);
    let keep: String = (1..=5000)
        .map(|local| format!("(local.set {local} (i32x4.splat (local.get 0)))"))
        .collect();
    let sum: String = (1..=5000)
        .map(|local| format!("(drop (i32x4.extract_lane 0 (local.get {local})))"))
        .collect();
    let recursions = [
        (
            "small-frames",
            "(call $again (i32.add (local.get 0) (i32.const 1)))".to_string(),
        ),
        (
            "large-frames",
            format!("{large} {keep} (call $again (i32.const 1)) {sum}"),
        ),
    ];
    for (name, body) in recursions {
        let text = format!(
            "(module (func $again (param i32) {body}) (func (export \"_start\") (call $again (i32.const 0))))"
        );
        let image = to.text(&text, |_| {})?;
        let run = Run {
            image,
            ..Run::default()
        };
        to.ends(&format!("traps/stack-exhaustion/{name}"), run, |ended| {
            expect(
                ended,
                134,
                "",
                &["wasm trap: call stack exhausted\n    at again (0x"],
            )
        });
    }
    Ok(())
}
