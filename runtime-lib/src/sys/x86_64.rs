//! System calls of x86-64 (`syscall(2)`, `arch/x86/entry/syscalls/syscall_64.tbl`).
#![allow(unsafe_code)]

use super::Handler;
use core::arch::{asm, naked_asm};

/// `R_X86_64_RELATIVE` (psABI).
pub const RELATIVE: u32 = 8;

pub const RT_SIGACTION: usize = 13;
pub const RT_SIGPROCMASK: usize = 14;
pub const SETITIMER: usize = 38;
pub const SIGALTSTACK: usize = 131;
pub const EXIT_GROUP: usize = 231;
pub const READV: usize = 19;
pub const WRITEV: usize = 20;
pub const SENDMSG: usize = 46;
pub const RECVMSG: usize = 47;
pub const READLINKAT: usize = 267;
pub const PREADV: usize = 295;
pub const PWRITEV: usize = 296;
pub const GETRANDOM: usize = 318;

/// A system call of up to four arguments.
///
/// # Safety
/// The arguments must be what the call expects.
pub unsafe fn syscall4(number: usize, a: usize, b: usize, c: usize, d: usize) -> isize {
    let result: isize;
    // SAFETY: the caller vouches for the arguments; the clobbers are those of the ABI.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number as isize => result,
            in("rdi") a, in("rsi") b, in("rdx") c, in("r10") d,
            lateout("rcx") _, lateout("r11") _,
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
            "syscall",
            inlateout("rax") number as isize => result,
            in("rdi") a, in("rsi") b, in("rdx") c, in("r10") d, in("r8") e,
            lateout("rcx") _, lateout("r11") _,
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
    restorer: unsafe extern "C" fn(),
    mask: u64,
}

/// x86-64 has no return trampoline of the kernel's own: `SA_RESTORER` is not optional.
pub fn sigaction(handler: Handler, flags: u64) -> KernelSigaction {
    const SA_RESTORER: u64 = 0x0400_0000;
    KernelSigaction {
        handler,
        flags: flags | SA_RESTORER,
        restorer,
        mask: 0,
    }
}

#[unsafe(naked)]
unsafe extern "C" fn restorer() {
    naked_asm!("mov eax, 15", "syscall") // rt_sigreturn(2)
}
