//! `--invoke`: one call of an export, its arguments from words and its results on stdout.
//!
//! Words and results are written as wasmtime's `--invoke` has them: integers in decimal (or, as
//! words, in hexadecimal after `0x`), floats as Rust writes them, each result on a line of its own.
#![allow(unsafe_code)]

use crate::{image, process, sys};
use core::cell::UnsafeCell;
use core::fmt::{self, Write};
use core::mem::{size_of, transmute};
use core::slice::from_raw_parts;
use wasmc_abi::image::InvokeRecord;

/// Bytes of one argument or result.
const SLOT_BYTES: usize = 16;
/// Most parameters, and most results: validation allows 1,000 of each.
const MAX_SLOTS: usize = 1000;
/// Bytes of the longest line: an `f64` without an exponent has up to 309 digits before the point,
/// or 1 + 1 + 340 characters below 1.
const LINE_BYTES: usize = 512;

/// Arguments and results of the call. Static, since compiled code writes them.
struct Slots(UnsafeCell<[u8; MAX_SLOTS * SLOT_BYTES]>);
// SAFETY: the process has one thread.
unsafe impl Sync for Slots {}
#[unsafe(link_section = ".bss.large.slots")]
static SLOTS: Slots = Slots(UnsafeCell::new([0; MAX_SLOTS * SLOT_BYTES]));

/// Calls what the record says, prints the results and ends the process. Runs on the wasm stack.
#[unsafe(export_name = wasmc_abi::builtin!(Invoke))]
pub extern "C" fn invoke(record: *const InvokeRecord) -> ! {
    let types_start = record.wrapping_add(1).cast::<u8>();
    // SAFETY: the compiler wrote the record, and passes its address.
    let record = unsafe { &*record };
    let (params, results) = (record.params as usize, record.results as usize);
    // SAFETY: the compiler wrote one letter for each parameter and result behind the record.
    let types = unsafe { from_raw_parts(types_start, params + results) };
    let baked_start = types_start.wrapping_add(types.len());
    // SAFETY: the compiler wrote this many bytes of words behind the letters.
    let baked = unsafe { from_raw_parts(baked_start, record.args_len as usize) };
    let (params, results) = types.split_at_checked(params).unwrap_or_default();
    if params.len().max(results.len()) > MAX_SLOTS {
        sys::fail!(b"--invoke: the function has more than 1000 parameters or results");
    }

    // SAFETY: one thread, and compiled code does not know the slots yet.
    let slots = unsafe { &mut *SLOTS.0.get() };
    read_arguments(params, words(baked), slots);

    let address = image::text() + u64::from(record.trampoline);
    // SAFETY: the compiler made a trampoline of this type at the offset.
    let function = unsafe { transmute::<u64, extern "C" fn(u64)>(address) };
    function(SLOTS.0.get() as u64);

    // SAFETY: the call is over, so nobody else knows the slots.
    let slots = unsafe { &*SLOTS.0.get() };
    for (&ty, slot) in results.iter().zip(slots.as_chunks::<SLOT_BYTES>().0) {
        print(ty, u128::from_le_bytes(*slot));
    }
    sys::exit(0)
}

/// The argument words: those that were baked in, then those of the command line.
fn words(baked: &'static [u8]) -> impl Iterator<Item = &'static [u8]> {
    // Each word ends with a NUL, so the last piece of the split is not one.
    let count = baked.iter().filter(|&&byte| byte == 0).count();
    baked
        .split(|&byte| byte == 0)
        .take(count)
        .chain(process::args().skip(1))
}

/// Fills one slot for each parameter, or ends the process with what is wrong.
fn read_arguments(
    params: &[u8],
    mut words: impl Iterator<Item = &'static [u8]>,
    slots: &mut [u8; MAX_SLOTS * SLOT_BYTES],
) {
    let slots = slots.as_chunks_mut::<SLOT_BYTES>().0;
    for (index, (&ty, slot)) in params.iter().zip(slots).enumerate() {
        let Some(word) = words.next() else {
            wrong_count(params, index)
        };
        match core::str::from_utf8(word)
            .ok()
            .and_then(|word| parse(ty, word))
        {
            Some(value) => *slot = value.to_le_bytes(),
            None => wrong_word(index, ty, word),
        }
    }
    let extra = words.count();
    if extra > 0 {
        wrong_count(params, params.len() + extra);
    }
}

/// The value of a word, as the bits of a slot.
fn parse(ty: u8, word: &str) -> Option<u128> {
    match ty {
        b'i' => integer(word, 32),
        b'I' => integer(word, 64),
        b'f' => word
            .parse::<f32>()
            .ok()
            .map(|value| u128::from(value.to_bits())),
        b'F' => word
            .parse::<f64>()
            .ok()
            .map(|value| u128::from(value.to_bits())),
        b'v' => magnitude(word),
        // References: nothing but null can be written down.
        _ => (word == "null").then_some(0),
    }
}

/// An integer of the text format (core spec 6.3.1): from -2^(bits-1) up to 2^bits - 1.
fn integer(word: &str, bits: u32) -> Option<u128> {
    let mask = (1u128 << bits) - 1;
    match word.strip_prefix('-') {
        Some(digits) => {
            let value = magnitude(digits)?;
            (value <= 1 << (bits - 1)).then_some(value.wrapping_neg() & mask)
        }
        None => magnitude(word).filter(|&value| value <= mask),
    }
}

/// A number without a sign, decimal or after `0x`.
fn magnitude(word: &str) -> Option<u128> {
    let (digits, radix) = match word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None => (word, 10),
    };
    // Rust also takes a sign here, the text format does not take a second one.
    if !digits.starts_with(|first: char| first.is_digit(radix)) {
        return None;
    }
    u128::from_str_radix(digits, radix).ok()
}

