//! What differs between targets: addresses of symbols, the entry point, switching stacks, system calls
//! and their numbers, and the frames of signals.

#[cfg(target_arch = "aarch64")]
mod aarch64;
mod frame;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "aarch64")]
use aarch64 as target;
#[cfg(target_arch = "x86_64")]
use x86_64 as target;

pub use frame::{Frame, Handler, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP, SignalInfo};
pub use target::{
    CLONE, CLOSE_RANGE, EXIT_GROUP, GETRANDOM, GETSOCKOPT, IOCTL, LANDLOCK_ADD_RULE,
    LANDLOCK_CREATE_RULESET, LANDLOCK_RESTRICT_SELF, PRCTL, PREADV, PRLIMIT64, PWRITEV, PWRITEV2,
    READLINKAT, READV, RECVMSG, RELATIVE, RT_SIGACTION, RT_SIGPROCMASK, RT_SIGTIMEDWAIT, SECCOMP,
    SENDMSG, SETITIMER, SIGALTSTACK, SIGNALS, USERFAULTFD, WAIT4, WRITEV, below_frame,
    call_on_stack, continue_at, frame_pointer, registers, resume, return_address, sigaction,
    syscall4, syscall5, syscall6, with_registers_on_stack,
};
pub(crate) use target::{address_of, entry_point, throw_entry};
