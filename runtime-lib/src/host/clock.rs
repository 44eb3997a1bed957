//! Clocks.
//!
//! rustix asks the vDSO where there is one (vdso(7)), which `process::find_clocks` has told it; where
//! there is none, it makes the system call.

use super::errno::Result;
use super::stat::nanoseconds;
pub use rustix::time::ClockId;
use rustix::time::{DynamicClockId, Timespec, clock_getres, clock_gettime_dynamic};

fn timestamp(time: Timespec) -> u64 {
    nanoseconds(time.tv_sec, time.tv_nsec as u64)
}

/// What a clock says, in nanoseconds.
pub fn now(clock: ClockId) -> Result<u64> {
    let clock = DynamicClockId::Known(clock);
    Ok(timestamp(clock_gettime_dynamic(clock)?))
}

/// How precise a clock is, in nanoseconds.
pub fn resolution(clock: ClockId) -> u64 {
    timestamp(clock_getres(clock))
}
