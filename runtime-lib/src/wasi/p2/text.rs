//! Strings that a guest passes, in the encoding that it has chosen (component model, CanonicalABI.md, "Loading", and
//! `load_string_from_range`).

use super::caller::{Caller, no_case};
use super::value::Given;
use crate::host::{Errno, Path, Result};
use crate::trap;
use crate::wasi::guest::Memory;
use wasmc_abi::component::{LATIN1_UTF16, UTF8, UTF16, UTF16_TAG};
use wasmc_abi::trap::ComponentTrap;

/// How the characters of one string are encoded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16,
    Latin1,
}

/// A string in guest memory, which lies in bounds. Whether it is one is seen when it is read.
#[derive(Clone, Copy)]
pub struct Text {
    memory: Memory,
    at: u32,
    bytes: u32,
    encoding: Encoding,
}

impl Text {
    /// The string with this address and length.
    #[inline(never)]
    pub fn new(caller: Caller, at: u32, len: u32) -> Self {
        let (encoding, bytes) = match caller.encoding() {
            UTF16 => (Encoding::Utf16, u64::from(len) * 2),
            LATIN1_UTF16 if len & UTF16_TAG != 0 => {
                (Encoding::Utf16, u64::from(len & !UTF16_TAG) * 2)
            }
            LATIN1_UTF16 => (Encoding::Latin1, u64::from(len)),
            _ => (Encoding::Utf8, u64::from(len)),
        };
        // Latin-1 as well: the encoding that it is half of has one alignment.
        if encoding != Encoding::Utf8 && at & 1 != 0 {
            trap::raise_component(ComponentTrap::UnalignedPointer, b"");
        }
        let memory = caller.memory();
        let checked = u32::try_from(bytes).map(|bytes| (memory.check(at, bytes), bytes));
        let Ok((Ok(()), bytes)) = checked else {
            trap::raise_component(ComponentTrap::StringOutOfBounds, b"")
        };
        Self {
            memory,
            at,
            bytes,
            encoding,
        }
    }

    /// An `option<string>`: its flat values.
    pub fn optional(caller: Caller, flat: [u64; 3]) -> Option<Self> {
        let [case, at, len] = flat.map(|it| it as u32);
        match case {
            0 => None,
            1 => Some(Self::new(caller, at, len)),
            _ => no_case(),
        }
    }

    /// The string as a path. Traps if it is no string.
    #[inline(never)]
    pub fn path(self) -> Result<Path> {
        if self.encoding == Encoding::Utf8 {
            let path = Path::new(self.bytes as usize, |bytes| {
                self.memory.copy_out(self.at, bytes)
            });
            return match path {
                // It is too long, or something may be wrong behind what is.
                Err(_) => {
                    self.check();
                    path
                }
                path => path,
            };
        }
        let mut len = 0;
        self.each_char(|char| len += char.len_utf8());
        Path::new(len, |bytes| {
            let mut rest = bytes;
            self.each_char(|char| {
                let taken = core::mem::take(&mut rest);
                // The same characters as were counted: the guest does not run meanwhile.
                if let Some((to, more)) = taken.split_at_mut_checked(char.len_utf8()) {
                    char.encode_utf8(to);
                    rest = more;
                }
            });
            Ok(())
        })
    }

    /// Traps if it is no string.
    pub fn check(self) {
        self.each_char(|_| {});
    }

    /// Shows its characters.
    pub fn each_char(self, mut show: impl FnMut(char)) {
        let mut at = 0;
        while let Some((char, bytes)) = self.char_at(at) {
            show(char);
            at += bytes;
        }
    }

    /// The character at an offset, and how many bytes it has there; `None`: the string ends.
    fn char_at(self, offset: u32) -> Option<(char, u32)> {
        if offset >= self.bytes {
            return None;
        }
        let found = match self.encoding {
            Encoding::Latin1 => self.byte(offset).map(|byte| (char::from(byte), 1)),
            Encoding::Utf8 => self.utf8(offset),
            Encoding::Utf16 => self.utf16(offset),
        };
        found.or_else(|| {
            trap::raise_component(
                match self.encoding {
                    Encoding::Utf16 => ComponentTrap::InvalidUtf16,
                    _ => ComponentTrap::InvalidUtf8,
                },
                b"",
            )
        })
    }

