//! `--trace-wasi`: each call with its arguments and its result on stderr, one line each, when it
//! has returned.
//!
//! How a call looks is in the list of the functions, [`wasmc_abi::for_each_wasi_function`]: a letter
//! for each parameter. Everything is printed from the guest's memory as it is at that moment, which
//! for texts is after the call: a guest that lets a result overwrite its own path sees the result.

use super::guest::Memory;
use super::p1::{dir, fd_table};
use crate::host::{Errno, Result};
use crate::sys::{Decimal, Hex, Message, Names, Part};

/// Bytes that are shown of a path, and of what is written.
const TEXT: u32 = 512;
const DATA: u32 = 32;

/// Names of the bits of `lookupflags`, `oflags` and `fdflags`.
const LOOKUPFLAGS: &[u8] = b"FOLLOW ";
const OFLAGS: &[u8] = b"CREAT DIRECTORY EXCL TRUNC ";
const FDFLAGS: &[u8] = b"APPEND DSYNC NONBLOCK RSYNC SYNC ";

/// A call.
pub struct Call<'a> {
    memory: Memory,
    name: &'static str,
    shape: &'static str,
    args: &'a [u64],
}

impl<'a> Call<'a> {
    /// One with these arguments, of which `shape` says what they are.
    pub fn new(memory: Memory, name: &'static str, shape: &'static str, args: &'a [u64]) -> Self {
        Self {
            memory,
            name,
            shape,
            args,
        }
    }

    /// Prints the call and what it returned.
    pub fn returned(&self, result: Result) {
        let mut line = Message::new();
        let results = self.print_call(&mut line);
        line.push(b" = ");
        match result {
            Ok(()) => {
                line.push(b"0");
                self.print_results(&mut line, results);
            }
            Err(errno) => {
                push_number(&mut line, u64::from(errno.number()));
                line.push(b" ");
                line.push(errno.name());
                line.push(self.hint(errno));
            }
        }
        line.push(b"\n");
        line.write();
    }

    /// Prints the call, of which nothing else will be seen.
    pub fn does_not_return(&self) {
        let mut line = Message::new();
        self.print_call(&mut line);
        line.push(b"\n");
        line.write();
    }

    fn arg(&self, index: usize) -> u64 {
        self.args.get(index).copied().unwrap_or_default()
    }

    /// An argument of 32 bits.
    fn arg32(&self, index: usize) -> u32 {
        self.arg(index) as u32
    }

    /// Prints the name and the arguments; says which of these is the first that stands for a result.
    fn print_call(&self, line: &mut Message) -> usize {
        line.push(self.name.as_bytes());
        line.push(b"(");
        let mut index = 0;
        for letter in self.shape.bytes() {
            if letter == b'>' {
                break;
            }
            if index > 0 {
                line.push(b", ");
            }
            let (first, second) = (self.arg32(index), self.arg32(index + 1));
            index += 1;
            match letter {
                b'd' => push_descriptor(line, first),
                b'n' => push_number(line, self.arg(index - 1)),
                b's' => {
                    let number = self.arg(index - 1) as i64;
                    if number < 0 {
                        line.push(b"-");
                    }
                    push_number(line, number.unsigned_abs());
                }
                b'l' => push_flags(line, first, LOOKUPFLAGS),
                b'o' => push_flags(line, first, OFLAGS),
                b'f' => push_flags(line, first, FDFLAGS),
                b'p' | b'b' | b'v' | b'w' => {
                    index += 1;
                    match letter {
                        b'p' => self.push_text(line, first, second, TEXT),
                        b'w' => self.push_data(line, first, second),
                        _ => push_range(line, first, second),
                    }
                }
                _ => push_hex(line, self.arg(index - 1)),
            }
        }
        line.push(b")");
        index
    }

    /// Prints what a successful call has put into the guest's memory.
    fn print_results(&self, line: &mut Message, first: usize) {
        let mut results = self.shape.bytes().skip_while(|&letter| letter != b'>');
        results.next();
        let mut any = false;
        for (index, letter) in results.enumerate() {
            let at = self.arg32(first + index);
            let value = match letter {
                b'N' => self.memory.read_u64(at),
                b'n' | b'd' => self.memory.read_u32(at).map(u64::from),
                _ => continue,
            };
            line.push(match (any, letter) {
                (true, _) => b", ",
                (false, b'd') => b" (fd ",
                (false, _) => b" (",
            });
            any = true;
            // The call has written there.
            push_number(line, value.unwrap_or_default());
        }
        if any {
            line.push(b")");
        }
    }

    /// What to do about an error, where it is for lack of a permission.
    fn hint(&self, errno: Errno) -> &'static [u8] {
        match errno {
            Errno::NOTCAPABLE => b" (no such permission: --dir HOST::GUEST grants a directory)",
            Errno::ROFS => b" (granted read-only)",
            Errno::MFILE => b" (--max-fds, or ulimit -n)",
            Errno::BADF if self.name == "fd_prestat_get" && self.arg(0) == 3 => {
                b" (no directory is granted; --dir HOST::GUEST grants one)"
            }
            _ => b"",
        }
    }

    /// A text in quotes, or its address where it is none.
    fn push_text(&self, line: &mut Message, ptr: u32, len: u32, most: u32) {
        let shown = len.min(most);
        if self.memory.check(ptr, shown).is_err() {
            push_range(line, ptr, len);
            return;
        }
        line.push(b"\"");
        for at in ptr..ptr.saturating_add(shown) {
            // It was checked that the byte is there.
            let [byte] = self.memory.read(at).unwrap_or_default();
            push_escaped(line, byte);
        }
        line.push(b"\"");
        if len > most {
            line.push(b"...");
        }
    }

    /// The beginning of what is written: of the first vector.
    fn push_data(&self, line: &mut Message, ptr: u32, count: u32) {
        let vector = || {
            let at = self.memory.read_u32(ptr)?;
            let len = self
                .memory
                .read_u32(ptr.checked_add(4).ok_or(Errno::FAULT)?)?;
            Ok::<_, Errno>((at, len))
        };
        line.push(b"[");
        if count > 0 {
            match vector() {
                Ok((at, len)) => self.push_text(line, at, len, DATA),
                Err(_) => push_hex(line, u64::from(ptr)),
            }
        }
        if count > 1 {
            line.push(b", ...");
        }
        line.push(b"]");
    }
}

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

/// A descriptor; a preopened directory with its name.
fn push_descriptor(line: &mut Message, fd: u32) {
    push_number(line, u64::from(fd));
    if fd_table::open(fd).is_ok_and(|entry| entry.preopen.is_some())
        && let Ok(name) = dir::name_of(fd)
    {
        line.push(b" <");
        for &byte in name {
            push_escaped(line, byte);
        }
        line.push(b">");
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
