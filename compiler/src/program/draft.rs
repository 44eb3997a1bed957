//! A program under construction.

use super::plans::{
    DataId, DataPlan, ElemId, ElemPlan, FuncId, FunctionPlan, GlobalId, GlobalPlan, Instance,
    MemoryId, MemoryPlan, SigId, TableId, TablePlan,
};
use crate::composition::{InstanceId, ModuleId};
use crate::decode::module::{FuncType, Module};
use cranelift_entity::PrimaryMap;
use std::collections::HashMap;

/// A program of which not all instances are there yet, nor the entry.
pub(super) struct Draft<'a, 'data> {
    pub modules: &'a PrimaryMap<ModuleId, Module<'data>>,
    pub instances: PrimaryMap<InstanceId, Instance>,
    pub sigs: PrimaryMap<SigId, FuncType>,
    pub sig_ids: HashMap<FuncType, SigId>,
    pub functions: PrimaryMap<FuncId, FunctionPlan>,
    pub memories: PrimaryMap<MemoryId, MemoryPlan>,
    pub tables: PrimaryMap<TableId, TablePlan>,
    pub globals: PrimaryMap<GlobalId, GlobalPlan>,
    pub data: PrimaryMap<DataId, DataPlan>,
    pub elems: PrimaryMap<ElemId, ElemPlan>,
    /// The function that does what is left to do of each instantiation.
    pub instantiate: PrimaryMap<InstanceId, FuncId>,
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

    /// The id of a function type.
    pub fn intern(&mut self, ty: &FuncType) -> SigId {
        if let Some(&id) = self.sig_ids.get(ty) {
            return id;
        }
        let id = self.sigs.push(ty.clone());
        self.sig_ids.insert(ty.clone(), id);
        id
    }
}
