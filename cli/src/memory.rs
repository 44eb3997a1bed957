//! When no memory is left, `wasmc` ends with a message and exit code 1. Rust by itself would abort.
//! No half-written file stays.
#![allow(unsafe_code)]

use crate::{pending, report};
use std::alloc::{GlobalAlloc, Layout, System};
use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Memory that a compile may take whatever the size of its modules, in bytes.
const BASE: u64 = 1 << 30;
/// Memory that it may take for each byte of them. The largest real modules take 10.
const FOR_EACH_BYTE: u64 = 64;

/// The limit that is in force, in bytes; 0: none of ours.
static LIMIT: AtomicU64 = AtomicU64::new(0);

/// A limit that is in force until this is dropped; it has the one before.
pub struct Limit(libc::rlim_t);

/// Lets glibc give back what threads free: by itself it keeps eight arenas for each processor, and grows the size from
/// which on a block is mapped for itself. With fewer arenas than threads these wait for each other: two threads with one
/// arena take half as much processor time again.
pub fn keep_little() {
    #[cfg(target_env = "gnu")]
    {
        const LARGE: libc::c_int = 128 << 10;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let settings = [
            (
                libc::M_ARENA_MAX,
                libc::c_int::try_from(processors).unwrap_or(1),
            ),
            (libc::M_MMAP_THRESHOLD, LARGE),
            (libc::M_TRIM_THRESHOLD, LARGE),
        ];
        for (parameter, value) in settings {
            // SAFETY: mallopt(3) takes two numbers; no other thread runs yet.
            unsafe { libc::mallopt(parameter, value) };
        }
    }
}

/// Limits the memory that is taken from here on (`RLIMIT_DATA`, getrlimit(2)). `asked` is `--max-compile-memory`;
/// without it, the limit depends on the bytes of the modules. A lower limit that is there already stays.
pub fn limit(asked: Option<u64>, modules: u64) -> Option<Limit> {
    let by_size = modules.saturating_mul(FOR_EACH_BYTE).saturating_add(BASE);
    let bytes = asked.unwrap_or(by_size);
    let wanted = taken().saturating_add(bytes);
    let mut before = 0;
    let changed = change(|limit| {
        before = limit.rlim_cur;
        limit.rlim_cur = limit.rlim_cur.min(wanted);
    });
    if !changed || before <= wanted {
        return None;
    }
    LIMIT.store(bytes, Ordering::Relaxed);
    Some(Limit(before))
}

impl Drop for Limit {
    fn drop(&mut self) {
        LIMIT.store(0, Ordering::Relaxed);
        change(|limit| limit.rlim_cur = self.0);
    }
}

/// Changes the limit; returns whether that was possible.
fn change(how: impl FnOnce(&mut libc::rlimit)) -> bool {
    let mut limit = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: the structure is there to be written to.
    if unsafe { libc::getrlimit(libc::RLIMIT_DATA, &raw mut limit) } != 0 {
        return false;
    }
    how(&mut limit);
    // SAFETY: the structure is there to be read.
    unsafe { libc::setrlimit(libc::RLIMIT_DATA, &raw const limit) == 0 }
}

/// What counts for the limit already, in bytes: the stacks of the threads, above all (`VmData`, proc(5)).
fn taken() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mut lines = status.lines();
    let data = lines.find_map(|line| line.strip_prefix("VmData:")?.trim().strip_suffix(" kB"));
    data.and_then(|it| it.parse::<u64>().ok()).unwrap_or(0) << 10
}

/// The system's allocator, which ends the process instead of failing: no part of `wasmc` can go on
/// with less memory than it asks for.
struct Allocator;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// Ends the process if there is no memory.
fn check(memory: *mut u8, bytes: usize) -> *mut u8 {
    if memory.is_null() {
        exhausted(bytes);
    }
    memory
}

#[cold]
fn exhausted(bytes: usize) -> ! {
    // What follows needs a little memory itself, and several threads may be here at once.
    static FIRST: AtomicBool = AtomicBool::new(true);
    if FIRST.swap(false, Ordering::Relaxed) {
        let limit = LIMIT.load(Ordering::Relaxed);
        // The message and what goes before it need a little.
        change(|limit| limit.rlim_cur = limit.rlim_max);
        pending::discard();
        report::say("wasmc: error: out of memory: ");
        if limit != 0 {
            report::say(&format!(
                "the compile takes more than the {} MiB that it may (--max-compile-memory)\n",
                limit >> 20
            ));
            // SAFETY: _exit(2) takes a number and does not return.
            unsafe { libc::_exit(1) }
        }
        report::say(if bytes >= 1 << 20 {
            "the module is too large for the memory that this process may have (ulimit -v)\n"
        } else {
            "this process may have no more of it (ulimit -v)\n"
        });
    }
    // No handlers: they may need memory too.
    // SAFETY: _exit(2) takes a number and does not return.
    unsafe { libc::_exit(1) }
}

// SAFETY: every call goes to the system's allocator as it is, and so does every result but null.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract of `GlobalAlloc`.
        check(unsafe { System.alloc(layout) }, layout.size())
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as above.
        check(unsafe { System.alloc_zeroed(layout) }, layout.size())
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        // SAFETY: as above.
        check(unsafe { System.realloc(memory, layout, bytes) }, bytes)
    }
}
