//! Decoding of the site table, see [`wasmc_abi::trap`].

use crate::image;
use wasmc_abi::image::FunctionRecord;
use wasmc_abi::trap::Trap;

/// A call or an explicit trap.
pub struct Site {
    /// Code offset from `wasmc_text`.
    pub pc: u32,
    /// Offset in the module file, in bytes.
    pub wasm_offset: u32,
    /// The trap, or `None` for a call.
    pub trap: Option<Trap>,
}

/// Reads sites of one function, in code order.
pub struct Sites {
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

/// The sites of a function.
pub fn of_function(index: usize) -> Option<Sites> {
    let functions = image::functions();
    let function: &FunctionRecord = functions.get(index)?;
    let bytes = image::sites();
    let end = functions
        .get(index + 1)
        .map_or(bytes.len(), |next| next.sites as usize);
    Some(Sites {
        bytes: bytes.get(function.sites as usize..end)?,
        pc: function.text_start,
        wasm_offset: function.wasm_offset,
    })
}

/// The explicit trap at a code offset, if there is one.
pub fn trap_at(offset: u32) -> Option<Trap> {
    of_function(function_at(offset)?)?
        .find(|site| site.pc == offset && site.trap.is_some())?
        .trap
}

impl Iterator for Sites {
    type Item = Site;

    fn next(&mut self) -> Option<Site> {
        let head = unsigned(&mut self.bytes)?;
        self.pc = self.pc.wrapping_add((head >> 1) as u32);
        self.wasm_offset = self
            .wasm_offset
            .wrapping_add(signed(&mut self.bytes)? as u32);
        let trap = if head & 1 != 0 {
            Trap::from_code(byte(&mut self.bytes)?)
        } else {
            None
        };
        Some(Site {
            pc: self.pc,
            wasm_offset: self.wasm_offset,
            trap,
        })
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
