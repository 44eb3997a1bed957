//! Bytes → Module.
//!
//! Needs nothing. Gives a [`Module`]: valid (core spec 3), every index in range, every offset one
//! of the module file, in bytes. Refuses what is malformed, invalid or not supported.

mod bodies;
mod branch_hints;
mod const_expr;
pub mod features;
pub mod module;
pub mod operator;
pub mod outline;
mod plain;
mod producers;
mod refusal;
mod sections;
mod shape;
mod source;
pub mod survey;
mod types;
mod uses;

pub use producers::{Producer, producers};

use crate::composition::Input;
use crate::error::{Error, Result};
use crate::options::WasmVersion;
use branch_hints::FunctionHints;
use module::{Module, Types};
use source::Source;
use wasmparser::{
    FuncToValidate, FunctionBody, Parser, ValidPayload, Validator, ValidatorResources,
};

/// A module whose sections are decoded and valid, and whose bodies are neither.
pub struct Structure<'data> {
    module: Module<'data>,
    bodies: Vec<(FuncToValidate<ValidatorResources>, FunctionBody<'data>)>,
    hints: Vec<FunctionHints>,
    source: Source<'data>,
}

impl<'data> Structure<'data> {
    /// The module so far.
    pub fn module(&self) -> &Module<'data> {
        &self.module
    }

    /// Bytes of all bodies.
    pub fn body_bytes(&self) -> usize {
        let ranges = self.bodies.iter().map(|(_, body)| body.range());
        ranges.map(|range| (range.end - range.start) as usize).sum()
    }

    /// Adds sections of DWARF that lie beside the module.
    pub fn add_dwarf(&mut self, sections: &'data [(String, Vec<u8>)]) {
        for (name, bytes) in sections {
            sections::dwarf(&mut self.module, name, bytes);
        }
    }

    /// Validates the bodies, and takes them into the module.
    ///
    /// # Errors
    /// Those of [`decode`].
    pub fn finish(self) -> Result<Module<'data>> {
        let mut module = self.module;
        bodies::validate(&mut module, self.bodies, &self.source)?;
        module.branch_hints = branch_hints::place(&self.hints, &module.bodies);
        Ok(module)
    }
}

/// Decodes and validates what is not in bodies, of a module of this version of WebAssembly. Its types are
/// added to those of the image.
///
/// # Errors
/// [`Error::Empty`], [`Error::NotWasm`], [`Error::Component`], [`Error::Truncated`],
/// [`Error::Malformed`], [`Error::Invalid`], [`Error::Unsupported`].
pub fn decode<'data>(
    input: &'data Input,
    version: WasmVersion,
    types: &mut Types,
) -> Result<Structure<'data>> {
    recognise(input)?;
    let name = input.name.as_str();
    let mut module = Module {
        name: name.to_string(),
        ..Module::default()
    };
    let source = Source { input, version };
    let features = features::supported(version);
    let mut validator = Validator::new_with_features(features);
    let mut bodies = Vec::new();
    let mut hints = Vec::new();
    // The features change encodings too: bytes that proposals gave a meaning are malformed without.
    let mut parser = Parser::new(0);
    parser.set_features(features);
    for payload in parser.parse_all(&input.bytes) {
        let payload = payload.map_err(|error| source.malformed(&error))?;
        let valid = validator
            .payload(&payload)
            .map_err(|error| source.invalid(None, &error))?;
        if let ValidPayload::Func(to_validate, body) = valid {
            bodies.push((to_validate, body));
            continue;
        }
        hints.extend(branch_hints::read(&payload));
        let start = payload.as_section().map_or(0, |(_, range)| range.start);
        sections::section(&mut module, types, payload)
            .map_err(|refusal| source.refuse(refusal, None, start as usize))?;
    }
    Ok(Structure {
        module,
        bodies,
        hints,
        source,
    })
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
