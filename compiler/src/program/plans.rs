//! What a program consists of: plans for everything in the image, and the ids that they have.

use super::canon::{CanonPlan, ComponentPlan, LiftedId};
use crate::composition::{CanonId, ComponentInstanceId, InstanceId, ModuleId};
pub use crate::decode::module::SigId;
use crate::decode::module::{
    AddressType, DataIndex, ElemIndex, Extern, FuncIndex, FuncType, GlobalIndex, MemoryIndex,
    Module, TableIndex, TagIndex, Types, ValType,
};
use crate::options::Seccomp;
use cranelift_entity::{EntityRef, PrimaryMap, entity_impl};
use wasmc_abi::image::StateHeader;
use wasmc_abi::wasi::{Needs, WasiFunction};
use wasmc_abi::wasi02::HostFunction;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u32);
        entity_impl!($name, $prefix);
    )*};
}

id! {
    /// A piece of code of the image.
    FuncId "fn";
    /// A memory of the image.
    MemoryId "mem";
    /// A table of the image.
    TableId "tab";
    /// A global of the image.
    GlobalId "glob";
    /// A data segment of the image.
    DataId "dataseg";
    /// An element segment of the image.
    ElemId "elemseg";
    /// A tag of the image.
    TagId "tag";
}

/// The whole image.
#[derive(Debug)]
pub struct Program<'data> {
    /// The modules.
    pub modules: PrimaryMap<ModuleId, Module<'data>>,
    /// Instances of the modules, in the order of instantiation.
    pub instances: PrimaryMap<InstanceId, Instance>,
    /// The instance that the entry runs: the last one.
    pub main: InstanceId,
    /// Types.
    pub types: Types,
    /// Code, in the order of the text section.
    pub functions: PrimaryMap<FuncId, FunctionPlan>,
    /// Memories.
    pub memories: PrimaryMap<MemoryId, MemoryPlan>,
    /// Tables.
    pub tables: PrimaryMap<TableId, TablePlan>,
    /// Globals.
    pub globals: PrimaryMap<GlobalId, GlobalPlan>,
    /// Data segments.
    pub data: PrimaryMap<DataId, DataPlan>,
    /// Element segments.
    pub elems: PrimaryMap<ElemId, ElemPlan>,
    /// Tags.
    pub tags: PrimaryMap<TagId, TagPlan>,
    /// Where things lie.
    pub layout: Layout,
    /// The function that throws exceptions, if any code does.
    pub throw: Option<FuncId>,
    /// Whether any code makes tail calls.
    pub tail_calls: bool,
    /// What a component adds.
    pub component: Option<ComponentPlan>,
    /// What was asked for, see [`Program::seccomp`].
    pub(super) seccomp: Option<Seccomp>,
    /// Whether the image speaks TLS: it can send requests, and may be allowed to.
    pub tls: bool,
    /// What [`CaCerts`](super::symbol::Symbol::CaCerts) stands for.
    pub ca_certs: Vec<u8>,
    /// What the image runs.
    pub entry: Entry,
    /// The function that `wasmc_entry` names.
    pub entry_function: FuncId,
}

/// An instance of a module: what the module's indices mean in it.
#[derive(Debug)]
pub struct Instance {
    /// The module.
    pub module: ModuleId,
    /// Functions.
    pub functions: PrimaryMap<FuncIndex, FuncId>,
    /// Tables.
    pub tables: PrimaryMap<TableIndex, TableId>,
    /// Memories.
    pub memories: PrimaryMap<MemoryIndex, MemoryId>,
    /// Globals.
    pub globals: PrimaryMap<GlobalIndex, GlobalId>,
    /// Tags.
    pub tags: PrimaryMap<TagIndex, TagId>,
    /// Data segments.
    pub data: PrimaryMap<DataIndex, DataId>,
    /// Element segments.
    pub elems: PrimaryMap<ElemIndex, ElemId>,
    /// What instantiation does at run time, in order.
    pub steps: Vec<InitStep>,
}

