//! Ends of the process from outside: the time of `--timeout`, and the signals that end a container.
#![allow(unsafe_code)]

use super::report;
use crate::arch::{self, SignalInfo};
use crate::policy::limits;
use crate::sys;
use core::ffi::c_void;
use core::sync::atomic::{AtomicBool, Ordering};
use rustix::process::{Pid, Signal, getpid, kill_process};
use wasmc_abi::options::TIMEOUT_EXIT_CODE;

/// `SIGALRM` (signal(7)).
const SIGALRM: i32 = 14;
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
        // A process sent it: the default action is due.
        sys::handle_default(SIGALRM);
        let _ = kill_process(getpid(), Signal::ALARM);
        return;
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
