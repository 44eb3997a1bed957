//! Loads and stores of every size, with static offsets, at every edge.

use super::limits::{EDGES, PAGE, UNEVEN};
use crate::case::{Call, Case, Expect};
use std::collections::BTreeSet;
use std::fmt::Write;
use wasmc_abi::trap::Trap;
use wasmc_tests::random::Random;

/// Static offsets, in memories with 32-bit indices those that have 32 bits. Above 0x6fff_ffff they
/// are not part of the instruction.
const OFFSETS: [u64; 16] = [
    0,
    1,
    8,
    0xfff0,
    UNEVEN - 4,
    0x6fff_ffff,
    0x7000_0000,
    u32::MAX as u64,
    1 << 32,
    (1 << 63) - 1,
    1 << 63,
    u64::MAX - UNEVEN,
    u64::MAX - PAGE,
    u64::MAX - 15,
    u64::MAX - 7,
    u64::MAX,
];

/// A memory.
struct Kind {
    name: &'static str,
    address: &'static str,
    /// What declares it as `$m`, and what else there is.
    text: &'static str,
    /// Bytes in which data may lie at start.
    start: u64,
    /// By how many pages it grows first, and how many it has before.
    grow: Option<(u64, u64)>,
    /// Bytes after that.
    size: u64,
}

const KINDS: &[Kind] = &[
    Kind {
        name: "64-bit",
        address: "i64",
        text: "(memory $m i64 1 1)",
        start: PAGE,
        grow: None,
        size: PAGE,
    },
    Kind {
        name: "64-bit, grows",
        address: "i64",
        text: "(memory $m i64 1)",
        start: PAGE,
        grow: Some((1, 1)),
        size: 2 * PAGE,
    },
    Kind {
        name: "64-bit, beside a 32-bit one",
        address: "i64",
        text: "(memory 1) (memory $m i64 1 0x1000000000000)",
        start: PAGE,
        grow: Some((2, 1)),
        size: 3 * PAGE,
    },
    Kind {
        name: "64-bit, pages of one byte",
        address: "i64",
        text: "(memory $m i64 70001 70001 (pagesize 1))",
        start: UNEVEN,
        grow: None,
        size: UNEVEN,
    },
    Kind {
        name: "64-bit, pages of one byte, grows",
        address: "i64",
        text: "(memory $m i64 69000 (pagesize 1))",
        start: 69_000,
        grow: Some((1_001, 69_000)),
        size: UNEVEN,
    },
    Kind {
        name: "32-bit, pages of one byte",
        address: "i32",
        text: "(memory $m 70001 (pagesize 1))",
        start: UNEVEN,
        grow: None,
        size: UNEVEN,
    },
    Kind {
        name: "32-bit, pages of one byte, grows",
        address: "i32",
        text: "(memory $m 65535 100000 (pagesize 1))",
        start: 65_535,
        grow: Some((4_466, 65_535)),
        size: UNEVEN,
    },
];

/// Bytes, type, load and store of an access.
const ACCESSES: [(u64, &str, &str, &str); 5] = [
    (1, "i64", "i64.load8_u", "i64.store8"),
    (2, "i64", "i64.load16_u", "i64.store16"),
    (4, "i64", "i64.load32_u", "i64.store32"),
    (8, "i64", "i64.load", "i64.store"),
    (16, "v128", "v128.load", "v128.store"),
];

/// A test for each kind of memory.
pub fn cases() -> impl Iterator<Item = Case> {
    KINDS.iter().map(accesses).chain([above_4_gib()])
}