impl Instance {
    pub(super) fn new(module: ModuleId) -> Self {
        Instance {
            module,
            functions: PrimaryMap::new(),
            tables: PrimaryMap::new(),
            memories: PrimaryMap::new(),
            globals: PrimaryMap::new(),
            tags: PrimaryMap::new(),
            data: PrimaryMap::new(),
            elems: PrimaryMap::new(),
            steps: Vec::new(),
        }
    }
}

/// A step of instantiation that the image does at run time (core spec 4.5.4).
#[derive(Clone, Debug, PartialEq)]
pub enum InitStep {
    /// Traps unless the memory has at least this many pages.
    CheckMemory(MemoryId, u64),
    /// Traps unless the table has at least this many entries.
    CheckTable(TableId, u64),
    /// Sets every entry of a table.
    Fill(TableId, Ref),
    /// Copies an element segment to an offset of a table.
    Elem(TableId, u64, ElemId),
    /// Copies a data segment to an offset of a memory.
    Data(MemoryId, u64, DataId),
    /// Calls the start function.
    Start(FuncId),
}

/// A piece of code.
#[derive(Debug)]
pub struct FunctionPlan {
    /// The instance it belongs to.
    pub instance: InstanceId,
    /// Its wasm type; for code that wasm cannot call, the empty one.
    pub sig: SigId,
    /// What it does.
    pub kind: FunctionKind,
}

/// What a piece of code does.
#[derive(Clone, Copy, Debug)]
pub enum FunctionKind {
    /// The body at this position of its module's bodies. What is instantiated several times is
    /// compiled as often.
    Body(usize),
    /// Calls a runtime function for an import.
    Wasi(&'static WasiFunction),
    /// Does what the canonical ABI says.
    Canon(CanonId),
    /// `extern "C" fn(*mut u8)`: calls an exported function of a component with values from a buffer.
    Lifted(LiftedId),
    /// Traps with the name of this import of its module.
    UnknownImport(usize),
    /// Has the runtime look for the handler of the exception that is its parameter.
    Throw,
    /// Does the steps of its instance's instantiation.
    Instantiate,
    /// Runs the image.
    Entry,
    /// `extern "C" fn(*mut [u8; 16])`: calls a function with arguments from slots.
    Trampoline(FuncId),
    /// The same for a global: reads it into the first slot.
    GlobalGet(GlobalId),
}

/// What the image runs after everything is instantiated.
#[derive(Clone, Debug)]
pub enum Entry {
    /// This function, which takes and returns nothing.
    Start(FuncId),
    /// This function, which returns 0 or what the process ends with 1 for.
    Run(FuncId),
    /// The function behind this trampoline, as `--invoke` says.
    Invoke {
        /// The trampoline.
        trampoline: FuncId,
        /// `_initialize`, if the module exports it.
        initialize: Option<FuncId>,
        /// The function's type.
        ty: FuncType,
        /// Argument words.
        args: Vec<String>,
    },
    /// Calls an exported function of the component, as `--invoke` says.
    Call {
        /// Its place among the exports.
        export: usize,
        /// The arguments ([`wasmc_abi::values`]).
        arguments: Vec<u8>,
    },
    /// Serves HTTP with an exported function of the component.
    Serve {
        /// Its place among the exports.
        export: usize,
    },
    /// Serves these calls of a script.
    Script(Vec<ScriptCall>),
}

/// Something that a script can call.
#[derive(Clone, Debug)]
pub struct ScriptCall {
    /// The instance that it belongs to.
    pub instance: InstanceId,
    /// What the call does.
    pub item: ScriptItem,
    /// Types of the arguments.
    pub params: Vec<ValType>,
    /// Types of the results.
    pub results: Vec<ValType>,
    pub(crate) code: FuncId,
}

/// What a script call does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScriptItem {
    /// Does what is left to do of the instantiation.
    Instantiate,
    /// Calls the export of this name.
    Func(String),
    /// Reads the exported global of this name.
    Global(String),
    /// Calls the export of the component that has this name, with values of components
    /// ([`wasmc_abi::values`]).
    Lifted(String),
}

