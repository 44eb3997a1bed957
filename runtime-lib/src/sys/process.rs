//! Processes: a server has one for each of its workers.
#![allow(unsafe_code)]

use crate::arch;
use core::ptr::null;

/// Bytes of a set of signals, as the kernel has it.
const SIGSET_BYTES: usize = size_of::<u64>();

/// The set of some signals.
fn set(signals: &[i32]) -> u64 {
    signals
        .iter()
        .fold(0, |mask, signal| mask | 1 << (signal - 1))
}

/// Makes a child, which goes on with a copy of everything (clone(2)). Returns its number, to the child 0; `None`: the kernel
/// makes none now.
pub fn fork() -> Option<i32> {
    const SIGCHLD: usize = 17;
    // SAFETY: without a stack of its own, the child goes on as it is, with its own copy of the memory. The process has one
    // thread.
    let child = unsafe { arch::syscall5(arch::CLONE, SIGCHLD, 0, 0, 0, 0) };
    (child >= 0).then_some(child as i32)
}

/// A child that has ended, if one has: its number and its status (wait4(2), `WNOHANG`).
pub fn ended_child() -> Option<(i32, i32)> {
    const ANY: usize = usize::MAX;
    const WNOHANG: usize = 1;
    let mut status = 0i32;
    // SAFETY: the kernel writes the status and keeps no pointer.
    let child = unsafe { arch::syscall4(arch::WAIT4, ANY, (&raw mut status) as usize, WNOHANG, 0) };
    (child > 0).then_some((child as i32, status))
}

/// Blocks signals: they come when they are waited for (sigprocmask(2)).
pub fn block(signals: &[i32]) {
    const SIG_BLOCK: usize = 0;
    let mask = set(signals);
    // SAFETY: the kernel reads the mask and keeps no pointer to it.
    unsafe {
        arch::syscall4(
            arch::RT_SIGPROCMASK,
            SIG_BLOCK,
            (&raw const mask) as usize,
            0,
            SIGSET_BYTES,
        )
    };
}

/// Waits for a signal that is blocked, for so many milliseconds at most; 0: none came (sigtimedwait(2)).
pub fn wait_for_signal(signals: &[i32], milliseconds: Option<u64>) -> i32 {
    let mask = set(signals);
    let time = milliseconds.map(|it| [it / 1000, it % 1000 * 1_000_000]);
    let at = time.as_ref().map_or(null(), |time| time.as_ptr());
    // SAFETY: the kernel reads both structures and keeps no pointer.
    let signal = unsafe {
        arch::syscall4(
            arch::RT_SIGTIMEDWAIT,
            (&raw const mask) as usize,
            0,
            at as usize,
            SIGSET_BYTES,
        )
    };
    signal.max(0) as i32
}

/// How many processors this process may use (sched_getaffinity(2)).
pub fn processors() -> u32 {
    match rustix::thread::sched_getaffinity(None) {
        Ok(set) => set.count().max(1),
        Err(_) => 1,
    }
}

/// Has this process killed when its parent ends (prctl(2), `PR_SET_PDEATHSIG`).
pub fn end_with_parent() {
    const PR_SET_PDEATHSIG: usize = 1;
    const SIGKILL: usize = 9;
    // SAFETY: no pointers.
    unsafe { arch::syscall5(arch::PRCTL, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) };
}
