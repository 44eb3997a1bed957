//! 16-byte blocks.
#![allow(unsafe_code)]

use core::arch::aarch64::{uint8x16_t, vdupq_n_u8, vld1q_u8, vst1q_u8};

/// What one instruction moves.
pub type Block = uint8x16_t;

/// Reads 16 bytes.
///
/// # Safety
/// They must be readable.
#[inline(always)]
pub unsafe fn load(at: *const u8) -> Block {
    // SAFETY: the caller's promise.
    unsafe { vld1q_u8(at) }
}

/// Writes 16 bytes.
///
/// # Safety
/// They must be writable.
#[inline(always)]
pub unsafe fn store(at: *mut u8, block: Block) {
    // SAFETY: the caller's promise.
    unsafe { vst1q_u8(at, block) }
}

/// The byte, sixteen times.
#[inline(always)]
pub fn splat(byte: u8) -> Block {
    // SAFETY: NEON is part of the base architecture.
    unsafe { vdupq_n_u8(byte) }
}

/// Copies between ranges that do not overlap.
///
/// # Safety
/// Both ranges must be valid.
pub unsafe fn copy_huge(dest: *mut u8, source: *const u8, len: usize) {
    // SAFETY: the caller's promise.
    unsafe { super::copy_forward(dest, source, len) };
}
