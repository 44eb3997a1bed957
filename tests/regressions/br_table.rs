//! Jumps that are too far or too many for one instruction.

use crate::case::{Call, Case, Expect};
use std::fmt::Write;
use wasmc_tests::random::Random;

/// More entries than an instruction of aarch64 can reach over: a table of 4-byte entries lies
/// between the `adr` that takes its address and what follows, and `adr` reaches 2^20 bytes.
const ENTRIES: usize = (1 << 18) + 9;
/// Blocks that the entries lead to.
const BLOCKS: usize = 7;

/// A `br_table` with more than 262,144 entries.
pub fn table() -> Case {
    let mut random = Random::new(1);
    // The last entry is the default.
    let labels: Vec<usize> = (0..=ENTRIES).map(|_| random.below(BLOCKS)).collect();
    let mut text = String::from("(module (func (export \"jump\") (param i32) (result i32)\n");
    // Arm N returns what nothing else returns, so arms cannot be merged.
    text += &"(block ".repeat(BLOCKS);
    text += "(br_table";
    for label in &labels {
        // A string takes everything, here and below.
        let _ = write!(text, " {label}");
    }
    text += " (local.get 0))";
    for arm in 0..BLOCKS {
        let _ = write!(
            text,
            ") (return (i32.add (i32.mul (local.get 0) (i32.const 3)) (i32.const {})))",
            arm + 1000
        );
    }
    text += "))";

    let limits = [0, 1, (1 << 18) - 1, 1 << 18, (1 << 18) + 1];
    let ends = [ENTRIES - 1, ENTRIES, ENTRIES + 1];
    let beyond = [0x7fff_ffff, 0x8000_0000, 0xffff_ffff_usize];
    let mut indices: Vec<usize> = [&limits[..], &ends, &beyond].concat();
    indices.extend((0..100).map(|_| random.below(ENTRIES)));
    let call = |index: usize| {
        let arm = labels[index.min(ENTRIES)] as u32 + 1000;
        Call {
            export: "jump".into(),
            args: vec![index as u128],
            expect: Expect::value((index as u32).wrapping_mul(3).wrapping_add(arm)),
        }
    };
    let calls = indices.into_iter().map(call).collect();
    Case::new("br_table/more than 262144 entries", text, calls)
}

/// Branches over bodies on both sides of what `tbz` (32 KiB) and `b.cond` (1 MiB) reach, forwards
/// and, around the loop, backwards.
pub fn long_branches() -> Case {
    let sizes = [1, 100, 400, 600, 1000, 10_000, 16_000, 20_000, 40_000];
    let mut text = String::from("(module\n");
    let mut calls = Vec::new();
    for size in sizes {
        // Each pair becomes 50 to 70 bytes, with traps out of line.
        let body = "i64.trunc_f64_u f64.convert_i64_u\n".repeat(size);
        let _ = write!(
            text,
            "(func (export \"{size}\") (param i64 f64) (result f64)
               (loop
                 (if (i32.wrap_i64 (i64.and (local.get 0) (i64.const 1)))
                   (then local.get 1 {body} f64.const 1 f64.add local.set 1))
                 (br_if 0 (i64.ne (i64.const 0)
                   (local.tee 0 (i64.shr_u (local.get 0) (i64.const 1))))))
               (local.get 1))\n"
        );
        for (bits, start) in [
            (0_u64, 2.5_f64),
            (1, 2.5),
            (2, 7.0),
            (0xb, 0.0),
            (0x8000, 1e9),
        ] {
            let ones = bits.count_ones();
            let end = match ones {
                0 => start,
                _ => start.trunc() + f64::from(ones),
            };
            calls.push(Call {
                export: size.to_string(),
                args: vec![bits.into(), start.to_bits().into()],
                expect: Expect::value(end.to_bits()),
            });
        }
    }
    text += ")";
    Case::new("branches/over 32 KiB and 1 MiB", text, calls)
}
