//! What the functions of the canonical ABI do, as plans.

use super::plans::{FuncId, GlobalId, MemoryId};
use crate::composition::{self, CanonId, ComponentInstanceId, Transcode};
use cranelift_entity::{PrimaryMap, entity_impl};
use wasmc_abi::wasi02::HostFunction;

/// What a function of the canonical ABI does.
#[derive(Clone, Copy, Debug)]
pub enum CanonPlan {
    /// Calls a function of the host.
    Lower(&'static HostFunction, OptionsPlan),
    /// Makes a handle of a type.
    ResourceNew(ComponentInstanceId, u32),
    /// Gives what a handle stands for.
    ResourceRep(ComponentInstanceId, u32),
    /// Drops a handle.
    ResourceDrop {
        /// The instance whose handle it is.
        instance: ComponentInstanceId,
        /// Type of its resource.
        ty: u32,
        /// The guest's destructor.
        destructor: Option<FuncId>,
    },
    /// Passes an own handle on.
    TransferOwn,
    /// Lends a handle.
    TransferBorrow,
    /// Begins a call between components.
    EnterCall,
    /// Ends a call between components.
    ExitCall,
    /// Raises a trap of an adapter.
    Trap,
    /// Copies a string from one memory to another.
    Transcode(Transcode, MemoryId, MemoryId),
}

/// Where a lowered function finds what it needs.
#[derive(Clone, Copy, Debug)]
pub struct OptionsPlan {
    /// The instance that calls it.
    pub instance: ComponentInstanceId,
    /// The memory of its pointers.
    pub memory: Option<MemoryId>,
    /// A trampoline to what allocates in it.
    pub realloc: Option<FuncId>,
    /// Encoding of strings.
    pub encoding: u32,
}

/// What a component adds.
#[derive(Debug, Default)]
pub struct ComponentPlan {
    /// What each function of the canonical ABI does.
    pub canon: PrimaryMap<CanonId, CanonPlan>,
    /// The flag of each instance: whether it may call imports.
    pub may_leave: PrimaryMap<ComponentInstanceId, GlobalId>,
    /// The uses of resource types that adapters name by their position.
    pub uses: Vec<composition::ResourceUse>,
    /// The traps that adapters raise: their numbers there, and the codes of the image.
    pub traps: Vec<(u32, u8)>,
    /// The exported functions that the image calls with values of components.
    pub lifted: PrimaryMap<LiftedId, LiftedPlan>,
}

/// An exported function of a component.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LiftedId(u32);
entity_impl!(LiftedId, "lifted");

/// An exported function.
#[derive(Clone, Debug)]
pub struct LiftedPlan {
    /// Its name.
    pub name: String,
    /// Its types as the runtime reads them.
    pub types: Vec<u8>,
    /// A trampoline to the core function.
    pub function: FuncId,
    /// A trampoline to what is called when the result has been read.
    pub post_return: Option<FuncId>,
    /// Where its values are.
    pub options: OptionsPlan,
    /// What the image calls it with, if it does so by itself ([`wasmc_abi::values`]).
    pub arguments: Option<Vec<u8>>,
}

impl ComponentPlan {
    /// How symbols and reports call a function of the canonical ABI.
    pub fn name(&self, id: CanonId) -> String {
        match self.canon[id] {
            CanonPlan::Lower(function, _) => {
                format!("import {}#{}", function.interface, function.name)
            }
            CanonPlan::ResourceNew(..) => "resource.new".into(),
            CanonPlan::ResourceRep(..) => "resource.rep".into(),
            CanonPlan::ResourceDrop { .. } => "resource.drop".into(),
            CanonPlan::TransferOwn => "transfer own".into(),
            CanonPlan::TransferBorrow => "transfer borrow".into(),
            CanonPlan::EnterCall => "enter call".into(),
            CanonPlan::ExitCall => "exit call".into(),
            CanonPlan::Trap => "trap".into(),
            CanonPlan::Transcode(..) => "transcode".into(),
        }
    }
}
