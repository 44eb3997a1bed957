//! Operands that are loaded from the last bytes of a memory: an instruction that reads more than it
//! needs would leave it.

use crate::case::{Call, Case, Expect};
use std::fmt::Write;
use wasmc_abi::trap::Trap;
use wasmc_tests::random::Random;

/// Bytes of the memory, which cannot grow.
const MEMORY: usize = 1 << 16;
/// The vector that lanes are put into, and that is added and the like.
const VECTOR: u128 = 0x0f0e_0d0c_0b0a_0908_0706_0504_0302_0100;

/// A function of an address (local 0): its text, type of result, bytes that it loads, and what it
/// makes of them.
struct Load {
    text: String,
    result: &'static str,
    size: usize,
    value: Box<dyn Fn(u128) -> u128>,
}

fn load(
    text: impl Into<String>,
    result: &'static str,
    size: usize,
    value: impl Fn(u128) -> u128 + 'static,
) -> Load {
    Load {
        text: text.into(),
        result,
        size,
        value: Box::new(value),
    }
}

/// Every test.
pub fn cases() -> Vec<Case> {
    vec![
        case("copysign and other floats", floats()),
        case("integers", integers()),
        case("splat", splats()),
        case("load_splat, load_zero and load_extend", vectors()),
        case("load_lane and replace_lane", lanes()),
        case("operands of vectors", operands()),
    ]
}

fn floats() -> Vec<Load> {
    const SIGN: u128 = 1 << 31;
    const SIGN64: u128 = 1 << 63;
    let one = u128::from(1_f32.to_bits());
    let one64 = u128::from(1_f64.to_bits());
    let f32 =
        |f: fn(f32) -> f32| move |bits: u128| u128::from(f(f32::from_bits(bits as u32)).to_bits());
    let f64 =
        |f: fn(f64) -> f64| move |bits: u128| u128::from(f(f64::from_bits(bits as u64)).to_bits());
    vec![
        load(
            "(f32.copysign (f32.const 1) (f32.load (local.get 0)))",
            "f32",
            4,
            move |x| one | x & SIGN,
        ),
        load(
            "(f32.copysign (f32.load (local.get 0)) (f32.const 1))",
            "f32",
            4,
            |x| x & !SIGN,
        ),
        load(
            "(f64.copysign (f64.const 1) (f64.load (local.get 0)))",
            "f64",
            8,
            move |x| one64 | x & SIGN64,
        ),
        load(
            "(f64.copysign (f64.load (local.get 0)) (f64.const -1))",
            "f64",
            8,
            |x| x | SIGN64,
        ),
        load("(f32.neg (f32.load (local.get 0)))", "f32", 4, |x| x ^ SIGN),
        load("(f64.abs (f64.load (local.get 0)))", "f64", 8, |x| {
            x & !SIGN64
        }),
        load(
            "(f32.sqrt (f32.abs (f32.load (local.get 0))))",
            "f32",
            4,
            f32(|x| x.abs().sqrt()),
        ),
        load(
            "(f64.sqrt (f64.abs (f64.load (local.get 0))))",
            "f64",
            8,
            f64(|x| x.abs().sqrt()),
        ),
        load(
            "(f32.add (f32.const 1) (f32.load (local.get 0)))",
            "f32",
            4,
            f32(|x| 1.0 + x),
        ),
        load(
            "(f64.mul (f64.const 3) (f64.load (local.get 0)))",
            "f64",
            8,
            f64(|x| 3.0 * x),
        ),
        load(
            "(f32.floor (f32.load (local.get 0)))",
            "f32",
            4,
            f32(f32::floor),
        ),
        load(
            "(f64.nearest (f64.load (local.get 0)))",
            "f64",
            8,
            f64(f64::round_ties_even),
        ),
        load(
            "(f64.promote_f32 (f32.load (local.get 0)))",
            "f64",
            4,
            |x| f64::from(f32::from_bits(x as u32)).to_bits().into(),
        ),
        load("(f32.demote_f64 (f64.load (local.get 0)))", "f32", 8, |x| {
            (f64::from_bits(x as u64) as f32).to_bits().into()
        }),
        load(
            "(f64.convert_i32_s (i32.load (local.get 0)))",
            "f64",
            4,
            |x| f64::from(x as i32).to_bits().into(),
        ),
        load(
            "(f32.convert_i64_u (i64.load (local.get 0)))",
            "f32",
            8,
            |x| (x as u64 as f32).to_bits().into(),
        ),
        load(
            "(i32.trunc_sat_f32_s (f32.load (local.get 0)))",
            "i32",
            4,
            |x| u128::from(f32::from_bits(x as u32) as i32 as u32),
        ),
        load(
            "(f32.reinterpret_i32 (i32.load (local.get 0)))",
            "f32",
            4,
            |x| x,
        ),
        load(
            "(f64.min (f64.const 0) (f64.load (local.get 0)))",
            "f64",
            8,
            f64(|x| x.min(0.0)),
        ),
    ]
}

