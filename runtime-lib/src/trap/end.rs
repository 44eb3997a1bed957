//! Ends of the process from outside: the time of `--timeout`, the signals that end a container, and system
//! calls that its filter refuses.
#![allow(unsafe_code)]

use super::report;
use crate::arch::{self, SignalInfo};
use crate::policy::limits;
use crate::sys;
use core::ffi::c_void;
use core::sync::atomic::{AtomicBool, Ordering};
use rustix::process::{Pid, Signal, getpid, kill_process};
use wasmc_abi::filter;
use wasmc_abi::options::TIMEOUT_EXIT_CODE;

/// `SIGALRM` (signal(7)).
const SIGALRM: i32 = 14;
/// `SIGSYS`.
const SIGSYS: i32 = 31;
/// `SIGHUP`, `SIGINT`, `SIGQUIT`, `SIGTERM`: by which people and container engines end a process.
const ENDING: [i32; 4] = [1, 2, 3, 15];

/// Makes the signals that end a process end this one, too, if it is the first of its namespace: the
/// kernel keeps from such a process what it has no handler for (pid_namespaces(7)). All others die
/// of the signal itself, which tells their parent more.
pub fn end_by_signals() {
    if getpid() != Pid::INIT {
        return;
    }
    for signal in ENDING {
        // Without a handler the process ends later, by SIGKILL.
        let _ = sys::handle(signal, on_ending_signal);
    }
    sys::unblock(&ENDING);
}

extern "C" fn on_ending_signal(signal: i32, _: *mut SignalInfo, _: *mut c_void) {
    sys::exit(128 + signal)
}

/// Ends the process after so many milliseconds, whatever it does then.
pub fn end_after(milliseconds: u64) {
    let set = sys::handle(SIGALRM, on_alarm).and_then(|()| sys::set_alarm(milliseconds));
    if set.is_err() {
        sys::fail!(b"--timeout: cannot set a timer");
    }
    sys::unblock(&[SIGALRM]);
}

extern "C" fn on_alarm(_: i32, info: *mut SignalInfo, context: *mut c_void) {
    static REPORTED: AtomicBool = AtomicBool::new(false);
    // SAFETY: the kernel passes it with SA_SIGINFO.
    let code = unsafe { (*info).code };
    if code <= 0 {
        return end_by_default(Signal::ALARM);
    }
    // The alarm comes again while the report blocks on a full pipe.
    if !REPORTED.swap(true, Ordering::Relaxed) {
        let milliseconds = limits::timeout().unwrap_or_default();
        // SAFETY: as above.
        let interrupted = unsafe { arch::registers(context) };
        report::timeout(milliseconds, interrupted);
    }
    sys::exit(TIMEOUT_EXIT_CODE)
}

/// Has SIGABRT end the process: at once, or, in a handler, which blocks it, in the context that the handler
/// returns to. So the core has the frame that trapped.
pub fn abort() {
    end_by_default(Signal::ABORT);
}

/// A process sent the signal: its default action is due.
#[inline(never)]
fn end_by_default(signal: Signal) {
    sys::handle_default(signal.as_raw());
    let _ = kill_process(getpid(), signal);
}

/// Ends the process after a system call that the filter refuses. The kernel itself would end it without a
/// word.
pub fn end_by_refusals() {
    // Without a handler that is what happens.
    let _ = sys::handle(SIGSYS, on_refusal);
}

extern "C" fn on_refusal(_: i32, info: *mut SignalInfo, _: *mut c_void) {
    // SAFETY: the kernel passes it with SA_SIGINFO.
    let code = unsafe { (*info).code };
    if code <= 0 {
        return end_by_default(Signal::SYS);
    }
    // SAFETY: as above.
    let call = unsafe { (*info).call };
    sys::stderr!(
        b"wasmc: internal error: this image made system call ",
        sys::Decimal(u64::from(call as u32)),
        b", which --seccomp forbids; please report it\n"
    );
    sys::exit(filter::EXIT_CODE)
}
