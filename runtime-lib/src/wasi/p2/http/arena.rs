//! Text of headers and their order, in one mapping that only grows, until nothing refers to it any more. A server returns to where
//! it was after instantiation when a request is over.
#![allow(unsafe_code)]

use crate::sys::{IoVec, Reservation};
use crate::trap;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use wasmc_abi::trap::ComponentTrap;

/// Bytes that there are at most.
const BYTES: u32 = 16 << 20;
/// Where the first text is: 0 stands for none.
const FIRST: u32 = 8;

static BASE: AtomicU64 = AtomicU64::new(0);
static USED: AtomicU32 = AtomicU32::new(FIRST);

/// How many resources refer to what is kept.
static HOLDERS: AtomicU32 = AtomicU32::new(0);

/// A resource refers to what is kept.
pub fn hold() {
    HOLDERS.fetch_add(1, Ordering::Relaxed);
}

/// One does no longer. With the last one, everything is forgotten.
pub fn release() {
    let holders = HOLDERS.load(Ordering::Relaxed).saturating_sub(1);
    HOLDERS.store(holders, Ordering::Relaxed);
    if holders == 0 {
        USED.store(FIRST, Ordering::Relaxed);
    }
}

/// A text.
#[derive(Clone, Copy, Default)]
pub struct Span {
    at: u32,
    len: u32,
}

/// Makes the mapping, if it is not there yet. Returns where it is, and how many of its bytes are used.
pub fn prepare() -> (u64, u64) {
    let mut base = BASE.load(Ordering::Relaxed);
    if base == 0 {
        match Reservation::mapped(0, u64::from(BYTES)) {
            Ok(mapping) => base = mapping.start(),
            Err(_) => full(),
        }
        BASE.store(base, Ordering::Relaxed);
    }
    (base, u64::from(USED.load(Ordering::Relaxed)))
}

/// Whether half of it is used.
pub fn is_crowded() -> bool {
    USED.load(Ordering::Relaxed) > BYTES / 2
}

#[cold]
fn full() -> ! {
    trap::raise_component(ComponentTrap::Refused, b"too much text of HTTP headers")
}

/// Takes room, a multiple of 4 bytes.
fn take(len: usize) -> u32 {
    prepare();
    let at = USED.load(Ordering::Relaxed);
    let len = u32::try_from(len).unwrap_or(u32::MAX);
    match len.checked_next_multiple_of(4) {
        Some(len) if len <= BYTES - at => USED.store(at + len, Ordering::Relaxed),
        _ => full(),
    }
    at
}

fn address(at: u32) -> *mut u8 {
    (BASE.load(Ordering::Relaxed) + u64::from(at)) as *mut u8
}

/// The bytes of a text. They do not change, but for those that [`with_new`] makes.
pub fn bytes(span: Span) -> &'static [u8] {
    if span.len == 0 {
        return &[];
    }
    // SAFETY: spans are made by `with_new`, within what is used; nobody writes to them afterwards.
    unsafe { core::slice::from_raw_parts(address(span.at), span.len as usize) }
}

/// Keeps a text of so many bytes, which `make` writes; it returns how many there are in the end.
pub fn with_new(len: usize, make: impl FnOnce(&mut [u8]) -> usize) -> Span {
    if len == 0 {
        return Span::default();
    }
    let at = take(len);
    // SAFETY: the bytes were taken just now, and nobody else knows them.
    let text = unsafe { core::slice::from_raw_parts_mut(address(at), len) };
    let len = make(text).min(len) as u32;
    Span { at, len }
}

/// Keeps a copy of a text.
pub fn keep(text: &[u8]) -> Span {
    with_new(text.len(), |to| {
        to.copy_from_slice(text);
        text.len()
    })
}

/// Keeps a copy of bytes of the guest.
pub fn keep_range(from: IoVec) -> Span {
    with_new(from.len(), |to| from.copy_to(to))
}

/// Keeps something that is no text; returns its place, which is not 0.
pub fn put<T: Copy>(value: T) -> u32 {
    const { assert!(align_of::<T>() <= 4) };
    let at = take(size_of::<T>());
    set(at, value);
    at
}

/// What `put` has put at a place.
pub fn get<T: Copy>(at: u32) -> T {
    // SAFETY: callers have the place from `put`, with the same type.
    unsafe { address(at).cast::<T>().read() }
}

/// Replaces it.
pub fn set<T: Copy>(at: u32, value: T) {
    // SAFETY: as in `get`.
    unsafe { address(at).cast::<T>().write(value) };
}