/// A memory.
#[derive(Debug)]
pub struct MemoryPlan {
    /// Type of the indices.
    pub address: AddressType,
    /// Logarithm of the size of a page in bytes.
    pub page_log2: u32,
    /// Initial size in pages.
    pub min: u64,
    /// Largest size in pages.
    pub max: u64,
    /// The maximum that the module declares.
    pub declared_max: Option<u64>,
    /// Whether any module grows it.
    pub grows: bool,
    /// Contents at start; `None`: zeros.
    pub contents: Option<InitialContents>,
}

impl MemoryPlan {
    /// Bytes of a number of pages; `u64::MAX`, which no memory has, if they do not fit into 64 bits.
    pub fn bytes(&self, pages: u64) -> u64 {
        pages.saturating_mul(1 << self.page_log2)
    }
}

/// The contents of a memory before any code runs.
#[derive(Debug)]
pub struct InitialContents {
    /// Offset of the first byte, a multiple of the largest page.
    pub offset: u64,
    /// The bytes; what follows is zero.
    pub bytes: Vec<u8>,
}

/// A reference that is known at compile time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ref {
    /// `ref.null`
    Null,
    /// `ref.func`
    Func(FuncId),
}

/// A value that is known at compile time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ConstValue {
    /// 32-bit integer.
    I32(i32),
    /// 64-bit integer.
    I64(i64),
    /// Float, as bits.
    F32(u32),
    /// Float, as bits.
    F64(u64),
    /// Vector.
    V128(u128),
    /// Reference.
    Ref(Ref),
}

/// A table.
#[derive(Debug)]
pub struct TablePlan {
    /// Type of the entries.
    pub element: ValType,
    /// Type of the indices.
    pub address: AddressType,
    /// Initial number of entries.
    pub min: u64,
    /// Largest number of entries.
    pub max: u64,
    /// The maximum that the module declares.
    pub declared_max: Option<u64>,
    /// Whether any module grows it.
    pub grows: bool,
    /// Whether any code writes it.
    pub written: bool,
    /// Entries at start; where it is shorter than `min`, the rest is null.
    pub entries: Vec<Ref>,
}

/// A global.
#[derive(Debug)]
pub struct GlobalPlan {
    /// Type of the value.
    pub ty: ValType,
    /// Whether any code writes it; if not, it is a constant.
    pub written: bool,
    /// Value at start.
    pub value: ConstValue,
}

/// A tag, which tells exceptions apart.
#[derive(Debug)]
pub struct TagPlan {
    /// Its type: an exception carries values of the parameters' types.
    pub sig: SigId,
    /// The instance that defines it.
    pub instance: InstanceId,
    /// Its index there.
    pub index: TagIndex,
}

/// A data segment.
#[derive(Debug)]
pub struct DataPlan {
    /// Its module.
    pub module: ModuleId,
    /// Its index there.
    pub index: DataIndex,
    /// Whether the image needs its bytes: instantiation or an instruction may copy them.
    pub kept: bool,
    /// Whether an instruction drops it, so that its length is a variable.
    pub dropped: bool,
    /// Whether `memory.init` can see its bytes before it is dropped.
    pub passive: bool,
}

/// An element segment.
#[derive(Debug)]
pub struct ElemPlan {
    /// Its entries.
    pub entries: Vec<Ref>,
    /// Whether the image needs its entries.
    pub kept: bool,
    /// Whether an instruction drops it, so that its length is a variable.
    pub dropped: bool,
    /// Whether `table.init` can see its entries before it is dropped.
    pub passive: bool,
}

/// Offset in the state block, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateOffset(pub(super) usize);

impl StateOffset {
    /// The limit of the stack.
    pub const STACK_LIMIT: StateOffset =
        StateOffset(std::mem::offset_of!(StateHeader, stack_limit));

