//! Symbols of `wasi:random`. Written by `wasmc-wasi-bindings`.
#![allow(unsafe_code)]
#![allow(unused_imports, reason = "whatever a package needs is here")]

use crate::policy::limits;
use crate::wasi::p2::caller::{Caller, no_case};
use crate::wasi::p2::text::Text;
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Resource};
use crate::wasi::trace::p2 as trace;
use wasmc_abi::component::CanonOptions;

/// `wasi:random/insecure`: `get-insecure-random-bytes`.
#[unsafe(export_name = "wasmc_wasi02_random_insecure_get_insecure_random_bytes")]
extern "C" fn random_insecure_get_insecure_random_bytes(options: *const CanonOptions, a0: u64, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Given<[u8]> = crate::wasi::p2::random::get_insecure_random_bytes(caller, a0);
    caller.result::<Given<[u8]>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:random/insecure#get-insecure-random-bytes n>@8w ", &[a0, u64::from(a1)]);
    }
}

/// `wasi:random/insecure`: `get-insecure-random-u64`.
#[unsafe(export_name = "wasmc_wasi02_random_insecure_get_insecure_random_u64")]
extern "C" fn random_insecure_get_insecure_random_u64(options: *const CanonOptions) -> u64 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: u64 = crate::wasi::p2::random::get_insecure_random_u64(caller);
    let result = value;
    if limits::traced() {
        trace::call(caller.memory(), "wasi:random/insecure#get-insecure-random-u64 >=n ", &[result]);
    }
    result
}

/// `wasi:random/insecure-seed`: `insecure-seed`.
#[unsafe(export_name = "wasmc_wasi02_random_insecure_seed_insecure_seed")]
extern "C" fn random_insecure_seed_insecure_seed(options: *const CanonOptions, a0: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: (u64, u64) = crate::wasi::p2::random::insecure_seed(caller);
    caller.result::<(u64, u64), 16, 8>(a0, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:random/insecure-seed#insecure-seed >@4* ", &[u64::from(a0)]);
    }
}

/// `wasi:random/random`: `get-random-bytes`.
#[unsafe(export_name = "wasmc_wasi02_random_random_get_random_bytes")]
extern "C" fn random_random_get_random_bytes(options: *const CanonOptions, a0: u64, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Given<[u8]> = crate::wasi::p2::random::get_random_bytes(caller, a0);
    caller.result::<Given<[u8]>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:random/random#get-random-bytes n>@8w ", &[a0, u64::from(a1)]);
    }
}

/// `wasi:random/random`: `get-random-u64`.
#[unsafe(export_name = "wasmc_wasi02_random_random_get_random_u64")]
extern "C" fn random_random_get_random_u64(options: *const CanonOptions) -> u64 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: u64 = crate::wasi::p2::random::get_random_u64(caller);
    let result = value;
    if limits::traced() {
        trace::call(caller.memory(), "wasi:random/random#get-random-u64 >=n ", &[result]);
    }
    result
}