/// Prints a result.
fn print(ty: u8, bits: u128) {
    let mut line = Line::default();
    // A line has room for every number, and a write beyond it is cut, not refused.
    let _ = match ty {
        b'i' => writeln!(line, "{}", bits as i32),
        b'I' => writeln!(line, "{}", bits as i64),
        b'f' => writeln!(line, "{}", f32::from_bits(bits as u32)),
        b'F' => writeln!(line, "{}", f64::from_bits(bits as u64)),
        b'v' => writeln!(line, "{bits}"),
        _ if bits as u64 == 0 => line.write_str("<null reference>\n"),
        _ => line.write_str("<reference>\n"),
    };
    sys::write_results(line.bytes());
}

/// What a word of a type looks like, for messages.
fn description(ty: u8) -> (&'static str, &'static str) {
    match ty {
        b'i' => (
            "i32",
            "a whole number from -2147483648 to 4294967295, decimal or 0x",
        ),
        b'I' => (
            "i64",
            "a whole number from -9223372036854775808 to 18446744073709551615, decimal or 0x",
        ),
        b'f' => ("f32", "a decimal number, inf or nan"),
        b'F' => ("f64", "a decimal number, inf or nan"),
        b'v' => ("v128", "a whole number from 0 to 2^128 - 1, decimal or 0x"),
        b'r' => ("funcref", "`null`"),
        _ => ("externref", "`null`"),
    }
}

/// Ends the process: a word is no value of the parameter's type.
fn wrong_word(index: usize, ty: u8, word: &[u8]) -> ! {
    let mut number = Line::default();
    let _ = write!(number, "{}", index + 1);
    let (name, what) = description(ty);
    sys::fail!(
        b"--invoke: argument ",
        number.bytes(),
        b" (",
        name.as_bytes(),
        b") must be ",
        what.as_bytes(),
        b", not `",
        word,
        b"`",
    )
}

/// Ends the process: there are too few words or too many.
fn wrong_count(params: &[u8], given: usize) -> ! {
    let mut line = Line::default();
    let _ = write!(
        line,
        "--invoke: the function takes {} argument",
        params.len()
    );
    let _ = line.write_str(if params.len() == 1 { "" } else { "s" });
    for (index, &ty) in params.iter().enumerate() {
        let _ = line.write_str(if index == 0 { " (" } else { ", " });
        let _ = line.write_str(description(ty).0);
    }
    let _ = line.write_str(if params.is_empty() { "" } else { ")" });
    let mut count = Line::default();
    let _ = write!(
        count,
        ", but {given} {} given",
        if given == 1 { "was" } else { "were" }
    );
    sys::fail!(line.bytes(), count.bytes())
}

/// Text of bounded length; what does not fit is cut.
struct Line {
    buffer: [u8; LINE_BYTES],
    len: usize,
}

impl Default for Line {
    fn default() -> Self {
        Line {
            buffer: [0; LINE_BYTES],
            len: 0,
        }
    }
}

impl Line {
    fn bytes(&self) -> &[u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }
}

impl Write for Line {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let room = self.buffer.get_mut(self.len..).unwrap_or_default();
        let count = text.len().min(room.len());
        for (to, from) in room.iter_mut().zip(text.bytes()) {
            *to = from;
        }
        self.len += count;
        Ok(())
    }
}

const _: () = assert!(
    size_of::<InvokeRecord>() == 16,
    "the letters follow the record at once"
);
