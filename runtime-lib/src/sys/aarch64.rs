//! System calls of aarch64 (`syscall(2)`, `include/uapi/asm-generic/unistd.h`).
#![allow(unsafe_code)]

use super::Handler;
use core::arch::asm;

/// `R_AARCH64_RELATIVE` (psABI).
pub const RELATIVE: u32 = 1027;

pub const RT_SIGACTION: usize = 134;
pub const RT_SIGPROCMASK: usize = 135;
pub const SETITIMER: usize = 103;
pub const SIGALTSTACK: usize = 132;
pub const EXIT_GROUP: usize = 94;
pub const READV: usize = 65;
pub const WRITEV: usize = 66;
pub const PREADV: usize = 69;
pub const PWRITEV: usize = 70;
pub const READLINKAT: usize = 78;
pub const SENDMSG: usize = 211;
pub const RECVMSG: usize = 212;
pub const GETRANDOM: usize = 278;

/// A system call of up to four arguments.
///
/// # Safety
/// The arguments must be what the call expects.
pub unsafe fn syscall4(number: usize, a: usize, b: usize, c: usize, d: usize) -> isize {
    let result: isize;
    // SAFETY: the caller vouches for the arguments; the clobbers are those of the ABI.
    unsafe {
        asm!(
            "svc 0",
            in("x8") number,
            inlateout("x0") a as isize => result,
            in("x1") b, in("x2") c, in("x3") d,
            options(nostack)
        );
    }
    result
}

/// A system call of five arguments.
///
/// # Safety
/// The arguments must be what the call expects.
pub unsafe fn syscall5(number: usize, a: usize, b: usize, c: usize, d: usize, e: usize) -> isize {
    let result: isize;
    // SAFETY: the caller vouches for the arguments; the clobbers are those of the ABI.
    unsafe {
        asm!(
            "svc 0",
            in("x8") number,
            inlateout("x0") a as isize => result,
            in("x1") b, in("x2") c, in("x3") d, in("x4") e,
            options(nostack)
        );
    }
    result
}

/// The kernel's `struct sigaction`.
#[repr(C)]
pub struct KernelSigaction {
    handler: Handler,
    flags: u64,
    restorer: u64,
    mask: u64,
}

/// The kernel returns from handlers through its vDSO here; no restorer is needed.
pub fn sigaction(handler: Handler, flags: u64) -> KernelSigaction {
    KernelSigaction {
        handler,
        flags,
        restorer: 0,
        mask: 0,
    }
}
