//! Entry and stack switch on x86-64.

use core::arch::{global_asm, naked_asm};

/// Address of one of [`wasmc_abi::symbols`], relative to the program counter. The Rust compiler would take
/// it from a GOT, whose entries a position-independent image has to relocate at start.
macro_rules! address_of {
    ($symbol:ident) => {{
        let address: u64;
        // SAFETY: computes an address.
        unsafe {
            core::arch::asm!(
                concat!("lea {}, [rip + ", wasmc_abi::symbol!($symbol), "]"),
                out(reg) address,
                options(pure, nomem, nostack, preserves_flags)
            );
        }
        address
    }};
}
pub(crate) use address_of;

global_asm!(
    ".section .text._start,\"ax\",@progbits",
    ".globl _start",
    ".type _start,@function",
    "_start:",
    "xor ebp, ebp", // the outermost frame, psABI 3.4.1
    "mov rdi, rsp",
    "and rsp, -16",
    "call {start}",
    "ud2",
    ".size _start, . - _start",
    start = sym super::start,
);

/// Calls `function(argument)` with `top` (16-byte aligned) as its stack, and answers 0. Its frame is
/// the outermost one of the frame-pointer chain. `*resume_point` receives what [`resume`] needs to
/// return from here early.
///
/// # Safety
/// `top` must be the upper end of a writable stack, `resume_point` writable.
#[unsafe(naked)]
pub unsafe extern "C" fn call_on_stack(
    function: extern "C" fn(u64),
    argument: u64,
    top: u64,
    resume_point: *mut u64,
) -> u32 {
    naked_asm!(
        "push rbp",
        "push rbx",
        "push r12",
        "push r13",
        "push r14",
        "push r15",
        "mov [rcx], rsp",
        "mov r12, rsp",
        "mov rax, rdi",
        "mov rdi, rsi",
        "mov rsp, rdx",
        "xor ebp, ebp",
        "call rax",
        "mov rsp, r12",
        "xor eax, eax",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}

/// Makes the [`call_on_stack`] that stored `resume_point` return `status`. Works from a signal
/// handler too: no signal is blocked there, and the kernel tells the alternate stack by the stack
/// pointer.
///
/// # Safety
/// That call must not have returned yet, and nothing between may own what must be released.
#[unsafe(naked)]
pub unsafe extern "C" fn resume(resume_point: u64, status: u32) -> ! {
    naked_asm!(
        "mov rsp, rdi",
        "mov eax, esi",
        "cld",
        "pop r15",
        "pop r14",
        "pop r13",
        "pop r12",
        "pop rbx",
        "pop rbp",
        "ret",
    )
}

/// The frame pointer of the calling function.
#[inline(always)]
pub fn frame_pointer() -> u64 {
    let frame: u64;
    // SAFETY: reads a register.
    unsafe { core::arch::asm!("mov {}, rbp", out(reg) frame, options(nomem, nostack)) };
    frame
}
