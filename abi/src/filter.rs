//! The filter of system calls that an image installs before the program runs (seccomp(2)).

use crate::layout::layout;

layout! {
    /// What the instructions of the filter stand behind.
    pub struct FilterHeader {
        /// Number of [`Instruction`]s, at most [`MOST_INSTRUCTIONS`].
        pub count: u32,
        /// Which instruction gets the number of the process at start, as its `value`.
        pub process: u32,
    }
}

layout! {
    /// An instruction of classic BPF (`struct sock_filter`, `linux/filter.h`).
    pub struct Instruction {
        /// What it does.
        pub code: u16,
        /// Instructions to skip where the condition holds.
        pub jump_true: u8,
        /// Instructions to skip where it does not.
        pub jump_false: u8,
        /// The constant.
        pub value: u32,
    }
}

/// Room that the runtime has for a filter.
pub const MOST_INSTRUCTIONS: usize = 1024;

/// Exit code after a system call that the filter refuses: 128 and the number of SIGSYS, as shells have it.
pub const EXIT_CODE: i32 = 128 + 31;