fn integers() -> Vec<Load> {
    let popcnt = |x: u128| u128::from(x.count_ones());
    vec![
        load("(i32.popcnt (i32.load (local.get 0)))", "i32", 4, popcnt),
        load("(i64.popcnt (i64.load (local.get 0)))", "i64", 8, popcnt),
        load("(i32.popcnt (i32.load8_u (local.get 0)))", "i32", 1, popcnt),
        load("(i32.clz (i32.load (local.get 0)))", "i32", 4, |x| {
            (x as u32).leading_zeros().into()
        }),
        load("(i64.ctz (i64.load16_u (local.get 0)))", "i64", 2, |x| {
            (x as u64).trailing_zeros().into()
        }),
        load(
            "(i32.add (i32.const 5) (i32.load8_u (local.get 0)))",
            "i32",
            1,
            |x| x + 5,
        ),
        load(
            "(i32.and (i32.const 127) (i32.load16_u (local.get 0)))",
            "i32",
            2,
            |x| x & 127,
        ),
        load(
            "(i32.and (i32.const 127) (i32.load (local.get 0)))",
            "i32",
            4,
            |x| x & 127,
        ),
        load("(i32.wrap_i64 (i64.load (local.get 0)))", "i32", 8, |x| {
            x & 0xffff_ffff
        }),
        load(
            "(i64.extend_i32_u (i32.load (local.get 0)))",
            "i64",
            4,
            |x| x,
        ),
        load(
            "(i64.extend8_s (i64.load8_u (local.get 0)))",
            "i64",
            1,
            |x| (x as i8 as u64).into(),
        ),
        load("(i32.eqz (i32.load16_u (local.get 0)))", "i32", 2, |x| {
            u128::from(x == 0)
        }),
        load(
            "(i64.mul (i64.const 10) (i64.load32_u (local.get 0)))",
            "i64",
            4,
            |x| x * 10,
        ),
        load(
            "(i32.lt_u (i32.load8_u (local.get 0)) (i32.const 100))",
            "i32",
            1,
            |x| u128::from(x < 100),
        ),
    ]
}

/// The number in every lane of so many bytes.
fn splat(size: usize, value: u128) -> u128 {
    (0..16 / size).fold(0, |vector, lane| vector | value << (lane * size * 8))
}

fn splats() -> Vec<Load> {
    let list = [
        ("i8x16.splat (i32.load8_u", 1, 1),
        ("i8x16.splat (i32.load8_s", 1, 1),
        ("i8x16.splat (i32.load", 4, 1),
        ("i16x8.splat (i32.load16_u", 2, 2),
        ("i16x8.splat (i32.load", 4, 2),
        ("i32x4.splat (i32.load", 4, 4),
        ("i64x2.splat (i64.load", 8, 8),
        ("f32x4.splat (f32.load", 4, 4),
        ("f64x2.splat (f64.load", 8, 8),
        ("i64x2.splat (i64.load8_u", 1, 8),
        ("i64x2.splat (i64.load32_u", 4, 8),
    ];
    list.map(|(text, size, lane)| {
        let mask = u128::MAX >> (128 - 8 * lane);
        load(format!("({text} (local.get 0)))"), "v128", size, move |x| {
            splat(lane, x & mask)
        })
    })
    .into()
}

/// Eight bytes as lanes of so many bytes, each extended to twice the size.
fn extend(size: usize, signed: bool, value: u128) -> u128 {
    let bits = size * 8;
    (0..8 / size).fold(0, |vector, lane| {
        let number = value >> (lane * bits) & ((1 << bits) - 1);
        let unused = 128 - bits;
        let number = match signed {
            true => ((number << unused) as i128 >> unused) as u128 & ((1 << (2 * bits)) - 1),
            false => number,
        };
        vector | number << (lane * bits * 2)
    })
}

fn vectors() -> Vec<Load> {
    let mut list = Vec::new();
    for size in [1, 2, 4, 8] {
        let text = format!("(v128.load{}_splat (local.get 0))", size * 8);
        list.push(load(text, "v128", size, move |x| splat(size, x)));
    }
    for size in [4, 8] {
        let text = format!("(v128.load{}_zero (local.get 0))", size * 8);
        list.push(load(text, "v128", size, |x| x));
    }
    for (size, shape) in [(1, "8x8"), (2, "16x4"), (4, "32x2")] {
        for (signed, suffix) in [(true, "s"), (false, "u")] {
            let text = format!("(v128.load{shape}_{suffix} (local.get 0))");
            list.push(load(text, "v128", 8, move |x| extend(size, signed, x)));
        }
    }
    list
}

