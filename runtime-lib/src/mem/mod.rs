//! `memcpy` and its kin: compiled code calls them for bulk operations, the Rust compiler for its
//! own. The loops hold an empty `asm!`, or the compiler would turn them into calls to themselves.
#![allow(unsafe_code)]

use core::arch::asm;

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(target_arch = "x86_64")]
mod x86_64;

#[cfg(target_arch = "aarch64")]
use aarch64::{Block, copy_huge, load, splat, store};
#[cfg(target_arch = "x86_64")]
use x86_64::{Block, copy_huge, load, splat, store};

/// Bytes that one turn of a loop moves: four [`Block`]s.
const STRIDE: usize = 64;
/// From here on the target's own way of copying is faster than a loop.
const HUGE: usize = 2048;

/// Copies `len` bytes between ranges that do not overlap (C11 7.24.2.1).
///
/// # Safety
/// Both ranges must be valid.
#[unsafe(export_name = wasmc_abi::builtin!(Memcpy))]
pub unsafe extern "C" fn memcpy(dest: *mut u8, source: *const u8, len: usize) -> *mut u8 {
    // SAFETY: the caller's promise.
    unsafe { memmove(dest, source, len) }
}

/// Copies `len` bytes between ranges that may overlap (C11 7.24.2.2).
///
/// # Safety
/// Both ranges must be valid.
#[unsafe(export_name = wasmc_abi::builtin!(Memmove))]
pub unsafe extern "C" fn memmove(dest: *mut u8, source: *const u8, len: usize) -> *mut u8 {
    if len <= STRIDE {
        // SAFETY: the caller's promise.
        unsafe { copy_small(dest, source, len) };
    } else if (dest as usize).wrapping_sub(source as usize) >= len {
        if len >= HUGE && (source as usize).wrapping_sub(dest as usize) >= len {
            // SAFETY: the caller's promise, and the ranges do not overlap.
            unsafe { copy_huge(dest, source, len) };
        } else {
            // SAFETY: the caller's promise; a block is read before anything overwrites it.
            unsafe { copy_forward(dest, source, len) };
        }
    } else {
        // SAFETY: the caller's promise; a block is read before anything overwrites it.
        unsafe { copy_backward(dest, source, len) };
    }
    dest
}

/// Reads the first and the last `T` of a range, then writes both: a copy of `size_of::<T>()` to
/// twice that many bytes, whatever the overlap.
macro_rules! copy_ends {
    ($dest:ident, $source:ident, $len:ident, $int:ty) => {{
        let last = $len - size_of::<$int>();
        // SAFETY: `len` is at least the size of the type, and the ranges are valid.
        let head = unsafe { $source.cast::<$int>().read_unaligned() };
        // SAFETY: as above.
        let tail = unsafe { $source.add(last).cast::<$int>().read_unaligned() };
        // SAFETY: as above.
        unsafe { $dest.cast::<$int>().write_unaligned(head) };
        // SAFETY: as above.
        unsafe { $dest.add(last).cast::<$int>().write_unaligned(tail) };
    }};
}

/// Up to [`STRIDE`] bytes: everything is read before anything is written.
#[inline(always)]
unsafe fn copy_small(dest: *mut u8, source: *const u8, len: usize) {
    match len {
        0 => {}
        1 => copy_ends!(dest, source, len, u8),
        2..4 => copy_ends!(dest, source, len, u16),
        4..8 => copy_ends!(dest, source, len, u32),
        8..16 => copy_ends!(dest, source, len, u64),
        16..=32 => copy_ends!(dest, source, len, Block),
        _ => {
            // SAFETY: `len` is more than 32.
            let first = unsafe { load(source) };
            // SAFETY: as above.
            let second = unsafe { load(source.wrapping_add(16)) };
            // SAFETY: as above.
            let last_but_one = unsafe { load(source.wrapping_add(len - 32)) };
            // SAFETY: as above.
            let last = unsafe { load(source.wrapping_add(len - 16)) };
            // SAFETY: as above.
            unsafe { store(dest, first) };
            // SAFETY: as above.
            unsafe { store(dest.wrapping_add(16), second) };
            // SAFETY: as above.
            unsafe { store(dest.wrapping_add(len - 32), last_but_one) };
            // SAFETY: as above.
            unsafe { store(dest.wrapping_add(len - 16), last) };
        }
    }
}

