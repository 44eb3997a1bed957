//! Linear memories: reserved at start at their fixed addresses, grown in place.
#![allow(unsafe_code)]

use crate::policy::limits;
use crate::{image, sys};
use rustix::io::Errno;
use wasmc_abi::image::{
    FLAG_MEMORY_CHECKED, MemoryDescriptor, RESERVE_GUARD, RESERVE_MIN, WASM_PAGE,
};

/// Reserves every memory and puts its initial contents in place.
pub fn init() {
    for descriptor in image::memories() {
        // SAFETY: no wasm code runs yet, so nobody else looks at the descriptor.
        let memory = unsafe { *descriptor };
        if reserve(&memory)
            .and_then(|()| fill(&memory, descriptor))
            .is_err()
        {
            refuse();
        }
    }
}

fn checked() -> bool {
    image::header().flags & FLAG_MEMORY_CHECKED != 0
}

/// Maps the address range of a memory, its current pages writable.
fn reserve(memory: &MemoryDescriptor) -> Result<(), Errno> {
    if checked() {
        return if memory.bytes == 0 {
            Ok(())
        } else {
            sys::map(memory.base, memory.bytes).map(drop)
        };
    }
    sys::reserve(memory.base, RESERVE_MIN + RESERVE_GUARD)
        .or_else(|_| sys::reserve(memory.base, RESERVE_MIN))?;
    if memory.bytes == 0 {
        Ok(())
    } else {
        advise(memory.base, 0, memory.bytes);
        sys::commit(memory.base, memory.bytes)
    }
}

/// From this size on, in bytes, a memory may use large pages: below, they would be mostly empty.
const HUGE: u64 = 16 << 20;

/// Asks for large pages when a memory first reaches a size at which they pay.
fn advise(base: u64, old: u64, new: u64) {
    if old < HUGE && new >= HUGE {
        let len = if checked() { new } else { RESERVE_MIN };
        sys::use_huge_pages(base, len);
    }
}

/// Puts the initial contents into a reserved memory.
fn fill(memory: &MemoryDescriptor, descriptor: *mut MemoryDescriptor) -> Result<(), Errno> {
    if memory.init_len == 0 {
        return Ok(());
    }
    // SAFETY: only the address of the field is computed.
    let origin = unsafe { &raw const (*descriptor).init_rel } as u64;
    let source = origin.wrapping_add_signed(memory.init_rel);
    let dest = memory.base + memory.init_dest;
    if memory.init_moved != 0 {
        return sys::move_pages(source, dest, memory.init_len);
    }
    sys::copy(source, dest, memory.init_len);
    Ok(())
}

#[cold]
fn refuse() -> ! {
    if checked() {
        sys::fail!(b"cannot map the module's memory: the limit on memory (ulimit -v) is too low")
    }
    sys::fail!(
        b"cannot reserve 6 GiB of address space for the module's memory: a limit (ulimit -v) \
          forbids it; raise the limit, or build with -C memory=checked",
    )
}

/// `memory.grow` (core spec 4.6.8): the old size in pages, or -1.
#[unsafe(export_name = wasmc_abi::builtin!(MemoryGrow))]
pub extern "C" fn grow(descriptor: *mut MemoryDescriptor, delta: u64) -> i64 {
    // SAFETY: compiled code passes the address of a descriptor of this image.
    let memory = unsafe { *descriptor };
    let old = memory.bytes / WASM_PAGE;
    if delta == 0 {
        return old as i64;
    }
    let Some(bytes) = old
        .checked_add(delta)
        .and_then(|pages| pages.checked_mul(WASM_PAGE))
        .filter(|&bytes| bytes <= memory.max_bytes && bytes <= limits::max_memory())
    else {
        return -1;
    };
    let (at, more) = (memory.base + memory.bytes, bytes - memory.bytes);
    let mapped = if checked() {
        sys::map(at, more).map(drop)
    } else {
        sys::commit(at, more)
    };
    if mapped.is_err() {
        return -1;
    }
    advise(memory.base, memory.bytes, bytes);
    // SAFETY: as above; the field is plain data.
    unsafe { (*descriptor).bytes = bytes };
    old as i64
}

/// Whether a fault at this address can only be an access of compiled code beyond a memory's end.
pub fn in_reservation(address: u64) -> bool {
    image::memories().any(|descriptor| {
        // SAFETY: descriptors are plain data and stay for the life of the process.
        let base = unsafe { (*descriptor).base };
        (base..base + RESERVE_MIN + RESERVE_GUARD).contains(&address)
    })
}
