//! The unwind tables: `.eh_frame`, with an entry for each piece of code (Linux Standard Base core 5.0, 10.6).

use super::names::unsigned;
use super::sections::Builder;
use crate::error::Result;
use crate::machine::{Code, Placed};
use crate::target::Target;

/// Encoding of addresses: as a distance from the field, 32 bits (`DW_EH_PE_pcrel`, `DW_EH_PE_sdata4`).
const DISTANCE: u8 = 0x1b;
/// Each entry is a multiple of this many bytes.
const ALIGN: usize = 8;

/// Writes the tables.
///
/// # Errors
/// Those of [`Builder::frames`].
pub fn tables(builder: &mut Builder, code: &Code, target: Target) -> Result<()> {
    let mut section = common(target);
    let mut starts = Vec::with_capacity(code.functions.len() + 1);
    let all = std::iter::once(&code.stub).chain(code.functions.values());
    for placed in all.filter(|placed| placed.len > 0) {
        starts.push((section.len() as u64 + 8, placed.start));
        add(&mut section, placed);
    }
    builder.frames(&section, &starts)
}

/// The entry that the others refer to: what holds at the first instruction of each function.
fn common(target: Target) -> Vec<u8> {
    // Code offsets, data offsets of -8 bytes in SLEB128, and the register with the return address.
    let (unit, link, rules): (u8, u8, &[u8]) = match target {
        // `DW_CFA_def_cfa` rsp + 8, `DW_CFA_offset` of the return address.
        Target::X86_64 => (1, 16, &[0x0c, 7, 8, 0x80 | 16, 1]),
        // `DW_CFA_def_cfa` sp + 0.
        Target::Aarch64 => (4, 30, &[0x0c, 31, 0]),
    };
    let mut entry = vec![0; 4];
    entry.extend(0u32.to_le_bytes());
    entry.extend(b"\x01zR\0");
    entry.extend([unit, 0x78, link, 1, DISTANCE]);
    entry.extend(rules);
    finish(&mut entry, 0);
    entry
}

/// Adds the entry of a function.
fn add(section: &mut Vec<u8>, placed: &Placed) {
    let start = section.len();
    section.extend([0; 4]);
    // The distance from here to the common entry.
    section.extend((start as u32 + 4).to_le_bytes());
    // The linker writes where the function is.
    section.extend([0; 4]);
    section.extend(placed.len.to_le_bytes());
    unsigned(section, 0);
    section.extend(&placed.frames);
    finish(section, start);
}

/// Fills the entry that begins at `start` with `DW_CFA_nop`, and writes its length.
fn finish(section: &mut Vec<u8>, start: usize) {
    section.resize(section.len().next_multiple_of(ALIGN), 0);
    let bytes = (section.len() - start - 4) as u32;
    section[start..start + 4].copy_from_slice(&bytes.to_le_bytes());
}
