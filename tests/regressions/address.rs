//! Addresses: every access size with every shift of the index, sign and zero extension, and offsets
//! at the limits of what instructions can hold.

use crate::case::{Call, Case, Expect};
use std::fmt::Write;
use wasmc_abi::trap::Trap;
use wasmc_tests::random::Random;

/// Bytes of the memory, which cannot grow.
const MEMORY: usize = 2 << 16;

/// How an index becomes an address. The operands are `x` (i64, local 0), the same as an i32 (local
/// 1), `y` (i32, local 2) and the constant `K`.
struct Shape {
    name: &'static str,
    /// How many shifts there are.
    shifts: u32,
    text: &'static str,
    value: fn(u64, u32, u32) -> u32,
}

const SHAPES: &[Shape] = &[
    Shape {
        name: "i64.shl, wrap",
        shifts: 64,
        text: "(i32.wrap_i64 (i64.shl (local.get 0) (i64.const K)))",
        value: |x, _, k| (x << k) as u32,
    },
    Shape {
        name: "i64.shr_u, wrap",
        shifts: 64,
        text: "(i32.wrap_i64 (i64.shr_u (local.get 0) (i64.const K)))",
        value: |x, _, k| (x >> k) as u32,
    },
    Shape {
        name: "i32.shl",
        // Taken modulo 32.
        shifts: 64,
        text: "(i32.shl (local.get 1) (i32.const K))",
        value: |x, _, k| (x as u32).wrapping_shl(k),
    },
    Shape {
        name: "add, i32.shl",
        shifts: 32,
        text: "(i32.add (local.get 2) (i32.shl (local.get 1) (i32.const K)))",
        value: |x, y, k| y.wrapping_add((x as u32) << k),
    },
    Shape {
        name: "extend_i32_u, i64.shl, wrap",
        shifts: 64,
        text: "(i32.wrap_i64 (i64.shl (i64.extend_i32_u (local.get 1)) (i64.const K)))",
        value: |x, _, k| ((x & 0xffff_ffff) << k) as u32,
    },
    Shape {
        name: "add, extend_i32_s, i64.shl, wrap",
        shifts: 64,
        text: "(i32.wrap_i64 (i64.add (i64.extend_i32_u (local.get 2))
                 (i64.shl (i64.extend_i32_s (local.get 1)) (i64.const K))))",
        value: |x, y, k| u64::from(y).wrapping_add(((x as i32) as u64) << k) as u32,
    },
    Shape {
        name: "add, i64.extend32_s, i64.shl, wrap",
        shifts: 64,
        text: "(i32.add (i32.wrap_i64 (i64.shl (i64.extend32_s (local.get 0)) (i64.const K)))
                 (local.get 2))",
        value: |x, y, k| y.wrapping_add((((x as i32) as u64) << k) as u32),
    },
    Shape {
        name: "add, extend8_s, shl",
        shifts: 32,
        text: "(i32.add (i32.shl (i32.extend8_s (local.get 1)) (i32.const K)) (local.get 2))",
        value: |x, y, k| y.wrapping_add(((x as i8) as u32) << k),
    },
    Shape {
        name: "add, extend16_s, shl",
        shifts: 32,
        text: "(i32.add (i32.shl (i32.extend16_s (local.get 1)) (i32.const K)) (local.get 2))",
        value: |x, y, k| y.wrapping_add(((x as i16) as u32) << k),
    },
    Shape {
        name: "and 255, shl",
        shifts: 32,
        text: "(i32.shl (i32.and (local.get 1) (i32.const 255)) (i32.const K))",
        value: |x, _, k| (x as u32 & 255) << k,
    },
    Shape {
        name: "shl, and 65535, add of a constant",
        shifts: 32,
        text: "(i32.add (i32.and (i32.shl (local.get 1) (i32.const K)) (i32.const 65535)) (i32.const -16))",
        value: |x, _, k| (((x as u32) << k) & 0xffff).wrapping_sub(16),
    },
];

/// A load and a store of the same number of bytes.
struct Access {
    load: &'static str,
    store: &'static str,
    /// Bits of the loaded value as the function returns it (an i64, or a v128), from the bytes.
    extend: fn(u128) -> u128,
}

/// Sign extension of this many bits to 64.
fn signed(bits: u32, value: u128) -> u128 {
    let shift = 64 - bits;
    ((((value as u64) << shift) as i64 >> shift) as u64).into()
}

