//! The process itself.

use crate::host::{self, Errno, Result, Signal};
use crate::sys;
use crate::wasi::guest::Memory;

/// `proc_exit`. The kernel keeps the lowest eight bits of the code (exit_group(2)).
pub fn proc_exit(_: Memory, code: u32) -> ! {
    sys::exit(code as i32)
}

/// The kernel's signal for a `signal`, and whether its default action leaves the process running.
fn host_signal(signal: u32) -> Result<(Signal, bool)> {
    Ok(match signal {
        1 => (Signal::HUP, false),
        2 => (Signal::INT, false),
        3 => (Signal::QUIT, false),
        4 => (Signal::ILL, false),
        5 => (Signal::TRAP, false),
        6 => (Signal::ABORT, false),
        7 => (Signal::BUS, false),
        8 => (Signal::FPE, false),
        9 => (Signal::KILL, false),
        10 => (Signal::USR1, false),
        11 => (Signal::SEGV, false),
        12 => (Signal::USR2, false),
        13 => (Signal::PIPE, false),
        14 => (Signal::ALARM, false),
        15 => (Signal::TERM, false),
        16 => (Signal::CHILD, true),
        17 => (Signal::CONT, true),
        // A process that has stopped does not come to its end, whatever its time limit.
        18..=21 => return Err(Errno::NOTSUP),
        22 => (Signal::URG, true),
        23 => (Signal::XCPU, false),
        24 => (Signal::XFSZ, false),
        25 => (Signal::VTALARM, false),
        26 => (Signal::PROF, false),
        27 => (Signal::WINCH, true),
        28 => (Signal::IO, false),
        29 => (Signal::POWER, false),
        30 => (Signal::SYS, false),
        _ => return Err(Errno::INVAL),
    })
}

/// `proc_raise`: does what the signal does by default (signal(7)), as WASI has no handlers; signals that
/// stop a process are refused.
pub fn proc_raise(_: Memory, signal: u32) -> Result {
    // `signal::none` asks only whether signals can be sent.
    if signal == 0 {
        return Ok(());
    }
    let (signal, survives) = host_signal(signal)?;
    host::raise(signal, !survives)
}

/// `sched_yield`.
pub fn sched_yield(_: Memory) -> Result {
    host::give_way();
    Ok(())
}
