//! What a module takes and gives, from one pass over its sections: no body is looked at, and nothing is validated.

use crate::composition::Input;
use std::collections::HashSet;
use wasmparser::{
    BinaryReaderError, Encoding, ExternalKind, FuncType, GlobalType, MemoryType, Parser, Payload,
    TableType, TypeRef, WasmFeatures,
};

/// What a module takes and gives, and its size.
#[derive(Debug, Default)]
pub struct Outline<'data> {
    /// Its imports.
    pub imports: Vec<NamedImport<'data>>,
    /// Its exports, in their order.
    pub exports: Vec<NamedExport<'data>>,
    /// Their names, to look one up.
    pub exported: HashSet<&'data str>,
    /// Its memories, imported ones first: each as a text.
    pub memories: Vec<String>,
    /// Its tables, in the same way.
    pub tables: Vec<String>,
    /// How many functions have bodies.
    pub bodies: u32,
    /// Bytes of the section of code.
    pub code: u64,
    /// Bytes of the section of data.
    pub data: u64,
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

    /// Both names.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.module, self.name)
    }
}

/// An export.
#[derive(Debug)]
pub struct NamedExport<'data> {
    /// Its name.
    pub name: &'data str,
    /// The type of a function, or what else it is.
    pub what: String,
}

/// Reads a module; `None` where it is none, or malformed.
pub fn outline(input: &Input) -> Option<Outline<'_>> {
    read(&input.bytes).ok().flatten()
}

fn read(bytes: &[u8]) -> Result<Option<Outline<'_>>, BinaryReaderError> {
    let mut outline = Outline::default();
    let mut functions = Functions::default();
    let mut parser = Parser::new(0);
    parser.set_features(WasmFeatures::all());
    for payload in parser.parse_all(bytes) {
        match payload? {
            Payload::Version { encoding, .. } if encoding != Encoding::Module => return Ok(None),
            Payload::TypeSection(section) => {
                for group in section {
                    for ty in group?.into_types() {
                        let ty = match ty.composite_type.inner {
                            wasmparser::CompositeInnerType::Func(ty) => Some(ty),
                            _ => None,
                        };
                        functions.types.push(ty);
                    }
                }
            }
            Payload::ImportSection(section) => {
                for entry in section.into_imports_with_offsets() {
                    let (offset, import) = entry?;
                    match &import.ty {
                        TypeRef::Func(ty) | TypeRef::FuncExact(ty) => functions.all.push(*ty),
                        TypeRef::Table(ty) => outline.tables.push(table(ty)),
                        TypeRef::Memory(ty) => outline.memories.push(memory(ty)),
                        TypeRef::Global(_) | TypeRef::Tag(_) => {}
                    }
                    outline.imports.push(NamedImport {
                        module: import.module,
                        name: import.name,
                        kind: kind(&import.ty),
                        offset: offset as usize,
                    });
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    functions.all.push(ty?);
                }
            }
            Payload::TableSection(section) => {
                for ty in section {
                    outline.tables.push(table(&ty?.ty));
                }
            }
            Payload::MemorySection(section) => {
                for ty in section {
                    outline.memories.push(memory(&ty?));
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    outline.exports.push(NamedExport {
                        name: export.name,
                        what: match export.kind {
                            ExternalKind::Func | ExternalKind::FuncExact => {
                                functions.describe(export.index)
                            }
                            ExternalKind::Table => "table".into(),
                            ExternalKind::Memory => "memory".into(),
                            ExternalKind::Global => "global".into(),
                            ExternalKind::Tag => "tag".into(),
                        },
                    });
                }
                outline.exported = outline.exports.iter().map(|export| export.name).collect();
            }
            Payload::CodeSectionStart {
                count,
                unchecked_range,
                ..
            } => {
                outline.bodies = count;
                outline.code = unchecked_range.end - unchecked_range.start;
            }
            Payload::DataSection(section) => {
                outline.data = section.range().end - section.range().start;
            }
            _ => {}
        }
    }
    Ok(Some(outline))
}

/// Types of functions.
#[derive(Default)]
struct Functions {
    /// The types of the module; `None`: no function type.
    types: Vec<Option<FuncType>>,
    /// The type of each function, by its number.
    all: Vec<u32>,
}

impl Functions {
    fn describe(&self, index: u32) -> String {
        let ty = self.all.get(index as usize);
        let ty = ty.and_then(|&ty| self.types.get(ty as usize)?.as_ref());
        let list = |types: &[wasmparser::ValType]| {
            let types: Vec<_> = types.iter().map(ToString::to_string).collect();
            format!("({})", types.join(", "))
        };
        match ty {
            Some(ty) => format!("{} -> {}", list(ty.params()), list(ty.results())),
            None => "function".into(),
        }
    }
}

fn kind(ty: &TypeRef) -> &'static str {
    match ty {
        TypeRef::Func(_) | TypeRef::FuncExact(_) => NamedImport::FUNCTION,
        TypeRef::Table(_) => "a table",
        TypeRef::Memory(_) => "a memory",
        TypeRef::Global(GlobalType { .. }) => "a global",
        TypeRef::Tag(_) => "a tag",
    }
}

fn memory(ty: &MemoryType) -> String {
    let address = if ty.memory64 {
        ", 64-bit addresses"
    } else {
        ""
    };
    let shared = if ty.shared { ", shared" } else { "" };
    let size = match ty.page_size_log2 {
        None | Some(16) => String::new(),
        Some(log2) => format!(" of {} bytes", 1_u128 << log2.min(64)),
    };
    let range = range(ty.initial, ty.maximum);
    format!("{range} pages{size}{address}{shared}")
}

fn table(ty: &TableType) -> String {
    let address = if ty.table64 { ", 64-bit indices" } else { "" };
    let range = range(ty.initial, ty.maximum);
    format!("{range} of {}{address}", ty.element_type)
}

/// A size that may grow.
fn range(min: u64, max: Option<u64>) -> String {
    match max {
        Some(max) if max == min => format!("{min}"),
        Some(max) => format!("{min} to {max}"),
        None => format!("{min} or more"),
    }
}
