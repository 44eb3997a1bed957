//! The builder: module after module.

use super::init::Defined;
use super::{
    DataPlan, ElemPlan, Entry, FuncId, FunctionKind, FunctionPlan, GlobalPlan, InitStep, Instance,
    MemoryId, MemoryImage, MemoryPlan, ModuleId, Program, SigId, TablePlan, TableStorage, entry,
    imports, init,
};
use crate::Input;
use crate::decode::module::{FuncType, Module, SegmentMode};
use crate::error::Result;
use crate::options::{MemoryBase, Options};
use cranelift_entity::{EntityRef, PrimaryMap};
use std::collections::HashMap;
use wasmc_abi::image::{HIGH_MEMORY_BASE, LOW_MEMORY_BASE, MEMORY_SLOT};

/// Pages that a 32-bit memory can have.
const MAX_PAGES: u64 = 1 << 16;
/// Entries of the largest table that is kept in the executable.
const MAX_STATIC_TABLE: u64 = 1 << 20;
/// Entries that a table without a maximum may grow to: the limit of other runtimes.
const MAX_TABLE: u64 = 10_000_000;

/// Builds the program of modules in instantiation order.
///
/// # Errors
/// Those about imports and the entry, see [`crate::Error`].
pub fn build<'data>(
    modules: Vec<Module<'data>>,
    inputs: &[Input],
    options: &Options,
) -> Result<Program<'data>> {
    let mut builder = Builder {
        program: Program {
            modules: PrimaryMap::new(),
            instances: PrimaryMap::new(),
            sigs: PrimaryMap::new(),
            functions: PrimaryMap::new(),
            memories: PrimaryMap::new(),
            tables: PrimaryMap::new(),
            globals: PrimaryMap::new(),
            data: PrimaryMap::new(),
            elems: PrimaryMap::new(),
            first_memory: MemoryId::new(0),
            entry: Entry::Script,
            entry_function: FuncId::new(0),
            script: Vec::new(),
        },
        sig_ids: HashMap::new(),
        instantiate: PrimaryMap::new(),
    };
    for (module, input) in modules.into_iter().zip(inputs) {
        builder.add(module, input, options)?;
    }
    let Builder {
        mut program,
        mut sig_ids,
        instantiate,
    } = builder;
    place_memories(&mut program, options);
    store_tables(&mut program);
    let empty = intern(&mut program.sigs, &mut sig_ids, &FuncType::default());
    entry::choose(&mut program, &instantiate, empty, options)?;
    Ok(program)
}

struct Builder<'data> {
    program: Program<'data>,
    sig_ids: HashMap<FuncType, SigId>,
    instantiate: PrimaryMap<ModuleId, FuncId>,
}

fn intern(
    sigs: &mut PrimaryMap<SigId, FuncType>,
    ids: &mut HashMap<FuncType, SigId>,
    ty: &FuncType,
) -> SigId {
    if let Some(&id) = ids.get(ty) {
        return id;
    }
    let id = sigs.push(ty.clone());
    ids.insert(ty.clone(), id);
    id
}

impl<'data> Builder<'data> {
    fn add(&mut self, module: Module<'data>, input: &Input, options: &Options) -> Result<()> {
        let program = &mut self.program;
        let id = program.modules.next_key();
        let mut instance = Instance::default();
        for ty in module.types.values() {
            instance
                .types
                .push(intern(&mut program.sigs, &mut self.sig_ids, ty));
        }
        let defined = Defined {
            tables: program.tables.next_key(),
            memories: program.memories.next_key(),
        };
        let unknown = options.allow_unknown_imports;
        imports::resolve(program, &module, id, input, unknown, &mut instance)?;
        for (body, code) in module.bodies.iter().enumerate() {
            let sig = instance.types[module.functions[code.index]];
            let plan = FunctionPlan {
                module: id,
                sig,
                kind: FunctionKind::Body(body),
            };
            instance.functions.push(program.functions.push(plan));
        }
        add_tables(program, &module, &mut instance);
        add_memories(program, &module, &mut instance);
        add_globals(program, &module, &mut instance)?;
        add_segments(program, &module, id, &mut instance)?;
        note_uses(program, &module, &instance);

        let steps = init::active_segments(program, &module, &instance)?;
        if init::is_static(program, &module, &steps, &defined) {
            init::apply(program, &module, &steps, options.target.max_page());
        } else {
            init::keep(program, &steps);
            instance.steps.extend(steps);
        }
        if let Some(start) = module.start {
            instance
                .steps
                .push(InitStep::Start(instance.functions[start]));
        }
        let sig = intern(&mut program.sigs, &mut self.sig_ids, &FuncType::default());
        let plan = FunctionPlan {
            module: id,
            sig,
            kind: FunctionKind::Instantiate,
        };
        self.instantiate.push(program.functions.push(plan));
        program.modules.push(module);
        program.instances.push(instance);
        Ok(())
    }
}

