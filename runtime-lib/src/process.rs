//! What the kernel passed to the process: arguments, environment and auxiliary vector.
#![allow(unsafe_code)]

use core::ffi::CStr;
use core::sync::atomic::{AtomicPtr, AtomicUsize, Ordering};
use wasmc_abi::page;

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
    // Neither store reads what has to be relocated first.
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

/// A value of the auxiliary vector, in which the kernel describes itself (getauxval(3)); it stands
/// behind the environment, as pairs of kind and value, and a kind of 0 ends it.
#[inline(never)]
pub fn auxiliary(kind: usize) -> Option<usize> {
    let mut word: *const usize = ARGV.load(Ordering::Relaxed).cast_const().cast();
    word = word.wrapping_add(ARGC.load(Ordering::Relaxed) + 1);
    // SAFETY: the kernel ends the environment with a null.
    while unsafe { *word } != 0 {
        word = word.wrapping_add(1);
    }
    loop {
        // SAFETY: the kernel ends the vector with a kind of 0, at which the loop ends.
        let found = unsafe { *word.wrapping_add(1) };
        // SAFETY: each kind has a value behind it.
        let value = unsafe { *word.wrapping_add(2) };
        if found == kind {
            return Some(value);
        }
        if found == 0 {
            return None;
        }
        word = word.wrapping_add(2);
    }
}

/// Whether an emulator of user mode seems to run this: one that gives no vDSO, as every kernel of
/// today does. QEMU before 8 is such a one.
pub fn is_emulated() -> bool {
    const AT_SYSINFO_EHDR: usize = 33;
    auxiliary(AT_SYSINFO_EHDR).is_none()
}

/// Bytes of a page of this kernel.
pub fn page_bytes() -> u64 {
    const AT_PAGESZ: usize = 6;
    auxiliary(AT_PAGESZ).map_or(page::MIN, |bytes| bytes as u64)
}

/// The upper end of the stack of the process: there the kernel puts the name of the executable, and a word of
/// zeros behind it.
pub fn stack_end() -> Option<u64> {
    const AT_EXECFN: usize = 31;
    let name = auxiliary(AT_EXECFN)? as u64;
    // SAFETY: the kernel's string is NUL-terminated.
    let len = unsafe { CStr::from_ptr(name as *const _) }.count_bytes() as u64;
    Some(page::round_up(name + len + 1 + 8, page_bytes()))
}

/// Tells rustix where the vDSO is, by which clocks are read without system calls (vdso(7)).
#[unsafe(export_name = wasmc_abi::builtin!(FindClocks))]
pub extern "C" fn find_clocks() {
    let environment = ARGV
        .load(Ordering::Relaxed)
        .wrapping_add(ARGC.load(Ordering::Relaxed) + 1);
    // SAFETY: it is the kernel's array, behind which the auxiliary vector stands; nobody reads clocks yet.
    unsafe { rustix::param::init(environment.cast()) };
}

/// Whether the executable gives the process more than its user has: set-user-ID, set-group-ID, or
/// capabilities of the file (`AT_SECURE`, getauxval(3)).
pub fn is_privileged() -> bool {
    const AT_SECURE: usize = 23;
    auxiliary(AT_SECURE).is_some_and(|secure| secure != 0)
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
