//! Calls that are too far for one instruction.

use crate::case::{Call, Case, Expect};

/// Functions between the first ones and the last one.
const FILLERS: usize = 64;
/// Pairs of conversions in each of them.
const PAIRS: usize = 40_000;
/// What `bl` reaches on aarch64, in bytes.
const REACH: usize = 128 << 20;
/// Pages of the memory.
const PAGES: u32 = 3;

/// More than 128 MiB of text, in which the first function calls the last one, which calls the
/// second one back.
pub fn functions() -> Case {
    there_and_back("calls/functions 128 MiB apart", false)
}

/// The same where all three also call the runtime, which lies behind the text.
pub fn runtime() -> Case {
    there_and_back("calls/runtime behind 128 MiB", true)
}

/// The module is small: checked conversions are two bytes of wasm and some sixty of code.
fn there_and_back(name: &str, runtime: bool) -> Case {
    let functions = FILLERS + 3;
    let last = functions - 1;
    let mut module = b"\0asm\x01\0\0\0".to_vec();
    // One type: f64 to f64.
    section(&mut module, 1, &[1, 0x60, 1, 0x7c, 1, 0x7c]);
    let mut types = unsigned(functions);
    types.extend(vec![0; functions]);
    section(&mut module, 3, &types);
    section(&mut module, 5, &[1, 0, PAGES as u8]);
    section(&mut module, 7, b"\x01\x05there\x00\x00");

    let mut bodies = unsigned(functions);
    // f64.mul of the argument by 2, then the calls, then what `memory.grow` of 0 pages answers, or
    // its number of pages.
    let grow: &[u8] = match runtime {
        true => b"\x41\x00\x40\x00\xb7\xa0",
        false => b"\x41\x03\xb7\xa0",
    };
    let caller = |callee: &[u8]| {
        let twice = [&b"\x20\x00\x44"[..], &2_f64.to_le_bytes(), b"\xa2"].concat();
        [&twice[..], callee, grow].concat()
    };
    let call = |callee: usize| [vec![0x10], unsigned(callee)].concat();
    body(&mut bodies, &caller(&[call(2), call(last)].concat()));
    body(&mut bodies, &caller(&[]));
    for _ in 0..FILLERS {
        // i64.trunc_f64_u, f64.convert_i64_u
        body(
            &mut bodies,
            &[&b"\x20\x00"[..], &b"\xb1\xba".repeat(PAIRS)].concat(),
        );
    }
    body(&mut bodies, &caller(&call(1)));
    section(&mut module, 10, &bodies);

    let pages = f64::from(PAGES);
    let second = |x: f64| x * 2.0 + pages;
    let last = |x: f64| second(x * 2.0) + pages;
    let first = |x: f64| last((x * 2.0).trunc()) + pages;
    let call = |x: f64| Call {
        export: "there".into(),
        args: vec![x.to_bits().into()],
        expect: Expect::value(first(x).to_bits()),
    };
    Case {
        name: name.into(),
        module,
        calls: [0.0, 1.25, 1e6].map(call).into(),
        fast: true,
        checked: false,
        min_text: REACH + (1 << 20),
    }
}

fn section(module: &mut Vec<u8>, id: u8, content: &[u8]) {
    module.push(id);
    module.extend(unsigned(content.len()));
    module.extend(content);
}

/// Adds a function without locals.
fn body(bodies: &mut Vec<u8>, code: &[u8]) {
    bodies.extend(unsigned(code.len() + 2));
    bodies.push(0);
    bodies.extend(code);
    bodies.push(0x0b);
}

/// LEB128.
fn unsigned(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}
