//! Why a module is not taken, and the errors that say so.

use super::features;
use crate::composition::Input;
use crate::error::Error;
use wasmparser::BinaryReaderError;

/// Why a part of a module is not taken.
#[derive(Debug)]
pub enum Refusal {
    /// It is malformed or invalid.
    Invalid(BinaryReaderError),
    /// [`features::SUPPORTED`] lets it in, but the decoder does not know it: what, and its offset in
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

impl Refusal {
    /// The error for a part of `input` that begins at `start`, in `function` if it is a body.
    pub fn into_error(self, input: &Input, function: Option<String>, start: usize) -> Error {
        match self {
            Refusal::Invalid(error) => invalid(input, function, &error),
            Refusal::Unsupported(what, offset) => Error::Unsupported {
                module: input.name.clone(),
                function,
                what,
                offset: offset.unwrap_or(start),
            },
        }
    }
}

/// An error of the decoder. Several proposals change encodings, so what is malformed without them
/// may be a module that wasmc does not support.
pub fn malformed(input: &Input, error: &BinaryReaderError) -> Error {
    let (module, message) = (input.name.clone(), error.message().to_string());
    let offset = error.offset() as usize;
    if message.starts_with("unexpected end") {
        return Error::Truncated {
            module,
            message,
            offset,
        };
    }
    unsupported(input, None, error).unwrap_or(Error::Malformed {
        module,
        message,
        offset,
    })
}

/// An error of the validator, which also meets the ends of truncated sections.
pub fn invalid(input: &Input, function: Option<String>, error: &BinaryReaderError) -> Error {
    let (module, message) = (input.name.clone(), error.message().to_string());
    let offset = error.offset() as usize;
    if message.starts_with("unexpected end") {
        return Error::Truncated {
            module,
            message,
            offset,
        };
    }
    let invalid = Error::Invalid {
        module,
        function: function.clone(),
        message,
        offset,
    };
    unsupported(input, function, error).unwrap_or(invalid)
}

/// The error for a module that is valid with proposals that are not done yet.
fn unsupported(
    input: &Input,
    function: Option<String>,
    error: &BinaryReaderError,
) -> Option<Error> {
    let missing = features::missing_proposals(&input.bytes)?;
    let (proposals, verb) = match missing.len() {
        1 => ("proposal", "is"),
        _ => ("proposals", "are"),
    };
    let what = format!(
        "the module uses the {proposals} {}, which {verb} not implemented yet: {}",
        missing.join(", "),
        error.message()
    );
    let offset = error.offset() as usize;
    Some(Error::Unsupported {
        module: input.name.clone(),
        function,
        what,
        offset,
    })
}
