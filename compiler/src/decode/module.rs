//! What a module says, in the terms of the core spec (2.5, Modules).

use super::refusal::Refusal;
pub use super::shape::Shape;
use super::types;
pub use super::types::{FuncType, HeapType, RefType, SigId, Types, ValType};
use cranelift_entity::{EntityRef, PrimaryMap, entity_impl};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use wasmc_abi::image::{INDEX_RANGE, MAX_MEMORY64};

macro_rules! index {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);
        entity_impl!($name, $prefix);
    )*};
}

index! {
    /// Index of a function type in its module.
    TypeIndex "type";
    /// Index of a function in its module; imports come first.
    FuncIndex "func";
    /// Index of a table in its module; imports come first.
    TableIndex "table";
    /// Index of a memory in its module; imports come first.
    MemoryIndex "memory";
    /// Index of a global in its module; imports come first.
    GlobalIndex "global";
    /// Index of a tag in its module; imports come first.
    TagIndex "tag";
    /// Index of an element segment in its module.
    ElemIndex "elem";
    /// Index of a data segment in its module.
    DataIndex "data";
}

/// Size limits: of a memory in pages, of a table in entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Initial size.
    pub min: u64,
    /// Largest size.
    pub max: Option<u64>,
}

/// Type of the indices of a memory or a table (core spec 2.3.11, Address Types).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressType {
    /// 32 bits.
    I32,
    /// 64 bits.
    I64,
}

/// A memory type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryType {
    /// Type of the indices.
    pub address: AddressType,
    /// Logarithm of the size of a page in bytes: 16, or 0.
    pub page_log2: u32,
    /// Size in pages.
    pub limits: Limits,
}

impl MemoryType {
    /// The most pages that such a memory can have in an image.
    pub fn most_pages(&self) -> u64 {
        match self.address {
            // An i32 holds the number, also that of pages of one byte.
            AddressType::I32 => (INDEX_RANGE >> self.page_log2).min(u32::MAX.into()),
            AddressType::I64 => MAX_MEMORY64 >> self.page_log2,
        }
    }
}

/// A table type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableType {
    /// Type of the entries.
    pub element: ValType,
    /// Type of the indices.
    pub address: AddressType,
    /// Number of entries.
    pub limits: Limits,
}

/// A global type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalType {
    /// Type of the value.
    pub ty: ValType,
    /// Whether `global.set` may change it.
    pub mutable: bool,
}

/// Type of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportType {
    /// A function.
    Func(TypeIndex),
    /// A table.
    Table(TableType),
    /// A memory.
    Memory(MemoryType),
    /// A global.
    Global(GlobalType),
    /// A tag, with its function type.
    Tag(TypeIndex),
}

/// An import.
#[derive(Clone, Copy, Debug)]
pub struct Import<'data> {
    /// Name of the module that provides it.
    pub module: &'data str,
    /// Its name there.
    pub name: &'data str,
    /// Its type.
    pub ty: ImportType,
    /// Offset in the module file, in bytes.
    pub offset: usize,
}

/// What an export names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extern {
    /// A function.
    Func(FuncIndex),
    /// A table.
    Table(TableIndex),
    /// A memory.
    Memory(MemoryIndex),
    /// A global.
    Global(GlobalIndex),
    /// A tag.
    Tag(TagIndex),
}

/// An export.
#[derive(Clone, Copy, Debug)]
pub struct Export<'data> {
    /// Its name.
    pub name: &'data str,
    /// The item that is exported.
    pub item: Extern,
}

/// One instruction of a constant expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ConstOp {
    /// `i32.const`
    I32(i32),
    /// `i64.const`
    I64(i64),
    /// `f32.const`, as bits.
    F32(u32),
    /// `f64.const`, as bits.
    F64(u64),
    /// `v128.const`
    V128(u128),
    /// `ref.null`
    RefNull,
    /// `ref.func`
    RefFunc(FuncIndex),
    /// `global.get`
    Global(GlobalIndex),
    /// `i32.add`, `i32.sub`, `i32.mul`
    I32Binary(ConstBinary),
    /// `i64.add`, `i64.sub`, `i64.mul`
    I64Binary(ConstBinary),
}

/// An operation of an extended constant expression.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ConstBinary {
    /// Addition.
    Add,
    /// Subtraction.
    Sub,
    /// Multiplication.
    Mul,
}

/// A valid constant expression, its `end` left out (core spec 3.3.13).
pub type ConstExpr = Box<[ConstOp]>;

/// When a segment is copied.
#[derive(Clone, Debug)]
pub enum SegmentMode<Index> {
    /// When an instruction does it.
    Passive,
    /// At instantiation, to this offset.
    Active(Index, ConstExpr),
    /// Never: it only declares references.
    Declared,
}

/// An element segment.
#[derive(Clone, Debug)]
pub struct ElementSegment {
    /// When it is copied.
    pub mode: SegmentMode<TableIndex>,
    /// Its entries.
    pub items: Vec<ConstExpr>,
}

/// A data segment.
#[derive(Clone, Debug)]
pub struct DataSegment<'data> {
    /// When it is copied.
    pub mode: SegmentMode<MemoryIndex>,
    /// Its contents.
    pub bytes: &'data [u8],
}

