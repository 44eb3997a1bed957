//! Everything but the function bodies, section by section (core spec 5.5).

use super::module::{
    DataSegment, ElementSegment, Export, Extern, FuncIndex, FuncType, GlobalIndex, GlobalType,
    Import, ImportType, Limits, MemoryIndex, MemoryType, Module, SegmentMode, TableIndex,
    TableType, TypeIndex,
};
use super::refusal::Refusal;
use super::{const_expr, value_type};
use cranelift_entity::EntityRef;
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
pub fn section<'data>(module: &mut Module<'data>, payload: Payload<'data>) -> Result<()> {
    match payload {
        Payload::TypeSection(section) => {
            for ty in section.into_iter_err_on_gc_types() {
                module.types.push(func_type(&ty?)?);
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
                match table.init {
                    TableInit::RefNull => module.tables.push(table_type(&table.ty)?),
                    TableInit::Expr(_) => return unsupported("a table with an initial value"),
                };
            }
        }
        Payload::MemorySection(section) => {
            for ty in section {
                module.memories.push(memory_type(&ty?)?);
            }
        }
        Payload::GlobalSection(section) => {
            for global in section {
                let global = global?;
                module.globals.push(global_type(&global.ty)?);
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
                    ExternalKind::Tag => return unsupported("an exported tag"),
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
        // What they hold, the other sections hold too. Bodies come one by one, see `bodies`.
        Payload::Version { .. }
        | Payload::DataCountSection { .. }
        | Payload::CodeSectionStart { .. }
        | Payload::End(_) => {}
        // `Payload` is non-exhaustive.
        other => return unsupported(format!("{other:?}")),
    }
    Ok(())
}

fn func_type(ty: &wasmparser::FuncType) -> Result<FuncType> {
    let list = |types: &[wasmparser::ValType]| -> Result<Box<[_]>> {
        types.iter().copied().map(value_type).collect()
    };
    Ok(FuncType {
        params: list(ty.params())?,
        results: list(ty.results())?,
    })
}

fn table_type(ty: &wasmparser::TableType) -> Result<TableType> {
    let &wasmparser::TableType {
        element_type,
        table64,
        initial,
        maximum,
        shared,
    } = ty;
    if table64 || shared {
        return unsupported("a table with 64-bit indices, or a shared one");
    }
    Ok(TableType {
        element: value_type(wasmparser::ValType::Ref(element_type))?,
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
    if memory64 || shared || page_size_log2.is_some() {
        return unsupported("a memory with 64-bit addresses, a shared one, or other page sizes");
    }
    Ok(MemoryType {
        limits: Limits {
            min: initial,
            max: maximum,
        },
    })
}

fn global_type(ty: &wasmparser::GlobalType) -> Result<GlobalType> {
    let &wasmparser::GlobalType {
        content_type,
        mutable,
        shared,
    } = ty;
    if shared {
        return unsupported("a shared global");
    }
    Ok(GlobalType {
        ty: value_type(content_type)?,
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
            let ty = table_type(&ty)?;
            module.tables.push(ty);
            ImportType::Table(ty)
        }
        TypeRef::Memory(ty) => {
            let ty = memory_type(&ty)?;
            module.memories.push(ty);
            ImportType::Memory(ty)
        }
        TypeRef::Global(ty) => {
            let ty = global_type(&ty)?;
            module.globals.push(ty);
            ImportType::Global(ty)
        }
        TypeRef::Tag(_) => return unsupported("an imported tag"),
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

/// Takes the function names; errors in custom sections make no module invalid (core spec 5.5.3).
fn custom<'data>(module: &mut Module<'data>, section: &CustomSectionReader<'data>) {
    if let KnownCustom::Name(names) = section.as_known() {
        let _ = function_names(module, names);
    }
}

fn function_names<'data>(
    module: &mut Module<'data>,
    names: NameSectionReader<'data>,
) -> Result<()> {
    for subsection in names {
        if let Name::Function(map) = subsection? {
            for naming in map {
                let naming = naming?;
                module
                    .names
                    .insert(FuncIndex::new(naming.index as usize), naming.name);
            }
        }
    }
    Ok(())
}
