//! The builder: instance after instance.

use super::draft::Draft;
use super::init::Defined;
use super::layout::layout;
use super::plans::{
    DataPlan, ElemPlan, FuncId, FunctionKind, FunctionPlan, GlobalPlan, InitStep, Instance,
    MemoryPlan, Program, TableId, TablePlan, TagPlan,
};
use super::{component, entry, imports, init};
use crate::composition::{Composition, InstanceId, Instantiation, Links, ModuleId};
use crate::decode::module::{FuncType, HeapType, Module, RefType, SegmentMode, Types, ValType};
use crate::error::{Error, Result};
use crate::options::Options;
use cranelift_entity::PrimaryMap;
use std::collections::HashMap;
use wasmc_abi::options::HTTP_OUT;
use wasmc_abi::wasi::Needs;

/// Entries that a table without a maximum may grow to: the limit of other runtimes.
const MAX_TABLE: u64 = 10_000_000;

/// Builds the program of a composition and its decoded modules.
///
/// # Errors
/// Those about imports and the entry, see [`crate::Error`].
pub fn build<'data>(
    modules: PrimaryMap<ModuleId, Module<'data>>,
    types: Types,
    composition: &Composition,
    options: &Options,
) -> Result<Program<'data>> {
    let Some(main) = composition.main() else {
        let message = "there is nothing to compile: no module is instantiated";
        return Err(Error::Option(message.into()));
    };
    let mut draft = Draft {
        modules: &modules,
        instances: PrimaryMap::new(),
        types,
        functions: PrimaryMap::new(),
        memories: PrimaryMap::new(),
        tables: PrimaryMap::new(),
        globals: PrimaryMap::new(),
        data: PrimaryMap::new(),
        elems: PrimaryMap::new(),
        tags: PrimaryMap::new(),
        instantiate: PrimaryMap::new(),
        canon: HashMap::new(),
        may_leave: PrimaryMap::new(),
    };
    if let Some(component) = &composition.component {
        draft.may_leave = component::add_flags(&mut draft, component);
    }
    for instantiation in composition.instances.values() {
        draft.add(instantiation, options)?;
    }
    let throw = add_throw(&mut draft, main);
    let tail_calls = modules.values().any(|module| module.uses.tail_calls);
    let component = composition.component.as_ref();
    let (entry, entry_function) = entry::choose(&mut draft, main, component, options)?;
    let component = component
        .map(|it| component::plan(&mut draft, it, &entry))
        .transpose()?;
    let layout = layout(&draft, main, composition.component.as_ref(), options);
    let Draft {
        instances,
        types,
        functions,
        memories,
        tables,
        globals,
        data,
        elems,
        tags,
        ..
    } = draft;
    let mut program = Program {
        modules,
        instances,
        main,
        types,
        functions,
        memories,
        tables,
        globals,
        data,
        elems,
        tags,
        layout,
        throw,
        tail_calls,
        component,
        seccomp: options.seccomp,
        tls: false,
        ca_certs: options.ca_certs.clone(),
        entry,
        entry_function,
    };
    program.tls = program.needs(Needs::HttpOut) && may_be_granted(HTTP_OUT, options);
    Ok(program)
}

/// Whether a permission is given, or can be when the image runs.
fn may_be_granted(word: &str, options: &Options) -> bool {
    let given = |it: &String| it.strip_prefix(word).is_some_and(|it| it.starts_with('='));
    !options.locked || options.policy.iter().any(given)
}

