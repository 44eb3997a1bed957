//! Signal frames of aarch64, and what its processors may lack.

use super::{Frame, SIGBUS, SIGILL, SIGSEGV, SIGTRAP};
use core::ffi::c_void;

/// Signals that traps arrive as: explicit traps are `udf`.
pub const SIGNALS: &[i32] = &[SIGSEGV, SIGBUS, SIGILL, SIGTRAP];

/// Reads the interrupted registers from a `ucontext_t`: `sigcontext` starts at 176 (the kernel's
/// `uapi/asm/ucontext.h`) with the fault address, then x0–x30, sp, pc.
pub fn registers(context: *mut c_void) -> Frame {
    const REGISTERS: usize = 176 + 8;
    const X29: usize = REGISTERS + 29 * 8;
    const PC: usize = REGISTERS + 32 * 8;
    // SAFETY: the kernel passes a whole ucontext_t.
    let read = |offset| unsafe { context.byte_add(offset).cast::<u64>().read() };
    Frame {
        pc: read(PC),
        frame: read(X29),
    }
}

/// Says what an image may be compiled for that this processor lacks.
pub fn report_missing_feature() {
    crate::sys::stderr!(
        b"wasmc: this image needs a newer processor; rebuild it with -march=armv8.0-a\n",
    );
}

/// The address in a saved link register, whose upper bits may be a signature: addresses of a process
/// have 48 bits unless it asks for more (the kernel's `arm64/memory.rst`).
pub fn return_address(saved: u64) -> u64 {
    saved & ((1 << 48) - 1)
}
