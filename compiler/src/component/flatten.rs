//! The translator's component to ours.

use super::exports;
use super::host::Host;
use super::translated::Translated;
use crate::composition::{
    Canon, CanonId, CanonOptions, Component, ComponentInstanceId, Composition, Input, InstanceId,
    Instantiation, Item, Links, Resource, ResourceUse, Target, Transcode,
};
use crate::error::{Error, Result};
use cranelift_entity::EntityRef;
use std::collections::HashMap;
use wasmc_abi::component as abi;
use wasmc_abi::trap::{ComponentTrap, Trap as CoreTrap};
use wasmtime_environ::component::{
    self as environ, CanonicalOptionsDataModel, CoreDef, CoreExport, ExportItem, FixedEncoding,
    GlobalInitializer, InstantiateModule, LinearMemoryOptions, OptionsIndex,
    RuntimeComponentInstanceIndex, RuntimeMemoryIndex, RuntimePostReturnIndex, RuntimeReallocIndex,
    StringEncoding, Trampoline, TrampolineIndex, TypeResourceTable, TypeResourceTableIndex,
};
use wasmtime_environ::{EntityIndex, ModuleTranslation, StaticModuleIndex, Trap};

/// What is known while the initialisers are read, in their order.
pub struct Flatten<'a> {
    pub from: &'a Translated<'a>,
    composition: Composition,
    component: Component,
    canon: HashMap<TrampolineIndex, CanonId>,
    lowered: Vec<environ::RuntimeImportIndex>,
    memories: HashMap<RuntimeMemoryIndex, (InstanceId, u32)>,
    reallocs: HashMap<RuntimeReallocIndex, Target>,
    post_returns: HashMap<RuntimePostReturnIndex, Target>,
}

/// Makes a composition of what the translator gives.
pub fn flatten(from: &Translated<'_>) -> Result<Composition> {
    let mut flatten = Flatten {
        from,
        composition: Composition::default(),
        component: Component::default(),
        canon: HashMap::new(),
        lowered: Vec::new(),
        memories: HashMap::new(),
        reallocs: HashMap::new(),
        post_returns: HashMap::new(),
    };
    flatten.all()?;
    let mut composition = flatten.composition;
    composition.component = Some(flatten.component);
    Ok(composition)
}

