//! The loop of an interpreter, whose way to the next instruction may trap: each instruction has a copy
//! of it.

use crate::case::{Call, Case, Expect};
use std::fmt::Write;
use wasmc_abi::trap::Trap;
use wasmc_tests::random::Random;

/// Calls of the interpreter.
const CALLS: usize = 200;
/// Instructions that there are; the last one ends the program.
const INSTRUCTIONS: u32 = 13;
/// Bytes of the program at the start of the memory, and of that at its end.
const PROGRAM: usize = 2000;
const MEMORY: usize = 64 << 10;

/// One test.
pub fn cases() -> Vec<Case> {
    let mut random = Random::new(11);
    let mut memory = vec![0; MEMORY];
    // Few zeros, which trap, and few instructions that end the program.
    let mut byte = || match random.below(64) {
        0 => 0,
        _ => 1 + random.below(255) as u8,
    };
    for at in (0..PROGRAM).chain(MEMORY - PROGRAM..MEMORY) {
        memory[at] = byte();
    }
    let starts = (0..CALLS).map(|call| match call % 2 {
        0 => random.below(PROGRAM),
        _ => MEMORY - 1 - random.below(PROGRAM),
    });
    let calls = starts.map(|start| Call {
        export: "run".into(),
        args: vec![start as u128, 1],
        expect: match run(&memory, start) {
            Ok(value) => Expect::value(value),
            Err(trap) => Expect::Trap(trap),
        },
    });
    let calls = calls.collect();
    vec![Case::new("dispatch", text(&memory), calls)]
}

/// What the interpreter does.
fn run(memory: &[u8], start: usize) -> Result<u32, Trap> {
    let mut value = 1u32;
    for &byte in &memory[start..] {
        let quotient = 3120u32.checked_div(byte.into());
        let instruction = quotient.ok_or(Trap::IntegerDivideByZero)? % INSTRUCTIONS;
        if instruction == INSTRUCTIONS - 1 && value.is_multiple_of(3) {
            return Ok(value);
        }
        value = (value ^ instruction).wrapping_mul(3 + 2 * instruction);
    }
    Err(Trap::MemoryOutOfBounds)
}

fn text(memory: &[u8]) -> String {
    let mut text = String::from("(module (memory 1 1)\n");
    for start in [0, MEMORY - PROGRAM] {
        let bytes = &memory[start..start + PROGRAM];
        let bytes: String = bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
        // A string takes everything, here and below.
        let _ = writeln!(text, "(data (i32.const {start}) \"{bytes}\")");
    }
    text.push_str(
        "(func (export \"run\") (param $at i32) (param $value i32) (result i32)
            (local $instruction i32)
            (loop $next\n",
    );
    for instruction in (0..INSTRUCTIONS).rev() {
        let _ = write!(text, "(block ${instruction} ");
    }
    text.push_str(
        "(local.set $instruction
            (i32.rem_u (i32.div_u (i32.const 3120) (i32.load8_u (local.get $at))) (i32.const 13)))
         (local.set $at (i32.add (local.get $at) (i32.const 1)))
         (br_table ",
    );
    for instruction in 0..INSTRUCTIONS {
        let _ = write!(text, "${instruction} ");
    }
    text.push_str("(local.get $instruction)))\n");
    for instruction in 0..INSTRUCTIONS {
        if instruction == INSTRUCTIONS - 1 {
            text.push_str(
                "(if (i32.eqz (i32.rem_u (local.get $value) (i32.const 3)))
                    (then (return (local.get $value))))\n",
            );
        }
        let _ = writeln!(
            text,
            "(local.set $value
                (i32.mul (i32.xor (local.get $value) (i32.const {instruction})) (i32.const {})))
             (br $next){}",
            3 + 2 * instruction,
            if instruction == INSTRUCTIONS - 1 {
                ""
            } else {
                ")"
            }
        );
    }
    text.push_str(") unreachable))");
    text
}
