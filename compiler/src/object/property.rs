//! The property note of aarch64: every target of an indirect branch is a landing pad, so that the
//! kernel has the processor check it (ELF for the Arm 64-bit Architecture, "Program Property").

use crate::options::{EntryPoint, Options};
use object::elf::{
    GNU_PROPERTY_AARCH64_FEATURE_1_AND, GNU_PROPERTY_AARCH64_FEATURE_1_BTI, NT_GNU_PROPERTY_TYPE_0,
};

/// Name of the section.
pub const SECTION: &str = ".note.gnu.property";

/// Whether it holds for the image, the runtime included. Where values are written as text, the core
/// library calls functions of its own indirectly, and those have no landing pads: it comes
/// compiled.
pub fn holds(options: &Options) -> bool {
    options.branch_protection().bti() && options.entry == EntryPoint::Command
}

/// The note: name and description lengths in bytes, type, name; type of the property, its length in
/// bytes, its value, padding.
pub fn landing_pads() -> Vec<u8> {
    let words = [
        4,
        16,
        NT_GNU_PROPERTY_TYPE_0.0,
        u32::from_le_bytes(*b"GNU\0"),
        GNU_PROPERTY_AARCH64_FEATURE_1_AND.0,
        4,
        GNU_PROPERTY_AARCH64_FEATURE_1_BTI,
        0,
    ];
    words.into_iter().flat_map(u32::to_le_bytes).collect()
}
