//! The tables that the compiler wrote into this image, as slices.
#![allow(unsafe_code)]

use crate::arch::address_of;
use core::mem::transmute;
use core::slice::from_raw_parts;
use wasmc_abi::embed::{EmbedHeader, EmbedNode};
use wasmc_abi::image::{
    FunctionRecord, ImageHeader, MemoryDescriptor, StateHeader, TableDescriptor,
};
use wasmc_abi::lines::{LineRecord, LinesHeader};

/// The image's header.
pub fn header() -> &'static ImageHeader {
    let header = address_of!(HEADER) as *const ImageHeader;
    // SAFETY: the compiler wrote one.
    unsafe { &*header }
}

/// Address of the first compiled instruction.
pub fn text() -> u64 {
    address_of!(TEXT)
}

/// Offset in the compiled text of a program counter, or `None` if it lies elsewhere.
pub fn text_offset(pc: u64) -> Option<u32> {
    let end = address_of!(TEXT_END);
    (text()..end).contains(&pc).then(|| (pc - text()) as u32)
}

/// Sets the limit of the stack, see [`StateHeader::stack_limit`].
pub fn set_stack_limit(limit: u64) {
    let state = address_of!(STATE) as *mut StateHeader;
    // SAFETY: the compiler wrote a header, and no compiled code runs yet.
    unsafe { (*state).stack_limit = limit };
}

/// The module's pointer to the stack in its memory; only where there is a hint for it.
pub fn stack_pointer() -> i32 {
    let pointer = (address_of!(STATE) as *const u8).wrapping_add(header().stack_pointer as usize);
    // SAFETY: the compiler says that an i32 lies there, aligned as such.
    unsafe { pointer.cast::<i32>().read_volatile() }
}

/// Address of each memory's descriptor. Raw pointers: compiled code changes what they point to.
pub fn memories() -> impl Iterator<Item = *mut MemoryDescriptor> {
    let first = address_of!(MEMORIES) as *mut MemoryDescriptor;
    (0..header().memories as usize).map(move |index| first.wrapping_add(index))
}

/// Address of each table's descriptor. Raw pointers: compiled code reads what they point to.
pub fn tables() -> impl Iterator<Item = *mut TableDescriptor> {
    let first = address_of!(TABLES) as *mut TableDescriptor;
    (0..header().tables as usize).map(move |index| first.wrapping_add(index))
}

/// The functions, sorted by code offset.
pub fn functions() -> &'static [FunctionRecord] {
    let first = address_of!(FUNCTIONS) as *const FunctionRecord;
    // SAFETY: the compiler wrote as many records as the header says.
    unsafe { from_raw_parts(first, header().functions as usize) }
}

/// The encoded sites, see [`wasmc_abi::trap`].
pub fn sites() -> &'static [u8] {
    let first = address_of!(SITES) as *const u8;
    // SAFETY: the compiler wrote as many bytes as the header says.
    unsafe { from_raw_parts(first, header().sites_len as usize) }
}

/// The function names, see [`wasmc_abi::symbols::NAMES`].
pub fn names() -> &'static [u8] {
    let first = address_of!(NAMES) as *const u8;
    // SAFETY: the compiler wrote as many bytes as the header says.
    unsafe { from_raw_parts(first, header().names_len as usize) }
}

/// What the source lines begin with.
fn lines_header() -> &'static LinesHeader {
    let header = address_of!(LINES) as *const LinesHeader;
    // SAFETY: the compiler wrote one.
    unsafe { &*header }
}

/// The code offsets with known lines, see [`wasmc_abi::lines`].
pub fn lines() -> &'static [LineRecord] {
    let first = address_of!(LINES) + size_of::<LinesHeader>() as u64;
    // SAFETY: as many stand behind the header as it says.
    unsafe { from_raw_parts(first as *const LineRecord, lines_header().records as usize) }
}

/// The places of source lines, see [`wasmc_abi::lines`].
pub fn places() -> &'static [u8] {
    let first = lines().as_ptr_range().end.cast();
    // SAFETY: the compiler wrote as many bytes behind the records as the header says.
    unsafe { from_raw_parts(first, lines_header().places as usize) }
}

/// The baked-in permissions, see [`wasmc_abi::symbols::POLICY`].
pub fn policy() -> &'static [u8] {
    let first = address_of!(POLICY) as *const u8;
    // SAFETY: the compiler wrote as many bytes as the header says.
    unsafe { from_raw_parts(first, header().policy_len as usize) }
}

/// What the embedded files begin with.
pub fn embedded() -> &'static EmbedHeader {
    let header = address_of!(EMBED) as *const EmbedHeader;
    // SAFETY: the compiler wrote one.
    unsafe { &*header }
}

/// The embedded directories, files and links, see [`wasmc_abi::embed`].
pub fn embedded_nodes() -> &'static [EmbedNode] {
    let first = address_of!(EMBED) + size_of::<EmbedHeader>() as u64;
    // SAFETY: as many stand behind the header as it says.
    unsafe { from_raw_parts(first as *const EmbedNode, embedded().nodes as usize) }
}

/// All bytes of the embedded files, the header and the nodes included.
pub fn embedded_bytes() -> &'static [u8] {
    let first = address_of!(EMBED) as *const u8;
    // SAFETY: the compiler wrote as many bytes as the header says.
    unsafe { from_raw_parts(first, embedded().bytes as usize) }
}

/// Code offsets of what a script can call.
pub fn script_calls() -> &'static [u32] {
    let first = address_of!(SCRIPT_CALLS) as *const u32;
    // SAFETY: the compiler wrote as many offsets as the header says.
    unsafe { from_raw_parts(first, header().script_calls as usize) }
}

/// What the image runs, see [`wasmc_abi::symbols::ENTRY`].
pub fn entry() -> extern "C" fn(u64) {
    let entry: u64 = address_of!(ENTRY);
    // SAFETY: the compiler made a function of this type.
    unsafe { transmute(entry) }
}