impl Draft<'_, '_> {
    fn add(&mut self, instantiation: &Instantiation, options: &Options) -> Result<()> {
        let id = self.instances.next_key();
        let module = &self.modules[instantiation.module];
        let mut instance = Instance::new(instantiation.module);
        // The instances of a component are all there before anything else can call one of them: as long as
        // nothing has run, a table that another instance has made is as good as one of its own.
        let untouched = matches!(instantiation.links, Links::ByPosition(_))
            && self.instances.values().all(|it| it.steps.is_empty());
        let defined = Defined {
            tables: match untouched {
                true => TableId::from_u32(0),
                false => self.tables.next_key(),
            },
            memories: self.memories.next_key(),
        };
        let unknown = options.allow_unknown_imports;
        imports::resolve(self, &instantiation.links, unknown, id, &mut instance)?;
        for (body, code) in module.bodies.iter().enumerate() {
            let sig = module.sig(code.index);
            let plan = FunctionPlan {
                instance: id,
                sig,
                kind: FunctionKind::Body(body),
            };
            instance.functions.push(self.functions.push(plan));
        }
        add_tables(self, module, &mut instance);
        add_memories(self, module, &mut instance);
        add_globals(self, module, &mut instance)?;
        add_tags(self, module, id, &mut instance);
        let fills = init::initial_entries(self, module, &instance)?;
        add_segments(self, module, &mut instance)?;
        note_uses(self, module, &instance);

        instance.steps.extend(fills);
        let steps = init::active_segments(self, module, &instance)?;
        if init::is_static(self, &steps, &defined) {
            init::apply(self, &steps, options.target.max_page());
        } else {
            init::keep(self, &steps);
            instance.steps.extend(steps);
        }
        if let Some(start) = module.start {
            instance
                .steps
                .push(InitStep::Start(instance.functions[start]));
        }
        let plan = FunctionPlan {
            instance: id,
            sig: self.types.intern(&FuncType::default()),
            kind: FunctionKind::Instantiate,
        };
        self.instantiate.push(self.functions.push(plan));
        self.instances.push(instance);
        Ok(())
    }
}

fn add_tables(program: &mut Draft<'_, '_>, module: &Module<'_>, instance: &mut Instance) {
    for ty in module.tables.values().skip(module.imported_tables()) {
        let max = ty.limits.max.unwrap_or(MAX_TABLE.max(ty.limits.min));
        let max = max.min(u32::MAX.into());
        instance.tables.push(program.tables.push(TablePlan {
            element: ty.element,
            address: ty.address,
            min: ty.limits.min,
            max,
            declared_max: ty.limits.max,
            grows: false,
            written: false,
            entries: Vec::new(),
        }));
    }
}

fn add_memories(program: &mut Draft<'_, '_>, module: &Module<'_>, instance: &mut Instance) {
    for ty in module.memories.values().skip(module.imported_memories()) {
        let most = ty.most_pages();
        instance.memories.push(program.memories.push(MemoryPlan {
            address: ty.address,
            page_log2: ty.page_log2,
            min: ty.limits.min,
            max: ty.limits.max.unwrap_or(most).min(most),
            declared_max: ty.limits.max,
            grows: false,
            contents: None,
        }));
    }
}

fn add_globals(
    program: &mut Draft<'_, '_>,
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

fn add_tags(
    program: &mut Draft<'_, '_>,
    module: &Module<'_>,
    id: InstanceId,
    instance: &mut Instance,
) {
    for (index, &ty) in module.tags.iter().skip(module.imported_tags()) {
        let plan = TagPlan {
            sig: module.types[ty],
            instance: id,
            index,
        };
        instance.tags.push(program.tags.push(plan));
    }
}

/// Adds the function that throws, if any module needs it.
fn add_throw(program: &mut Draft<'_, '_>, main: InstanceId) -> Option<FuncId> {
    if !program.modules.values().any(|module| module.uses.throws) {
        return None;
    }
    let exception = RefType {
        nullable: false,
        heap: HeapType::Exn,
    };
    let sig = program.types.intern(&FuncType {
        params: Box::new([ValType::Ref(exception)]),
        results: Box::new([]),
    });
    Some(program.functions.push(FunctionPlan {
        instance: main,
        sig,
        kind: FunctionKind::Throw,
    }))
}

fn add_segments(
    program: &mut Draft<'_, '_>,
    module: &Module<'_>,
    instance: &mut Instance,
) -> Result<()> {
    for (index, segment) in &module.data {
        let passive = matches!(segment.mode, SegmentMode::Passive);
        let dropped = module.uses.dropped_data.contains(&index);
        let plan = DataPlan {
            module: instance.module,
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

fn note_uses(program: &mut Draft<'_, '_>, module: &Module<'_>, instance: &Instance) {
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
