//! Traps that end a call, not the process: scripts and servers go on.
#![allow(unsafe_code)]

use super::report;
use crate::arch::{self, Frame};
use crate::sys;
use core::cell::Cell;
use core::sync::atomic::{AtomicPtr, Ordering};
use wasmc_abi::trap::{ComponentTrap, Trap};

/// The code of a call that the program has ended with `wasi:cli/exit`; those of traps are smaller.
pub const EXITED: u32 = 1 << 8;

/// What is done with the code of a trap, where it was, and what it says in addition.
type Act = fn(u32, Frame, &[u8]);

struct Hook(Cell<Option<Act>>);
// SAFETY: the process has one thread, and signal handlers only read it.
unsafe impl Sync for Hook {}
/// `None`: a trap ends the process. Exported, so that the compiler does not know the only functions that it can be: these would be in
/// every image.
#[unsafe(export_name = "wasmc_instead_of_end")]
#[unsafe(link_section = ".bss._wasmc_instead_of_end")]
static INSTEAD: Hook = Hook(Cell::new(None));

/// Where the [`arch::resume`] point of the call that a trap ends is stored.
static POINT: AtomicPtr<u64> = AtomicPtr::new(core::ptr::null_mut());

/// From now on a trap resumes at the point stored there, and nothing is said of it.
pub fn recover_silently(point: *mut u64) {
    POINT.store(point, Ordering::Relaxed);
    INSTEAD.0.set(Some(|code, _, _| resume(code)));
}

/// From now on a trap is reported, and resumes at the point stored there.
pub fn recover_with_report(point: *mut u64) {
    POINT.store(point, Ordering::Relaxed);
    INSTEAD.0.set(Some(|code, from, detail| {
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
    }));
}

/// From now on a trap ends the process.
pub fn stop_recovery() {
    INSTEAD.0.set(None);
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
    if let Some(act) = INSTEAD.0.get() {
        act(code, from, detail);
    }
}

fn resume(code: u32) {
    // SAFETY: it was set for the call that is being ended, whose caller waits on the stack.
    let point = unsafe { *POINT.load(Ordering::Relaxed) };
    // SAFETY: as above.
    unsafe { arch::resume(point, code) }
}
