//! Calls of preview 1.
//!
//! How a call looks is in the list of the functions, [`wasmc_abi::for_each_wasi_function`]: a letter
//! for each parameter. Everything is printed from the guest's memory as it is at that moment, which
//! for texts is after the call: a guest that lets a result overwrite its own path sees the result.

use super::{DATA, TEXT, push_escaped, push_flags, push_hex, push_number, push_range, push_text};
use crate::host::{Errno, Result};
use crate::sys::Message;
use crate::wasi::guest::Memory;
use crate::wasi::p1::{dir, fd_table};

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
                        b'p' => push_text(line, self.memory, first, second, TEXT),
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
                Ok((at, len)) => push_text(line, self.memory, at, len, DATA),
                Err(_) => push_hex(line, u64::from(ptr)),
            }
        }
        if count > 1 {
            line.push(b", ...");
        }
        line.push(b"]");
    }
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
