//! What the library asks the runtime for.
#![allow(unsafe_code)]

use crate::host::{ClockId, SECOND, fill_random, now};
use crate::sys::{self, IoVec, Reservation};
use core::sync::atomic::{AtomicU64, Ordering};
use wasmc_abi::tls::HEAP_BYTES;

/// First address of the heap.
static HEAP: AtomicU64 = AtomicU64::new(0);
/// Bytes of it that the library has.
static USED: AtomicU64 = AtomicU64::new(0);

/// What the library takes is a multiple of this.
const GRAIN: u64 = 4096;

/// Makes the heap; returns whether there is the memory.
pub fn make() -> bool {
    let heap = Reservation::mapped(0, HEAP_BYTES);
    let start = heap.as_ref().map_or(0, Reservation::start);
    HEAP.store(start, Ordering::Relaxed);
    start != 0
}

/// Where the heap is, and how many bytes of it are used: a part of the state after instantiation.
pub fn used() -> (u64, u64) {
    (HEAP.load(Ordering::Relaxed), USED.load(Ordering::Relaxed))
}

#[unsafe(no_mangle)]
extern "C" fn wasmc_tls_grow(bytes: usize) -> *mut u8 {
    let (start, used) = used();
    let bytes = (bytes as u64).checked_next_multiple_of(GRAIN);
    match bytes {
        Some(bytes) if bytes <= HEAP_BYTES - used => {
            USED.store(used + bytes, Ordering::Relaxed);
            (start + used) as *mut u8
        }
        _ => core::ptr::null_mut(),
    }
}

#[unsafe(no_mangle)]
extern "C" fn wasmc_tls_now() -> u64 {
    now(ClockId::Realtime).unwrap_or(0) / SECOND
}

/// # Safety
/// So many bytes at the address are writable.
#[unsafe(no_mangle)]
unsafe extern "C" fn wasmc_tls_random(to: *mut u8, bytes: usize) {
    // SAFETY: the caller's.
    let to = unsafe { IoVec::new(to, bytes) };
    if fill_random(to).is_err() {
        sys::fail!(b"getrandom failed")
    }
}

/// # Safety
/// So many bytes at the address are readable.
#[unsafe(no_mangle)]
unsafe extern "C" fn wasmc_tls_fail(file: *const u8, bytes: usize, line: u32) -> ! {
    // SAFETY: the caller's.
    let file = unsafe { core::slice::from_raw_parts(file, bytes) };
    sys::fail!(
        b"TLS: there is no memory left, or an internal error; please report it: ",
        file,
        b":",
        sys::Decimal(u64::from(line))
    )
}

/// An entry of the auxiliary vector (getauxval(3)).
#[cfg(target_arch = "aarch64")]
#[unsafe(no_mangle)]
extern "C" fn wasmc_tls_hwcap(kind: u64) -> u64 {
    crate::process::auxiliary(kind as usize).unwrap_or(0) as u64
}
