//! A program under construction.

use super::plans::{
    DataId, DataPlan, ElemId, ElemPlan, FuncId, FunctionPlan, GlobalId, GlobalPlan, Instance,
    MemoryId, MemoryPlan, SigId, TableId, TablePlan, TagId, TagPlan,
};
use crate::composition::{CanonId, ComponentInstanceId, InstanceId, ModuleId};
use crate::decode::module::{Module, Types};
use cranelift_entity::PrimaryMap;
use std::collections::HashMap;

/// A program of which not all instances are there yet, nor the entry.
pub(super) struct Draft<'a, 'data> {
    pub modules: &'a PrimaryMap<ModuleId, Module<'data>>,
    pub instances: PrimaryMap<InstanceId, Instance>,
    pub types: Types,
    pub functions: PrimaryMap<FuncId, FunctionPlan>,
    pub memories: PrimaryMap<MemoryId, MemoryPlan>,
    pub tables: PrimaryMap<TableId, TablePlan>,
    pub globals: PrimaryMap<GlobalId, GlobalPlan>,
    pub data: PrimaryMap<DataId, DataPlan>,
    pub elems: PrimaryMap<ElemId, ElemPlan>,
    pub tags: PrimaryMap<TagId, TagPlan>,
    /// The function that does what is left to do of each instantiation.
    pub instantiate: PrimaryMap<InstanceId, FuncId>,
    /// The functions of the canonical ABI that are imported so far, with the type that the importer gives them.
    pub canon: HashMap<(CanonId, SigId), FuncId>,
    /// The flags of the instances of a component.
    pub may_leave: PrimaryMap<ComponentInstanceId, GlobalId>,
}

impl<'a, 'data> Draft<'a, 'data> {
    /// The module of an instance.
    pub fn module_of(&self, instance: InstanceId) -> &'a Module<'data> {
        &self.modules[self.instances[instance].module]
    }

    /// The bytes of a data segment.
    pub fn data_bytes(&self, id: DataId) -> &'data [u8] {
        let plan = &self.data[id];
        self.modules[plan.module].data[plan.index].bytes
    }
}
