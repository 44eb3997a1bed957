//! The imports and exports of a module, from one pass over its sections: no body is looked at.

use super::features;
use crate::composition::Input;
use crate::options::WasmVersion;
use std::collections::HashSet;
use wasmparser::{BinaryReaderError, Encoding, Parser, Payload, TypeRef};

/// What a module takes and gives, by name.
#[derive(Debug, Default)]
pub struct Outline<'data> {
    /// Its imports.
    pub imports: Vec<NamedImport<'data>>,
    /// The names of its exports, in their order.
    pub exports: Vec<&'data str>,
    /// The same, to look one up.
    pub exported: HashSet<&'data str>,
}

/// An import.
#[derive(Debug)]
pub struct NamedImport<'data> {
    /// Name of the module that provides it.
    pub module: &'data str,
    /// Its name there.
    pub name: &'data str,
    /// What kind of thing it is.
    pub kind: &'static str,
    /// Offset in the module file, in bytes.
    pub offset: usize,
}

impl NamedImport<'_> {
    /// How functions are called in [`NamedImport::kind`].
    pub const FUNCTION: &'static str = "a function";
}

/// Reads a module; `None` where it is none, or malformed.
pub fn outline(input: &Input, version: WasmVersion) -> Option<Outline<'_>> {
    read(&input.bytes, version).ok().flatten()
}

fn read(bytes: &[u8], version: WasmVersion) -> Result<Option<Outline<'_>>, BinaryReaderError> {
    let mut outline = Outline::default();
    let mut parser = Parser::new(0);
    parser.set_features(features::supported(version));
    for payload in parser.parse_all(bytes) {
        match payload? {
            Payload::Version { encoding, .. } if encoding != Encoding::Module => return Ok(None),
            Payload::ImportSection(section) => {
                for entry in section.into_imports_with_offsets() {
                    let (offset, import) = entry?;
                    outline.imports.push(NamedImport {
                        module: import.module,
                        name: import.name,
                        kind: kind(&import.ty),
                        offset: offset as usize,
                    });
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    outline.exports.push(export?.name);
                }
                outline.exported = outline.exports.iter().copied().collect();
            }
            _ => {}
        }
    }
    Ok(Some(outline))
}

fn kind(ty: &TypeRef) -> &'static str {
    match ty {
        TypeRef::Func(_) | TypeRef::FuncExact(_) => NamedImport::FUNCTION,
        TypeRef::Table(_) => "a table",
        TypeRef::Memory(_) => "a memory",
        TypeRef::Global(_) => "a global",
        TypeRef::Tag(_) => "a tag",
    }
}
