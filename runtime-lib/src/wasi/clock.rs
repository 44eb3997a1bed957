//! Clocks.
//!
//! rustix asks the vDSO where there is one (vdso(7)), which it finds by `PR_GET_AUXV` (Linux 6.4) or
//! `/proc/self/auxv` at the first call; where there is none, or neither can be read, it makes the
//! system call.

use super::errno::Errno;
use super::types::{Result, nanoseconds};
use crate::guest::Memory;
use rustix::time::{ClockId, DynamicClockId, Timespec, clock_getres, clock_gettime_dynamic};

/// The kernel's clock for a `clockid`.
fn host_clock(id: u32) -> Result<ClockId> {
    Ok(match id {
        0 => ClockId::Realtime,
        1 => ClockId::Monotonic,
        2 => ClockId::ProcessCPUTime,
        3 => ClockId::ThreadCPUTime,
        _ => return Err(Errno::INVAL),
    })
}

fn timestamp(time: Timespec) -> u64 {
    nanoseconds(time.tv_sec, time.tv_nsec as u64)
}

/// What a clock says, in nanoseconds.
fn now(id: ClockId) -> Result<u64> {
    Ok(timestamp(clock_gettime_dynamic(DynamicClockId::Known(id))?))
}

/// The monotonic clock, in nanoseconds.
pub fn monotonic() -> Result<u64> {
    now(ClockId::Monotonic)
}

/// What one of the clocks that one can wait for says, in nanoseconds.
pub fn waitable(id: u32) -> Result<u64> {
    match host_clock(id)? {
        id @ (ClockId::Realtime | ClockId::Monotonic) => now(id),
        // As wasmtime has it; the kernel could, but no program asks for it.
        _ => Err(Errno::INVAL),
    }
}

/// `clock_res_get`.
pub fn clock_res_get(memory: Memory, id: u32, result: u32) -> Result {
    memory.write_u64(result, timestamp(clock_getres(host_clock(id)?)))
}

/// `clock_time_get`. The precision is a wish; every answer is as precise as can be.
pub fn clock_time_get(memory: Memory, id: u32, _precision: u64, result: u32) -> Result {
    memory.write_u64(result, now(host_clock(id)?)?)
}