/// By the number of bytes.
fn accesses(size: usize) -> &'static [Access] {
    macro_rules! access {
        ($load:literal, $store:literal, $extend:expr) => {
            Access {
                load: $load,
                store: $store,
                extend: $extend,
            }
        };
    }
    match size {
        1 => &[
            access!("(i64.load8_u O A)", "(i64.store8 O A V)", |value| value),
            access!(
                "(i64.load8_s O A)",
                "(i32.store8 O A (i32.wrap_i64 V))",
                |value| signed(8, value)
            ),
            access!(
                "(i64.extend_i32_u (i32.load8_u O A))",
                "(i64.store8 O A V)",
                |value| value
            ),
            access!(
                "(i64.extend_i32_s (i32.load8_s O A))",
                "(i64.store8 O A V)",
                |value| signed(8, value)
            ),
        ],
        2 => &[
            access!("(i64.load16_u O A)", "(i64.store16 O A V)", |value| value),
            access!(
                "(i64.load16_s O A)",
                "(i32.store16 O A (i32.wrap_i64 V))",
                |value| signed(16, value)
            ),
            access!(
                "(i64.extend_i32_u (i32.load16_u O A))",
                "(i64.store16 O A V)",
                |value| value
            ),
            access!(
                "(i64.extend_i32_s (i32.load16_s O A))",
                "(i64.store16 O A V)",
                |value| signed(16, value)
            ),
        ],
        4 => &[
            access!("(i64.load32_u O A)", "(i64.store32 O A V)", |value| value),
            access!(
                "(i64.load32_s O A)",
                "(i32.store O A (i32.wrap_i64 V))",
                |value| signed(32, value)
            ),
            access!(
                "(i64.extend_i32_u (i32.load O A))",
                "(f32.store O A (f32.reinterpret_i32 (i32.wrap_i64 V)))",
                |value| value
            ),
            access!(
                "(i64.extend_i32_s (i32.reinterpret_f32 (f32.load O A)))",
                "(i32.store O A (i32.wrap_i64 V))",
                |value| signed(32, value)
            ),
        ],
        8 => &[
            access!("(i64.load O A)", "(i64.store O A V)", |value| value),
            access!(
                "(i64.reinterpret_f64 (f64.load O A))",
                "(f64.store O A (f64.reinterpret_i64 V))",
                |value| value
            ),
        ],
        _ => &[access!("(v128.load O A)", "(v128.store O A V)", |value| {
            value
        })],
    }
}

/// Offsets around the limits of the immediates of aarch64 (9 bits signed; 12 bits times the access
/// size), of the memory, and of signed and unsigned 32-bit numbers.
fn offsets(size: usize) -> Vec<u32> {
    let scaled = 4096 * size;
    let list = [
        0,
        1,
        size,
        255,
        256,
        257,
        4095,
        4096,
        scaled - size,
        scaled - 1,
        scaled,
        MEMORY - size - 1,
        MEMORY - size,
        MEMORY - size + 1,
        MEMORY,
        1 << 24,
        0x7fff_ffff,
        0x8000_0000,
        (1 << 32) - size,
        (1 << 32) - 1,
    ];
    list.map(|offset| offset as u32).into()
}

/// One test for each access size and shape.
pub fn cases() -> Vec<Case> {
    let sizes = [1, 2, 4, 8, 16].into_iter();
    sizes
        .flat_map(|size| SHAPES.iter().map(move |shape| case(size, shape)))
        .collect()
}