    fn byte(self, offset: u32) -> Option<u8> {
        if offset >= self.bytes {
            return None;
        }
        let [byte] = self.memory.read(self.at + offset).ok()?;
        Some(byte)
    }

    fn unit(self, offset: u32) -> Option<u16> {
        if offset >= self.bytes {
            return None;
        }
        self.memory.read_u16(self.at + offset).ok()
    }

    fn utf8(self, offset: u32) -> Option<(char, u32)> {
        let first = self.byte(offset)?;
        let len = match first {
            0..0x80 => return Some((char::from(first), 1)),
            0x80..0xe0 => 2,
            0xe0..0xf0 => 3,
            _ => 4,
        };
        let mut bytes = [0; 4];
        for (index, to) in bytes.iter_mut().enumerate().take(len) {
            *to = self.byte(offset + index as u32)?;
        }
        let text = core::str::from_utf8(bytes.get(..len)?).ok()?;
        Some((text.chars().next()?, len as u32))
    }

    fn utf16(self, offset: u32) -> Option<(char, u32)> {
        let first = self.unit(offset)?;
        let surrogate = (0xd800..0xdc00).contains(&first);
        let second = if surrogate {
            Some(self.unit(offset + 2)?)
        } else {
            None
        };
        let char = char::decode_utf16([first].into_iter().chain(second))
            .next()?
            .ok()?;
        Some((char, if surrogate { 4 } else { 2 }))
    }
}

impl Caller {
    /// A string in the caller's memory, in its encoding. Bytes that are no UTF-8 become U+FFFD, as there is no other string
    /// of them.
    #[inline(never)]
    pub fn text(self, bytes: &[u8]) -> Given<str> {
        match (self.encoding(), core::str::from_utf8(bytes)) {
            (UTF8, Ok(_)) => {
                let at = self.allocate(1, bytes.len() as u64);
                // `allocate` has checked the range.
                let _ = self.memory().copy_in(at, bytes);
                Given::new(at, bytes.len() as u32)
            }
            _ => self.transcoded(bytes),
        }
    }

    #[cold]
    #[inline(never)]
    fn transcoded(self, text: &[u8]) -> Given<str> {
        let encoding = self.encoding();
        let (mut utf8, mut utf16, mut latin1) = (0, 0, true);
        each_char(text, &mut |char| {
            utf8 += char.len_utf8();
            utf16 += char.len_utf16();
            latin1 &= u32::from(char) < 0x100;
        });
        // Where all characters are of Latin-1, each is one unit of UTF-16.
        let (align, units, unit_bytes, tag) = match encoding {
            UTF16 => (2, utf16, 2, 0),
            LATIN1_UTF16 if latin1 => (2, utf16, 1, 0),
            LATIN1_UTF16 => (2, utf16, 2, UTF16_TAG),
            _ => (1, utf8, 1, 0),
        };
        let at = self.allocate(align, units as u64 * unit_bytes);
        let memory = self.memory();
        let mut to = at;
        // `allocate` has checked the range, so no write fails.
        each_char(text, &mut |char| {
            if unit_bytes == 2 {
                for &mut unit in char.encode_utf16(&mut [0; 2]) {
                    let _ = memory.write_u16(to, unit);
                    to += 2;
                }
            } else if encoding == LATIN1_UTF16 {
                let _ = memory.write(to, [u32::from(char) as u8]);
                to += 1;
            } else {
                let mut bytes = [0; 4];
                let bytes = char.encode_utf8(&mut bytes).as_bytes();
                let _ = memory.copy_in(to, bytes);
                to += bytes.len() as u32;
            }
        });
        Given::new(at, units as u32 | tag)
    }
}

/// Shows the characters of a text of the host's; for bytes that are no UTF-8, U+FFFD.
#[inline(never)]
fn each_char(text: &[u8], show: &mut dyn FnMut(char)) {
    for chunk in text.utf8_chunks() {
        chunk.valid().chars().for_each(&mut *show);
        if !chunk.invalid().is_empty() {
            show(char::REPLACEMENT_CHARACTER);
        }
    }
}

/// `Err` if bytes of the host are no string.
pub fn require_utf8(bytes: &[u8]) -> Result<&[u8]> {
    core::str::from_utf8(bytes).map_err(|_| Errno::ILSEQ)?;
    Ok(bytes)
}
