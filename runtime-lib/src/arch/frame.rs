//! Where a signal or a call has interrupted compiled code.

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
