//! 16-byte blocks, and copies by the string instructions.
#![allow(unsafe_code)]

use core::arch::asm;
use core::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_set1_epi8, _mm_storeu_si128};

/// What one instruction moves.
pub type Block = __m128i;

/// Reads 16 bytes.
///
/// # Safety
/// They must be readable.
#[inline(always)]
pub unsafe fn load(at: *const u8) -> Block {
    // SAFETY: the caller's promise.
    unsafe { _mm_loadu_si128(at.cast()) }
}

/// Writes 16 bytes.
///
/// # Safety
/// They must be writable.
#[inline(always)]
pub unsafe fn store(at: *mut u8, block: Block) {
    // SAFETY: the caller's promise.
    unsafe { _mm_storeu_si128(at.cast(), block) }
}

/// The byte, sixteen times.
#[inline(always)]
pub fn splat(byte: u8) -> Block {
    // SAFETY: SSE2 is part of x86-64.
    unsafe { _mm_set1_epi8(byte as i8) }
}

/// Copies between ranges that do not overlap.
///
/// # Safety
/// Both ranges must be valid.
pub unsafe fn copy_huge(dest: *mut u8, source: *const u8, len: usize) {
    // SAFETY: the caller's promise; the direction flag is clear by the ABI.
    unsafe {
        asm!(
            "rep movsb",
            inout("rcx") len => _, inout("rdi") dest => _, inout("rsi") source => _,
            options(nostack, preserves_flags)
        );
    }
}
