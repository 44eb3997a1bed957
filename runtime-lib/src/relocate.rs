//! Self-relocation: a position-independent image has no program interpreter that would do it.
//!
//! Runs before anything that may read relocated data, so it uses none.
#![allow(unsafe_code)]

use crate::arch::{self, address_of};
use crate::{process, sys};
use core::ops::Range;
use wasmc_abi::page;

/// The part of `Elf64_Ehdr` that is used here (ELF gABI).
#[repr(C)]
struct Header {
    ident: [u8; 16],
    kind: u16,
    machine: u16,
    version: u32,
    entry: u64,
    program_headers: u64,
    section_headers: u64,
    flags: u32,
    header_size: u16,
    program_header_size: u16,
    program_header_count: u16,
}

/// `Elf64_Phdr`.
#[repr(C)]
struct ProgramHeader {
    kind: u32,
    flags: u32,
    offset: u64,
    address: u64,
    physical: u64,
    file_size: u64,
    memory_size: u64,
    align: u64,
}

/// `Elf64_Dyn`.
#[repr(C)]
struct Dynamic {
    tag: i64,
    value: u64,
}

/// `Elf64_Rela`.
#[repr(C)]
struct Rela {
    offset: u64,
    info: u64,
    addend: i64,
}

const ET_DYN: u16 = 3;
const PT_LOAD: u32 = 1;
const PT_DYNAMIC: u32 = 2;
const PT_GNU_RELRO: u32 = 0x6474_e552;
const DT_RELA: i64 = 7;
const DT_RELASZ: i64 = 8;

/// Applies the relative relocations of a position-independent image, then makes what they wrote
/// read-only. A fixed image needs nothing.
pub fn relocate() {
    let header = address_of!(ELF_HEADER) as *const Header;
    // SAFETY: the linker puts the header at this address, mapped readable.
    let header = unsafe { &*header };
    if header.kind != ET_DYN {
        return;
    }
    let base = (&raw const *header) as u64;
    let first = (base + header.program_headers) as *const ProgramHeader;
    let (mut relocations, mut bytes, mut relro) = (0, 0, 0..0);
    for index in 0..usize::from(header.program_header_count) {
        // SAFETY: the header says how many there are.
        let segment = unsafe { &*first.wrapping_add(index) };
        let address = base + segment.address;
        match segment.kind {
            PT_DYNAMIC => (relocations, bytes) = table(address),
            PT_GNU_RELRO => relro = address..address + segment.memory_size,
            _ => {}
        }
    }
    if bytes != 0 {
        apply(base, relocations, bytes);
        protect(relro);
    }
}

/// Visits the ranges of the image that can be written.
pub fn each_writable_segment(mut visit: impl FnMut(Range<u64>)) {
    const PF_W: u32 = 2;
    let header = address_of!(ELF_HEADER) as *const Header;
    // SAFETY: the linker puts the header at this address, mapped readable.
    let header = unsafe { &*header };
    let at = (&raw const *header) as u64;
    let base = if header.kind == ET_DYN { at } else { 0 };
    let first = (at + header.program_headers) as *const ProgramHeader;
    for index in 0..usize::from(header.program_header_count) {
        // SAFETY: the header says how many there are.
        let segment = unsafe { &*first.wrapping_add(index) };
        if segment.kind == PT_LOAD && segment.flags & PF_W != 0 {
            let start = base + segment.address;
            visit(start..start + segment.memory_size);
        }
    }
}

/// Applies `bytes` of relocations at this offset.
fn apply(base: u64, relocations: u64, bytes: u64) {
    let count = bytes as usize / size_of::<Rela>();
    for index in 0..count {
        // SAFETY: the dynamic section says where and how many there are.
        let rela = unsafe { &*((base + relocations) as *const Rela).wrapping_add(index) };
        if rela.info as u32 != arch::RELATIVE {
            sys::exit(127);
        }
        let place = (base + rela.offset) as *mut u64;
        // SAFETY: the linker asks for this word to be written.
        unsafe { place.write(base.wrapping_add_signed(rela.addend)) };
    }
}

/// Makes data read-only, by whole pages. (`.data.rel.ro`, some hundred bytes of the core library's,
/// lies behind it: the linker script that orders the sections keeps it out of that segment.)
fn protect(data: Range<u64>) {
    let pages = page::protectable(data, process::page_bytes());
    if pages.is_empty() {
        return;
    }
    // SAFETY: this is the segment that holds nothing but relocated data.
    let protected = unsafe { sys::protect(pages.start, pages.end - pages.start) };
    if protected.is_err() {
        sys::fail!(b"cannot make relocated data read-only");
    }
}

/// Offset and bytes of the relocations that a dynamic section names.
fn table(mut entry: u64) -> (u64, u64) {
    let (mut start, mut bytes) = (0, 0);
    loop {
        // SAFETY: a dynamic section ends with a null tag, at which the loop ends.
        let dynamic = unsafe { &*(entry as *const Dynamic) };
        match dynamic.tag {
            0 => return (start, bytes),
            DT_RELA => start = dynamic.value,
            DT_RELASZ => bytes = dynamic.value,
            _ => {}
        }
        entry += size_of::<Dynamic>() as u64;
    }
}
