//! A buffer between the kernel and the guest. How long a list is must be known before `realloc` is asked for its place, but
//! how much can be read shows only when it is read.
#![allow(unsafe_code)]

use crate::sys::IoVec;
use core::cell::UnsafeCell;

/// Bytes that one call reads at most.
pub const BYTES: u32 = 64 << 10;

struct Buffer(UnsafeCell<[u8; BYTES as usize]>);

// SAFETY: the process has one thread.
unsafe impl Sync for Buffer {}

#[unsafe(link_section = ".bss.large.bounce")]
static BUFFER: Buffer = Buffer(UnsafeCell::new([0; BYTES as usize]));

/// Up to this many bytes of the buffer. What was in it is void.
pub fn room(bytes: u64) -> IoVec {
    // SAFETY: the buffer is there for good, and nothing refers to it but the result of `bytes`, which no caller keeps.
    let whole = unsafe { IoVec::new(BUFFER.0.get().cast(), BYTES as usize) };
    whole.first(usize::try_from(bytes).unwrap_or(usize::MAX))
}

/// Calls `show` with the first bytes of the buffer.
pub fn with<T>(bytes: usize, show: impl FnOnce(&[u8]) -> T) -> T {
    // SAFETY: one thread; nobody writes to the buffer before `show` returns, which gets the only reference.
    let whole = unsafe { &*BUFFER.0.get() };
    show(whole.get(..bytes).unwrap_or_default())
}
