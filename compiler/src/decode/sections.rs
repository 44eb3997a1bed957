//! Everything but the function bodies, section by section (core spec 5.5).

use super::const_expr;
use super::module::{
    AddressType, DataSegment, ElementSegment, Export, Extern, FuncIndex, GlobalIndex, GlobalType,
    Import, ImportType, Limits, MemoryIndex, MemoryType, Module, SegmentMode, TableIndex,
    TableType, TagIndex, TypeIndex, Types,
};
use super::refusal::Refusal;
use cranelift_entity::EntityRef;
use wasmc_abi::image::{MAX_MEMORY64, WASM_PAGE_LOG2};
use wasmparser::{
    CustomSectionReader, DataKind, Element, ElementItems, ElementKind, ExternalKind, KnownCustom,
    Name, NameSectionReader, Payload, TableInit, TypeRef,
};

type Result<T> = std::result::Result<T, Refusal>;

/// The refusal of what no supported proposal has.
fn unsupported<T>(what: impl Into<String>) -> Result<T> {
    Err(Refusal::Unsupported(what.into(), None))
}

/// Takes a section into the module. The validator has accepted it.
pub fn section<'data>(
    module: &mut Module<'data>,
    types: &mut Types,
    payload: Payload<'data>,
) -> Result<()> {
    match payload {
        Payload::TypeSection(section) => {
            for group in section {
                types.add_group(&mut module.types, group?)?;
            }
        }
        Payload::ImportSection(section) => {
            for entry in section.into_imports_with_offsets() {
                let (offset, entry) = entry?;
                import(module, offset, &entry)?;
            }
        }
        Payload::FunctionSection(section) => {
            for ty in section {
                module.functions.push(TypeIndex::new(ty? as usize));
            }
        }
        Payload::TableSection(section) => {
            for table in section {
                let table = table?;
                module.tables.push(table_type(module, &table.ty)?);
                module.table_inits.push(match &table.init {
                    TableInit::RefNull => None,
                    TableInit::Expr(value) => Some(const_expr::decode(value)?),
                });
            }
        }
        Payload::MemorySection(section) => {
            for ty in section {
                module.memories.push(memory_type(&ty?)?);
            }
        }
        Payload::TagSection(section) => {
            for tag in section {
                module.tags.push(TypeIndex::from_u32(tag?.func_type_idx));
            }
        }
        Payload::GlobalSection(section) => {
            for global in section {
                let global = global?;
                module.globals.push(global_type(module, &global.ty)?);
                module
                    .global_inits
                    .push(const_expr::decode(&global.init_expr)?);
            }
        }
        Payload::ExportSection(section) => {
            for export in section {
                let export = export?;
                let index = export.index as usize;
                let item = match export.kind {
                    ExternalKind::Func | ExternalKind::FuncExact => {
                        Extern::Func(FuncIndex::new(index))
                    }
                    ExternalKind::Table => Extern::Table(TableIndex::new(index)),
                    ExternalKind::Memory => Extern::Memory(MemoryIndex::new(index)),
                    ExternalKind::Global => Extern::Global(GlobalIndex::new(index)),
                    ExternalKind::Tag => Extern::Tag(TagIndex::new(index)),
                };
                module.exports.push(Export {
                    name: export.name,
                    item,
                });
            }
        }
        Payload::StartSection { func, .. } => module.start = Some(FuncIndex::new(func as usize)),
        Payload::ElementSection(section) => {
            for segment in section {
                module.elements.push(element(&segment?)?);
            }
        }
        Payload::DataSection(section) => {
            for segment in section {
                let segment = segment?;
                let mode = match &segment.kind {
                    DataKind::Passive => SegmentMode::Passive,
                    DataKind::Active {
                        memory_index,
                        offset_expr,
                    } => SegmentMode::Active(
                        MemoryIndex::new(*memory_index as usize),
                        const_expr::decode(offset_expr)?,
                    ),
                };
                module.data.push(DataSegment {
                    mode,
                    bytes: segment.data,
                });
            }
        }
        Payload::CustomSection(section) => custom(module, &section),
        Payload::UnknownSection { id, .. } => return unsupported(format!("section {id}")),
        Payload::CodeSectionStart {
            unchecked_range, ..
        } => module.code_start = unchecked_range.start as usize,
        // What they hold, the other sections hold too. Bodies come one by one, see `bodies`.
        Payload::Version { .. } | Payload::DataCountSection { .. } | Payload::End(_) => {}
        // `Payload` is non-exhaustive.
        other => return unsupported(format!("{other:?}")),
    }
    Ok(())
}

fn table_type(module: &Module<'_>, ty: &wasmparser::TableType) -> Result<TableType> {
    let &wasmparser::TableType {
        element_type,
        table64,
        initial,
        maximum,
        shared,
    } = ty;
    if shared {
        return unsupported("a shared table");
    }
    Ok(TableType {
        element: module.value_type(wasmparser::ValType::Ref(element_type))?,
        address: address_type(table64),
        limits: Limits {
            min: initial,
            max: maximum,
        },
    })
}