    /// As a number of bytes.
    pub fn bytes(self) -> usize {
        self.0
    }
}

/// Where things lie.
#[derive(Debug)]
pub struct Layout {
    /// The memory with the best address, and the register where one is used for that; `None`: there
    /// is no memory.
    pub first_memory: Option<MemoryId>,
    /// Address of byte 0 of each memory.
    pub memory_bases: PrimaryMap<MemoryId, u64>,
    /// Descriptor of each memory.
    pub memories: PrimaryMap<MemoryId, StateOffset>,
    /// Where the descriptors of the memories begin.
    pub memory_descriptors: StateOffset,
    /// Where those of the tables begin.
    pub table_descriptors: StateOffset,
    /// How each table is kept.
    pub tables: PrimaryMap<TableId, TableStorage>,
    /// The value of each global; `None`: it is a constant.
    pub globals: PrimaryMap<GlobalId, Option<StateOffset>>,
    /// The table of handles of each instance of a component.
    pub handles: PrimaryMap<ComponentInstanceId, StateOffset>,
    /// The current length of each data segment, 8 bytes; `None`: it is a constant.
    pub data_lens: PrimaryMap<DataId, Option<StateOffset>>,
    /// The current length of each element segment, 8 bytes; `None`: it is a constant.
    pub elem_lens: PrimaryMap<ElemId, Option<StateOffset>>,
    /// Bytes of the state block.
    pub state_bytes: usize,
    /// Alignment of the state block, in bytes.
    pub state_align: u64,
}

/// How a table is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableStorage {
    /// Read-only data: nothing changes it after the image is built.
    Constant,
    /// An array of fixed size in the state block.
    Fixed(StateOffset),
    /// Allocated at start, behind this descriptor.
    Dynamic(StateOffset),
}

/// Longest name that an image keeps, in bytes: hostile modules have longer ones.
pub const MAX_NAME: usize = 1024;

