//! Calls of the library, on a stack of its own: how much it needs does not depend on how much a program has left.
#![allow(unsafe_code)]

use super::hooks;
use crate::arch::call_on_stack;
use crate::sys::{self, Reservation};
use core::mem::transmute;
use core::sync::atomic::{AtomicU64, Ordering};
use wasmc_abi::tls::{Call, STACK_BYTES};

/// Bytes of the inaccessible guard below the stack: more than any frame has.
const GUARD: u64 = 64 << 10;

/// The function of the library; 0: it is not linked.
static ENTRY: AtomicU64 = AtomicU64::new(0);
/// Upper end of its stack.
static STACK: AtomicU64 = AtomicU64::new(0);

unsafe extern "C" {
    /// The function of the library (`wasmc_abi::tls`).
    fn wasmc_tls(call: *mut Call);
}

/// Makes the library's stack and its heap.
pub fn link() {
    let stack = || {
        let stack = Reservation::new(0, GUARD + STACK_BYTES)?;
        stack.commit(GUARD, STACK_BYTES)?;
        Ok(stack.start() + GUARD + STACK_BYTES)
    };
    let made: Result<u64, sys::Refused> = stack();
    match made {
        Ok(top) if hooks::make() => {
            STACK.store(top, Ordering::Relaxed);
            ENTRY.store(wasmc_tls as *const () as u64, Ordering::Relaxed);
        }
        _ => sys::fail!(b"there is not enough memory for TLS"),
    }
}

/// Calls the library, if there is one.
pub fn call(call: &mut Call) {
    let entry = ENTRY.load(Ordering::Relaxed);
    if entry == 0 {
        return;
    }
    let mut resume_point = 0;
    let argument = (call as *mut Call) as u64;
    // SAFETY: the address is that of a function with one argument, which is as long as the address.
    let entry = unsafe { transmute::<u64, extern "C" fn(u64)>(entry) };
    let top = STACK.load(Ordering::Relaxed);
    // SAFETY: nothing else uses the stack: the library calls nothing that calls it.
    unsafe { call_on_stack(entry, argument, top, &raw mut resume_point) };
}