fn memory_type(ty: &wasmparser::MemoryType) -> Result<MemoryType> {
    let &wasmparser::MemoryType {
        memory64,
        shared,
        initial,
        maximum,
        page_size_log2,
    } = ty;
    if shared {
        return unsupported("a shared memory");
    }
    let ty = MemoryType {
        address: address_type(memory64),
        page_log2: page_size_log2.unwrap_or(WASM_PAGE_LOG2),
        limits: Limits {
            min: initial,
            max: maximum,
        },
    };
    if initial > ty.most_pages() {
        let gib = MAX_MEMORY64 >> 30;
        return unsupported(format!("a memory of more than {gib} GiB"));
    }
    Ok(ty)
}

fn address_type(is_64: bool) -> AddressType {
    match is_64 {
        true => AddressType::I64,
        false => AddressType::I32,
    }
}

fn global_type(module: &Module<'_>, ty: &wasmparser::GlobalType) -> Result<GlobalType> {
    let &wasmparser::GlobalType {
        content_type,
        mutable,
        shared,
    } = ty;
    if shared {
        return unsupported("a shared global");
    }
    Ok(GlobalType {
        ty: module.value_type(content_type)?,
        mutable,
    })
}

fn import<'data>(
    module: &mut Module<'data>,
    offset: u64,
    import: &wasmparser::Import<'data>,
) -> Result<()> {
    let ty = match import.ty {
        TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
            let ty = TypeIndex::new(ty as usize);
            module.functions.push(ty);
            ImportType::Func(ty)
        }
        TypeRef::Table(ty) => {
            let ty = table_type(module, &ty)?;
            module.tables.push(ty);
            ImportType::Table(ty)
        }
        TypeRef::Memory(ty) => {
            let ty = memory_type(&ty)?;
            module.memories.push(ty);
            ImportType::Memory(ty)
        }
        TypeRef::Global(ty) => {
            let ty = global_type(module, &ty)?;
            module.globals.push(ty);
            ImportType::Global(ty)
        }
        TypeRef::Tag(tag) => {
            let ty = TypeIndex::from_u32(tag.func_type_idx);
            module.tags.push(ty);
            ImportType::Tag(ty)
        }
    };
    let (name, module_name) = (import.name, import.module);
    module.imports.push(Import {
        module: module_name,
        name,
        ty,
        offset: offset as usize,
    });
    Ok(())
}

fn element(segment: &Element<'_>) -> Result<ElementSegment> {
    let mode = match &segment.kind {
        ElementKind::Passive => SegmentMode::Passive,
        ElementKind::Declared => SegmentMode::Declared,
        ElementKind::Active {
            table_index,
            offset_expr,
        } => SegmentMode::Active(
            TableIndex::new(table_index.unwrap_or(0) as usize),
            const_expr::decode(offset_expr)?,
        ),
    };
    let items = match &segment.items {
        ElementItems::Functions(functions) => functions
            .clone()
            .into_iter()
            .map(|function| Ok(const_expr::function(function?)))
            .collect::<Result<_>>()?,
        ElementItems::Expressions(_, expressions) => expressions
            .clone()
            .into_iter()
            .map(|expression| const_expr::decode(&expression?))
            .collect::<Result<_>>()?,
    };
    Ok(ElementSegment { mode, items })
}

/// Takes names; errors in custom sections make no module invalid (core spec 5.5.3).
fn custom<'data>(module: &mut Module<'data>, section: &CustomSectionReader<'data>) {
    if let KnownCustom::Name(names) = section.as_known() {
        let _ = take_names(module, names);
    }
    if section.name().starts_with(".debug_") {
        dwarf(module, section.name(), section.data());
    }
}

/// Takes a section of DWARF.
pub fn dwarf<'data>(module: &mut Module<'data>, name: &'data str, bytes: &'data [u8]) {
    module.dwarf.insert(name, bytes);
    if name == ".debug_info" && is_of_text(bytes) {
        let is_function = |import: &&Import<'_>| matches!(import.ty, ImportType::Func(_));
        let imported = module.imports.iter().filter(is_function).count();
        module.code_start += leb_bytes(module.functions.len() - imported);
    }
}

/// Whether this is the DWARF of the tools for the text format. Their addresses count from behind the number of
/// bodies, those of others from before it (DWARF for WebAssembly).
fn is_of_text(info: &[u8]) -> bool {
    const PRODUCER: &[u8] = b"wast ";
    let start = &info[..info.len().min(32)];
    start
        .windows(PRODUCER.len())
        .any(|window| window == PRODUCER)
}

/// Bytes of a number in LEB128.
fn leb_bytes(number: usize) -> usize {
    let bits = usize::BITS - number.leading_zeros();
    bits.div_ceil(7).max(1) as usize
}

fn take_names<'data>(module: &mut Module<'data>, names: NameSectionReader<'data>) -> Result<()> {
    for subsection in names {
        match subsection? {
            Name::Function(map) => {
                for naming in map {
                    let naming = naming?;
                    let index = FuncIndex::new(naming.index as usize);
                    module.names.insert(index, naming.name);
                }
            }
            Name::Tag(map) => {
                for naming in map {
                    let naming = naming?;
                    let index = TagIndex::new(naming.index as usize);
                    module.tag_names.insert(index, naming.name);
                }
            }
            Name::Global(map) => {
                for naming in map {
                    let naming = naming?;
                    if naming.name == "__stack_pointer" {
                        module.stack_pointer = Some(GlobalIndex::new(naming.index as usize));
                    }
                }
            }
            // Nothing shows them.
            _ => {}
        }
    }
    Ok(())
}
