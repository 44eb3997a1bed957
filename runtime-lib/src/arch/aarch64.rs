//! Entry, stack switch, signals and system calls of aarch64.
#![allow(unsafe_code)]

use super::frame::{Frame, Handler, SIGABRT_MASK, SIGBUS, SIGILL, SIGSEGV, SIGTRAP};
use core::arch::{asm, naked_asm};
use core::ffi::c_void;

/// Address of one of [`wasmc_abi::symbols`], relative to the program counter. The Rust compiler would take
/// it from a GOT, whose entries a position-independent image has to relocate at start.
macro_rules! address_of {
    ($symbol:ident) => {{
        let address: u64;
        // SAFETY: computes an address.
        unsafe {
            core::arch::asm!(
                concat!("adrp {0}, ", wasmc_abi::symbol!($symbol)),
                concat!("add {0}, {0}, :lo12:", wasmc_abi::symbol!($symbol)),
                out(reg) address,
                options(pure, nomem, nostack, preserves_flags)
            );
        }
        address
    }};
}
pub(crate) use address_of;

/// The entry point of the image, which calls a function with the initial stack pointer.
macro_rules! entry_point {
    ($start:path) => {
        core::arch::global_asm!(
            concat!(".section .text.", wasmc_abi::symbol!(START), ",\"ax\",%progbits"),
            concat!(".globl ", wasmc_abi::symbol!(START)),
            concat!(".type ", wasmc_abi::symbol!(START), ",%function"),
            concat!(wasmc_abi::symbol!(START), ":"),
            ".cfi_startproc",
            ".cfi_undefined x30",
            "mov x29, #0",
            "mov x30, #0",
            "mov x0, sp",
            "bl {start}",
            "brk #1",
            ".cfi_endproc",
            concat!(".size ", wasmc_abi::symbol!(START), ", . - ", wasmc_abi::symbol!(START)),
            start = sym $start,
        );
    };
}
pub(crate) use entry_point;

/// Bytes below its caller's frame that [`call_on_stack`] uses, and more.
const CALL_ROOM: u64 = 256;

/// An address below the frame of the function that this is inlined into, and below what [`call_on_stack`] keeps there: a
/// multiple of 16.
#[inline(always)]
pub fn below_frame() -> u64 {
    let stack_pointer: u64;
    // SAFETY: reads a register.
    unsafe { asm!("mov {}, sp", out(reg) stack_pointer, options(nomem, nostack, preserves_flags)) };
    (stack_pointer - CALL_ROOM) & !15
}

/// Calls `function(argument)` with `top` (16-byte aligned) as its stack, and returns 0. Its frame is
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
        ".cfi_startproc",
        "stp x29, x30, [sp, #-160]!",
        ".cfi_def_cfa_offset 160",
        ".cfi_offset x29, -160",
        ".cfi_offset x30, -152",
        "stp x19, x20, [sp, #16]",
        ".cfi_offset x19, -144",
        ".cfi_offset x20, -136",
        "stp x21, x22, [sp, #32]",
        ".cfi_offset x21, -128",
        ".cfi_offset x22, -120",
        "stp x23, x24, [sp, #48]",
        ".cfi_offset x23, -112",
        ".cfi_offset x24, -104",
        "stp x25, x26, [sp, #64]",
        ".cfi_offset x25, -96",
        ".cfi_offset x26, -88",
        "stp x27, x28, [sp, #80]",
        ".cfi_offset x27, -80",
        ".cfi_offset x28, -72",
        "stp d8, d9, [sp, #96]",
        "stp d10, d11, [sp, #112]",
        "stp d12, d13, [sp, #128]",
        "stp d14, d15, [sp, #144]",
        "mov x20, sp",
        ".cfi_def_cfa_register x20",
        "str x20, [x3]",
        "mov x9, x0",
        "mov x0, x1",
        "mov sp, x2",
        "mov x29, #0",
        "blr x9",
        "mov x0, x20",
        "mov w1, #0",
        "b {resume}",
        ".cfi_endproc",
        resume = sym resume,
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
        ".cfi_startproc",
        ".cfi_def_cfa x0, 160",
        ".cfi_offset x29, -160",
        ".cfi_offset x30, -152",
        "mov sp, x0",
        ".cfi_def_cfa_register sp",
        "mov w0, w1",
        "ldp x19, x20, [sp, #16]",
        "ldp x21, x22, [sp, #32]",
        "ldp x23, x24, [sp, #48]",
        "ldp x25, x26, [sp, #64]",
        "ldp x27, x28, [sp, #80]",
        "ldp d8, d9, [sp, #96]",
        "ldp d10, d11, [sp, #112]",
        "ldp d12, d13, [sp, #128]",
        "ldp d14, d15, [sp, #144]",
        "ldp x29, x30, [sp], #160",
        ".cfi_def_cfa_offset 0",
        ".cfi_restore x29",
        ".cfi_restore x30",
        "ret",
        ".cfi_endproc",
    )
}

