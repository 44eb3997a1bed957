//! The process itself.

use super::errno::Result;
use crate::sys;
pub use rustix::process::Signal;
use rustix::process::{getpid, kill_process};

/// Does what a signal does by default (signal(7)), which `ends` the process or not.
pub fn raise(signal: Signal, ends: bool) -> Result {
    if ends {
        // Our own handlers report faults, which this is not.
        sys::handle_default(signal.as_raw());
    }
    kill_process(getpid(), signal)?;
    if ends {
        // The first process of a container ignores what would end it.
        sys::exit(128 + signal.as_raw());
    }
    Ok(())
}

/// Lets others run (sched_yield(2)).
pub fn give_way() {
    rustix::thread::sched_yield();
}
