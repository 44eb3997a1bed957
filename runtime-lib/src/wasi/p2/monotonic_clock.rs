//! `wasi:clocks/monotonic-clock`.

use super::caller::Caller;
use super::poll::{self, Asked, Wait};
use super::types::io::Pollable;
use crate::host::{self, ClockId};

fn instant(when: u64, _: Asked) -> Wait {
    Wait::until(when)
}

/// A pollable of a time.
fn at(when: u64) -> Pollable {
    poll::pollable(instant, when)
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
