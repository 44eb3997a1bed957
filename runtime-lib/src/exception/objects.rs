//! The allocation and the reuse of exception objects: a conservative mark-and-sweep collector.
//!
//! All objects have one size. They lie in chunks, each as large as all chunks before it together. A
//! reference to an exception is the address of its object. When no object is free, the objects that
//! may be referred to are marked, and all others become free. Every word that equals the address of an
//! object counts as a reference: on the wasm stack, in the saved registers, in a marked object, and in
//! the globals and tables if their types allow exceptions. So an object may be kept longer than
//! needed, but is never freed too early.
#![allow(unsafe_code)]

use super::header;
use crate::arch::{self, address_of};
use crate::image;
use crate::instance::{growth, stack};
use crate::sys;
use core::mem::size_of;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, AtomicU32, AtomicU64, Ordering};
use wasmc_abi::exception::ObjectHeader;
use wasmc_abi::image::REF_BYTES;

/// Bytes of the first chunk, unless objects are large.
const FIRST_CHUNK: u64 = 64 << 10;
/// The smallest number of objects in the first chunk.
const FIRST_OBJECTS: u64 = 16;
/// The largest number of chunks. Their sizes double, so the address space is full before.
const CHUNKS: usize = 40;

/// The first free object. Free objects are linked by `next`.
static FREE: AtomicPtr<ObjectHeader> = AtomicPtr::new(null_mut());
/// Addresses of the chunks.
static BASES: [AtomicU64; CHUNKS] = [const { AtomicU64::new(0) }; CHUNKS];
/// Number of chunks.
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A new exception object with this tag.
#[unsafe(export_name = wasmc_abi::builtin!(ExceptionNew))]
pub extern "C" fn new(tag: u32) -> *mut ObjectHeader {
    let mut object = FREE.load(Ordering::Relaxed);
    if object.is_null() {
        // The registers of compiled code may hold references: `make_room` finds them on the stack.
        arch::with_registers_on_stack(make_room);
        object = FREE.load(Ordering::Relaxed);
    }
    // SAFETY: the object lies in a chunk, and nothing else refers to a free object.
    let header = unsafe { &mut *object };
    FREE.store(header.next as *mut ObjectHeader, Ordering::Relaxed);
    header.tag = tag;
    object
}

/// Bytes of an object.
fn object_bytes() -> u64 {
    u64::from(header().object_bytes)
}

/// Bytes of the first chunk.
fn first_chunk() -> u64 {
    let bytes = object_bytes();
    let wanted = FIRST_CHUNK.max(FIRST_OBJECTS * bytes);
    wanted - wanted % bytes
}

/// Address and length of each chunk.
fn chunks() -> impl Iterator<Item = (u64, u64)> {
    let bases = BASES.iter().take(COUNT.load(Ordering::Relaxed) as usize);
    let mut all = 0;
    bases.map(move |base| {
        let len = if all == 0 { first_chunk() } else { all };
        all += len;
        (base.load(Ordering::Relaxed), len)
    })
}

/// Bytes of all chunks.
fn total() -> u64 {
    chunks().map(|(_, len)| len).sum()
}

/// Frees unused objects and allocates more if too few are free. `from` is the lowest address of the
/// stack in use.
extern "C" fn make_room(from: u64) {
    mark(from);
    let free = sweep();
    let total = total();
    // Each scan of the stack must yield enough free objects to be worth its time.
    let scanned = stack::top() - from;
    if free * object_bytes() < total / 2 || total < scanned / 4 {
        grow(if total == 0 { first_chunk() } else { total });
    }
}

/// Adds a chunk.
fn grow(len: u64) {
    let count = COUNT.load(Ordering::Relaxed);
    let slot = BASES.get(count as usize);
    let chunk = slot.and_then(|slot| Some((slot, growth::grow(0, 0, len)?)));
    let Some((slot, chunk)) = chunk else {
        if FREE.load(Ordering::Relaxed).is_null() {
            sys::fail!(b"cannot allocate exceptions: not enough memory");
        }
        return;
    };
    slot.store(chunk, Ordering::Relaxed);
    COUNT.store(count + 1, Ordering::Relaxed);
    let mut offset = 0;
    while offset < len {
        free((chunk + offset) as *mut ObjectHeader);
        offset += object_bytes();
    }
}

/// Puts an object on the list of free ones.
fn free(object: *mut ObjectHeader) {
    // SAFETY: the callers pass objects of chunks, which nothing refers to.
    unsafe { (*object).next = FREE.load(Ordering::Relaxed) as u64 };
    FREE.store(object, Ordering::Relaxed);
}

/// Marks every object that may be referred to. `from` is the lowest address of the stack in use.
fn mark(from: u64) {
    let mut found = null_mut();
    mark_words(from, stack::top() - from, &mut found);
    if header().in_state != 0 {
        let state = address_of!(STATE);
        mark_words(state, header().state_bytes.into(), &mut found);
        for descriptor in image::tables() {
            // SAFETY: the descriptor is part of the image. Compiled code is in a call of this function,
            // and the runtime keeps no reference to the descriptor.
            let base = unsafe { (*descriptor).base };
            // SAFETY: as above.
            let len = unsafe { (*descriptor).len };
            if base != 0 {
                mark_words(base, len * REF_BYTES, &mut found);
            }
        }
    }
    while !found.is_null() {
        let object: *mut ObjectHeader = found;
        // SAFETY: it lies in a chunk.
        found = unsafe { (*object).next } as *mut ObjectHeader;
        let values = object as u64 + size_of::<ObjectHeader>() as u64;
        let bytes = object_bytes() - size_of::<ObjectHeader>() as u64;
        mark_words(values, bytes, &mut found);
    }
}

/// Marks the objects that the words of a range may refer to. Those that were not marked before are put
/// in front of the list `found`.
fn mark_words(start: u64, bytes: u64, found: &mut *mut ObjectHeader) {
    let mut at = start.next_multiple_of(8);
    while at + 8 <= start + bytes {
        // SAFETY: the callers pass readable memory, which nothing writes during the call.
        let word = unsafe { (at as *const u64).read() };
        if let Some(object) = object_at(word) {
            // SAFETY: it lies in a chunk, and no other reference to it is alive.
            let header = unsafe { &mut *object };
            if header.marked == 0 {
                header.marked = 1;
                header.next = *found as u64;
                *found = object;
            }
        }
        at += 8;
    }
}

/// The object at an address; `None`: no object begins there.
fn object_at(address: u64) -> Option<*mut ObjectHeader> {
    let (base, _) = chunks().find(|&(base, len)| (base..base + len).contains(&address))?;
    (address - base)
        .is_multiple_of(object_bytes())
        .then_some(address as *mut ObjectHeader)
}

/// Frees the objects that are not marked and returns their number. No object may be free before.
fn sweep() -> u64 {
    let mut count = 0;
    for (base, len) in chunks() {
        let mut at = base;
        while at < base + len {
            let object = at as *mut ObjectHeader;
            // SAFETY: it lies in a chunk, and no other reference to it is alive.
            let marked = unsafe { core::mem::take(&mut (*object).marked) };
            if marked == 0 {
                free(object);
                count += 1;
            }
            at += object_bytes();
        }
    }
    count
}
