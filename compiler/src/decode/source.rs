//! A module that is decoded, and the errors that say why it is not taken.

use super::refusal::{PROPOSAL, Refusal};
use super::survey::{self, Use};
use crate::composition::Input;
use crate::error::Error;
use crate::options::WasmVersion;
use wasmparser::BinaryReaderError;

/// A module that is decoded, for its errors.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The module.
    pub input: &'a Input,
    /// What it may use.
    pub version: WasmVersion,
}

impl Source<'_> {
    /// The error for a part of the module that begins at `start`, in `function` if it is a body.
    pub fn refuse(&self, refusal: Refusal, function: Option<String>, start: usize) -> Error {
        match refusal {
            Refusal::Invalid(error) => self.invalid(function, &error),
            Refusal::Unsupported(what, offset) => {
                let offset = offset.unwrap_or(start);
                let uses = survey::unsupported(self.input, self.version, offset);
                let what = match uses {
                    // It may use others as well.
                    Some(uses) if uses.len() > 1 && what.contains(PROPOSAL) => self.describe(&uses),
                    _ => what,
                };
                Error::Unsupported {
                    module: self.input.name.clone(),
                    function,
                    what,
                    offset,
                }
            }
        }
    }

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

    /// The error for a module that is valid with proposals that are not done yet, or left out: at least as far
    /// as the error tells. What the validator says of it names options of its own.
    fn unsupported(&self, function: Option<String>, error: &BinaryReaderError) -> Option<Error> {
        let offset = error.offset() as usize;
        let uses = survey::unsupported(self.input, self.version, offset)?;
        (!uses.is_empty()).then(|| Error::Unsupported {
            module: self.input.name.clone(),
            function,
            what: self.describe(&uses),
            offset,
        })
    }

    /// Says which proposals are in the way, and where each is first used if they are several.
    fn describe(&self, uses: &[Use]) -> String {
        let (proposals, verb) = match uses.len() {
            1 => ("proposal", "is"),
            _ => ("proposals", "are"),
        };
        let why = match self.version {
            WasmVersion::V2 => "no part of WebAssembly 2.0 (-C wasm=2.0)",
            WasmVersion::V3 => "not implemented yet",
        };
        let names: Vec<_> = uses.iter().map(|it| it.proposal.name).collect();
        let names = names.join(", ");
        let mut what = format!("the module uses the {proposals} {names}, which {verb} {why}");
        if uses.len() > 1 {
            let places: Vec<_> = uses.iter().map(Use::to_string).collect();
            what.push_str(&format!("; first used: {}", places.join(", ")));
        }
        what
    }
}
