//! Where a signal or a call has interrupted compiled code.

use core::ffi::c_void;

/// Signals (signal(7)).
pub const SIGILL: i32 = 4;
pub const SIGTRAP: i32 = 5;
pub const SIGBUS: i32 = 7;
pub const SIGFPE: i32 = 8;
pub const SIGSEGV: i32 = 11;

/// Where the trap happened.
#[derive(Clone, Copy)]
pub struct Frame {
    /// Program counter of the trapping instruction or of the innermost return address.
    pub pc: u64,
    /// Head of the frame-pointer chain.
    pub frame: u64,
}

/// Signal handler with `SA_SIGINFO`.
pub type Handler = extern "C" fn(signal: i32, info: *mut SignalInfo, context: *mut c_void);

/// The part of `siginfo_t` that faults and refused system calls fill in (`sigaction(2)`).
#[repr(C)]
pub struct SignalInfo {
    pub signal: i32,
    pub errno: i32,
    pub code: i32,
    pad: i32,
    /// Address of the fault; for SIGSYS, that of the call.
    pub address: u64,
    /// For SIGSYS, the number of the call.
    pub call: i32,
}

/// `SIGABRT`, by which `--core` ends a process, as a set of signals: it waits until a handler has returned.
pub const SIGABRT_MASK: u64 = 1 << (6 - 1);