/// The code of a defined function.
#[derive(Clone, Debug)]
pub struct Body<'data> {
    /// The function.
    pub index: FuncIndex,
    /// Local declarations and instructions, valid.
    pub code: wasmparser::FunctionBody<'data>,
    /// Where it stands in the module file, in bytes.
    pub range: Range<usize>,
    /// Its size and its calls.
    pub shape: Shape,
}

/// What the function bodies of a module do, as far as others must know.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uses {
    /// Tables that `table.set`, `table.fill`, `table.copy` or `table.init` write.
    pub written_tables: BTreeSet<TableIndex>,
    /// Tables that `table.grow` grows.
    pub grown_tables: BTreeSet<TableIndex>,
    /// Memories that `memory.grow` grows.
    pub grown_memories: BTreeSet<MemoryIndex>,
    /// Globals that `global.set` writes, and how often the text says so.
    pub written_globals: HashMap<GlobalIndex, u32>,
    /// Data segments that `data.drop` drops.
    pub dropped_data: BTreeSet<DataIndex>,
    /// Element segments that `elem.drop` drops.
    pub dropped_elems: BTreeSet<ElemIndex>,
    /// Whether a body throws exceptions.
    pub throws: bool,
    /// Whether a body has a `try` of the legacy proposal.
    pub legacy_exceptions: bool,
    /// Whether a body makes tail calls.
    pub tail_calls: bool,
}

/// A valid module.
#[derive(Clone, Debug, Default)]
pub struct Module<'data> {
    /// How messages call it: a file name, or the name it was preloaded under.
    pub name: String,
    /// Types.
    pub types: PrimaryMap<TypeIndex, SigId>,
    /// Imports, in order.
    pub imports: Vec<Import<'data>>,
    /// Types of all functions.
    pub functions: PrimaryMap<FuncIndex, TypeIndex>,
    /// Types of all tables.
    pub tables: PrimaryMap<TableIndex, TableType>,
    /// Initial values of the entries of the defined tables; null where it is `None`.
    pub table_inits: Vec<Option<ConstExpr>>,
    /// Types of all memories.
    pub memories: PrimaryMap<MemoryIndex, MemoryType>,
    /// Types of all globals.
    pub globals: PrimaryMap<GlobalIndex, GlobalType>,
    /// Initial values of the defined globals.
    pub global_inits: Vec<ConstExpr>,
    /// Types of all tags.
    pub tags: PrimaryMap<TagIndex, TypeIndex>,
    /// Exports, in order.
    pub exports: Vec<Export<'data>>,
    /// Function that instantiation ends with.
    pub start: Option<FuncIndex>,
    /// Element segments.
    pub elements: PrimaryMap<ElemIndex, ElementSegment>,
    /// Data segments.
    pub data: PrimaryMap<DataIndex, DataSegment<'data>>,
    /// Bodies of the defined functions, in order.
    pub bodies: Vec<Body<'data>>,
    /// What the bodies do.
    pub uses: Uses,
    /// Whether a branch is mostly taken, by the offset of its instruction in the module file, in bytes.
    pub branch_hints: HashMap<usize, bool>,
    /// Names from the name section.
    pub names: HashMap<FuncIndex, &'data str>,
    /// Names of tags from the name section.
    pub tag_names: HashMap<TagIndex, &'data str>,
    /// The global that points to the stack in the memory, where the module names it.
    pub stack_pointer: Option<GlobalIndex>,
    /// Where the contents of the code section begin in the module file, in bytes: DWARF counts from there.
    pub code_start: usize,
    /// The custom sections with DWARF, by their names.
    pub dwarf: HashMap<&'data str, &'data [u8]>,
}

impl Module<'_> {
    /// Number of imported functions.
    pub fn imported_functions(&self) -> usize {
        self.functions.len() - self.bodies.len()
    }

    /// Number of imported globals.
    pub fn imported_globals(&self) -> usize {
        self.globals.len() - self.global_inits.len()
    }

    /// Number of imported memories.
    pub fn imported_memories(&self) -> usize {
        self.imports
            .iter()
            .filter(|import| matches!(import.ty, ImportType::Memory(_)))
            .count()
    }

    /// Number of imported tags.
    pub fn imported_tags(&self) -> usize {
        self.imports
            .iter()
            .filter(|import| matches!(import.ty, ImportType::Tag(_)))
            .count()
    }

    /// Number of imported tables.
    pub fn imported_tables(&self) -> usize {
        self.imports
            .iter()
            .filter(|import| matches!(import.ty, ImportType::Table(_)))
            .count()
    }

    /// The type of a function.
    pub fn sig(&self, index: FuncIndex) -> SigId {
        self.types[self.functions[index]]
    }

    /// A value type, as the module writes it.
    ///
    /// # Errors
    /// It is a type of a proposal that is not supported.
    pub(crate) fn value_type(&self, ty: wasmparser::ValType) -> Result<ValType, Refusal> {
        types::value_type(ty, &|index| self.types[TypeIndex::from_u32(index)])
    }

    /// The export of this name.
    pub fn export(&self, name: &str) -> Option<Extern> {
        self.exports
            .iter()
            .find(|export| export.name == name)
            .map(|export| export.item)
    }

    /// How reports call a function: its name, or `func[N]`.
    pub fn describe(&self, index: FuncIndex) -> String {
        match self.names.get(&index) {
            Some(name) => format!("`{name}`"),
            None => format!("func[{}]", index.index()),
        }
    }
}
