//! Bytes → Module.
//!
//! Needs nothing. Gives a [`Module`]: valid (core spec 3), every index in range, every offset one
//! of the module file, in bytes. Refuses what is malformed, invalid or not supported.

mod bodies;
mod const_expr;
pub mod features;
pub mod module;
mod producers;
mod sections;

pub use producers::{Producer, producers};

use crate::composition::Input;
use crate::error::{Error, Result};
use module::{Module, ValType};
use wasmparser::{BinaryReaderError, Parser, ValidPayload, Validator};

/// Decodes and validates a module.
///
/// # Errors
/// [`Error::Empty`], [`Error::NotWasm`], [`Error::Component`], [`Error::Truncated`],
/// [`Error::Malformed`], [`Error::Invalid`], [`Error::Unsupported`].
pub fn decode(input: &Input) -> Result<Module<'_>> {
    recognise(input)?;
    let name = input.name.as_str();
    let mut module = Module {
        name: name.to_string(),
        ..Module::default()
    };
    let mut validator = Validator::new_with_features(features::SUPPORTED);
    let mut bodies = Vec::new();
    // The features change encodings too: bytes that proposals gave a meaning are malformed without.
    let mut parser = Parser::new(0);
    parser.set_features(features::SUPPORTED);
    for payload in parser.parse_all(&input.bytes) {
        let payload = payload.map_err(|error| malformed(input, &error))?;
        let valid = validator
            .payload(&payload)
            .map_err(|error| invalid(input, None, &error))?;
        if let ValidPayload::Func(to_validate, body) = valid {
            bodies.push((to_validate, body));
            continue;
        }
        sections::section(&mut module, payload).map_err(|error| invalid(input, None, &error))?;
    }
    bodies::validate(&mut module, bodies, input)?;
    Ok(module)
}

/// Tells what is no module at all from what is a broken one.
fn recognise(input: &Input) -> Result<()> {
    const MAGIC: &[u8] = b"\0asm";
    let module = || input.name.clone();
    if input.bytes.is_empty() {
        return Err(Error::Empty { module: module() });
    }
    let start = &input.bytes[..input.bytes.len().min(MAGIC.len())];
    if !MAGIC.starts_with(start) {
        let start = format!("\"{}\"", start.escape_ascii());
        return Err(Error::NotWasm {
            module: module(),
            start,
        });
    }
    if input.bytes.len() < 8 {
        return Err(Error::Truncated {
            module: module(),
            message: "unexpected end in the header".into(),
            offset: input.bytes.len(),
        });
    }
    // Component model, Binary.md: the same magic number, layer 1 in the upper half of the version.
    if input.bytes[6..8] == [1, 0] {
        return Err(Error::Component { module: module() });
    }
    Ok(())
}

/// An error of the decoder. Several proposals change encodings, so what is malformed without them
/// may be a module that wasmc does not support.
fn malformed(input: &Input, error: &BinaryReaderError) -> Error {
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
fn invalid(input: &Input, function: Option<String>, error: &BinaryReaderError) -> Error {
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

/// A value type of core 2.0; `None` for any other, which validation has refused.
pub(crate) fn value_type(ty: wasmparser::ValType) -> Option<ValType> {
    Some(match ty {
        wasmparser::ValType::I32 => ValType::I32,
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        wasmparser::ValType::V128 => ValType::V128,
        wasmparser::ValType::Ref(ty) if ty == wasmparser::RefType::FUNCREF => ValType::FuncRef,
        wasmparser::ValType::Ref(ty) if ty == wasmparser::RefType::EXTERNREF => ValType::ExternRef,
        wasmparser::ValType::Ref(_) => return None,
    })
}
