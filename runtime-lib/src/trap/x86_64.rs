//! What x86-64 processors may lack.

use crate::sys::Names;
use core::arch::x86_64::{__cpuid, __cpuid_count};

/// Says which of the extensions that an image may be compiled for this processor lacks.
pub fn report_missing_feature() {
    const NAMES: &[u8] = b"SSSE3 SSE4.1 SSE4.2 POPCNT AVX AVX2 FMA BMI1 BMI2 LZCNT AVX512F ";
    /// The bit of the last name.
    const AVX512F: u32 = 1 << 10;
    let (leaf1, leaf7, extended) = (__cpuid(1), __cpuid_count(7, 0), __cpuid(0x8000_0001));
    // In the order of the names: a register, and the number of its bit.
    let bits = [
        (leaf1.ecx, 9),
        (leaf1.ecx, 19),
        (leaf1.ecx, 20),
        (leaf1.ecx, 23),
        (leaf1.ecx, 28),
        (leaf7.ebx, 5),
        (leaf1.ecx, 12),
        (leaf7.ebx, 3),
        (leaf7.ebx, 8),
        (extended.ecx, 5),
        (leaf7.ebx, 16),
    ];
    let mut missing = 0;
    for (position, (register, bit)) in bits.into_iter().enumerate() {
        missing |= (!register >> bit & 1) << position;
    }
    // Most images do not use it: where another one is missing, that is why.
    if missing & !AVX512F != 0 {
        missing &= !AVX512F;
    }
    let unknown: &[u8] = match missing {
        0 => b"something it was compiled for",
        _ => b"",
    };
    crate::sys::stderr!(
        b"wasmc: this image needs a newer processor; this one lacks ",
        Names {
            bits: missing,
            names: NAMES,
            between: b' ',
        },
        unknown,
        b"; rebuild it with -march=x86-64-v2 or -march=compatibility\n"
    );
}
