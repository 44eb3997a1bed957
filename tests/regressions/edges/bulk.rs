//! Bulk operations on memories, at every edge.

use super::limits::{PAGE, UNEVEN, fits, operands};
use crate::case::{Call, Case, Expect};
use std::fmt::Write;
use wasmc_abi::trap::Trap;

/// The memories by their names, with their address types and sizes.
const MEMORIES: [(&str, &str, u64); 3] = [
    ("a", "i64", PAGE),
    ("b", "i32", 2 * PAGE),
    ("c", "i64", UNEVEN),
];

/// `memory.fill`, `.copy` and `.init`, also from memories of one address type to those of the other.
pub fn case() -> Case {
    let mut module = "(module
        (memory $a i64 1 1) (memory $b 2 2) (memory $c i64 70001 (pagesize 1))
        (data $d \"\\11\\12\\13\\14\\15\\16\\17\\18\\19\")\n"
        .to_string();
    let mut calls = Vec::new();
    let mut contents = MEMORIES.map(|(_, _, size)| vec![0_u8; size as usize]);
    let trap = || Expect::Trap(Trap::MemoryOutOfBounds);
    let mut byte = 0_u8;
    for (to, (name, address, size)) in MEMORIES.into_iter().enumerate() {
        // A string takes everything.
        let _ = writeln!(
            module,
            "(func (export \"load {name}\") (param {address}) (result i32)
               (i32.load8_u ${name} (local.get 0)))
             (func (export \"fill {name}\") (param {address} i32 {address})
               (memory.fill ${name} (local.get 0) (local.get 1) (local.get 2)))
             (func (export \"init {name}\") (param {address} i32 i32)
               (memory.init ${name} $d (local.get 0) (local.get 1) (local.get 2)))"
        );
        let loads = |contents: &[u8], start: u64, count: u64, calls: &mut Vec<Call>| {
            for at in [
                start.wrapping_sub(1),
                start,
                start + count - 1,
                start + count,
            ] {
                let value = contents.get(at as usize).copied();
                if address == "i64" || at <= u32::MAX.into() {
                    calls.push(Call {
                        export: format!("load {name}"),
                        args: vec![at.into()],
                        expect: Expect::value_or(value, Trap::MemoryOutOfBounds),
                    });
                }
            }
        };
        for start in operands(address, size) {
            for count in operands(address, size) {
                byte = byte.wrapping_add(1);
                let inside = fits(start, count, size);
                calls.push(Call {
                    export: format!("fill {name}"),
                    args: vec![start.into(), byte.into(), count.into()],
                    expect: match inside {
                        true => Expect::Values(Vec::new()),
                        false => trap(),
                    },
                });
                if inside && count > 0 {
                    contents[to][start as usize..][..count as usize].fill(byte);
                    loads(&contents[to], start, count, &mut calls);
                }
            }
            for (from, count) in [(0, 9), (1, 8), (9, 0), (10, 0), (1, 9), (u32::MAX, 1)] {
                let inside = fits(start, count, size) && u64::from(from) + count <= 9;
                calls.push(Call {
                    export: format!("init {name}"),
                    args: vec![start.into(), from.into(), count.into()],
                    expect: match inside {
                        true => Expect::Values(Vec::new()),
                        false => trap(),
                    },
                });
                if inside && count > 0 {
                    for at in 0..count {
                        contents[to][(start + at) as usize] = 0x11 + (u64::from(from) + at) as u8;
                    }
                    loads(&contents[to], start, count, &mut calls);
                }
            }
        }
        for (from, (source, source_address, source_size)) in MEMORIES.into_iter().enumerate() {
            let both = [address, source_address];
            let count_type = if both.contains(&"i32") { "i32" } else { "i64" };
            let _ = writeln!(
                module,
                "(func (export \"copy {name} {source}\")
                   (param {address} {source_address} {count_type})
                   (memory.copy ${name} ${source} (local.get 0) (local.get 1) (local.get 2)))"
            );
            for start in operands(address, size) {
                for source_start in operands(source_address, source_size) {
                    for count in [0, 1, 9, u32::MAX.into(), u64::MAX] {
                        if count_type == "i32" && count > u32::MAX.into() {
                            continue;
                        }
                        let inside =
                            fits(start, count, size) && fits(source_start, count, source_size);
                        calls.push(Call {
                            export: format!("copy {name} {source}"),
                            args: vec![start.into(), source_start.into(), count.into()],
                            expect: match inside {
                                true => Expect::Values(Vec::new()),
                                false => trap(),
                            },
                        });
                        if inside && count > 0 {
                            let bytes =
                                contents[from][source_start as usize..][..count as usize].to_vec();
                            contents[to][start as usize..][..count as usize]
                                .copy_from_slice(&bytes);
                            loads(&contents[to], start, count, &mut calls);
                        }
                    }
                }
            }
        }
    }
    module += ")";
    Case::new("edges/bulk operations", module, calls)
}
