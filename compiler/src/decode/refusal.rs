//! Why a part of a module is not taken.

use wasmparser::BinaryReaderError;

/// What stands before the name of a proposal in [`Refusal::Unsupported`].
pub const PROPOSAL: &str = "the proposal ";

/// Why a part of a module is not taken.
#[derive(Debug)]
pub enum Refusal {
    /// It is malformed or invalid.
    Invalid(BinaryReaderError),
    /// [`super::features::supported`] lets it in, but the decoder does not know it: what, and its offset in
    /// the module file, in bytes, where that is known.
    Unsupported(String, Option<usize>),
}

impl From<BinaryReaderError> for Refusal {
    fn from(error: BinaryReaderError) -> Self {
        Refusal::Invalid(error)
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refusal::Invalid(error) => error.fmt(f),
            Refusal::Unsupported(what, _) => write!(f, "not supported: {what}"),
        }
    }
}