fn add_tables(program: &mut Program<'_>, module: &Module<'_>, instance: &mut Instance) {
    for ty in module.tables.values().skip(module.imported_tables()) {
        let max = ty.limits.max.unwrap_or(MAX_TABLE.max(ty.limits.min));
        instance.tables.push(program.tables.push(TablePlan {
            element: ty.element,
            min: ty.limits.min,
            max,
            declared_max: ty.limits.max,
            grows: false,
            written: false,
            storage: TableStorage::Constant,
            entries: Vec::new(),
        }));
    }
}

fn add_memories(program: &mut Program<'_>, module: &Module<'_>, instance: &mut Instance) {
    for ty in module.memories.values().skip(module.imported_memories()) {
        instance.memories.push(program.memories.push(MemoryPlan {
            base: 0,
            min: ty.limits.min,
            max: ty.limits.max.unwrap_or(MAX_PAGES).min(MAX_PAGES),
            declared_max: ty.limits.max,
            grows: false,
            image: MemoryImage {
                offset: u64::MAX,
                bytes: Vec::new(),
            },
        }));
    }
}

fn add_globals(
    program: &mut Program<'_>,
    module: &Module<'_>,
    instance: &mut Instance,
) -> Result<()> {
    let defined = module.globals.values().skip(module.imported_globals());
    for (ty, value) in defined.zip(&module.global_inits) {
        let value = init::evaluate(value, instance, &program.globals)?;
        let plan = GlobalPlan {
            ty: ty.ty,
            written: false,
            value,
        };
        instance.globals.push(program.globals.push(plan));
    }
    Ok(())
}

fn add_segments(
    program: &mut Program<'_>,
    module: &Module<'_>,
    id: ModuleId,
    instance: &mut Instance,
) -> Result<()> {
    for (index, segment) in &module.data {
        let passive = matches!(segment.mode, SegmentMode::Passive);
        let dropped = module.uses.dropped_data.contains(&index);
        let plan = DataPlan {
            module: id,
            index,
            kept: passive,
            dropped,
            passive,
        };
        instance.data.push(program.data.push(plan));
    }
    for (index, segment) in &module.elements {
        let entries = segment
            .items
            .iter()
            .map(|item| init::evaluate_ref(item, instance, &program.globals))
            .collect::<Result<Vec<_>>>()?;
        let passive = matches!(segment.mode, SegmentMode::Passive);
        let dropped = module.uses.dropped_elems.contains(&index);
        let plan = ElemPlan {
            entries,
            kept: passive,
            dropped,
            passive,
        };
        instance.elems.push(program.elems.push(plan));
    }
    Ok(())
}

fn note_uses(program: &mut Program<'_>, module: &Module<'_>, instance: &Instance) {
    for &table in &module.uses.written_tables {
        program.tables[instance.tables[table]].written = true;
    }
    for &table in &module.uses.grown_tables {
        program.tables[instance.tables[table]].grows = true;
    }
    for &memory in &module.uses.grown_memories {
        program.memories[instance.memories[memory]].grows = true;
    }
    for &global in module.uses.written_globals.keys() {
        program.globals[instance.globals[global]].written = true;
    }
}

/// Memory 0 of the main module gets the best address; if it has none, the first memory of the image
/// does. That is a low one, where accesses are shortest, unless a register holds it.
fn place_memories(program: &mut Program<'_>, options: &Options) {
    let main = program.instances.values().next_back();
    let first = main.and_then(|main| main.memories.values().next().copied());
    program.first_memory = first.unwrap_or(MemoryId::new(0));
    let mut slot = 0;
    for (id, memory) in &mut program.memories {
        if id == program.first_memory {
            memory.base = match options.memory_base() {
                MemoryBase::Low => LOW_MEMORY_BASE,
                MemoryBase::Register => options.target.register_memory_base(),
            };
        } else {
            slot += 1;
            memory.base = HIGH_MEMORY_BASE + slot * MEMORY_SLOT;
        }
    }
}

/// Tables that nothing writes are constants; those that grow, or that are too large for the
/// executable, are allocated at start.
fn store_tables(program: &mut Program<'_>) {
    let mut descriptors = 0;
    for table in program.tables.values_mut() {
        table.storage = if table.grows || table.min > MAX_STATIC_TABLE {
            descriptors += 1;
            TableStorage::Dynamic(descriptors - 1)
        } else if table.written {
            TableStorage::Fixed
        } else {
            TableStorage::Constant
        };
    }
}
