//! Two buffers for each exchange, for what comes in and what goes out, all in one mapping that is made at start. Pages that nothing was
//! written to take no memory.
#![allow(unsafe_code)]

use crate::sys::Reservation;
use core::sync::atomic::{AtomicU64, Ordering};

/// Exchanges that there can be at a time: as many as a program can have descriptors.
pub const MOST: u32 = wasmc_abi::options::MOST_FDS;
/// Bytes of the buffer for what comes in.
pub const IN: usize = 64 << 10;
/// Bytes of the buffer for what goes out: the head of a request, and what is kept of its body.
pub const OUT: usize = 256 << 10;

static BASE: AtomicU64 = AtomicU64::new(0);

/// Makes the mapping. Without it there can be no exchange.
pub fn prepare() {
    if let Ok(mapping) = Reservation::mapped(0, u64::from(MOST) * (IN + OUT) as u64) {
        BASE.store(mapping.start(), Ordering::Relaxed);
    }
}

/// Whether an exchange has buffers.
pub fn has(place: u32) -> bool {
    place < MOST && BASE.load(Ordering::Relaxed) != 0
}

fn with<T>(place: u32, at: usize, len: usize, act: impl FnOnce(&mut [u8]) -> T) -> T {
    if !has(place) {
        return act(&mut []);
    }
    let start = BASE.load(Ordering::Relaxed) + u64::from(place) * (IN + OUT) as u64;
    let first = (start as *mut u8).wrapping_add(at);
    // SAFETY: the buffer is within the mapping, which stays. This is the only reference to it: one thread, and no caller nests calls for
    // the same buffer.
    act(unsafe { core::slice::from_raw_parts_mut(first, len) })
}

/// The buffer for what comes in.
pub fn with_in<T>(place: u32, act: impl FnOnce(&mut [u8]) -> T) -> T {
    with(place, 0, IN, act)
}

/// The buffer for what goes out.
pub fn with_out<T>(place: u32, act: impl FnOnce(&mut [u8]) -> T) -> T {
    with(place, IN, OUT, act)
}
