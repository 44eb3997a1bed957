//! `wasi:random/random`, `insecure` and `insecure-seed`: all from the kernel's generator.

use super::caller::Caller;
use super::value::Given;
use crate::host;
use crate::trap;
use wasmc_abi::trap::ComponentTrap;

/// Bytes that one call gives at most, as in wasmtime.
const MOST: u64 = 64 << 20;

/// The kernel refuses no program random numbers, unless something outside forbids the call.
fn failed() -> ! {
    trap::raise_component(ComponentTrap::Refused, b"getrandom failed")
}

fn number() -> u64 {
    host::random_number().unwrap_or_else(|_| failed())
}

#[inline(never)]
fn bytes(caller: Caller, len: u64) -> Given<[u8]> {
    if len > MOST {
        trap::raise_component(
            ComponentTrap::Refused,
            b"more than 64 MiB of random bytes at once",
        );
    }
    let at = caller.allocate(1, len);
    if host::fill_random(caller.range(at, len as u32)).is_err() {
        failed();
    }
    Given::new(at, len as u32)
}

/// `get-random-bytes`.
pub fn get_random_bytes(caller: Caller, len: u64) -> Given<[u8]> {
    bytes(caller, len)
}

/// `get-random-u64`.
pub fn get_random_u64(_: Caller) -> u64 {
    number()
}

/// `get-insecure-random-bytes`.
pub fn get_insecure_random_bytes(caller: Caller, len: u64) -> Given<[u8]> {
    bytes(caller, len)
}

/// `get-insecure-random-u64`.
pub fn get_insecure_random_u64(_: Caller) -> u64 {
    number()
}

/// `insecure-seed`.
pub fn insecure_seed(_: Caller) -> (u64, u64) {
    (number(), number())
}
