//! Decoding of the site table, see [`wasmc_abi::trap`].

use crate::image;
use wasmc_abi::image::FunctionRecord;
use wasmc_abi::trap::{Trap, site};

/// A call, an explicit trap or an access.
pub struct Site {
    /// Code offset from `wasmc_text`.
    pub pc: u32,
    /// Offset in the module file, in bytes.
    pub wasm_offset: u32,
    /// What it is.
    pub kind: Kind,
    /// The inlined body that it is in.
    pub copy: Option<u32>,
}

/// What a site is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A call: the code offset is its return address.
    Call,
    /// An explicit trap.
    Trap(Trap),
    /// An access to a memory.
    Access,
}

/// An inlined body.
pub struct Copy {
    /// Offset of the call in the module file, in bytes.
    pub call_offset: u32,
    /// The inlined body in which the call stood.
    pub caller: Option<u32>,
    /// Index of the function that was called.
    pub function: usize,
}

/// What the table holds.
pub enum Entry {
    /// A site.
    Site(Site),
    /// An inlined body.
    Copy(Copy),
}

/// Reads the entries of one function, in order.
struct Entries {
    bytes: &'static [u8],
    pc: u32,
    wasm_offset: u32,
}

/// Index of the function that holds the code offset.
pub fn function_at(offset: u32) -> Option<usize> {
    image::functions()
        .partition_point(|function| function.text_start <= offset)
        .checked_sub(1)
}

fn entries(index: usize) -> Option<Entries> {
    let functions = image::functions();
    let function: &FunctionRecord = functions.get(index)?;
    let bytes = image::sites();
    let end = functions
        .get(index + 1)
        .map_or(bytes.len(), |next| next.sites as usize);
    Some(Entries {
        bytes: bytes.get(function.sites as usize..end)?,
        pc: function.text_start,
        wasm_offset: function.wasm_offset,
    })
}

/// The sites of a function.
pub fn of_function(index: usize) -> impl Iterator<Item = Site> {
    entries(index)
        .into_iter()
        .flatten()
        .filter_map(|entry| match entry {
            Entry::Site(site) => Some(site),
            Entry::Copy(_) => None,
        })
}

/// An inlined body of a function.
pub fn copy(function: usize, number: u32) -> Option<Copy> {
    entries(function)?
        .filter_map(|entry| match entry {
            Entry::Copy(copy) => Some(copy),
            Entry::Site(_) => None,
        })
        .nth(number as usize)
}

/// The explicit trap at a code offset, if there is one.
pub fn trap_at(offset: u32) -> Option<Trap> {
    of_function(function_at(offset)?).find_map(|site| match site.kind {
        Kind::Trap(trap) if site.pc == offset => Some(trap),
        _ => None,
    })
}

impl Iterator for Entries {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        let head = unsigned(&mut self.bytes)?;
        let wasm_delta = signed(&mut self.bytes)? as u32;
        let kind = match head & 1 {
            0 => site::CALL,
            _ => byte(&mut self.bytes)?,
        };
        if kind == site::COPY {
            let caller = unsigned(&mut self.bytes)? as u32;
            return Some(Entry::Copy(Copy {
                call_offset: wasm_delta,
                caller: caller.checked_sub(1),
                function: unsigned(&mut self.bytes)? as usize,
            }));
        }
        let copy = match kind & site::INLINED {
            0 => None,
            _ => Some(unsigned(&mut self.bytes)? as u32),
        };
        self.pc = self.pc.wrapping_add((head >> 1) as u32);
        self.wasm_offset = self.wasm_offset.wrapping_add(wasm_delta);
        Some(Entry::Site(Site {
            pc: self.pc,
            wasm_offset: self.wasm_offset,
            kind: match kind & !site::INLINED {
                site::CALL => Kind::Call,
                site::ACCESS => Kind::Access,
                code => Kind::Trap(Trap::from_code(code)?),
            },
            copy,
        }))
    }
}

fn byte(bytes: &mut &'static [u8]) -> Option<u8> {
    let (&first, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(first)
}

/// ULEB128 (DWARF 5, 7.6).
pub fn unsigned(bytes: &mut &'static [u8]) -> Option<u64> {
    let (mut value, mut shift) = (0u64, 0u32);
    loop {
        let next = byte(bytes)?;
        value |= u64::from(next & 0x7f).checked_shl(shift)?;
        shift += 7;
        if next & 0x80 == 0 {
            return Some(value);
        }
    }
}

/// SLEB128 (DWARF 5, 7.6).
fn signed(bytes: &mut &'static [u8]) -> Option<i64> {
    let (mut value, mut shift) = (0i64, 0u32);
    loop {
        let next = byte(bytes)?;
        value |= i64::from(next & 0x7f).checked_shl(shift)?;
        shift += 7;
        if next & 0x80 == 0 {
            let negative = next & 0x40 != 0 && shift < 64;
            return Some(if negative {
                value | -1i64 << shift
            } else {
                value
            });
        }
    }
}