/// A memory of more than 4 GiB: what lies behind is no part of what lies before.
fn above_4_gib() -> Case {
    const PAGES: u64 = 98_305;
    const SIZE: u64 = PAGES << 16;
    let mut module = "(module (memory i64 1)
        (func (export \"grow\") (param i64) (result i64) (memory.grow (local.get 0)))
        (func (export \"size\") (result i64) (memory.size))\n"
        .to_string();
    let mut calls = Vec::new();
    let mut call = |export: String, args: &[u64], expect| {
        calls.push(Call {
            export,
            args: args.iter().copied().map(u128::from).collect(),
            expect,
        });
    };
    let largest = 32_u64 << 14;
    for (delta, old) in [
        (largest, u64::MAX),
        (PAGES - 1, 1),
        (largest - PAGES + 1, u64::MAX),
        (u64::MAX, u64::MAX),
    ] {
        call("grow".into(), &[delta], Expect::value(old));
    }
    call("size".into(), &[], Expect::value(PAGES));
    let mut value = 0x0123_4567_89ab_cdef_u64;
    for offset in [0, 8, 0x6fff_ffff, 0x7000_0000, 1 << 32, SIZE - 8, SIZE - 7] {
        // A string takes everything.
        let _ = writeln!(
            module,
            "(func (export \"load {offset}\") (param i64) (result i64)
               (i64.load offset={offset} (local.get 0)))
             (func (export \"store {offset}\") (param i64 i64)
               (i64.store offset={offset} (local.get 0) (local.get 1)))"
        );
        for first in [
            0,
            (1 << 32) - 4,
            1 << 32,
            (1 << 32) + 8,
            SIZE - 8,
            SIZE - 7,
            SIZE,
        ] {
            let Some(index) = u64::checked_sub(first, offset) else {
                continue;
            };
            let (load, store) = (format!("load {offset}"), format!("store {offset}"));
            value = value.rotate_left(7);
            if first + 8 > SIZE {
                let trap = || Expect::Trap(Trap::MemoryOutOfBounds);
                call(load, &[index], trap());
                call(store, &[index, u64::MAX], trap());
                continue;
            }
            call(store, &[index, value], Expect::Values(Vec::new()));
            // What has the same lower half, and lies below.
            if first >= 1 << 32 {
                let low = first & u64::from(u32::MAX);
                call("store 0".into(), &[low, !value], Expect::Values(Vec::new()));
                call("load 0".into(), &[low], Expect::value(!value));
            }
            call(load, &[index], Expect::value(value));
        }
    }
    module += ")";
    Case::new("edges/above 4 GiB", module, calls)
}

impl Kind {
    /// Operands of this address type around some numbers.
    fn around(&self, numbers: impl IntoIterator<Item = u128>, by: &[i128]) -> BTreeSet<u64> {
        let numbers = numbers.into_iter().flat_map(|number| {
            by.iter()
                .map(move |by| number.wrapping_add_signed(*by) as u64)
        });
        let fits = |number: &u64| self.address == "i64" || *number <= u32::MAX.into();
        numbers.filter(fits).collect()
    }
}

fn accesses(kind: &Kind) -> Case {
    let Kind {
        address,
        text,
        start,
        size,
        ..
    } = *kind;
    let mut random = Random::new(11);
    let mut memory = vec![0_u8; size as usize];
    let mut module = format!("(module {text}\n");
    for at in [0, start - 64] {
        let bytes: Vec<u8> = (0..64).map(|_| random.u64() as u8).collect();
        memory[at as usize..][..64].copy_from_slice(&bytes);
        let data: String = bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
        // A string takes everything.
        let _ = writeln!(
            module,
            "(data (memory $m) (offset {address}.const {at}) \"{data}\")"
        );
    }
    let mut calls = Vec::new();
    if let Some((delta, old)) = kind.grow {
        let _ = writeln!(
            module,
            "(func (export \"grow\") (param {address}) (result {address})
               (memory.grow $m (local.get 0)))"
        );
        calls.push(Call {
            export: "grow".into(),
            args: vec![delta.into()],
            expect: Expect::value(old),
        });
    }
    for (bytes, ty, load, store) in ACCESSES {
        let wide = kind.address == "i64";
        for offset in OFFSETS
            .into_iter()
            .filter(|it| wide || *it <= u32::MAX.into())
        {
            let names = [
                format!("{load} {offset:#x}"),
                format!("{store} {offset:#x}"),
            ];
            let _ = writeln!(
                module,
                "(func (export \"{}\") (param {address}) (result {ty})
                   ({load} $m offset={offset} (local.get 0)))
                 (func (export \"{}\") (param {address} {ty})
                   ({store} $m offset={offset} (local.get 0) (local.get 1)))",
                names[0], names[1]
            );
            let bytes = i128::from(bytes);
            let edges = EDGES.into_iter().chain([size.into()]);
            let reached = edges.clone().map(|edge| edge.wrapping_sub(offset.into()));
            let indices = kind.around(
                edges.chain(reached),
                &[-bytes - 1, -bytes, -bytes + 1, -1, 0, 1],
            );
            for index in indices {
                let first = u128::from(index) + u128::from(offset);
                let inside = first + bytes as u128 <= size.into();
                // Where a store traps, it may have written a part of these bytes.
                let stored: Vec<u8> = (first..first + bytes as u128)
                    .map(|at| match memory.get(at as usize) {
                        Some(byte) if !inside && at < size.into() => *byte,
                        _ => random.u64() as u8,
                    })
                    .collect();
                if inside {
                    memory[first as usize..][..bytes as usize].copy_from_slice(&stored);
                }
                let number = |bytes: &[u8]| {
                    let bytes = bytes.iter().rev();
                    bytes.fold(0, |value, byte| value << 8 | u128::from(*byte))
                };
                let trap = Trap::MemoryOutOfBounds;
                calls.push(Call {
                    export: names[1].clone(),
                    args: vec![index.into(), number(&stored)],
                    expect: match inside {
                        true => Expect::Values(Vec::new()),
                        false => Expect::Trap(trap),
                    },
                });
                calls.push(Call {
                    export: names[0].clone(),
                    args: vec![index.into()],
                    expect: Expect::value_or(inside.then(|| number(&stored)), trap),
                });
            }
        }
    }
    module += ")";
    Case::new(format!("edges/{}", kind.name), module, calls)
}
