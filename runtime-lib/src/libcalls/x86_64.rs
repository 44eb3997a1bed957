//! What x86-64 lacks below SSSE3.
#![allow(unsafe_code)]

use core::arch::x86_64::__m128i;
use core::mem::transmute;

/// `pshufb` (Intel SDM): byte `i` of the result is the byte of `bytes` that the low four bits of
/// byte `i` of `mask` name, or 0 if its top bit is set.
#[unsafe(export_name = wasmc_abi::libcall!(X86Pshufb))]
#[expect(
    improper_ctypes_definitions,
    reason = "the psABI passes __m128i in a vector register"
)]
extern "C" fn pshufb(bytes: __m128i, mask: __m128i) -> __m128i {
    // SAFETY: both types are 16 bytes without padding.
    let bytes = unsafe { transmute::<__m128i, [u8; 16]>(bytes) };
    // SAFETY: as above.
    let mask = unsafe { transmute::<__m128i, [u8; 16]>(mask) };
    let mut result = [0u8; 16];
    for (slot, select) in result.iter_mut().zip(mask) {
        if select & 0x80 == 0 {
            *slot = bytes[usize::from(select & 15)];
        }
    }
    // SAFETY: as above.
    unsafe { transmute::<[u8; 16], __m128i>(result) }
}