impl Flatten<'_> {
    fn all(&mut self) -> Result<()> {
        let component = &self.from.translation.component;
        for _ in 0..component.num_runtime_component_instances {
            self.component.instances.push(());
        }
        self.component.traps = TRAPS.iter().map(|(from, to)| (*from as u32, *to)).collect();
        for (index, module) in self.from.modules {
            self.composition.add(Input {
                name: self.module_name(index, module),
                bytes: module.wasm.to_vec(),
            });
        }
        // Imports of the host are looked at first: what is missing is said before anything else.
        for index in component.trampolines.keys() {
            if let Trampoline::LowerImport { .. } = self.from.translation.trampolines[index] {
                self.check_lowered(index)?;
            }
        }
        for initializer in &component.initializers {
            self.initialize(initializer)?;
        }
        self.add_uses()?;
        self.component.name.clone_from(&self.from.input.name);
        self.component.exports = exports::lifted(self)?;
        Ok(())
    }

    fn module_name(&self, index: StaticModuleIndex, module: &ModuleTranslation<'_>) -> String {
        let own = module
            .module
            .name
            .map(|name| module.module.strings[name].to_string());
        let name = own.unwrap_or_else(|| format!("module[{}]", index.as_u32()));
        format!("{}!{name}", self.from.input.name)
    }

    fn initialize(&mut self, initializer: &GlobalInitializer) -> Result<()> {
        match initializer {
            GlobalInitializer::InstantiateModule(InstantiateModule::Static(module, args), _) => {
                let targets = args.iter().map(|def| self.target(def));
                let targets = targets.collect::<Result<_>>()?;
                self.composition.instances.push(Instantiation {
                    module: crate::composition::ModuleId::new(module.index()),
                    links: Links::ByPosition(targets),
                });
            }
            GlobalInitializer::InstantiateModule(InstantiateModule::Import(..), _) => {
                return Err(self.unsupported("a core module is imported"));
            }
            GlobalInitializer::LowerImport { .. } => {}
            GlobalInitializer::ExtractMemory(it) => {
                let CoreExport { instance, item } = &it.export;
                let ExportItem::Index(memory) = item else {
                    return Err(self.unsupported("a memory of an imported module"));
                };
                let instance = InstanceId::new(instance.index());
                self.memories.insert(it.index, (instance, memory.as_u32()));
            }
            GlobalInitializer::ExtractRealloc(it) => {
                let target = self.target(&it.def)?;
                self.reallocs.insert(it.index, target);
            }
            GlobalInitializer::ExtractPostReturn(it) => {
                let target = self.target(&it.def)?;
                self.post_returns.insert(it.index, target);
            }
            GlobalInitializer::Resource(it) => {
                let destructor = it.dtor.as_ref().map(|def| self.target(def));
                self.component.resources.push(Resource {
                    instance: component_instance(it.instance),
                    destructor: destructor.transpose()?,
                });
            }
            GlobalInitializer::ExtractCallback(_) | GlobalInitializer::ExtractTable(_) => {
                return Err(self.unsupported("asynchronous functions (WASI 0.3)"));
            }
        }
        Ok(())
    }

    /// What a definition is, of this or an earlier initialiser.
    pub fn target(&mut self, def: &CoreDef) -> Result<Target> {
        Ok(match def {
            CoreDef::Export(CoreExport { instance, item }) => {
                let instance = InstanceId::new(instance.index());
                let ExportItem::Index(index) = item else {
                    return Err(self.unsupported("an export of an imported module"));
                };
                let item = match index {
                    EntityIndex::Function(index) => Item::Func(index.as_u32()),
                    EntityIndex::Table(index) => Item::Table(index.as_u32()),
                    EntityIndex::Memory(index) => Item::Memory(index.as_u32()),
                    EntityIndex::Global(index) => Item::Global(index.as_u32()),
                    EntityIndex::Tag(index) => Item::Tag(index.as_u32()),
                };
                Target::Item(instance, item)
            }
            CoreDef::InstanceFlags(instance) => Target::MayLeave(component_instance(*instance)),
            CoreDef::Trampoline(index) => Target::Canon(self.canon(*index)?),
            CoreDef::UnsafeIntrinsic(it) => {
                return Err(self.unsupported(&format!("the built-in `{}`", it.name())));
            }
            CoreDef::TaskMayBlock => {
                return Err(self.unsupported("asynchronous functions (WASI 0.3)"));
            }
        })
    }

    fn canon(&mut self, index: TrampolineIndex) -> Result<CanonId> {
        if let Some(&id) = self.canon.get(&index) {
            return Ok(id);
        }
        let canon = self.make_canon(index)?;
        let id = self.component.canon.push(canon);
        self.canon.insert(index, id);
        Ok(id)
    }

    fn make_canon(&mut self, index: TrampolineIndex) -> Result<Canon> {
        let resource = |this: &Self, instance: &RuntimeComponentInstanceIndex, ty| {
            let number = this.host().resource_of(ty)?;
            Ok::<_, Error>((component_instance(*instance), number))
        };
        Ok(match &self.from.translation.trampolines[index] {
            Trampoline::LowerImport { options, .. } => {
                let function = self.check_lowered(index)?;
                Canon::Lower(function, self.options(*options)?)
            }
            Trampoline::ResourceNew { instance, ty } => {
                let (instance, ty) = resource(self, instance, *ty)?;
                Canon::ResourceNew(instance, ty)
            }
            Trampoline::ResourceRep { instance, ty } => {
                let (instance, ty) = resource(self, instance, *ty)?;
                Canon::ResourceRep(instance, ty)
            }
            Trampoline::ResourceDrop { instance, ty } => {
                let (instance, ty) = resource(self, instance, *ty)?;
                Canon::ResourceDrop(instance, ty)
            }
            Trampoline::ResourceTransferOwn => Canon::TransferOwn,
            Trampoline::ResourceTransferBorrow => Canon::TransferBorrow,
            Trampoline::EnterSyncCall => Canon::EnterCall,
            Trampoline::ExitSyncCall => Canon::ExitCall,
            Trampoline::Trap => Canon::Trap,
            Trampoline::Transcoder {
                op,
                from,
                from64,
                to,
                to64,
            } => {
                if *from64 || *to64 {
                    return Err(self.unsupported("strings in memories with 64-bit addresses"));
                }
                Canon::Transcode(transcode(*op), self.memory(*from)?, self.memory(*to)?)
            }
            other => {
                let name = other.symbol_name();
                let what = format!("the built-in `{name}` (WASI 0.3)");
                return Err(self.unsupported(&what));
            }
        })
    }

    /// The host, as the component imports it.
    pub fn host(&self) -> Host<'_> {
        Host::of(self.from)
    }

    /// The function of the host that a trampoline lowers.
    fn check_lowered(
        &mut self,
        index: TrampolineIndex,
    ) -> Result<&'static wasmc_abi::wasi02::HostFunction> {
        let Trampoline::LowerImport {
            index, lower_ty, ..
        } = &self.from.translation.trampolines[index]
        else {
            return Err(Error::Internal("no lowered function".into()));
        };
        if self.lowered.is_empty() {
            let initializers = self.from.translation.component.initializers.iter();
            let lowered = initializers.filter_map(|it| match it {
                GlobalInitializer::LowerImport { import, .. } => Some(*import),
                _ => None,
            });
            self.lowered = lowered.collect();
        }
        let import = self.lowered[index.index()];
        self.host().function(import, *lower_ty)
    }

    fn memory(&self, index: RuntimeMemoryIndex) -> Result<(InstanceId, u32)> {
        let memory = self.memories.get(&index).copied();
        memory.ok_or_else(|| Error::Internal("a memory is used before it is there".into()))
    }

    /// Options of a lifted or lowered function.
    pub fn options(&self, index: OptionsIndex) -> Result<CanonOptions> {
        let options = &self.from.translation.component.options[index];
        let CanonicalOptionsDataModel::LinearMemory(LinearMemoryOptions { memory, realloc }) =
            options.data_model
        else {
            return Err(self.unsupported("values in objects of a collector"));
        };
        if options.async_ || options.callback.is_some() {
            return Err(self.unsupported("asynchronous functions (WASI 0.3)"));
        }
        Ok(CanonOptions {
            instance: component_instance(options.instance),
            memory: memory.map(|memory| self.memory(memory)).transpose()?,
            realloc: realloc.and_then(|realloc| self.reallocs.get(&realloc).copied()),
            encoding: match options.string_encoding {
                StringEncoding::Utf8 => abi::UTF8,
                StringEncoding::Utf16 => abi::UTF16,
                StringEncoding::CompactUtf16 => abi::LATIN1_UTF16,
            },
        })
    }

    /// What is called after the results of a lifted function are read.
    pub fn post_return(&self, index: OptionsIndex) -> Option<Target> {
        let post_return = self.from.translation.component.options[index].post_return?;
        self.post_returns.get(&post_return).copied()
    }

    fn add_uses(&mut self) -> Result<()> {
        let transfers = self.component.canon.values();
        if !transfers
            .into_iter()
            .any(|it| matches!(it, Canon::TransferOwn | Canon::TransferBorrow))
        {
            return Ok(());
        }
        let component = &self.from.translation.component;
        for number in 0..self.from.tables {
            let table = TypeResourceTableIndex::new(number);
            let (ty, instance) = match &self.from.types[table] {
                TypeResourceTable::Concrete { ty, instance } => (*ty, *instance),
                // No adapter names it, but the numbers of those behind it count it.
                TypeResourceTable::Abstract(_) => {
                    self.component.uses.push(ResourceUse {
                        instance: ComponentInstanceId::new(0),
                        ty: u32::MAX,
                        defined: false,
                    });
                    continue;
                }
            };
            let defined = component.defined_resource_index(ty);
            let definer = defined.map(|it| component.defined_resource_instances[it]);
            self.component.uses.push(ResourceUse {
                instance: component_instance(instance),
                ty: self.host().resource(ty)?,
                defined: definer == Some(instance),
            });
        }
        Ok(())
    }

    /// An error about the whole component.
    pub fn unsupported(&self, what: &str) -> Error {
        Error::Unsupported {
            module: self.from.input.name.clone(),
            function: None,
            what: what.to_string(),
            offset: 0,
        }
    }
}

