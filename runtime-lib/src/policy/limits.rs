//! Limits and switches: read once at start, as they are asked for often.

use super::{Item, environment, options};
use crate::{image, sys};
use core::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use wasmc_abi::options::MOST_FDS;

static MAX_MEMORY: AtomicU64 = AtomicU64::new(u64::MAX);
static MAX_FDS: AtomicU32 = AtomicU32::new(MOST_FDS);
static TIMEOUT: AtomicU64 = AtomicU64::new(0);
static TRACED: AtomicBool = AtomicBool::new(false);

/// Reads every word, which ends the process where one makes no sense, and keeps the limits. Of a
/// limit that is given more than once, the smallest counts.
pub fn init() {
    if !image::policy().is_empty() || environment::given() {
        read();
    }
}

#[inline(never)]
fn read() {
    for item in options() {
        match item {
            Item::MaxMemory(bytes) => smaller(&MAX_MEMORY, bytes),
            Item::MaxFds(count) => {
                let count = u32::try_from(count).unwrap_or(MOST_FDS);
                MAX_FDS.fetch_min(count, Ordering::Relaxed);
            }
            // 0 stands for none.
            Item::Timeout(time) if TIMEOUT.load(Ordering::Relaxed) == 0 => {
                TIMEOUT.store(time, Ordering::Relaxed);
            }
            Item::Timeout(time) => smaller(&TIMEOUT, time),
            Item::TraceWasi => TRACED.store(true, Ordering::Relaxed),
            Item::Dir(_)
            | Item::Env(_)
            | Item::InheritEnv
            | Item::Argv0(_)
            | Item::Listen(_)
            | Item::NoOpenat2 => {}
        }
    }
    check_memories();
}

fn smaller(limit: &AtomicU64, value: u64) {
    limit.fetch_min(value, Ordering::Relaxed);
}

/// Checks that the memories' initial sizes respect their limit.
fn check_memories() {
    let max = max_memory();
    if image::initial_memories().any(|bytes| bytes > max) {
        sys::fail!(b"the module's memory is larger than --max-memory allows from the start")
    }
}

/// Limit of every memory in bytes.
pub fn max_memory() -> u64 {
    MAX_MEMORY.load(Ordering::Relaxed)
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
