//! Calls of WASI 0.2.
//!
//! How a call looks is a text that `wasmc-wasi-bindings` makes of its type: a letter for each parameter, and behind `>` its
//! result.
//!
//! | letter | parameter or value |
//! |---|---|
//! | `n` | a number, or a handle |
//! | `s` | a number with a sign |
//! | `x` | flags |
//! | `c` | an enum whose names are passed |
//! | `p` | a string |
//! | `w` | a list of bytes |
//! | `l` | another list |
//! | `*` | anything else; parameters have a number for each flat value |
//! | `_` | nothing |
//!
//! A result is a letter for its kind: `=` and a letter for one flat value, `?` for a flat `result`, `@`, its bytes and a letter
//! for one in memory, `O` or `R`, offset and bytes of the payload and two letters for an `option` or a `result`. The offsets
//! and bytes are digits.

use super::{DATA, TEXT, push_hex, push_number, push_range, push_text};
use crate::sys::Message;
use crate::wasi::guest::Memory;

/// Prints a call that has returned. The text has its name, how it looks, and the names of its errors, with a space between
/// them: short texts of their own would be in every image. The last argument is the result, or where it is, if there is one.
#[cold]
#[inline(never)]
pub fn call(memory: Memory, text: &str, args: &[u64]) {
    let mut parts = text.as_bytes().splitn(3, |&byte| byte == b' ');
    let mut next = || parts.next().unwrap_or_default();
    let (name, shape, names) = (next(), next(), next());
    let mut trace = Trace {
        line: Message::new(),
        memory,
        names,
    };
    trace.line.push(name);
    trace.line.push(b"(");
    let mut args = args.iter().copied();
    let mut letters = shape.iter().copied();
    let mut between: &[u8] = b"";
    for letter in letters.by_ref().take_while(|&letter| letter != b'>') {
        trace.line.push(between);
        between = b", ";
        let first = args.next().unwrap_or_default();
        let second = match letter {
            b'p' | b'w' | b'l' => args.next().unwrap_or_default(),
            _ => 0,
        };
        trace.value(letter, first, second as u32);
    }
    trace.line.push(b")");
    trace.result(letters, args.next().unwrap_or_default());
    trace.line.push(b"\n");
    trace.line.write();
}

struct Trace<'a> {
    line: Message,
    memory: Memory,
    names: &'a [u8],
}

impl Trace<'_> {
    fn value(&mut self, letter: u8, value: u64, len: u32) {
        let at = value as u32;
        match letter {
            b's' => {
                let value = value as i64;
                if value < 0 {
                    self.line.push(b"-");
                }
                push_number(&mut self.line, value.unsigned_abs());
            }
            b'x' => push_hex(&mut self.line, value),
            b'c' => {
                let mut names = self.names.split(|&byte| byte == b' ');
                match names.nth(at as usize) {
                    Some(name) => self.line.push(name),
                    None => push_number(&mut self.line, value),
                }
            }
            b'p' => push_text(&mut self.line, self.memory, at, len, TEXT),
            b'w' => push_text(&mut self.line, self.memory, at, len, DATA),
            b'l' => push_range(&mut self.line, at, len),
            _ => push_number(&mut self.line, value),
        }
    }

    fn result(&mut self, mut letters: impl Iterator<Item = u8>, value: u64) {
        let Some(kind) = letters.next() else { return };
        self.line.push(b" = ");
        let mut next = || letters.next().unwrap_or_default();
        match kind {
            b'=' => self.value(next(), value, 0),
            b'?' => self.line.push(if value == 0 { b"ok" } else { b"err" }),
            b'@' => {
                let bytes = next();
                self.stored(next(), value as u32, bytes);
            }
            kind => {
                let at = value as u32;
                let payload = at.saturating_add(u32::from(next().wrapping_sub(b'0')));
                let bytes = next();
                let (first, second) = (next(), next());
                // The call has written there.
                let [case] = self.memory.read(at).unwrap_or_default();
                let (name, letter): (&[u8], _) = match (kind, case) {
                    (b'O', 0) => (b"none", b'_'),
                    (b'O', _) => (b"some", first),
                    (_, 0) => (b"ok", first),
                    _ => (b"err", second),
                };
                self.line.push(name);
                if letter != b'_' {
                    self.line.push(b"(");
                    // An error has a byte for its case.
                    let bytes = if name == b"err" { b'1' } else { bytes };
                    self.stored(letter, payload, bytes);
                    self.line.push(b")");
                }
            }
        }
    }

    /// A value in memory, of so many bytes if it is a number.
    fn stored(&mut self, letter: u8, at: u32, bytes: u8) {
        let memory = self.memory;
        let number = match bytes {
            b'1' => memory.read(at).map_or(0, |[byte]| u64::from(byte)),
            b'8' => memory.read_u64(at).unwrap_or_default(),
            _ => memory.read_u32(at).map_or(0, u64::from),
        };
        let len = || memory.read_u32(at.saturating_add(4)).unwrap_or_default();
        match letter {
            b'*' => self.line.push(b"..."),
            b'p' | b'w' | b'l' => {
                let len = len();
                let at = memory.read_u32(at).unwrap_or_default();
                self.value(letter, at.into(), len);
            }
            letter => self.value(letter, number, 0),
        }
    }
}
