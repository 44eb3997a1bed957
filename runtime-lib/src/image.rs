//! The tables that the compiler wrote into this image, as slices.
#![allow(unsafe_code)]

use core::slice::from_raw_parts;
use wasmc_abi::image::{FunctionRecord, ImageHeader, MemoryDescriptor, TableDescriptor};

unsafe extern "C" {
    safe static wasmc_header: ImageHeader;
    safe static wasmc_text: u8;
    safe static wasmc_text_end: u8;
    safe static wasmc_functions: FunctionRecord;
    safe static wasmc_sites: u8;
    safe static wasmc_names: u8;
    safe static wasmc_memories: MemoryDescriptor;
    safe static wasmc_tables: TableDescriptor;
}

/// The image's header.
pub fn header() -> &'static ImageHeader {
    &wasmc_header
}

/// Address of the first compiled instruction.
pub fn text() -> u64 {
    (&raw const wasmc_text) as u64
}

/// Offset in the compiled text of a program counter, or `None` if it lies elsewhere.
pub fn text_offset(pc: u64) -> Option<u32> {
    let end = (&raw const wasmc_text_end) as u64;
    (text()..end).contains(&pc).then(|| (pc - text()) as u32)
}

/// Address of each memory's descriptor. Raw pointers: compiled code changes what they point to.
pub fn memories() -> impl Iterator<Item = *mut MemoryDescriptor> {
    let first = (&raw const wasmc_memories).cast_mut();
    (0..header().memories as usize).map(move |index| first.wrapping_add(index))
}

/// Address of each table's descriptor. Raw pointers: compiled code reads what they point to.
pub fn tables() -> impl Iterator<Item = *mut TableDescriptor> {
    let first = (&raw const wasmc_tables).cast_mut();
    (0..header().tables as usize).map(move |index| first.wrapping_add(index))
}

/// The functions, sorted by code offset.
pub fn functions() -> &'static [FunctionRecord] {
    // SAFETY: the compiler wrote as many records as the header says.
    unsafe { from_raw_parts(&raw const wasmc_functions, header().functions as usize) }
}

/// The encoded sites, see [`wasmc_abi::trap`].
pub fn sites() -> &'static [u8] {
    // SAFETY: the compiler wrote as many bytes as the header says.
    unsafe { from_raw_parts(&raw const wasmc_sites, header().sites_len as usize) }
}

/// The function names, see [`wasmc_abi::symbols::NAMES`].
pub fn names() -> &'static [u8] {
    // SAFETY: the compiler wrote as many bytes as the header says.
    unsafe { from_raw_parts(&raw const wasmc_names, header().names_len as usize) }
}
