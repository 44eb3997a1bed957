//! `wasi:clocks/monotonic-clock`.

use super::caller::Caller;
use super::poll;
use super::types::io::Pollable;
use crate::host::{self, ClockId};

/// `now`.
pub fn now(_: Caller) -> u64 {
    poll::time()
}

/// `resolution`.
pub fn resolution(_: Caller) -> u64 {
    host::resolution(ClockId::Monotonic)
}

/// `subscribe-instant`.
pub fn subscribe_instant(_: Caller, when: u64) -> Pollable {
    poll::at(when)
}

/// `subscribe-duration`. A time that the clock will not reach never comes.
pub fn subscribe_duration(_: Caller, when: u64) -> Pollable {
    poll::at(poll::time().saturating_add(when))
}
