//! Entry, stack switch, signals and system calls of x86-64.
#![allow(unsafe_code)]

use super::frame::{Frame, Handler, SIGABRT_MASK, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
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
                concat!("lea {}, [rip + ", wasmc_abi::symbol!($symbol), "]"),
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
            concat!(".section .text.", wasmc_abi::symbol!(START), ",\"ax\",@progbits"),
            concat!(".globl ", wasmc_abi::symbol!(START)),
            concat!(".type ", wasmc_abi::symbol!(START), ",@function"),
            concat!(wasmc_abi::symbol!(START), ":"),
            ".cfi_startproc",
            ".cfi_undefined rip",
            "xor ebp, ebp", // the outermost frame, psABI 3.4.1
            "mov rdi, rsp",
            "and rsp, -16",
            "call {start}",
            "ud2",
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
    unsafe {
        asm!("mov {}, rsp", out(reg) stack_pointer, options(nomem, nostack, preserves_flags))
    };
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
        "push rbp",
        ".cfi_def_cfa_offset 16",
        ".cfi_offset rbp, -16",
        "push rbx",
        ".cfi_def_cfa_offset 24",
        ".cfi_offset rbx, -24",
        "push r12",
        ".cfi_def_cfa_offset 32",
        ".cfi_offset r12, -32",
        "push r13",
        ".cfi_def_cfa_offset 40",
        ".cfi_offset r13, -40",
        "push r14",
        ".cfi_def_cfa_offset 48",
        ".cfi_offset r14, -48",
        "push r15",
        ".cfi_def_cfa_offset 56",
        ".cfi_offset r15, -56",
        "mov [rcx], rsp",
        "mov r12, rsp",
        ".cfi_def_cfa_register r12",
        "mov rax, rdi",
        "mov rdi, rsi",
        "mov rsp, rdx",
        "xor ebp, ebp",
        "call rax",
        "mov rsp, r12",
        ".cfi_def_cfa_register rsp",
        "xor eax, eax",
        "pop r15",
        ".cfi_def_cfa_offset 48",
        "pop r14",
        ".cfi_def_cfa_offset 40",
        "pop r13",
        ".cfi_def_cfa_offset 32",
        "pop r12",
        ".cfi_def_cfa_offset 24",
        "pop rbx",
        ".cfi_def_cfa_offset 16",
        "pop rbp",
        ".cfi_def_cfa_offset 8",
        "ret",
        ".cfi_endproc",
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
        ".cfi_def_cfa rdi, 56",
        ".cfi_offset rbp, -16",
        ".cfi_offset rbx, -24",
        ".cfi_offset r12, -32",
        ".cfi_offset r13, -40",
        ".cfi_offset r14, -48",
        ".cfi_offset r15, -56",
        "mov rsp, rdi",
        ".cfi_def_cfa_register rsp",
        "mov eax, esi",
        "cld",
        "pop r15",
        ".cfi_def_cfa_offset 48",
        "pop r14",
        ".cfi_def_cfa_offset 40",
        "pop r13",
        ".cfi_def_cfa_offset 32",
        "pop r12",
        ".cfi_def_cfa_offset 24",
        "pop rbx",
        ".cfi_def_cfa_offset 16",
        "pop rbp",
        ".cfi_def_cfa_offset 8",
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
                    "mov rsi, rbp",
                    "mov rdx, r15",
                    "jmp {throw_from}",
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
    naked_asm!(
        // The handler counts as the caller, which would have called with its first instruction: debuggers look
        // one byte before a return address. `DW_CFA_val_expression`: rip is rdi + 1.
        ".cfi_startproc",
        ".cfi_def_cfa rsi, 0",
        ".cfi_escape 0x16, 16, 2, 0x75, 1",
        ".cfi_register rbp, rdx",
        "mov rsp, rsi",
        "mov rbp, rdx",
        "mov rax, rcx",
        "mov r15, r8",
        "jmp rdi",
        ".cfi_endproc",
    )
}

