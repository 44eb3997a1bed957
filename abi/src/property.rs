//! The property note of aarch64: every target of an indirect branch is a landing pad, so that the
//! kernel has the processor check it (ELF for the Arm 64-bit Architecture, "Program Property").
//!
//! The linker keeps it where all of its inputs have it: the compiler's object and the runtime's.

/// Name of the section; it is of type `SHT_NOTE`, loaded, and aligned to 8 bytes.
pub const SECTION: &str = ".note.gnu.property";

/// The note, as little-endian words: bytes of the name and of the description,
/// `NT_GNU_PROPERTY_TYPE_0`, the name; `GNU_PROPERTY_AARCH64_FEATURE_1_AND`, the bytes of its value,
/// `GNU_PROPERTY_AARCH64_FEATURE_1_BTI`, padding.
const WORDS: [u32; 8] = [
    4,
    16,
    5,
    u32::from_le_bytes(*b"GNU\0"),
    0xc000_0000,
    4,
    1,
    0,
];

/// The bytes of the note.
pub fn landing_pads() -> impl Iterator<Item = u8> {
    WORDS.into_iter().flat_map(u32::to_le_bytes)
}
