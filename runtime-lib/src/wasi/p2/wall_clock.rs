//! `wasi:clocks/wall-clock`.

use super::caller::Caller;
use super::types::clocks::Datetime;
use crate::host::{self, ClockId, SECOND};

/// A time in nanoseconds since 1970.
pub fn datetime(nanoseconds: u64) -> Datetime {
    Datetime {
        seconds: nanoseconds / SECOND,
        nanoseconds: (nanoseconds % SECOND) as u32,
    }
}

/// `now`. It cannot fail: the kernel has always had this clock.
pub fn now(_: Caller) -> Datetime {
    datetime(host::now(ClockId::Realtime).unwrap_or(0))
}

/// `resolution`.
pub fn resolution(_: Caller) -> Datetime {
    datetime(host::resolution(ClockId::Realtime))
}