/// Saves the callee-saved registers on the stack, then calls a function with the stack pointer.
pub fn with_registers_on_stack(function: extern "C" fn(u64)) {
    #[unsafe(naked)]
    extern "C" fn save(function: extern "C" fn(u64)) {
        naked_asm!(
            ".cfi_startproc",
            "push rbx",
            ".cfi_def_cfa_offset 16",
            "push r12",
            ".cfi_def_cfa_offset 24",
            "push r13",
            ".cfi_def_cfa_offset 32",
            "push r14",
            ".cfi_def_cfa_offset 40",
            "push r15",
            ".cfi_def_cfa_offset 48",
            "mov rax, rdi",
            "mov rdi, rsp",
            "call rax",
            "add rsp, 40",
            ".cfi_def_cfa_offset 8",
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
    unsafe { core::arch::asm!("mov {}, rbp", out(reg) frame, options(nomem, nostack)) };
    frame
}

/// Signals that traps arrive as: explicit traps are `ud2`, divisions fault by themselves.
pub const SIGNALS: &[i32] = &[SIGSEGV, SIGBUS, SIGILL, SIGFPE];

/// Reads the interrupted registers from a `ucontext_t` (`sigcontext` in the kernel's
/// `uapi/asm/sigcontext.h`: r8–r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip after 40 bytes).
///
/// # Safety
/// It must be what the kernel passed to a signal handler.
pub unsafe fn registers(context: *mut c_void) -> Frame {
    const REGISTERS: usize = 40;
    const RBP: usize = REGISTERS + 10 * 8;
    const RIP: usize = REGISTERS + 16 * 8;
    // SAFETY: the kernel passes a whole ucontext_t.
    let read = |offset| unsafe { context.wrapping_byte_add(offset).cast::<u64>().read() };
    Frame {
        pc: read(RIP),
        frame: read(RBP),
    }
}

/// The return address in a saved word: the word.
pub fn return_address(saved: u64) -> u64 {
    saved
}

/// `R_X86_64_RELATIVE` (psABI).
pub const RELATIVE: u32 = 8;

pub const RT_SIGACTION: usize = 13;
pub const RT_SIGPROCMASK: usize = 14;
/// `clone`.
pub const CLONE: usize = 56;
/// `rt_sigtimedwait`.
pub const RT_SIGTIMEDWAIT: usize = 128;
/// `wait4`.
pub const WAIT4: usize = 61;
/// ioctl(2).
pub const IOCTL: usize = 16;
/// userfaultfd(2).
pub const USERFAULTFD: usize = 323;
pub const SETITIMER: usize = 38;
pub const SIGALTSTACK: usize = 131;
pub const EXIT_GROUP: usize = 231;
pub const READV: usize = 19;
pub const WRITEV: usize = 20;
pub const GETSOCKOPT: usize = 55;
pub const SENDMSG: usize = 46;
pub const RECVMSG: usize = 47;
pub const READLINKAT: usize = 267;
pub const PREADV: usize = 295;
pub const PWRITEV: usize = 296;
pub const PWRITEV2: usize = 328;
pub const GETRANDOM: usize = 318;
pub const PRCTL: usize = 157;
pub const PRLIMIT64: usize = 302;
pub const SECCOMP: usize = 317;
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

/// A system call with six arguments.
///
/// # Safety
/// The arguments must be what the call expects.
pub unsafe fn syscall6(number: usize, [a, b, c, d, e, f]: [usize; 6]) -> isize {
    let result: isize;
    // SAFETY: the caller vouches for the arguments; the clobbers are those of the ABI.
    unsafe {
        asm!(
            "syscall",
            inlateout("rax") number as isize => result,
            in("rdi") a, in("rsi") b, in("rdx") c, in("r10") d, in("r8") e, in("r9") f,
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
        mask: SIGABRT_MASK,
    }
}

unsafe extern "C" {
    #[link_name = "__restore_rt"]
    fn restorer();
}

// rt_sigreturn(2). Debuggers know a signal handler's caller by these very instructions, and by this name,
// which the C libraries use. They look for the caller one byte before its address, hence the `nop`.
core::arch::global_asm!(
    ".section .text.__restore_rt,\"ax\",@progbits",
    "nop",
    ".globl __restore_rt",
    ".hidden __restore_rt",
    ".type __restore_rt,@function",
    "__restore_rt:",
    ".byte 0x48, 0xc7, 0xc0, 0x0f, 0, 0, 0", // mov rax, 15
    "syscall",
    ".size __restore_rt, . - __restore_rt",
);