/// The vector with a lane of so many bytes replaced.
fn insert(size: usize, lane: usize, value: u128) -> u128 {
    let shift = lane * size * 8;
    let mask = (u128::MAX >> (128 - 8 * size)) << shift;
    VECTOR & !mask | value << shift & mask
}

fn lanes() -> Vec<Load> {
    let vector = format!(
        "(v128.const i64x2 {:#x} {:#x})",
        VECTOR as u64,
        (VECTOR >> 64) as u64
    );
    let mut list = Vec::new();
    for size in [1, 2, 4, 8] {
        for lane in 0..16 / size {
            let bits = size * 8;
            let text = format!("(v128.load{bits}_lane {lane} (local.get 0) {vector})");
            list.push(load(text, "v128", size, move |x| insert(size, lane, x)));
        }
    }
    for (size, name, operand) in [
        (1, "i8x16", "i32.load8_u"),
        (2, "i16x8", "i32.load16_u"),
        (4, "i32x4", "i32.load"),
        (8, "i64x2", "i64.load"),
        (4, "f32x4", "f32.load"),
        (8, "f64x2", "f64.load"),
    ] {
        for lane in [0, 1, 16 / size - 1] {
            let text = format!("({name}.replace_lane {lane} {vector} ({operand} (local.get 0)))");
            list.push(load(text, "v128", size, move |x| insert(size, lane, x)));
        }
    }
    list
}

fn operands() -> Vec<Load> {
    let vector = format!(
        "(v128.const i64x2 {:#x} {:#x})",
        VECTOR as u64,
        (VECTOR >> 64) as u64
    );
    let bytes = |x: u128, f: fn(u8, u8) -> u8| {
        let (x, y) = (x.to_le_bytes(), VECTOR.to_le_bytes());
        u128::from_le_bytes(std::array::from_fn(|lane| f(x[lane], y[lane])))
    };
    vec![
        load(
            format!("(v128.xor {vector} (v128.load (local.get 0)))"),
            "v128",
            16,
            |x| x ^ VECTOR,
        ),
        load(
            format!("(i8x16.add {vector} (v128.load (local.get 0)))"),
            "v128",
            16,
            move |x| bytes(x, u8::wrapping_add),
        ),
        load(
            format!("(i8x16.min_u (v128.load (local.get 0)) {vector})"),
            "v128",
            16,
            move |x| bytes(x, u8::min),
        ),
        load(
            "(i32x4.extract_lane 3 (v128.load (local.get 0)))",
            "i32",
            16,
            |x| x >> 96,
        ),
        load(
            "(i64x2.extract_lane 0 (v128.load (local.get 0)))",
            "i64",
            16,
            |x| x & u128::from(u64::MAX),
        ),
        load(
            "(v128.any_true (v128.load64_zero (local.get 0)))",
            "i32",
            8,
            |x| u128::from(x != 0),
        ),
        load(
            "(i8x16.shl (v128.load (local.get 0)) (i32.load8_u (local.get 0)))",
            "v128",
            16,
            |x| {
                let count = x as u32 & 7;
                u128::from_le_bytes(x.to_le_bytes().map(|byte| byte << count))
            },
        ),
    ]
}

fn case(name: &str, loads: Vec<Load>) -> Case {
    let mut random = Random::new(3);
    // Numbers without NaNs, which are another test's: no byte has all bits set.
    let bytes: Vec<u8> = (0..64).map(|_| random.u64() as u8 & 0xb7).collect();
    let data: String = bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
    let start = MEMORY - bytes.len();
    let mut text = format!("(module (memory 1 1) (data (i32.const {start}) \"{data}\")\n");
    let mut calls = Vec::new();
    for (number, load) in loads.iter().enumerate() {
        // A string takes everything.
        let _ = writeln!(
            text,
            "(func (export \"{number}\") (param i32) (result {}) {})",
            load.result, load.text
        );
        let last = MEMORY - load.size;
        for address in [
            last,
            last - 1,
            start,
            start + 5,
            last + 1,
            MEMORY - 1,
            MEMORY,
            u32::MAX as usize,
        ] {
            let value = (address <= last).then(|| {
                let bytes = bytes[address - start..][..load.size].iter().rev();
                (load.value)(bytes.fold(0, |value, byte| value << 8 | u128::from(*byte)))
            });
            calls.push(Call {
                export: number.to_string(),
                args: vec![address as u128],
                expect: Expect::value_or(value, Trap::MemoryOutOfBounds),
            });
        }
    }
    text += ")";
    Case::new(format!("last bytes/{name}"), text, calls)
}
