//! The only folder with raw system calls that rustix does not offer, and with the unsafe ones that
//! it does. Everything else in the runtime goes through rustix's safe functions.
#![allow(unsafe_code)]

use crate::arch::{self, Handler};
use rustix::io::Errno;

pub mod exit;
pub mod io;
pub mod landlock;
pub mod message;
pub mod process;
mod reservation;
mod results;
pub mod seccomp;
pub mod written;

pub use exit::exit;
pub use io::IoVec;
pub use message::{Decimal, Hex, Message, Names, Part};
pub(crate) use message::{fail, stderr};
pub use reservation::{Refused, Reservation, protect};
pub use results::write_results;

/// Installs a handler that runs on the alternate stack with no signal blocked but SIGABRT, so that a fault in
/// the handler itself is not lost.
pub fn handle(signal: i32, handler: Handler) -> Result<(), Errno> {
    const SA_SIGINFO: u64 = 4;
    const SA_ONSTACK: u64 = 0x0800_0000;
    const SA_NODEFER: u64 = 0x4000_0000;
    const SIGSET_BYTES: usize = 8;
    let action = arch::sigaction(handler, SA_SIGINFO | SA_ONSTACK | SA_NODEFER);
    // SAFETY: the kernel reads the structure and keeps no pointer to it.
    let result = unsafe {
        arch::syscall4(
            arch::RT_SIGACTION,
            signal as usize,
            (&raw const action) as usize,
            0,
            SIGSET_BYTES,
        )
    };
    check(result)
}

/// Sets a signal back to its default action, or to be ignored never: the default of a fatal one.
pub fn handle_default(signal: i32) {
    const SIG_DFL: u64 = 0;
    set_action(signal, SIG_DFL);
}

/// Makes the kernel drop a signal.
pub fn ignore(signal: i32) {
    const SIG_IGN: u64 = 1;
    set_action(signal, SIG_IGN);
}

/// Sets an action that is no handler.
fn set_action(signal: i32, action: u64) {
    let action = [action, 0, 0, 0];
    // SAFETY: the kernel reads the structure and keeps no pointer to it.
    unsafe {
        arch::syscall4(
            arch::RT_SIGACTION,
            signal as usize,
            (&raw const action) as usize,
            0,
            8,
        )
    };
}

/// Unblocks signals: the process that started this one may have left them blocked (sigprocmask(2)).
pub fn unblock(signals: &[i32]) {
    const SIG_UNBLOCK: usize = 1;
    let mask = signals
        .iter()
        .fold(0u64, |mask, signal| mask | 1 << (signal - 1));
    // SAFETY: the kernel reads the mask and keeps no pointer to it.
    unsafe {
        arch::syscall4(
            arch::RT_SIGPROCMASK,
            SIG_UNBLOCK,
            (&raw const mask) as usize,
            0,
            size_of::<u64>(),
        )
    };
}

/// Has SIGALRM come after so many milliseconds, and each second from then on (`setitimer(2)`,
/// `ITIMER_REAL`).
pub fn set_alarm(milliseconds: u64) -> Result<(), Errno> {
    const ITIMER_REAL: usize = 0;
    // struct itimerval: interval, then value, each in seconds and microseconds.
    let timer = [1, 0, milliseconds / 1000, milliseconds % 1000 * 1000];
    // SAFETY: the kernel reads the structure and keeps no pointer to it.
    let result = unsafe {
        arch::syscall4(
            arch::SETITIMER,
            ITIMER_REAL,
            (&raw const timer) as usize,
            0,
            0,
        )
    };
    check(result)
}

/// Sets the stack that signal handlers run on (`sigaltstack(2)`).
pub fn set_alternate_stack(base: u64, len: u64) -> Result<(), Errno> {
    // stack_t: ss_sp, ss_flags (and padding), ss_size.
    let stack = [base, 0, len];
    // SAFETY: the kernel reads the structure; `stack` keeps the range mapped for good.
    let result = unsafe { arch::syscall4(arch::SIGALTSTACK, (&raw const stack) as usize, 0, 0, 0) };
    check(result)
}

/// Bytes that the stack of the process may take; `None`: any number (`prlimit(2)`, `RLIMIT_STACK`).
pub fn stack_limit() -> Option<u64> {
    const RLIMIT_STACK: usize = 3;
    const RLIM_INFINITY: u64 = u64::MAX;
    // struct rlimit64: the limit, and what it can be raised to.
    let mut limits = [RLIM_INFINITY; 2];
    let to = (&raw mut limits) as usize;
    // SAFETY: the kernel writes the structure and keeps no pointer to it.
    let result = unsafe { arch::syscall4(arch::PRLIMIT64, 0, RLIMIT_STACK, 0, to) };
    let [limit, _] = limits;
    (check(result).is_ok() && limit != RLIM_INFINITY).then_some(limit)
}

/// The kernel's convention: a negative result is an error. No caller needs the number, and rustix makes its
/// type by an assertion, whose panic would be linked.
fn check(result: isize) -> Result<(), Errno> {
    if result < 0 {
        Err(Errno::INVAL)
    } else {
        Ok(())
    }
}
