//! What the kernel passed to the process: arguments and environment.
#![allow(unsafe_code)]

use core::ffi::CStr;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};

/// `argc`, as the kernel passed it.
static ARGC: AtomicUsize = AtomicUsize::new(0);
/// `argv`, a null-terminated array of C strings, followed by the environment, likewise.
static ARGV: AtomicPtr<*const u8> = AtomicPtr::new(core::ptr::null_mut());

/// Keeps the initial stack pointer, which points to `argc` (System V psABI, "Process Initialization").
///
/// # Safety
/// It must be that.
pub unsafe fn keep(initial: *const usize) {
    // SAFETY: the psABI puts argc here.
    let argc = unsafe { *initial };
    ARGC.store(argc, Ordering::Relaxed);
    ARGV.store(initial.wrapping_add(1).cast_mut().cast(), Ordering::Relaxed);
}

/// The arguments of the process, `argv[0]` included.
pub fn args() -> impl Iterator<Item = &'static [u8]> {
    strings(0)
}

/// The environment of the process: `NAME=VALUE`, unchecked.
pub fn environ() -> impl Iterator<Item = &'static [u8]> {
    strings(ARGC.load(Ordering::Relaxed) + 1)
}

/// The bytes of each variable, read no further than somebody wants to see them.
pub fn environ_starts() -> impl Iterator<Item = impl Iterator<Item = u8>> {
    pointers(ARGC.load(Ordering::Relaxed) + 1).map(|entry| {
        let mut at = entry;
        core::iter::from_fn(move || {
            // SAFETY: the kernel's strings are NUL-terminated, and nothing is read behind the NUL.
            let byte = unsafe { *at };
            at = at.wrapping_add(usize::from(byte != 0));
            (byte != 0).then_some(byte)
        })
    })
}

/// The strings of the kernel's array from `first` up to the next null.
fn strings(first: usize) -> impl Iterator<Item = &'static [u8]> {
    // SAFETY: the kernel's strings are NUL-terminated and stay for the life of the process.
    pointers(first).map(|entry| unsafe { CStr::from_ptr(entry.cast()) }.to_bytes())
}

/// The kernel's array from `first` up to the next null.
fn pointers(first: usize) -> impl Iterator<Item = *const u8> {
    let array = ARGV.load(Ordering::Relaxed);
    (first..).map_while(move |index| {
        // SAFETY: the kernel ends both arrays with a null, at which the iteration stops.
        let entry = unsafe { *array.wrapping_add(index) };
        (!entry.is_null()).then_some(entry)
    })
}
