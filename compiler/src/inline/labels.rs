//! The numbers by which CLIF knows that a value is that of a local (`ValueLabel`), for debuggers.

use cranelift_codegen::ir::ValueLabel;

/// What a labelled value is to its local.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Labelled {
    /// The value, wherever it is alive.
    Value,
    /// The value, up to the first [`Labelled::Wide`] behind it. Cranelift's single-pass allocator only knows the place
    /// of a value whose label goes on to another value while the first is alive.
    ValueUpToWide,
    /// The value, extended to 64 bits.
    Wide,
}

/// The label of a value of a local of the function itself, not of an inlined one.
pub fn label(local: u32, labelled: Labelled) -> ValueLabel {
    ValueLabel::from_u32(local << 2 | labelled as u32)
}

/// The inverse of [`label`].
pub fn local(label: ValueLabel) -> Option<(u32, Labelled)> {
    let number = label.as_u32();
    let labelled = match number & 3 {
        0 => Labelled::Value,
        1 => Labelled::ValueUpToWide,
        2 => Labelled::Wide,
        _ => return None,
    };
    Some((number >> 2, labelled))
}
