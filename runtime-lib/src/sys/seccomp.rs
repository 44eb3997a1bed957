//! What a process gives up for good: privileges by other executables, being dumped, system calls.
//!
//! The kernel, or a filter around the process, may refuse each of these. The process is then as it was.
#![allow(unsafe_code)]

use crate::arch::{self, syscall4, syscall5};
use wasmc_abi::filter::Instruction;

/// prctl(2) with one argument.
fn prctl(option: usize, value: usize) {
    // SAFETY: the options that are used here take no pointer.
    unsafe { syscall5(arch::PRCTL, option, value, 0, 0, 0) };
}

/// Executables that the process might start give it no privileges (`PR_SET_NO_NEW_PRIVS`). The kernel
/// demands it of whoever confines itself.
pub fn no_new_privileges() {
    const PR_SET_NO_NEW_PRIVS: usize = 38;
    prctl(PR_SET_NO_NEW_PRIVS, 1);
}

/// Processes of the same user cannot look into this one, and it leaves no core (`PR_SET_DUMPABLE`).
pub fn not_dumpable() {
    const PR_SET_DUMPABLE: usize = 4;
    prctl(PR_SET_DUMPABLE, 0);
}

/// Keeps descriptors from this number on from executables that the process might start (close_range(2)).
pub fn close_on_exec(first: usize) {
    const CLOSE_RANGE_CLOEXEC: usize = 4;
    let last = u32::MAX as usize;
    // SAFETY: it takes no pointer, and closes nothing.
    unsafe { syscall4(arch::CLOSE_RANGE, first, last, CLOSE_RANGE_CLOEXEC, 0) };
}

/// `struct sock_fprog`.
#[repr(C)]
struct Program {
    count: u16,
    instructions: *const Instruction,
}

/// Installs a filter of system calls (`SECCOMP_SET_MODE_FILTER`, seccomp(2)).
pub fn install(instructions: &[Instruction]) {
    const SECCOMP_SET_MODE_FILTER: usize = 1;
    let program = Program {
        count: instructions.len() as u16,
        instructions: instructions.as_ptr(),
    };
    let program = (&raw const program) as usize;
    // SAFETY: the kernel reads the program and keeps a copy.
    unsafe { syscall4(arch::SECCOMP, SECCOMP_SET_MODE_FILTER, 0, program, 0) };
}
