//! Traps that end a call, not the process: scripts and servers go on.
#![allow(unsafe_code)]

use super::report;
use crate::arch::{self, Frame};
use crate::sys;
use core::mem::transmute;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};
use wasmc_abi::trap::{ComponentTrap, Trap};

/// The code of a call that the program has ended with `wasi:cli/exit`; those of traps are smaller.
pub const EXITED: u32 = 1 << 8;

/// What is done with the code of a trap, where it was, and what it says in addition.
type Act = fn(u32, Frame, &[u8]);

/// An [`Act`]; null: a trap ends the process. Atomic, as the compiler would otherwise look for the only functions that it can be, and
/// have them in every image.
static INSTEAD: AtomicPtr<()> = AtomicPtr::new(null_mut());

/// Where the [`arch::resume`] point of the call that a trap ends is stored.
static POINT: AtomicPtr<u64> = AtomicPtr::new(null_mut());

/// From now on a trap resumes at the point stored there, and nothing is said of it.
pub fn recover_silently(point: *mut u64) {
    POINT.store(point, Ordering::Relaxed);
    set(|code, _, _| resume(code));
}

/// From now on a trap is reported, and resumes at the point stored there.
pub fn recover_with_report(point: *mut u64) {
    POINT.store(point, Ordering::Relaxed);
    set(|code, from, detail| {
        let code_8 = u8::try_from(code).ok();
        if let Some(trap) = code_8.and_then(Trap::from_code) {
            report::trap(trap, from, detail);
        } else if let Some(trap) = code_8.and_then(ComponentTrap::from_code) {
            report::component_trap(trap, from, detail);
        } else {
            sys::stderr!(b"wasmc: the program has ended itself; only the request ends\n");
            report::stack_of(from);
        }
        resume(code)
    });
}

/// From now on a trap ends the process.
pub fn stop_recovery() {
    INSTEAD.store(null_mut(), Ordering::Relaxed);
}

fn set(act: Act) {
    INSTEAD.store(act as *mut (), Ordering::Relaxed);
}

/// Ends the call that the program is in with a code, if it is not the whole program.
pub fn leave(code: u32) {
    let from = Frame {
        pc: 0,
        frame: arch::frame_pointer(),
    };
    recover(code, from, b"");
}

/// Goes back to who called the program with the code of a trap, if there is somebody.
pub(super) fn recover(code: u32, from: Frame, detail: &[u8]) {
    let act = INSTEAD.load(Ordering::Relaxed);
    if !act.is_null() {
        // SAFETY: `set` has put a function of this type there.
        let act = unsafe { transmute::<*mut (), Act>(act) };
        act(code, from, detail);
    }
}

fn resume(code: u32) {
    // SAFETY: it was set for the call that is being ended, whose caller waits on the stack.
    let point = unsafe { *POINT.load(Ordering::Relaxed) };
    // SAFETY: as above.
    unsafe { arch::resume(point, code) }
}
