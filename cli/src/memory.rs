//! When no memory is left, `wasmc` ends with a message and exit code 1. Rust by itself would abort.
//! No half-written file stays.
#![allow(unsafe_code)]

use crate::{pending, report};
use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, Ordering};

/// The system's allocator, which ends the process instead of failing: no part of `wasmc` can go on
/// with less memory than it asks for.
struct Allocator;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// Ends the process if there is no memory.
fn check(memory: *mut u8, bytes: usize) -> *mut u8 {
    if memory.is_null() {
        exhausted(bytes);
    }
    memory
}

#[cold]
fn exhausted(bytes: usize) -> ! {
    // What follows needs a little memory itself, and several threads may be here at once.
    static FIRST: AtomicBool = AtomicBool::new(true);
    if FIRST.swap(false, Ordering::Relaxed) {
        pending::discard();
        report::say("wasmc: error: out of memory: ");
        report::say(if bytes >= 1 << 20 {
            "the module is too large for the memory that this process may have (ulimit -v)\n"
        } else {
            "this process may have no more of it (ulimit -v)\n"
        });
    }
    // No handlers: they may need memory too.
    // SAFETY: _exit(2) takes a number and does not return.
    unsafe { libc::_exit(1) }
}

// SAFETY: every call goes to the system's allocator as it is, and so does every result but null.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `GlobalAlloc`.
        check(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        check(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        // SAFETY: as above.
        check(unsafe { System.realloc(memory, layout, bytes) }, bytes)
    }
}
