//! What a component adds to the program: its functions of the canonical ABI, and the state of its instances.

use super::canon::{CanonPlan, ComponentPlan, LiftedPlan, OptionsPlan};
use super::draft::Draft;
use super::plans::{
    ConstValue, Entry, FuncId, FunctionKind, FunctionPlan, GlobalId, GlobalPlan, MemoryId,
};
use crate::composition::{
    Canon, CanonId, CanonOptions, Component, ComponentInstanceId, InstanceId, Item, Lifted, Target,
};
use crate::decode::module::{FuncIndex, FuncType, MemoryIndex, SigId, ValType};
use crate::error::{Error, Result};
use cranelift_entity::{EntityRef, PrimaryMap};
use std::collections::HashMap;
use wasmc_abi::component::HOST_TYPES;
use wasmc_abi::wasi::Core;

/// The flags of the instances, which the modules import.
pub(super) fn add_flags(
    program: &mut Draft<'_, '_>,
    component: &Component,
) -> PrimaryMap<ComponentInstanceId, GlobalId> {
    let flag = |_| {
        program.globals.push(GlobalPlan {
            ty: ValType::I32,
            written: true,
            value: ConstValue::I32(1),
        })
    };
    component.instances.values().map(flag).collect()
}

/// A function of the canonical ABI with the type that its importer gives it.
pub(super) fn function(
    program: &mut Draft<'_, '_>,
    canon: CanonId,
    sig: SigId,
    importer: InstanceId,
) -> FuncId {
    if let Some(&function) = program.canon.get(&(canon, sig)) {
        return function;
    }
    let plan = FunctionPlan {
        instance: importer,
        sig,
        kind: FunctionKind::Canon(canon),
    };
    let function = program.functions.push(plan);
    program.canon.insert((canon, sig), function);
    function
}

/// The plan of a component, when all of its instances are there.
pub(super) fn plan(
    program: &mut Draft<'_, '_>,
    component: &Component,
    entry: &Entry,
) -> Result<ComponentPlan> {
    let mut reallocs = HashMap::new();
    let mut canon = PrimaryMap::new();
    for it in component.canon.values() {
        let plan = match *it {
            Canon::Lower(function, options) => CanonPlan::Lower(
                function,
                options_plan(program, component, &options, &mut reallocs)?,
            ),
            Canon::ResourceNew(instance, ty) => CanonPlan::ResourceNew(instance, ty),
            Canon::ResourceRep(instance, ty) => CanonPlan::ResourceRep(instance, ty),
            Canon::ResourceDrop(instance, ty) => {
                let defined = ty.checked_sub(HOST_TYPES);
                let defined = defined.and_then(|it| component.resources.get(it as usize));
                let destructor = defined.and_then(|it| it.destructor);
                let destructor = destructor.map(|target| core_function(program, component, target));
                CanonPlan::ResourceDrop {
                    instance,
                    ty,
                    destructor: destructor.transpose()?,
                }
            }
            Canon::TransferOwn => CanonPlan::TransferOwn,
            Canon::TransferBorrow => CanonPlan::TransferBorrow,
            Canon::EnterCall => CanonPlan::EnterCall,
            Canon::ExitCall => CanonPlan::ExitCall,
            Canon::Trap => CanonPlan::Trap,
            Canon::Transcode(op, from, to) => {
                CanonPlan::Transcode(op, memory(program, from)?, memory(program, to)?)
            }
        };
        canon.push(plan);
    }
    let mut lifted = PrimaryMap::new();
    match entry {
        Entry::Script(_) => {
            for (export, types) in with_values(component) {
                lifted.push(lifted_plan(
                    program,
                    component,
                    export,
                    types,
                    None,
                    &mut reallocs,
                )?);
            }
        }
        Entry::Call { export, arguments } => {
            let export = &component.exports[*export];
            let types = export.types.as_deref().unwrap_or_default();
            let arguments = Some(arguments.clone());
            lifted.push(lifted_plan(
                program,
                component,
                export,
                types,
                arguments,
                &mut reallocs,
            )?);
        }
        Entry::Serve { export } => {
            let export = &component.exports[*export];
            lifted.push(lifted_plan(
                program,
                component,
                export,
                &[],
                None,
                &mut reallocs,
            )?);
        }
        Entry::Start(_) | Entry::Run(_) | Entry::Invoke { .. } => {}
    }
    Ok(ComponentPlan {
        canon,
        may_leave: program.may_leave.clone(),
        uses: component.uses.clone(),
        traps: component.traps.clone(),
        lifted,
    })
}

