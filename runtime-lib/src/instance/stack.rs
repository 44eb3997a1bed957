//! The stack that wasm code runs on, and the one that signal handlers run on.
#![allow(unsafe_code)]

use crate::image;
use crate::sys::{self, Reservation};
use core::sync::atomic::{AtomicU64, Ordering};
use wasmc_abi::image::RUNTIME_STACK_ROOM;

/// Bytes of the inaccessible guard below the wasm stack. Compiled frames probe every page that they
/// span, so one page would do for them; the rest catches runtime functions, which do not.
const GUARD: u64 = 64 << 10;
/// Bytes of the alternate stack: the kernel's frame with AVX-512 state takes 3 KiB of it.
const ALTERNATE_BYTES: usize = 32 << 10;

/// The stack of signal handlers, far from the wasm stack.
#[repr(align(16))]
struct Alternate(core::cell::UnsafeCell<[u8; ALTERNATE_BYTES]>);
// SAFETY: Rust code never looks into it; the kernel hands it to one handler at a time.
unsafe impl Sync for Alternate {}
static ALTERNATE: Alternate = Alternate(core::cell::UnsafeCell::new([0; ALTERNATE_BYTES]));

/// Lowest address of the wasm stack.
static BASE: AtomicU64 = AtomicU64::new(0);

/// Makes the wasm stack and tells the kernel about the alternate one.
pub fn create() {
    let bytes = image::header().stack_bytes;
    let base = Reservation::new(0, GUARD + bytes).and_then(|reservation| {
        reservation.commit(GUARD, bytes)?;
        sys::set_alternate_stack(ALTERNATE.0.get() as u64, ALTERNATE_BYTES as u64)?;
        Ok(reservation.start() + GUARD)
    });
    match base {
        Ok(base) => {
            BASE.store(base, Ordering::Relaxed);
            image::set_stack_limit(base + RUNTIME_STACK_ROOM);
        }
        Err(_) => {
            sys::fail!(b"cannot allocate the stack: the limit on memory (ulimit -v) is too low")
        }
    }
}

/// Upper end of the wasm stack, a multiple of 16.
pub fn top() -> u64 {
    BASE.load(Ordering::Relaxed) + image::header().stack_bytes
}

/// Whether the address lies in the guard below the wasm stack.
pub fn in_guard(address: u64) -> bool {
    let base = BASE.load(Ordering::Relaxed);
    (base.wrapping_sub(GUARD)..base).contains(&address)
}

/// Whether the address lies on the wasm stack.
pub fn contains(address: u64) -> bool {
    (BASE.load(Ordering::Relaxed)..top()).contains(&address)
}
