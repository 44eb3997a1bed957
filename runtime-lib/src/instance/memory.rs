//! Linear memories: reserved at start at their fixed addresses, grown in place.
#![allow(unsafe_code)]

use crate::policy::limits;
use crate::sys::{self, Refused, Reservation};
use crate::{image, process};
use core::ops::Range;
use wasmc_abi::image::{
    FLAG_MEMORY_CHECKED, INDEX_RANGE, MAX_COPIED, MemoryDescriptor, OFFSET_RANGE, RESERVE_GUARD,
    RESERVE_MIN, WASM_PAGE,
};

/// Reserves every memory and puts its initial contents in place.
pub fn init() {
    for descriptor in image::memories() {
        // SAFETY: no wasm code runs yet, so nobody else looks at the descriptor.
        let memory = unsafe { &mut *descriptor };
        limits::take_initial_memory(mapped(memory.bytes));
        if reserve(memory)
            .and_then(|reservation| fill(memory, &reservation))
            .is_err()
        {
            refuse();
        }
    }
}

fn checked() -> bool {
    image::header().flags & FLAG_MEMORY_CHECKED != 0
}

/// Bytes that are mapped for a memory of this size: whole pages of any machine.
pub fn mapped(bytes: u64) -> u64 {
    bytes.next_multiple_of(WASM_PAGE)
}

/// Bytes of address space that a memory needs which may reach this size.
fn range(max_bytes: u64) -> u64 {
    mapped(max_bytes).max(INDEX_RANGE) + OFFSET_RANGE
}

/// Maps the address range of a memory, its current pages writable. Where the kernel grants less than
/// a large memory may need, the memory grows less.
fn reserve(memory: &mut MemoryDescriptor) -> Result<Reservation, Refused> {
    if checked() {
        return if memory.bytes == 0 {
            Ok(Reservation::EMPTY)
        } else {
            Reservation::mapped(memory.base, mapped(memory.bytes))
        };
    }
    // An old emulator would take 0.3 s at every start for the further guard, which only catches what no correct
    // compiler makes: it keeps an entry of a table for each page of a reservation.
    let guard = if process::is_emulated() {
        0
    } else {
        RESERVE_GUARD
    };
    let needed = range(memory.max_bytes);
    let reservation = Reservation::new(memory.base, needed.max(RESERVE_MIN + guard))
        .or_else(|_| Reservation::new(memory.base, needed))
        .or_else(|_| {
            memory.max_bytes = memory.max_bytes.min(INDEX_RANGE.max(memory.bytes));
            Reservation::new(memory.base, range(memory.max_bytes))
        })?;
    if memory.bytes != 0 {
        advise(&reservation, memory.max_bytes, 0, memory.bytes);
        reservation.commit(0, mapped(memory.bytes))?;
    }
    Ok(reservation)
}

/// From this size on, in bytes, a memory may use large pages: below, they would be mostly empty.
const HUGE: u64 = 16 << 20;

/// Asks for large pages when a memory first reaches a size at which they pay.
fn advise(reservation: &Reservation, max: u64, old: u64, new: u64) {
    if old < HUGE && new >= HUGE {
        let len = if checked() { mapped(new) } else { range(max) };
        reservation.use_huge_pages(len);
    }
}

/// Puts the initial contents into a reserved memory.
fn fill(memory: &MemoryDescriptor, reservation: &Reservation) -> Result<(), Refused> {
    if memory.init_len == 0 {
        return Ok(());
    }
    let origin = (&raw const memory.init_rel) as u64;
    let source = origin.wrapping_add_signed(memory.init_rel);
    let (to, len) = (memory.init_dest, memory.init_len);
    if len > MAX_COPIED {
        // SAFETY: the compiler made the section at `source` to be moved, and nothing refers to it.
        return unsafe { reservation.move_in(to, source, len) };
    }
    // SAFETY: the initial contents are read-only data, and lie within the pages just committed.
    unsafe { reservation.copy_in(to, source as *const u8, len) }
}

#[cold]
fn refuse() -> ! {
    if checked() {
        sys::fail!(b"cannot map the module's memory: the limit on memory (ulimit -v) is too low")
    }
    sys::fail!(
        b"cannot reserve 6 GiB of address space, or more, for the module's memory: a limit \
          (ulimit -v) or the kernel forbids it; raise the limit, or build with -C memory=checked",
    )
}

/// `memory.grow` (core spec 4.6.8): the old size in pages, or -1.
#[unsafe(export_name = wasmc_abi::builtin!(MemoryGrow))]
pub extern "C" fn grow(descriptor: *mut MemoryDescriptor, delta: u64) -> i64 {
    // SAFETY: compiled code passes the address of a descriptor of this image.
    let memory = unsafe { *descriptor };
    let old = memory.bytes >> memory.page_log2;
    if delta == 0 {
        return old as i64;
    }
    let Some(bytes) = old
        .checked_add(delta)
        .and_then(|pages| pages.checked_mul(1 << memory.page_log2))
        .filter(|&bytes| bytes <= memory.max_bytes)
        .filter(|&bytes| limits::take_memory(mapped(bytes) - mapped(memory.bytes)))
    else {
        return -1;
    };
    let (from, to) = (mapped(memory.bytes), mapped(bytes));
    let more = to - from;
    let reserved = if checked() {
        to
    } else {
        range(memory.max_bytes)
    };
    // SAFETY: `reserve` has reserved it at start; where memories are checked, its end follows here.
    let reservation = unsafe { Reservation::again(memory.base, reserved) };
    let mapped = if more == 0 {
        Ok(())
    } else if checked() {
        Reservation::mapped(memory.base + from, more).map(drop)
    } else {
        reservation.commit(from, more)
    };
    if mapped.is_err() {
        limits::give_memory(more);
        return -1;
    }
    advise(&reservation, memory.max_bytes, memory.bytes, bytes);
    // SAFETY: as above; the field is plain data.
    unsafe { (*descriptor).bytes = bytes };
    old as i64
}

/// Where the initial contents of a memory were before they were moved into it; nothing is mapped there any more.
pub fn moved_from(descriptor: *mut MemoryDescriptor) -> Option<Range<u64>> {
    // SAFETY: descriptors are plain data and stay for the life of the process.
    let memory = unsafe { &*descriptor };
    let origin = (&raw const memory.init_rel) as u64;
    let source = origin.wrapping_add_signed(memory.init_rel);
    (memory.init_len > MAX_COPIED).then(|| source..source + memory.init_len)
}

/// Gives back what a memory has grown beyond so many bytes, which are mapped pages. Its descriptor stays as it is.
pub fn shrink(memory: &MemoryDescriptor, len: u64) {
    let now = mapped(memory.bytes);
    if now <= len {
        return;
    }
    let reserved = if checked() {
        now
    } else {
        range(memory.max_bytes)
    };
    // SAFETY: `reserve` has reserved it at start; where memories are checked, its end is that of the memory.
    let reservation = unsafe { Reservation::again(memory.base, reserved) };
    // SAFETY: no guest runs, and nothing else refers to its memory.
    let given = unsafe { reservation.give_back(len, now - len, checked()) };
    if given.is_err() {
        sys::fail!(b"cannot give back what the module's memory has grown");
    }
}

/// Whether a fault at this address can only be an access of compiled code beyond a memory's end.
pub fn in_reservation(address: u64) -> bool {
    image::memories().any(|descriptor| {
        // SAFETY: descriptors are plain data and stay for the life of the process.
        let base = unsafe { (*descriptor).base };
        (base..base + RESERVE_MIN + RESERVE_GUARD).contains(&address)
    })
}