fn component_instance(index: RuntimeComponentInstanceIndex) -> ComponentInstanceId {
    ComponentInstanceId::new(index.index())
}

/// The traps that adapters raise.
const TRAPS: &[(Trap, u8)] = &[
    (Trap::MemoryOutOfBounds, CoreTrap::MemoryOutOfBounds as u8),
    (Trap::UncaughtException, CoreTrap::UncaughtException as u8),
    (
        Trap::CannotEnterComponent,
        ComponentTrap::CannotEnterComponent as u8,
    ),
    (
        Trap::CannotLeaveComponent,
        ComponentTrap::CannotLeaveComponent as u8,
    ),
    (Trap::InvalidChar, ComponentTrap::InvalidChar as u8),
    (
        Trap::StringOutOfBounds,
        ComponentTrap::StringOutOfBounds as u8,
    ),
    (Trap::ListOutOfBounds, ComponentTrap::ListOutOfBounds as u8),
    (
        Trap::InvalidDiscriminant,
        ComponentTrap::InvalidDiscriminant as u8,
    ),
    (
        Trap::UnalignedPointer,
        ComponentTrap::UnalignedPointer as u8,
    ),
];

fn transcode(op: environ::Transcode) -> Transcode {
    match op {
        environ::Transcode::Copy(FixedEncoding::Utf8) => Transcode::CopyUtf8,
        environ::Transcode::Copy(FixedEncoding::Utf16) => Transcode::CopyUtf16,
        environ::Transcode::Copy(FixedEncoding::Latin1) => Transcode::CopyLatin1,
        environ::Transcode::Latin1ToUtf16 => Transcode::Latin1ToUtf16,
        environ::Transcode::Latin1ToUtf8 => Transcode::Latin1ToUtf8,
        environ::Transcode::Utf16ToCompactProbablyUtf16 => Transcode::Utf16ToCompactProbablyUtf16,
        environ::Transcode::Utf16ToCompactUtf16 => Transcode::Utf16ToCompactUtf16,
        environ::Transcode::Utf16ToLatin1 => Transcode::Utf16ToLatin1,
        environ::Transcode::Utf16ToUtf8 => Transcode::Utf16ToUtf8,
        environ::Transcode::Utf8ToCompactUtf16 => Transcode::Utf8ToCompactUtf16,
        environ::Transcode::Utf8ToLatin1 => Transcode::Utf8ToLatin1,
        environ::Transcode::Utf8ToUtf16 => Transcode::Utf8ToUtf16,
    }
}
