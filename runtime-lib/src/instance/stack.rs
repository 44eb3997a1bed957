//! The stack that wasm code runs on, and the one that signal handlers run on.
#![allow(unsafe_code)]

use crate::sys::{self, Refused, Reservation};
use crate::{image, process};
use core::sync::atomic::{AtomicU64, Ordering};
use wasmc_abi::image::RUNTIME_STACK_ROOM;
use wasmc_abi::page;

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
#[unsafe(link_section = ".bss.large.alternate_stack")]
static ALTERNATE: Alternate = Alternate(core::cell::UnsafeCell::new([0; ALTERNATE_BYTES]));

/// Lowest address of the wasm stack.
static BASE: AtomicU64 = AtomicU64::new(0);
/// Its upper end, a multiple of 16.
static TOP: AtomicU64 = AtomicU64::new(0);

/// Makes the wasm stack and tells the kernel about the alternate one. `here` is an address on the stack of the
/// process below which nothing is in use.
pub fn create(here: u64) {
    let bytes = image::header().stack_bytes;
    let (base, top) = match below(here, bytes) {
        Some(base) => (base, here),
        None => match reserve(bytes) {
            Ok(base) => (base, base + bytes),
            Err(_) => refuse(),
        },
    };
    BASE.store(base, Ordering::Relaxed);
    TOP.store(top, Ordering::Relaxed);
    image::set_stack_limit(base + RUNTIME_STACK_ROOM);
    let alternate = ALTERNATE.0.get() as u64;
    if sys::set_alternate_stack(alternate, ALTERNATE_BYTES as u64).is_err() {
        refuse();
    }
}

/// Lowest address of what the kernel lets the stack of the process have below `here`, if that is about as large as
/// the wasm stack is to be. So wasm code runs on that stack, which costs nothing: a stack of its own takes
/// two system calls and a page fault, a twentieth of the time in which a small program starts and ends.
/// Below it the kernel keeps more than a guard's room free (getrlimit(2), `RLIMIT_STACK`).
fn below(here: u64, bytes: u64) -> Option<u64> {
    if process::is_emulated() {
        return None;
    }
    let limit = sys::stack_limit()?;
    let base = process::stack_end()?.checked_sub(limit)?;
    let base = page::round_up(base, process::page_bytes());
    let least = bytes - bytes / 8;
    (least..=bytes)
        .contains(&here.checked_sub(base)?)
        .then_some(base)
}

/// Reserves a stack, and returns its lowest address.
fn reserve(bytes: u64) -> Result<u64, Refused> {
    let reservation = Reservation::new(0, GUARD + bytes)?;
    reservation.commit(GUARD, bytes)?;
    Ok(reservation.start() + GUARD)
}

#[cold]
fn refuse() -> ! {
    sys::fail!(b"cannot allocate the stack: the limit on memory (ulimit -v) is too low")
}

/// Upper end of the wasm stack, a multiple of 16.
pub fn top() -> u64 {
    TOP.load(Ordering::Relaxed)
}

/// Whether an access at this address faults because the wasm stack is used up: it lies in the guard below, or
/// on the stack, where the kernel refused to let it grow (`ulimit -v`).
pub fn exhausted_at(address: u64) -> bool {
    let base = BASE.load(Ordering::Relaxed);
    (base.wrapping_sub(GUARD)..top()).contains(&address)
}

/// Whether the address lies on the wasm stack.
pub fn contains(address: u64) -> bool {
    (BASE.load(Ordering::Relaxed)..top()).contains(&address)
}