/// Reads [`STRIDE`] bytes.
#[inline(always)]
unsafe fn load4(at: *const u8) -> [Block; 4] {
    // SAFETY: the caller has STRIDE bytes there.
    let first = unsafe { load(at) };
    // SAFETY: as above.
    let second = unsafe { load(at.wrapping_add(16)) };
    // SAFETY: as above.
    let third = unsafe { load(at.wrapping_add(32)) };
    // SAFETY: as above.
    let fourth = unsafe { load(at.wrapping_add(48)) };
    [first, second, third, fourth]
}

/// Writes [`STRIDE`] bytes.
#[inline(always)]
unsafe fn store4(at: *mut u8, blocks: [Block; 4]) {
    for (index, block) in blocks.into_iter().enumerate() {
        // SAFETY: the caller has STRIDE bytes there.
        unsafe { store(at.wrapping_add(16 * index), block) };
    }
}

/// More than [`STRIDE`] bytes, to a lower address or to elsewhere.
unsafe fn copy_forward(dest: *mut u8, source: *const u8, len: usize) {
    let last = len - STRIDE;
    // The last block is read first: the loop may overwrite it.
    // SAFETY: `len` is more than STRIDE.
    let tail = unsafe { load4(source.wrapping_add(last)) };
    let mut at = 0;
    while at < last {
        // SAFETY: `at + STRIDE` is less than `len`.
        let blocks = unsafe { load4(source.wrapping_add(at)) };
        // SAFETY: as above.
        unsafe { store4(dest.wrapping_add(at), blocks) };
        at += STRIDE;
        barrier();
    }
    // SAFETY: as for the read.
    unsafe { store4(dest.wrapping_add(last), tail) };
}

/// More than [`STRIDE`] bytes, to a higher address within the source.
unsafe fn copy_backward(dest: *mut u8, source: *const u8, len: usize) {
    // SAFETY: `len` is more than STRIDE.
    let head = unsafe { load4(source) };
    let mut at = len;
    while at > STRIDE {
        at -= STRIDE;
        // SAFETY: `at + STRIDE` is at most `len`.
        let blocks = unsafe { load4(source.wrapping_add(at)) };
        // SAFETY: as above.
        unsafe { store4(dest.wrapping_add(at), blocks) };
        barrier();
    }
    // SAFETY: as for the read.
    unsafe { store4(dest, head) };
}

/// Fills `len` bytes (C11 7.24.6.1).
///
/// # Safety
/// The range must be valid.
#[unsafe(export_name = wasmc_abi::builtin!(Memset))]
pub unsafe extern "C" fn memset(dest: *mut u8, byte: i32, len: usize) -> *mut u8 {
    if len < 16 {
        let mut at = 0;
        while at < len {
            // SAFETY: within the range.
            unsafe { dest.wrapping_add(at).write(byte as u8) };
            at += 1;
            barrier();
        }
        return dest;
    }
    let block = splat(byte as u8);
    let last = len - 16;
    let mut at = 0;
    while at < last {
        // SAFETY: `at + 16` is less than `len`.
        unsafe { store(dest.wrapping_add(at), block) };
        at += 16;
        barrier();
    }
    // SAFETY: the last 16 bytes of the range.
    unsafe { store(dest.wrapping_add(last), block) };
    dest
}

/// Compares `len` bytes (C11 7.24.4.1).
///
/// # Safety
/// Both ranges must be valid.
#[unsafe(no_mangle)]
unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, len: usize) -> i32 {
    let mut at = 0;
    while at < len {
        // SAFETY: within the range.
        let a = unsafe { left.wrapping_add(at).read() };
        // SAFETY: as above.
        let b = unsafe { right.wrapping_add(at).read() };
        if a != b {
            return i32::from(a) - i32::from(b);
        }
        at += 1;
        barrier();
    }
    0
}

/// Whether `len` bytes differ.
///
/// # Safety
/// Both ranges must be valid.
#[unsafe(no_mangle)]
unsafe extern "C" fn bcmp(left: *const u8, right: *const u8, len: usize) -> i32 {
    // SAFETY: the caller's promise.
    unsafe { memcmp(left, right, len) }
}

/// Length of a C string (C11 7.24.6.3).
///
/// # Safety
/// The string must end with a NUL.
#[unsafe(no_mangle)]
unsafe extern "C" fn strlen(string: *const u8) -> usize {
    let mut len = 0;
    // SAFETY: the string has not ended yet.
    while unsafe { string.wrapping_add(len).read() } != 0 {
        len += 1;
        barrier();
    }
    len
}

/// Keeps the compiler from recognising the loop around it.
#[inline(always)]
fn barrier() {
    // SAFETY: no instruction.
    unsafe { asm!("", options(nostack, preserves_flags)) };
}