/// Defines `Throw` of [`wasmc_abi::builtins`]. It passes the exception, the frame of its caller and the
/// pinned register to `throw_from`.
macro_rules! throw_entry {
    ($throw_from:ident) => {
        mod entry {
            use wasmc_abi::exception::ObjectHeader;

            /// Continues at the handler of an exception.
            ///
            /// # Safety
            /// Only compiled code may call it, with an exception.
            #[unsafe(naked)]
            #[unsafe(export_name = wasmc_abi::builtin!(Throw))]
            pub unsafe extern "C" fn throw(object: *mut ObjectHeader) -> ! {
                core::arch::naked_asm!(
                    ".cfi_startproc",
                    "mov x1, x29",
                    "mov x2, x21",
                    "b {throw_from}",
                    ".cfi_endproc",
                    throw_from = sym super::$throw_from,
                )
            }
        }
    };
}
pub(crate) use throw_entry;

/// Continues at `code` with this stack pointer and this frame pointer. `payload` goes to the first
/// register of Cranelift's exception payload, `pinned` to the pinned register.
///
/// # Safety
/// The code must be a handler that expects these values.
#[unsafe(naked)]
pub unsafe extern "C" fn continue_at(
    code: u64,
    stack: u64,
    frame: u64,
    payload: u64,
    pinned: u64,
) -> ! {
    // `ret` instead of `br`, because the handler does not begin with a landing pad.
    naked_asm!(
        // The handler counts as the caller, which would have called with its first instruction: debuggers look
        // before a return address. `DW_CFA_val_expression`: x30 is x0 + 4, then x9 + 4.
        ".cfi_startproc",
        ".cfi_def_cfa x1, 0",
        ".cfi_register x29, x2",
        ".cfi_escape 0x16, 30, 2, 0x70, 4",
        "mov sp, x1",
        "mov x29, x2",
        "mov x9, x0",
        ".cfi_escape 0x16, 30, 2, 0x79, 4",
        "mov x0, x3",
        "mov x21, x4",
        "ret x9",
        ".cfi_endproc",
    )
}

/// Saves the callee-saved registers on the stack, then calls a function with the stack pointer.
pub fn with_registers_on_stack(function: extern "C" fn(u64)) {
    #[unsafe(naked)]
    extern "C" fn save(function: extern "C" fn(u64)) {
        naked_asm!(
            ".cfi_startproc",
            "stp x29, x30, [sp, #-96]!",
            ".cfi_def_cfa_offset 96",
            ".cfi_offset x29, -96",
            ".cfi_offset x30, -88",
            "mov x29, sp",
            "stp x19, x20, [sp, #16]",
            "stp x21, x22, [sp, #32]",
            "stp x23, x24, [sp, #48]",
            "stp x25, x26, [sp, #64]",
            "stp x27, x28, [sp, #80]",
            "mov x9, x0",
            "mov x0, sp",
            "blr x9",
            "ldp x19, x20, [sp, #16]",
            "ldp x21, x22, [sp, #32]",
            "ldp x23, x24, [sp, #48]",
            "ldp x25, x26, [sp, #64]",
            "ldp x27, x28, [sp, #80]",
            "ldp x29, x30, [sp], #96",
            ".cfi_def_cfa_offset 0",
            ".cfi_restore x29",
            ".cfi_restore x30",
            "ret",
            ".cfi_endproc",
        )
    }
    save(function);
}

