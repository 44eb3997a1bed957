//! Symbols of `wasi:clocks`. Written by `wasmc-wasi-bindings`.
#![allow(unsafe_code)]
#![allow(unused_imports, reason = "whatever a package needs is here")]

use crate::policy::limits;
use crate::wasi::p2::caller::{Caller, no_case};
use crate::wasi::p2::text::Text;
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Resource};
use crate::wasi::trace::p2 as trace;
use wasmc_abi::component::CanonOptions;

/// `wasi:clocks/monotonic-clock`: `now`.
#[unsafe(export_name = "wasmc_wasi02_clocks_monotonic_clock_now")]
extern "C" fn clocks_monotonic_clock_now(options: *const CanonOptions) -> u64 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: u64 = crate::wasi::p2::monotonic_clock::now(caller);
    let result = value;
    if limits::traced() {
        trace::call(caller.memory(), "wasi:clocks/monotonic-clock#now >=n ", &[result]);
    }
    result
}

/// `wasi:clocks/monotonic-clock`: `resolution`.
#[unsafe(export_name = "wasmc_wasi02_clocks_monotonic_clock_resolution")]
extern "C" fn clocks_monotonic_clock_resolution(options: *const CanonOptions) -> u64 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: u64 = crate::wasi::p2::monotonic_clock::resolution(caller);
    let result = value;
    if limits::traced() {
        trace::call(caller.memory(), "wasi:clocks/monotonic-clock#resolution >=n ", &[result]);
    }
    result
}

/// `wasi:clocks/monotonic-clock`: `subscribe-duration`.
#[unsafe(export_name = "wasmc_wasi02_clocks_monotonic_clock_subscribe_duration")]
extern "C" fn clocks_monotonic_clock_subscribe_duration(options: *const CanonOptions, a0: u64) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::Pollable = crate::wasi::p2::monotonic_clock::subscribe_duration(caller, a0);
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:clocks/monotonic-clock#subscribe-duration n>=n ", &[a0, u64::from(result)]);
    }
    result
}

/// `wasi:clocks/monotonic-clock`: `subscribe-instant`.
#[unsafe(export_name = "wasmc_wasi02_clocks_monotonic_clock_subscribe_instant")]
extern "C" fn clocks_monotonic_clock_subscribe_instant(options: *const CanonOptions, a0: u64) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::Pollable = crate::wasi::p2::monotonic_clock::subscribe_instant(caller, a0);
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:clocks/monotonic-clock#subscribe-instant n>=n ", &[a0, u64::from(result)]);
    }
    result
}

/// `wasi:clocks/wall-clock`: `now`.
#[unsafe(export_name = "wasmc_wasi02_clocks_wall_clock_now")]
extern "C" fn clocks_wall_clock_now(options: *const CanonOptions, a0: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::clocks::Datetime = crate::wasi::p2::wall_clock::now(caller);
    caller.result::<types::clocks::Datetime, 16, 8>(a0, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:clocks/wall-clock#now >@4* ", &[u64::from(a0)]);
    }
}

/// `wasi:clocks/wall-clock`: `resolution`.
#[unsafe(export_name = "wasmc_wasi02_clocks_wall_clock_resolution")]
extern "C" fn clocks_wall_clock_resolution(options: *const CanonOptions, a0: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::clocks::Datetime = crate::wasi::p2::wall_clock::resolution(caller);
    caller.result::<types::clocks::Datetime, 16, 8>(a0, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:clocks/wall-clock#resolution >@4* ", &[u64::from(a0)]);
    }
}
