//! Signal frames of x86-64, and what its processors may lack.

use super::{Frame, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
use core::arch::x86_64::{__cpuid, __cpuid_count};
use core::ffi::c_void;

/// Signals that traps arrive as: explicit traps are `ud2`, divisions fault by themselves.
pub const SIGNALS: &[i32] = &[SIGSEGV, SIGBUS, SIGILL, SIGFPE];

/// Reads the interrupted registers from a `ucontext_t` (`sigcontext` in the kernel's
/// `uapi/asm/sigcontext.h`: r8–r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip after 40 bytes).
pub fn registers(context: *mut c_void) -> Frame {
    const REGISTERS: usize = 40;
    const RBP: usize = REGISTERS + 10 * 8;
    const RIP: usize = REGISTERS + 16 * 8;
    // SAFETY: the kernel passes a whole ucontext_t.
    let read = |offset| unsafe { context.byte_add(offset).cast::<u64>().read() };
    Frame {
        pc: read(RIP),
        frame: read(RBP),
    }
}

/// Says which of the extensions that an image may be compiled for this processor lacks.
pub fn report_missing_feature() {
    crate::sys::stderr!(b"wasmc: this image needs a newer processor; this one lacks");
    let (leaf1, leaf7, extended) = (__cpuid(1), __cpuid_count(7, 0), __cpuid(0x8000_0001));
    let mut any = false;
    for (present, name) in [
        (leaf1.ecx >> 9 & 1, "SSSE3"),
        (leaf1.ecx >> 19 & 1, "SSE4.1"),
        (leaf1.ecx >> 20 & 1, "SSE4.2"),
        (leaf1.ecx >> 23 & 1, "POPCNT"),
        (leaf1.ecx >> 28 & 1, "AVX"),
        (leaf7.ebx >> 5 & 1, "AVX2"),
        (leaf1.ecx >> 12 & 1, "FMA"),
        (leaf7.ebx >> 3 & 1, "BMI1"),
        (leaf7.ebx >> 8 & 1, "BMI2"),
        (extended.ecx >> 5 & 1, "LZCNT"),
        (leaf7.ebx >> 16 & 1, "AVX512F"),
    ] {
        if present == 0 {
            any = true;
            crate::sys::stderr!(b" ", name.as_bytes());
        }
    }
    if !any {
        crate::sys::stderr!(b" something it was compiled for");
    }
    crate::sys::stderr!(b"; rebuild it with -march=x86-64-v2 or -march=compatibility\n");
}

/// The return address in a saved word: the word.
pub fn return_address(saved: u64) -> u64 {
    saved
}