/// The text without control characters: with them, a module could write anything on the terminal of
/// the reader of a report.
pub fn printable(text: &str) -> String {
    // Beside the control characters, those that change the direction of the text after them.
    let harmless = |c: char| {
        !c.is_control()
            && !matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars()
        .map(|c| if harmless(c) { c } else { '\u{fffd}' })
        .collect()
}

impl<'data> Program<'data> {
    /// The module of an instance.
    pub fn module_of(&self, instance: InstanceId) -> &Module<'data> {
        &self.modules[self.instances[instance].module]
    }

    /// The bytes of a data segment.
    pub fn data_bytes(&self, id: DataId) -> &'data [u8] {
        let plan = &self.data[id];
        self.modules[plan.module].data[plan.index].bytes
    }

    /// What a script can call; an image with another entry serves no calls.
    pub fn script_calls(&self) -> &[ScriptCall] {
        match &self.entry {
            Entry::Script(calls) => calls,
            Entry::Start(_)
            | Entry::Run(_)
            | Entry::Invoke { .. }
            | Entry::Call { .. }
            | Entry::Serve { .. } => &[],
        }
    }

    /// The WASI functions that are imported; one that several instances import comes several times.
    pub fn wasi_imports(&self) -> impl Iterator<Item = &'static WasiFunction> {
        self.functions.values().filter_map(|plan| match plan.kind {
            FunctionKind::Wasi(function) => Some(function),
            _ => None,
        })
    }

    /// The functions of WASI 0.2 that a component imports.
    pub fn host_imports(&self) -> impl Iterator<Item = &'static HostFunction> {
        let canon = self.component.iter().flat_map(|it| it.canon.values());
        canon.filter_map(|it| match it {
            CanonPlan::Lower(function, _) => Some(*function),
            _ => None,
        })
    }

    /// Whether any function that is imported needs this at start.
    pub fn needs(&self, needs: Needs) -> bool {
        self.wasi_imports().any(|function| function.needs == needs)
            || self.host_imports().any(|function| function.needs == needs)
    }

    /// Whether the image opens the directories that it is granted.
    pub fn opens_dirs(&self) -> bool {
        self.needs(Needs::Dirs) || self.needs(Needs::Descriptors)
    }

    /// Whether the kernel may be told what of files and ports is granted.
    pub fn is_confined(&self) -> bool {
        self.opens_dirs() || self.needs(Needs::Network) || self.needs(Needs::Names)
    }

    /// Whether the image is a server.
    pub fn serves(&self) -> bool {
        matches!(self.entry, Entry::Serve { .. })
    }

    /// Whether the image opens descriptors beside its standard streams.
    pub fn opens(&self) -> bool {
        self.opens_dirs()
            || self.needs(Needs::Sockets)
            || self.needs(Needs::Network)
            || self.needs(Needs::Names)
            || self.needs(Needs::HttpOut)
            || self.serves()
    }

    /// What becomes of system calls that the linked functions of the runtime never make. By default, images
    /// that open nothing have no filter: for a small program it costs a fifth of its whole time.
    pub fn seccomp(&self) -> Seccomp {
        self.seccomp.unwrap_or(match self.opens() {
            true => Seccomp::On,
            false => Seccomp::Off,
        })
    }

    /// Module and name of the import that a [`FunctionKind::UnknownImport`] stands for.
    pub fn import_name(&self, id: FuncId) -> String {
        let plan = &self.functions[id];
        match plan.kind {
            FunctionKind::UnknownImport(position) => {
                let import = &self.module_of(plan.instance).imports[position];
                let name = printable(&format!("{}.{}", import.module, import.name));
                name[..name.floor_char_boundary(MAX_NAME)].to_string()
            }
            _ => String::new(),
        }
    }

    /// How reports call a tag.
    pub fn tag_name(&self, id: TagId) -> String {
        let TagPlan {
            instance, index, ..
        } = self.tags[id];
        let module = self.module_of(instance);
        let exported = module.exports.iter();
        let mut exported = exported.filter(|export| export.item == Extern::Tag(index));
        let name = module
            .tag_names
            .get(&index)
            .copied()
            .or_else(|| exported.next().map(|export| export.name));
        let name = name.map_or(format!("tag[{}]", index.index()), str::to_string);
        match instance == self.main {
            true => name,
            false => format!("{}!{name}", module.name),
        }
    }

    /// Bytes of the wasm body of a piece of code; 0 for code that is in no module.
    pub fn body_bytes(&self, id: FuncId) -> usize {
        let plan = &self.functions[id];
        match plan.kind {
            FunctionKind::Body(body) => self.module_of(plan.instance).bodies[body].range.len(),
            _ => 0,
        }
    }

    /// How symbols and dumps call a piece of code.
    pub fn function_name(&self, id: FuncId) -> String {
        let plan = &self.functions[id];
        let module = self.module_of(plan.instance);
        match plan.kind {
            FunctionKind::Body(body) => match module.names.get(&module.bodies[body].index) {
                Some(name) => printable(name),
                None => format!("func[{}]", module.bodies[body].index.index()),
            },
            FunctionKind::Wasi(function) => format!("import {}", function.name),
            FunctionKind::Canon(canon) => match &self.component {
                Some(component) => component.name(canon),
                None => canon.to_string(),
            },
            FunctionKind::Lifted(id) => format!("call {id}"),
            FunctionKind::UnknownImport(_) => format!("import {}", self.import_name(id)),
            // The main module's name is that of its file, which must not change the image.
            FunctionKind::Instantiate if plan.instance == self.main => "instantiate".to_string(),
            FunctionKind::Instantiate => format!("instantiate {}", module.name),
            FunctionKind::Throw => "throw".to_string(),
            FunctionKind::Entry => "entry".to_string(),
            FunctionKind::Trampoline(target) => {
                format!("trampoline {}", self.function_name(target))
            }
            FunctionKind::GlobalGet(global) => format!("read {global}"),
        }
    }
}
