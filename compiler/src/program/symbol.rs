//! What machine code refers to, by name.

use super::canon::LiftedId;
use super::plans::{DataId, ElemId, FuncId, TableId};
use cranelift_codegen::ir::{Type, UserExternalName, types};
use cranelift_entity::EntityRef;
use wasmc_abi::component::{LiftRecord, ResourceUse};
use wasmc_abi::exception::ObjectHeader;
use wasmc_abi::filter::FilterHeader;
use wasmc_abi::image::{InvokeRecord, MemoryDescriptor, TableDescriptor};
use wasmc_abi::wasi::{self, WasiFunction};
use wasmc_abi::wasi02::{self, HostFunction};

/// The CLIF type of a parameter or a result in the list of runtime functions.
trait Clif {
    const TYPE: Type;
}

macro_rules! clif {
    ($($rust:ty = $clif:ident;)*) => {
        $(impl Clif for $rust {
            const TYPE: Type = types::$clif;
        })*
    };
}

clif! {
    i32 = I32;
    u32 = I32;
    i64 = I64;
    u64 = I64;
    usize = I64;
}

impl<T> Clif for *const T {
    const TYPE: Type = types::I64;
}

impl<T> Clif for *mut T {
    const TYPE: Type = types::I64;
}

macro_rules! builtins {
    ($($(#[$doc:meta])* $name:ident = $symbol:literal ($($param:ty),*) -> $result:tt;)*) => {
        /// A function of the runtime, see [`wasmc_abi::builtins`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Builtin {
            $($(#[$doc])* $name,)*
        }

        impl Builtin {
            const ALL: &'static [Builtin] = &[$(Builtin::$name),*];

            /// Its symbol.
            pub fn symbol(self) -> &'static str {
                match self {
                    $(Builtin::$name => $symbol,)*
                }
            }

            /// Types of its parameters and of its result.
            pub fn types(self) -> (&'static [Type], &'static [Type]) {
                match self {
                    $(Builtin::$name => (&[$(<$param as Clif>::TYPE),*], builtins!(@result $result)),)*
                }
            }
        }
    };
    (@result ($result:ty)) => { &[<$result as Clif>::TYPE] };
    (@result $none:tt) => { &[] };
}

wasmc_abi::for_each_builtin!(builtins);

/// Every WASI function of the runtime.
pub fn wasi_functions() -> impl Iterator<Item = &'static WasiFunction> {
    wasi::FUNCTIONS.iter().chain(wasi::UNSTABLE_FUNCTIONS)
}

/// Something that machine code refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Symbol {
    /// A piece of code of this image.
    Func(FuncId),
    /// A function of the runtime.
    Builtin(Builtin),
    /// A WASI function, by its place in [`wasi_functions`].
    Wasi(usize),
    /// A function of WASI 0.2, by its place in the list of them.
    Host(usize),
    /// What drops a resource of the host, by its place in the list of them.
    HostDrop(usize),
    /// The uses of resource types, see [`ComponentPlan`](super::ComponentPlan).
    ResourceUses,
    /// The state block, see [`Layout`](super::plans::Layout).
    State,
    /// The entries of a table that nothing changes.
    Table(TableId),
    /// The bytes of a data segment.
    Data(DataId),
    /// The entries of an element segment.
    Elem(ElemId),
    /// The reference to each function, 8 bytes each, by [`FuncId`].
    FuncRefs,
    /// The first byte of the text.
    Text,
    /// The offset in the text of a piece of code, 32 bits: what the runtime is to call.
    TextOffset(FuncId),
    /// What the runtime has to know of an exported function of a component.
    LiftRecord(LiftedId),
    /// The `module.name` text of an unknown import, by the code that raises it.
    ImportName(FuncId),
    /// The [`wasmc_abi::image::InvokeRecord`].
    InvokeRecord,
    /// The filter of system calls ([`wasmc_abi::filter`]).
    Filter,
    /// That of the workers of a server.
    WorkerFilter,
    /// The certificates that the image brings along.
    CaCerts,
}

impl Symbol {
    /// A WASI function's.
    pub fn wasi(function: &WasiFunction) -> Option<Symbol> {
        let same = |candidate: &WasiFunction| candidate.symbol == function.symbol;
        wasi_functions().position(same).map(Symbol::Wasi)
    }

    /// A function of WASI 0.2.
    pub fn host(function: &HostFunction) -> Option<Symbol> {
        let same = |candidate: &HostFunction| candidate.symbol == function.symbol;
        wasi02::FUNCTIONS.iter().position(same).map(Symbol::Host)
    }

    /// The name by which CLIF knows it.
    pub fn to_name(self) -> UserExternalName {
        let (namespace, index) = match self {
            Symbol::Func(id) => (0, id.index()),
            Symbol::Builtin(builtin) => (1, builtin as usize),
            Symbol::Wasi(index) => (2, index),
            Symbol::State => (3, 0),
            Symbol::Table(id) => (4, id.index()),
            Symbol::Data(id) => (5, id.index()),
            Symbol::Elem(id) => (6, id.index()),
            Symbol::FuncRefs => (7, 0),
            Symbol::Text => (8, 0),
            Symbol::ImportName(id) => (9, id.index()),
            Symbol::InvokeRecord => (10, 0),
            Symbol::Filter => (11, 0),
            Symbol::Host(index) => (12, index),
            Symbol::HostDrop(index) => (13, index),
            Symbol::ResourceUses => (14, 0),
            Symbol::TextOffset(id) => (15, id.index()),
            Symbol::LiftRecord(id) => (16, id.index()),
            Symbol::WorkerFilter => (17, 0),
            Symbol::CaCerts => (18, 0),
        };
        UserExternalName {
            namespace,
            index: index as u32,
        }
    }

    /// The inverse of [`Symbol::to_name`].
    pub fn from_name(name: &UserExternalName) -> Option<Symbol> {
        let index = name.index as usize;
        Some(match name.namespace {
            0 => Symbol::Func(FuncId::new(index)),
            1 => Symbol::Builtin(*Builtin::ALL.get(index)?),
            2 => Symbol::Wasi(index),
            3 => Symbol::State,
            4 => Symbol::Table(TableId::new(index)),
            5 => Symbol::Data(DataId::new(index)),
            6 => Symbol::Elem(ElemId::new(index)),
            7 => Symbol::FuncRefs,
            8 => Symbol::Text,
            9 => Symbol::ImportName(FuncId::new(index)),
            10 => Symbol::InvokeRecord,
            11 => Symbol::Filter,
            12 => Symbol::Host(index),
            13 => Symbol::HostDrop(index),
            14 => Symbol::ResourceUses,
            15 => Symbol::TextOffset(FuncId::new(index)),
            16 => Symbol::LiftRecord(LiftedId::new(index)),
            17 => Symbol::WorkerFilter,
            18 => Symbol::CaCerts,
            _ => return None,
        })
    }
}
