//! Everything but the function bodies, section by section (core spec 5.5).

use super::module::{
    DataSegment, ElementSegment, Export, Extern, FuncIndex, FuncType, GlobalIndex, GlobalType,
    Import, ImportType, Limits, MemoryIndex, MemoryType, Module, SegmentMode, TableIndex,
    TableType, TypeIndex,
};
use super::{const_expr, value_type};
use cranelift_entity::EntityRef;
use wasmparser::{
    BinaryReader, BinaryReaderError, CustomSectionReader, DataKind, Element, ElementItems,
    ElementKind, ExternalKind, KnownCustom, Name, NameSectionReader, Payload, TableInit, TypeRef,
};

type Result<T> = std::result::Result<T, BinaryReaderError>;

/// Takes a section into the module. The validator has accepted it.
pub fn section<'data>(module: &mut Module<'data>, payload: Payload<'data>) -> Result<()> {
    match payload {
        Payload::TypeSection(section) => {
            for ty in section.into_iter_err_on_gc_types() {
                module.types.push(func_type(&ty?));
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
                debug_assert!(matches!(table.init, TableInit::RefNull));
                module.tables.push(table_type(&table.ty));
            }
        }
        Payload::MemorySection(section) => {
            for ty in section {
                module.memories.push(memory_type(&ty?));
            }
        }
        Payload::GlobalSection(section) => {
            for global in section {
                let global = global?;
                module.globals.push(global_type(&global.ty));
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
                    ExternalKind::Tag => continue,
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
        // Versions, counts and the end hold nothing that is not elsewhere; what belongs to
        // proposals and to components has been refused.
        _ => {}
    }
    Ok(())
}

fn func_type(ty: &wasmparser::FuncType) -> FuncType {
    let list = |types: &[wasmparser::ValType]| types.iter().copied().map(valid_type).collect();
    FuncType {
        params: list(ty.params()),
        results: list(ty.results()),
    }
}

/// A type that validation has accepted.
fn valid_type(ty: wasmparser::ValType) -> super::ValType {
    value_type(ty).expect("validation refuses reference types that core 2.0 lacks")
}

fn table_type(ty: &wasmparser::TableType) -> TableType {
    TableType {
        element: valid_type(wasmparser::ValType::Ref(ty.element_type)),
        limits: Limits {
            min: ty.initial,
            max: ty.maximum,
        },
    }
}

fn memory_type(ty: &wasmparser::MemoryType) -> MemoryType {
    MemoryType {
        limits: Limits {
            min: ty.initial,
            max: ty.maximum,
        },
    }
}

fn global_type(ty: &wasmparser::GlobalType) -> GlobalType {
    GlobalType {
        ty: valid_type(ty.content_type),
        mutable: ty.mutable,
    }
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
            let ty = table_type(&ty);
            module.tables.push(ty);
            ImportType::Table(ty)
        }
        TypeRef::Memory(ty) => {
            let ty = memory_type(&ty);
            module.memories.push(ty);
            ImportType::Memory(ty)
        }
        TypeRef::Global(ty) => {
            let ty = global_type(&ty);
            module.globals.push(ty);
            ImportType::Global(ty)
        }
        TypeRef::Tag(_) => {
            return Err(BinaryReader::new(&[], offset)
                .read_u8()
                .expect_err("no bytes are there"));
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