fn case(size: usize, shape: &Shape) -> Case {
    let mut random = Random::new(size as u64);
    let ty = if size == 16 { "v128" } else { "i64" };
    let mut memory: Vec<u8> = (0..MEMORY).map(|_| random.u64() as u8).collect();
    let data: String = memory.iter().map(|byte| format!("\\{byte:02x}")).collect();
    let mut text = format!("(module (memory 2 2) (data (i32.const 0) \"{data}\")\n");
    // A string takes everything, here and below.
    let _ = writeln!(text, "{SUM}");
    let mut calls = Vec::new();
    let offsets = offsets(size);
    let accesses = accesses(size);
    for shift in 0..shape.shifts {
        let address = shape.text.replace('K', &shift.to_string());
        // Every offset is met with some shift, and the small ones with all.
        for (number, offset) in [offsets[0], offsets[shift as usize % offsets.len()]]
            .into_iter()
            .enumerate()
        {
            let access = &accesses[(shift as usize + number) % accesses.len()];
            let fill = |template: &str, offset: u32, address: &str| {
                template
                    .replace('O', &format!("offset={offset}"))
                    .replace('A', address)
                    .replace('V', "(local.get 3)")
            };
            let load = fill(access.load, offset, &address);
            let store = fill(access.store, offset, &address);
            let plain = fill(accesses[0].load, 0, "(local.get 4)");
            let name = format!("{shift} {offset} {number}");
            let _ = writeln!(
                text,
                "(func (export \"load {name}\") (param i64 i32 i32) (result {ty}) {load})
                 (func (export \"store {name}\") (param i64 i32 i32 {ty} i32) (result {ty}) {store} {plain})"
            );
            for (x, y) in operands(shape, shift, offset, size, &mut random) {
                let address = (shape.value)(x, y, shift);
                let start =
                    usize::try_from(u64::from(address) + u64::from(offset)).unwrap_or(MEMORY);
                let bytes = memory.get_mut(start..start + size);
                let mut args = vec![x.into(), u128::from(x as u32), y.into()];
                let value = bytes.as_deref().map(number_of);
                calls.push(Call {
                    export: format!("load {name}"),
                    args: args.clone(),
                    expect: Expect::value_or(value.map(access.extend), Trap::MemoryOutOfBounds),
                });
                if start < MEMORY && start + size > MEMORY {
                    // See `across_the_end`.
                    continue;
                }
                let new = random.u128() >> if size == 16 { 0 } else { 64 };
                args.extend([new, start as u32 as u128]);
                let stored = bytes.map(|bytes| {
                    bytes.copy_from_slice(&new.to_le_bytes()[..size]);
                    number_of(bytes)
                });
                calls.push(Call {
                    export: format!("store {name}"),
                    args,
                    expect: Expect::value_or(stored, Trap::MemoryOutOfBounds),
                });
            }
        }
    }
    text += ")";
    // Nothing was written elsewhere.
    let sum = memory.chunks(8).fold(0_u64, |sum, bytes| {
        sum.wrapping_mul(31).wrapping_add(number_of(bytes) as u64)
    });
    calls.push(Call {
        export: "sum".into(),
        args: Vec::new(),
        expect: Expect::value(sum),
    });
    Case::new(format!("address/{size} bytes: {}", shape.name), text, calls)
}

/// Stores that begin in the memory and end behind it, which must write nothing. On aarch64 that is
/// not so: the architecture lets a store that is not aligned, and one of a vector, write a part
/// before another part faults, and so does the emulator for vectors.
pub fn across_the_end() -> Case {
    let mut text = String::from("(module (memory 2 2)\n");
    let _ = writeln!(text, "{SUM}");
    let mut calls = Vec::new();
    for size in [2, 4, 8, 16_usize] {
        let ty = if size == 16 { "v128" } else { "i64" };
        for (number, access) in accesses(size).iter().enumerate() {
            let store = access.store.replace('O', "").replace('V', "(local.get 1)");
            let store = store.replace('A', "(local.get 0)");
            let export = format!("store {size} {number}");
            let _ = writeln!(
                text,
                "(func (export \"{export}\") (param i32 {ty}) {store})"
            );
            calls.extend((MEMORY - size + 1..MEMORY).map(|address| Call {
                export: export.clone(),
                args: vec![address as u128, u128::MAX],
                expect: Expect::Trap(Trap::MemoryOutOfBounds),
            }));
        }
    }
    text += ")";
    calls.push(Call {
        export: "sum".into(),
        args: Vec::new(),
        expect: Expect::value(0_u64),
    });
    Case::new("address/stores across the end", text, calls)
}

/// A sum over the memory in which every bit counts.
const SUM: &str = r#"(func (export "sum") (result i64) (local i32 i64)
  (loop
    (local.set 1 (i64.add (i64.mul (local.get 1) (i64.const 31)) (i64.load (local.get 0))))
    (local.set 0 (i32.add (local.get 0) (i32.const 8)))
    (br_if 0 (i32.lt_u (local.get 0) (i32.const 131072))))
  (local.get 1))"#;

/// The little-endian number.
fn number_of(bytes: &[u8]) -> u128 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, byte| number << 8 | u128::from(*byte))
}

/// Operands that lead into the memory, to its end and beyond it.
fn operands(
    shape: &Shape,
    shift: u32,
    offset: u32,
    size: usize,
    random: &mut Random,
) -> Vec<(u64, u32)> {
    let mut list = Vec::new();
    let last = (MEMORY - size).wrapping_sub(offset as usize) as u32;
    let inside = random.below(MEMORY - size) as u32;
    for goal in [last, last.wrapping_add(1), inside.wrapping_sub(offset), 0] {
        // `x` such that the shift leads close to the goal, with other bits where they are shifted
        // out; `y` closes the gap where the shape has one.
        let exact = match shape.name {
            "i64.shr_u, wrap" => u64::from(goal) << shift | random.u64() & ((1 << shift) - 1),
            _ => u64::from(goal) >> (shift % 32) | (random.u64() << 31 << 1 >> (shift % 32)),
        };
        let other = random.u64() >> random.below(64);
        let x = *random.pick(&[exact, exact, other]);
        let y = goal.wrapping_sub((shape.value)(x, 0, shift));
        list.push((x, y));
    }
    list.push((random.u64(), random.u64() as u32));
    list
}
