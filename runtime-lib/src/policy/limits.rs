//! Limits and switches: read once at start, as they are asked for often.

use super::values::{self, refuse};
use super::{Item, environment, name_of, options};
use crate::{image, sys};
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use wasmc_abi::options::{
    self as words, DIR, ENV, MAX_FDS as FDS, MAX_MEMORY, MOST_FDS, TRACE_WASI, place,
};

/// Bytes that can still be allocated for the guest.
static MEMORY_LEFT: AtomicU64 = AtomicU64::new(u64::MAX);
static MAX_FDS: AtomicU32 = AtomicU32::new(MOST_FDS);
static TIMEOUT: AtomicU64 = AtomicU64::new(0);
static TRACED: AtomicBool = AtomicBool::new(false);
static CORE: AtomicBool = AtomicBool::new(false);

/// Reads every word, which ends the process where one makes no sense, and keeps the limits. Of a
/// limit that is given more than once, the smallest counts.
pub fn init() {
    if !image::policy().is_empty() || environment::given() {
        read();
    }
}

#[inline(never)]
fn read() {
    for Item { option, value } in options() {
        // An `if` for each: a table would be relocated at each start.
        if option == const { place(MAX_MEMORY) } {
            smaller(&MEMORY_LEFT, values::size(value));
        } else if option == const { place(FDS) } {
            let count = u32::try_from(values::count(value)).unwrap_or(MOST_FDS);
            MAX_FDS.fetch_min(count, Ordering::Relaxed);
        } else if option == const { place(words::TIMEOUT) } {
            let time = values::duration(value);
            // 0 stands for none.
            if TIMEOUT.load(Ordering::Relaxed) == 0 {
                TIMEOUT.store(time, Ordering::Relaxed);
            }
            smaller(&TIMEOUT, time);
        } else if option == const { place(TRACE_WASI) } {
            TRACED.store(true, Ordering::Relaxed);
        } else if option == const { place(words::CORE) } {
            CORE.store(true, Ordering::Relaxed);
        } else if option == const { place(DIR) } {
            values::dir(value);
        } else if option == const { place(ENV) } && name_of(value).is_empty() {
            refuse(value, b"is no NAME or NAME=VALUE");
        }
    }
}

fn smaller(limit: &AtomicU64, value: u64) {
    limit.fetch_min(value, Ordering::Relaxed);
}

/// Takes bytes of what may be allocated for the guest: memories, tables, and what the runtime keeps for
/// it. Returns whether there were as many.
pub fn take_memory(bytes: u64) -> bool {
    let left = MEMORY_LEFT.load(Ordering::Relaxed).checked_sub(bytes);
    if let Some(left) = left {
        MEMORY_LEFT.store(left, Ordering::Relaxed);
    }
    left.is_some()
}

/// Gives back what was taken and could not be allocated.
pub fn give_memory(bytes: u64) {
    MEMORY_LEFT.fetch_add(bytes, Ordering::Relaxed);
}

/// Takes what the module has from the start, and ends the process where that is too much.
pub fn take_initial_memory(bytes: u64) {
    if !take_memory(bytes) {
        sys::fail!(
            b"the module's memories and tables are larger than --max-memory allows from the start"
        )
    }
}

/// Numbers of descriptors are below this.
pub fn max_fds() -> u32 {
    MAX_FDS.load(Ordering::Relaxed)
}

/// Milliseconds after which the process ends, if it has so many.
pub fn timeout() -> Option<u64> {
    let time = TIMEOUT.load(Ordering::Relaxed);
    (time != 0).then_some(time)
}

/// Whether each WASI call is shown on stderr.
#[inline(always)]
pub fn traced() -> bool {
    TRACED.load(Ordering::Relaxed)
}

/// Whether a trap ends the process by a signal that leaves a core.
pub fn core() -> bool {
    CORE.load(Ordering::Relaxed)
}