/// The frame pointer of the calling function.
#[inline(always)]
pub fn frame_pointer() -> u64 {
    let frame: u64;
    // SAFETY: reads a register.
    unsafe { core::arch::asm!("mov {}, x29", out(reg) frame, options(nomem, nostack)) };
    frame
}

/// Signals that traps arrive as: explicit traps are `udf`.
pub const SIGNALS: &[i32] = &[SIGSEGV, SIGBUS, SIGILL, SIGTRAP];

/// Reads the interrupted registers from a `ucontext_t`: `sigcontext` starts at 176 (the kernel's
/// `uapi/asm/ucontext.h`) with the fault address, then x0–x30, sp, pc.
///
/// # Safety
/// It must be what the kernel passed to a signal handler.
pub unsafe fn registers(context: *mut c_void) -> Frame {
    const REGISTERS: usize = 176 + 8;
    const X29: usize = REGISTERS + 29 * 8;
    const PC: usize = REGISTERS + 32 * 8;
    // SAFETY: the kernel passes a whole ucontext_t.
    let read = |offset| unsafe { context.wrapping_byte_add(offset).cast::<u64>().read() };
    Frame {
        pc: read(PC),
        frame: read(X29),
    }
}

/// The address in a saved link register, whose upper bits may be a signature: addresses of a process
/// have 48 bits unless it asks for more (the kernel's `arm64/memory.rst`).
pub fn return_address(saved: u64) -> u64 {
    saved & ((1 << 48) - 1)
}

/// `R_AARCH64_RELATIVE` (psABI).
pub const RELATIVE: u32 = 1027;

pub const RT_SIGACTION: usize = 134;
pub const RT_SIGPROCMASK: usize = 135;
/// `clone`.
pub const CLONE: usize = 220;
/// `rt_sigtimedwait`.
pub const RT_SIGTIMEDWAIT: usize = 137;
/// `wait4`.
pub const WAIT4: usize = 260;
/// ioctl(2).
pub const IOCTL: usize = 29;
/// userfaultfd(2).
pub const USERFAULTFD: usize = 282;
pub const SETITIMER: usize = 103;
pub const SIGALTSTACK: usize = 132;
pub const EXIT_GROUP: usize = 94;
pub const READV: usize = 65;
pub const WRITEV: usize = 66;
pub const PREADV: usize = 69;
pub const PWRITEV: usize = 70;
pub const PWRITEV2: usize = 287;
pub const READLINKAT: usize = 78;
pub const GETSOCKOPT: usize = 209;
pub const SENDMSG: usize = 211;
pub const RECVMSG: usize = 212;
pub const GETRANDOM: usize = 278;
pub const PRCTL: usize = 167;
pub const PRLIMIT64: usize = 261;
pub const SECCOMP: usize = 277;
pub const CLOSE_RANGE: usize = 436;
pub const LANDLOCK_CREATE_RULESET: usize = 444;
pub const LANDLOCK_ADD_RULE: usize = 445;
pub const LANDLOCK_RESTRICT_SELF: usize = 446;

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

/// A system call with six arguments.
///
/// # Safety
/// The arguments must be what the call expects.
pub unsafe fn syscall6(number: usize, [a, b, c, d, e, f]: [usize; 6]) -> isize {
    let result: isize;
    // SAFETY: the caller vouches for the arguments; the clobbers are those of the ABI.
    unsafe {
        asm!(
            "svc 0",
            in("x8") number,
            inlateout("x0") a as isize => result,
            in("x1") b, in("x2") c, in("x3") d, in("x4") e, in("x5") f,
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
        mask: SIGABRT_MASK,
    }
}
