//! What an image gives up before the program runs.
#![allow(unsafe_code)]

use crate::image;
use crate::policy;
use crate::sys::seccomp;
use crate::trap;
use core::mem::MaybeUninit;
use core::slice::from_raw_parts;
use rustix::process::getpid;
use wasmc_abi::filter::{FilterHeader, Instruction, MOST_INSTRUCTIONS};
use wasmc_abi::image::FLAG_LOCKED;

/// The first descriptor that is no standard stream.
const FIRST: usize = 3;

/// Gives up all system calls but those of the filter. A kernel without filters changes nothing.
#[unsafe(export_name = wasmc_abi::builtin!(Confine))]
pub extern "C" fn confine(filter: *const FilterHeader) {
    seccomp::close_on_exec(FIRST);
    if image::header().flags & FLAG_LOCKED != 0 && !policy::limits::core() {
        // Whoever may start a locked image may not look into it either.
        seccomp::not_dumpable();
    }
    seccomp::no_new_privileges();
    if policy::no_seccomp() {
        return;
    }
    trap::end_by_refusals();
    // SAFETY: the compiler wrote the filter, and passes its address.
    unsafe { give_up(filter) };
}

/// Gives up all system calls but those of another filter, which a worker of a server has. Null: none.
///
/// # Safety
/// The compiler wrote the filter.
pub unsafe fn confine_worker(filter: *const FilterHeader) {
    if !filter.is_null() && !policy::no_seccomp() {
        // SAFETY: the caller's.
        unsafe { give_up(filter) };
    }
}

/// Installs a filter.
///
/// # Safety
/// The compiler wrote it.
unsafe fn give_up(filter: *const FilterHeader) {
    let first = filter.wrapping_add(1).cast::<Instruction>();
    // SAFETY: the caller's.
    let filter = unsafe { &*filter };
    // SAFETY: the compiler wrote as many instructions behind the header as it says.
    let instructions = unsafe { from_raw_parts(first, filter.count as usize) };
    install(instructions, filter.process as usize);
}

/// Installs a copy, in which one instruction has the number of this process.
#[inline(never)]
fn install(instructions: &[Instruction], process: usize) {
    let mut room = [const { MaybeUninit::<Instruction>::uninit() }; MOST_INSTRUCTIONS];
    let Some(copy) = room.get_mut(..instructions.len()) else {
        return;
    };
    let copy = copy.write_copy_of_slice(instructions);
    if let Some(instruction) = copy.get_mut(process) {
        instruction.value = getpid().as_raw_nonzero().get() as u32;
    }
    seccomp::install(copy);
}
