//! Clocks.

use crate::host::{ClockId, Errno, Result, now, resolution};
use crate::wasi::guest::Memory;

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
    memory.write_u64(result, resolution(host_clock(id)?))
}

/// `clock_time_get`. The precision is a wish: the time is always as precise as it can be.
pub fn clock_time_get(memory: Memory, id: u32, _precision: u64, result: u32) -> Result {
    memory.write_u64(result, now(host_clock(id)?)?)
}
