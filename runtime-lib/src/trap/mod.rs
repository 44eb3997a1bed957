//! Traps: from a signal or a runtime function to the report, and the end of the process.
//!
//! Everything here may run in a signal handler on the alternate stack: no locks, no allocation.
#![allow(unsafe_code)]

use crate::arch::{self, Frame, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGTRAP, SignalInfo};
use crate::instance::{memory, stack};
use crate::policy::limits;
use crate::{image, sys};
use core::ffi::c_void;
pub use end::{end_after, end_by_refusals, end_by_signals};
use recovery::recover;
pub use recovery::{EXITED, leave, recover_silently, recover_with_report, stop_recovery};
pub use sites::unsigned;
use wasmc_abi::image::FLAG_DIVIDES;
use wasmc_abi::trap::{ComponentTrap, Trap};

#[cfg(target_arch = "aarch64")]
mod aarch64;
mod end;
mod recovery;
mod report;
mod sites;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "aarch64")]
use aarch64 as target;
#[cfg(target_arch = "x86_64")]
use x86_64 as target;

/// Installs the handlers, but for one that nothing can want: a small program makes few system
/// calls.
pub fn install() {
    let divides = image::header().flags & FLAG_DIVIDES != 0;
    for &signal in arch::SIGNALS {
        if signal == SIGFPE && !divides {
            continue;
        }
        if sys::handle(signal, on_signal).is_err() {
            sys::fail!(b"cannot install signal handlers");
        }
    }
}

/// Ends the computation with a trap that a runtime function or compiled code has found.
pub fn raise(trap: Trap, detail: &[u8]) -> ! {
    let from = Frame {
        pc: 0,
        frame: arch::frame_pointer(),
    };
    report(trap, from, detail);
    end::abort();
    sys::exit(wasmc_abi::trap::EXIT_CODE)
}

/// Ends the computation with a trap of a component.
pub fn raise_component(trap: ComponentTrap, detail: &[u8]) -> ! {
    let from = Frame {
        pc: 0,
        frame: arch::frame_pointer(),
    };
    recover(trap as u32, from, detail);
    report::component_trap(trap, from, detail);
    if limits::core() {
        end::abort();
    }
    sys::exit(wasmc_abi::trap::EXIT_CODE)
}

/// An import that nothing provides was called.
#[unsafe(export_name = wasmc_abi::builtin!(UnknownImport))]
pub extern "C" fn unknown_import(name: *const u8, len: usize) -> ! {
    // SAFETY: compiled code passes a constant of the image.
    raise(Trap::UnknownImport, unsafe {
        core::slice::from_raw_parts(name, len)
    })
}

/// What a fault means.
enum Fault {
    Trap(Trap),
    /// The image holds an instruction that this processor does not know.
    IllegalInstruction,
    /// A fault that the module cannot cause: a bug of `wasmc`.
    Unexplained,
}

extern "C" fn on_signal(signal: i32, info: *mut SignalInfo, context: *mut c_void) {
    // SAFETY: the kernel passes it with SA_SIGINFO.
    let address = unsafe { (*info).address };
    // SAFETY: as above.
    let code = unsafe { (*info).code };
    // SAFETY: as above.
    let registers = unsafe { arch::registers(context) };
    match classify(signal, code, address, registers.pc) {
        Fault::Trap(trap) => {
            report(trap, registers, b"");
            // Where nothing comes of SIGABRT, the instruction runs again.
            sys::handle_default(signal);
            end::abort();
        }
        Fault::IllegalInstruction => {
            target::report_missing_feature();
            sys::exit(wasmc_abi::trap::EXIT_CODE)
        }
        Fault::Unexplained => {
            report::unexplained(signal, registers.pc, address);
            // The instruction runs again, and the default action ends the process.
            sys::handle_default(signal);
        }
    }
}

fn classify(signal: i32, code: i32, address: u64, pc: u64) -> Fault {
    let in_text = image::text_offset(pc);
    match (signal, in_text) {
        // A code above 0 is the kernel's own; anything else was sent by a process.
        _ if code <= 0 => Fault::Unexplained,
        (SIGSEGV | SIGBUS, _) if stack::exhausted_at(address) => {
            Fault::Trap(Trap::CallStackExhausted)
        }
        (SIGSEGV | SIGBUS, Some(offset)) => match sites::trap_at(offset) {
            Some(trap) => Fault::Trap(trap),
            None if memory::in_reservation(address) => Fault::Trap(Trap::MemoryOutOfBounds),
            None => Fault::Unexplained,
        },
        (SIGILL | SIGTRAP | SIGFPE, Some(offset)) => match sites::trap_at(offset) {
            Some(trap) => Fault::Trap(trap),
            None if signal == SIGILL => Fault::IllegalInstruction,
            None => Fault::Unexplained,
        },
        (SIGILL, None) => Fault::IllegalInstruction,
        _ => Fault::Unexplained,
    }
}

/// Goes back to who called the program, or reports a trap that ends the process. Returns where a core was asked for.
#[inline(never)]
fn report(trap: Trap, from: Frame, detail: &[u8]) {
    recover(trap as u32, from, detail);
    report::trap(trap, from, detail);
    if !limits::core() {
        sys::exit(wasmc_abi::trap::EXIT_CODE)
    }
}
