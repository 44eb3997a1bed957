//! Why a module is not taken, and the errors that say so.

use super::features;
use crate::composition::Input;
use crate::error::Error;
use crate::options::WasmVersion;
use wasmparser::BinaryReaderError;

/// Why a part of a module is not taken.
#[derive(Debug)]
pub enum Refusal {
    /// It is malformed or invalid.
    Invalid(BinaryReaderError),
    /// [`features::supported`] lets it in, but the decoder does not know it: what, and its offset in
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

/// A module that is decoded, for its errors.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The module.
    pub input: &'a Input,
    /// What it may use.
    pub version: WasmVersion,
}

impl Refusal {
    /// The error for a part of a module that begins at `start`, in `function` if it is a body.
    pub fn into_error(self, source: &Source<'_>, function: Option<String>, start: usize) -> Error {
        match self {
            Refusal::Invalid(error) => source.invalid(function, &error),
            Refusal::Unsupported(what, offset) => Error::Unsupported {
                module: source.input.name.clone(),
                function,
                what,
                offset: offset.unwrap_or(start),
            },
        }
    }
}

impl Source<'_> {
    /// An error of the decoder. Several proposals change encodings, so what is malformed without them
    /// may be a module that wasmc does not support.
    pub fn malformed(&self, error: &BinaryReaderError) -> Error {
        let (module, message) = (self.input.name.clone(), error.message().to_string());
        let offset = error.offset() as usize;
        self.truncated(error)
            .or_else(|| self.unsupported(None, error))
            .unwrap_or(Error::Malformed {
                module,
                message,
                offset,
            })
    }

    /// An error of the validator, which also meets the ends of truncated sections.
    pub fn invalid(&self, function: Option<String>, error: &BinaryReaderError) -> Error {
        let (module, message) = (self.input.name.clone(), error.message().to_string());
        let offset = error.offset() as usize;
        self.truncated(error)
            .or_else(|| self.unsupported(function.clone(), error))
            .unwrap_or(Error::Invalid {
                module,
                function,
                message,
                offset,
            })
    }

    /// The error for a module that ends too early.
    fn truncated(&self, error: &BinaryReaderError) -> Option<Error> {
        let (module, message) = (self.input.name.clone(), error.message().to_string());
        let offset = error.offset() as usize;
        message
            .starts_with("unexpected end")
            .then_some(Error::Truncated {
                module,
                message,
                offset,
            })
    }

    /// The error for a module that is valid with proposals that are not done yet, or left out.
    fn unsupported(&self, function: Option<String>, error: &BinaryReaderError) -> Option<Error> {
        let missing = features::missing_proposals(&self.input.bytes, self.version)?;
        let (proposals, verb) = match missing.len() {
            1 => ("proposal", "is"),
            _ => ("proposals", "are"),
        };
        let why = match self.version {
            WasmVersion::V2 => "no part of WebAssembly 2.0 (-C wasm=2.0)",
            WasmVersion::V3 => "not implemented yet",
        };
        let what = format!(
            "the module uses the {proposals} {}, which {verb} {why}: {}",
            missing.join(", "),
            error.message()
        );
        Some(Error::Unsupported {
            module: self.input.name.clone(),
            function,
            what,
            offset: error.offset() as usize,
        })
    }
}
