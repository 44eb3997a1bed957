//! `--trace-wasi`: each call with its arguments and its result on stderr, one line each, when it
//! has returned.

pub mod p1;
pub mod p2;

use super::guest::Memory;
use crate::sys::{Decimal, Hex, Message, Names, Part};

/// Bytes that are shown of a path, and of what is written.
const TEXT: u32 = 512;
const DATA: u32 = 32;

fn push_number(line: &mut Message, number: u64) {
    Decimal(number).add(line);
}

fn push_hex(line: &mut Message, number: u64) {
    line.push(b"0x");
    Hex(number).add(line);
}

/// An address, and a length or count.
#[inline(never)]
fn push_range(line: &mut Message, ptr: u32, len: u32) {
    push_hex(line, u64::from(ptr));
    line.push(b"[");
    push_number(line, u64::from(len));
    line.push(b"]");
}

/// A text in quotes, or its address where it is none.
fn push_text(line: &mut Message, memory: Memory, ptr: u32, len: u32, most: u32) {
    let shown = len.min(most);
    if memory.check(ptr, shown).is_err() {
        push_range(line, ptr, len);
        return;
    }
    line.push(b"\"");
    for at in ptr..ptr.saturating_add(shown) {
        // It was checked that the byte is there.
        let [byte] = memory.read(at).unwrap_or_default();
        push_escaped(line, byte);
    }
    line.push(b"\"");
    if len > most {
        line.push(b"...");
    }
}

/// A byte of a text; what a terminal would obey is shown as a number.
fn push_escaped(line: &mut Message, byte: u8) {
    match byte {
        b'\n' => line.push(b"\\n"),
        b'"' | b'\\' => {
            line.push(b"\\");
            line.push_byte(byte);
        }
        b' '..=b'~' => line.push_byte(byte),
        _ => {
            line.push(b"\\x");
            Hex(u64::from(byte >> 4)).add(line);
            Hex(u64::from(byte & 15)).add(line);
        }
    }
}

/// The names of the bits that are set, or the number where some have none.
fn push_flags(line: &mut Message, flags: u32, names: &'static [u8]) {
    let named = names.iter().filter(|&&byte| byte == b' ').count();
    if flags == 0 || flags >> named != 0 {
        return push_hex(line, u64::from(flags));
    }
    let names = Names {
        bits: flags,
        names,
        between: b'|',
    };
    names.add(line);
}