/// The exported functions whose values can be passed, with their types, in the order of their ids.
pub(super) fn with_values(component: &Component) -> impl Iterator<Item = (&Lifted, &[u8])> {
    component
        .exports
        .iter()
        .filter_map(|it| Some((it, it.types.as_deref()?)))
}

fn lifted_plan(
    program: &mut Draft<'_, '_>,
    component: &Component,
    export: &Lifted,
    types: &[u8],
    arguments: Option<Vec<u8>>,
    reallocs: &mut HashMap<FuncId, FuncId>,
) -> Result<LiftedPlan> {
    let function = core_function(program, component, export.function)?;
    let post_return = match export.post_return {
        Some(target) => {
            let function = core_function(program, component, target)?;
            Some(trampoline(program, function))
        }
        None => None,
    };
    Ok(LiftedPlan {
        name: export.full_name(),
        types: types.to_vec(),
        function: trampoline(program, function),
        post_return,
        options: options_plan(program, component, &export.options, reallocs)?,
        arguments,
    })
}

fn options_plan(
    program: &mut Draft<'_, '_>,
    component: &Component,
    options: &CanonOptions,
    reallocs: &mut HashMap<FuncId, FuncId>,
) -> Result<OptionsPlan> {
    let realloc = match options.realloc {
        Some(target) => {
            let function = core_function(program, component, target)?;
            let trampoline = reallocs
                .entry(function)
                .or_insert_with(|| trampoline(program, function));
            Some(*trampoline)
        }
        None => None,
    };
    Ok(OptionsPlan {
        instance: options.instance,
        memory: options.memory.map(|it| memory(program, it)).transpose()?,
        realloc,
        encoding: options.encoding,
    })
}

/// A trampoline to a function.
pub(super) fn trampoline(program: &mut Draft<'_, '_>, function: FuncId) -> FuncId {
    let plan = FunctionPlan {
        instance: program.functions[function].instance,
        sig: program.types.intern(&FuncType::default()),
        kind: FunctionKind::Trampoline(function),
    };
    program.functions.push(plan)
}

fn memory(program: &Draft<'_, '_>, (instance, index): (InstanceId, u32)) -> Result<MemoryId> {
    let memories = &program.instances[instance].memories;
    let memory = memories.get(MemoryIndex::new(index as usize));
    memory.copied().ok_or_else(|| internal("memory"))
}

/// The function that a component means by a definition.
///
/// # Errors
/// [`Error::Internal`]: it is none that code can call directly.
pub(super) fn core_function(
    program: &mut Draft<'_, '_>,
    component: &Component,
    target: Target,
) -> Result<FuncId> {
    let function = match target {
        Target::Item(instance, Item::Func(index)) => {
            let functions = &program.instances[instance].functions;
            functions.get(FuncIndex::new(index as usize)).copied()
        }
        Target::Canon(canon) => {
            let mut made = program.canon.iter().filter(|((it, _), _)| *it == canon);
            let made = made.next().map(|(_, function)| *function);
            // No module imports it: the component exports it, or has it called in another way.
            made.or_else(|| {
                let sig = program.types.intern(&canon_type(&component.canon[canon])?);
                let (first, _) = program.instances.iter().next()?;
                Some(function(program, canon, sig, first))
            })
        }
        _ => None,
    };
    function.ok_or_else(|| internal("function"))
}

/// The type of a function of the canonical ABI; `None`: only adapters have it, which import it.
fn canon_type(canon: &Canon) -> Option<FuncType> {
    let core = |core: &Core| match core {
        Core::I32 => ValType::I32,
        Core::I64 => ValType::I64,
    };
    let (params, result) = match canon {
        Canon::Lower(function, _) => (function.params, function.result),
        Canon::ResourceNew(..) | Canon::ResourceRep(..) => (&[Core::I32][..], Some(Core::I32)),
        Canon::ResourceDrop(..) => (&[Core::I32][..], None),
        Canon::TransferOwn
        | Canon::TransferBorrow
        | Canon::EnterCall
        | Canon::ExitCall
        | Canon::Trap
        | Canon::Transcode(..) => return None,
    };
    Some(FuncType {
        params: params.iter().map(core).collect(),
        results: result.iter().map(core).collect(),
    })
}

fn internal(what: &str) -> Error {
    Error::Internal(format!("a component names a {what} that is not there"))
}
