//! `wasi:clocks/monotonic-clock`.

use super::caller::Caller;
use super::poll::{self, Source, Wait};
use super::types::io::Pollable;
use crate::host::{self, ClockId};

const INSTANT: &Source = &Source {
    wait: Wait::until,
    release: |_| {},
};

/// A pollable of a time.
fn at(when: u64) -> Pollable {
    poll::pollable(INSTANT, when)
}

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
    at(when)
}

/// `subscribe-duration`. A time that the clock will not reach never comes.
pub fn subscribe_duration(_: Caller, when: u64) -> Pollable {
    at(poll::time().saturating_add(when))
}
