//! What the image runs: the entry, and what a script can call.

use super::canon::LiftedId;
use super::component::{core_function, with_values};
use super::draft::Draft;
use super::plans::{Entry, FuncId, FunctionKind, FunctionPlan, ScriptCall, ScriptItem, SigId};
use super::wave;
use crate::composition::{Component, InstanceId, Lifted};
use crate::decode::module::{Extern, FuncIndex, FuncType, Module, Types};
use crate::error::{Error, Result};
use crate::options::{EntryPoint, Options};
use cranelift_entity::EntityRef;

/// What the image runs, and the function that does it. Adds the code that this needs.
pub(super) fn choose(
    program: &mut Draft<'_, '_>,
    main: InstanceId,
    component: Option<&Component>,
    options: &Options,
) -> Result<(Entry, FuncId)> {
    let empty = program.types.intern(&FuncType::default());
    let entry = match &options.entry {
        EntryPoint::Command if let Some(component) = component => match component.command() {
            Some(run) => Entry::Run(core_function(program, component, run.function)?),
            None => serve(component)?,
        },
        EntryPoint::Command => {
            let start = command(program.module_of(main), &program.types)?;
            Entry::Start(program.instances[main].functions[start])
        }
        EntryPoint::Invoke { name, args } if let Some(component) = component => {
            call(component, name, args)?
        }
        EntryPoint::Invoke { name, args } => {
            let module = program.module_of(main);
            let index = invoked(module, &program.types, name, args.len())?;
            let ty = program.types.func(module.sig(index)).clone();
            let target = program.instances[main].functions[index];
            let kind = FunctionKind::Trampoline(target);
            let initialize = match module.export("_initialize") {
                Some(Extern::Func(index)) if name != "_initialize" => {
                    let ty = program.types.func(module.sig(index));
                    (*ty == FuncType::default()).then(|| program.instances[main].functions[index])
                }
                _ => None,
            };
            let plan = FunctionPlan {
                instance: main,
                sig: empty,
                kind,
            };
            let trampoline = program.functions.push(plan);
            Entry::Invoke {
                trampoline,
                initialize,
                ty,
                args: args.clone(),
            }
        }
        EntryPoint::Script => {
            let mut calls = add_script(program, empty);
            if let Some(component) = component {
                add_exports(program, component, main, &mut calls);
            }
            Entry::Script(calls)
        }
    };
    let plan = FunctionPlan {
        instance: main,
        sig: empty,
        kind: FunctionKind::Entry,
    };
    Ok((entry, program.functions.push(plan)))
}

/// Whether the main module exports what the image is to run. No body has to be read for it.
///
/// # Errors
/// [`Error::Entry`].
pub fn check(module: &Module<'_>, types: &Types, entry: &EntryPoint) -> Result<()> {
    match entry {
        EntryPoint::Command => command(module, types).map(drop),
        EntryPoint::Invoke { name, args } => invoked(module, types, name, args.len()).map(drop),
        EntryPoint::Script => Ok(()),
    }
}

/// The type of `handle` of `wasi:http/incoming-handler`.
const HANDLE: &str = "func(request: own<wasi:http/types/incoming-request>, response-out: own<wasi:http/types/response-outparam>)";

/// Serves HTTP, as the component has no command.
fn serve(component: &Component) -> Result<Entry> {
    let failed = |message| Error::Entry {
        module: component.name.clone(),
        message,
    };
    if let Some(export) = component.handler() {
        let found = &component.exports[export].ty;
        if found == HANDLE {
            return Ok(Entry::Serve { export });
        }
        let message = format!(
            "`wasi:http/incoming-handler` has the function `handle` with the type {found}, not {HANDLE}"
        );
        return Err(failed(message));
    }
    let newer = |it: &&Lifted| {
        let interface = it.name.0.as_deref().unwrap_or_default();
        let (name, version) = interface.split_once('@').unwrap_or((interface, ""));
        let known = [
            "wasi:cli/run",
            "wasi:http/incoming-handler",
            "wasi:http/handler",
        ];
        known.contains(&name) && !version.starts_with("0.2.")
    };
    if let Some(export) = component.exports.iter().find(newer) {
        let message = format!(
            "the component exports `{}`: commands and servers are those of WASI 0.2",
            export.full_name()
        );
        return Err(failed(message));
    }
    Err(failed(format!(
        "the component does not export `wasi:cli/run` of WASI 0.2, so it is not a command, nor \
         `wasi:http/incoming-handler`, so it is not a server\n  {}{}",
        exported(component),
        match component.exports.is_empty() {
            true => "",
            false => "\n  --invoke 'NAME(ARGS...)' calls another of its functions",
        }
    )))
}

/// The call of an exported function of a component, as wasmtime's `--invoke` has it: the name, in front of it the interface
/// if it is in several, and the arguments in parentheses.
fn call(component: &Component, text: &str, args: &[String]) -> Result<Entry> {
    let failed = |message| Error::Entry {
        module: component.name.clone(),
        message,
    };
    if let [first, ..] = args {
        let message = format!(
            "the argument `{first}` must be written into --invoke: \
             functions of components take theirs in parentheses, as in --invoke 'add(1, 2)'"
        );
        return Err(failed(message));
    }
    let name = text.split('(').next().unwrap_or_default().trim();
    let full = |it: &Lifted| it.full_name() == name;
    let short = |it: &Lifted| it.name.1 == name;
    let exports = &component.exports;
    let found: Vec<_> = match exports.iter().position(full) {
        Some(place) => vec![place],
        None => (0..exports.len())
            .filter(|&it| short(&exports[it]))
            .collect(),
    };
    let export = match *found {
        [export] => export,
        [] => {
            let message = format!(
                "the component exports no function `{name}`\n  {}",
                exported(component)
            );
            return Err(failed(message));
        }
        _ => {
            let names: Vec<_> = found.iter().map(|&it| exports[it].full_name()).collect();
            let message = format!(
                "several interfaces have a function `{name}`: {}",
                names.join(", ")
            );
            return Err(failed(message));
        }
    };
    let Some(types) = &exports[export].types else {
        let message = format!("`{name}` has a type that --invoke cannot pass");
        return Err(failed(message));
    };
    match wave::arguments(types, text) {
        Ok(arguments) => Ok(Entry::Call { export, arguments }),
        Err(message) => Err(failed(format!("--invoke: {message}"))),
    }
}

/// The functions that a component exports.
fn exported(component: &Component) -> String {
    let names: Vec<_> = component.exports.iter().map(Lifted::full_name).collect();
    match names.is_empty() {
        true => "it exports: no function".into(),
        false => format!("it exports: {}", names.join(", ")),
    }
}

/// The export `_start` of a command.
fn command(module: &Module<'_>, types: &Types) -> Result<FuncIndex> {
    match module.export("_start") {
        Some(Extern::Func(index)) if *types.func(module.sig(index)) == FuncType::default() => {
            Ok(index)
        }
        Some(Extern::Func(index)) => {
            let ty = types.func(module.sig(index));
            let message = format!("the export `_start` must have type () -> (), not {ty}");
            Err(Error::Entry {
                module: module.name.clone(),
                message,
            })
        }
        Some(_) => {
            let message = "the export `_start` is not a function".into();
            Err(Error::Entry {
                module: module.name.clone(),
                message,
            })
        }
        None => {
            let (reactor, after) = match module.export("_initialize") {
                Some(_) => (" but a reactor", ", after `_initialize`"),
                None => ("", ""),
            };
            let message = format!(
                "the module has no export `_start`, so it is not a command{reactor}\n  {}\n  \
                 --invoke NAME [ARGS...] runs another export{after}",
                exports_text(module, types)
            );
            Err(Error::Entry {
                module: module.name.clone(),
                message,
            })
        }
    }
}

/// The export that is to be called with so many arguments.
fn invoked(module: &Module<'_>, types: &Types, name: &str, args: usize) -> Result<FuncIndex> {
    let index = exported_function(module, types, name)?;
    let ty = types.func(module.sig(index));
    let message = if args > ty.params.len() {
        let params = ty.params.len();
        format!("`{name}` takes {params} arguments, {args} were given; its type is {ty}")
    } else if let Some(param) = ty.params.iter().find(|ty| ty.is_never_null()) {
        format!(
            "`{name}` takes a reference that is never null ({param}), which no argument can stand for; \
             its type is {ty}"
        )
    } else {
        return Ok(index);
    };
    Err(Error::Entry {
        module: module.name.clone(),
        message,
    })
}

fn exported_function(module: &Module<'_>, types: &Types, name: &str) -> Result<FuncIndex> {
    let message = match module.export(name) {
        Some(Extern::Func(index)) => return Ok(index),
        Some(_) => format!("the export `{name}` is not a function"),
        None => format!("the module has no export `{name}`"),
    };
    let message = format!("{message}\n  {}", exports_text(module, types));
    Err(Error::Entry {
        module: module.name.clone(),
        message,
    })
}

fn exports_text(module: &Module<'_>, types: &Types) -> String {
    const MOST: usize = 40;
    let all = exported_functions(module, types);
    let mut text: Vec<_> = all
        .iter()
        .take(MOST)
        .map(|(name, ty)| format!("{name} {ty}"))
        .collect();
    if all.len() > MOST {
        text.push(format!("and {} more", all.len() - MOST));
    }
    match text.is_empty() {
        true => "it exports no function".into(),
        false => format!("it exports: {}", text.join(", ")),
    }
}

/// Names and types of the functions that a module exports.
pub fn exported_functions(module: &Module<'_>, types: &Types) -> Vec<(String, String)> {
    let function = |export: &crate::decode::module::Export<'_>| match export.item {
        Extern::Func(index) => {
            let ty = types.func(module.sig(index));
            Some((export.name.to_string(), ty.to_string()))
        }
        _ => None,
    };
    module.exports.iter().filter_map(function).collect()
}

/// Adds a trampoline for everything that a script can call.
fn add_script(program: &mut Draft<'_, '_>, empty: SigId) -> Vec<ScriptCall> {
    let mut script = Vec::new();
    for (id, instance) in &program.instances {
        let mut add = |kind, item, ty: &FuncType| {
            let code = program.functions.push(FunctionPlan {
                instance: id,
                sig: empty,
                kind,
            });
            script.push(ScriptCall {
                instance: id,
                item,
                params: ty.params.to_vec(),
                results: ty.results.to_vec(),
                code,
            });
        };
        let kind = FunctionKind::Trampoline(program.instantiate[id]);
        add(kind, ScriptItem::Instantiate, &FuncType::default());
        let module = &program.modules[instance.module];
        for export in &module.exports {
            match export.item {
                Extern::Func(index) => add(
                    FunctionKind::Trampoline(instance.functions[index]),
                    ScriptItem::Func(export.name.to_string()),
                    program.types.func(module.sig(index)),
                ),
                Extern::Global(index) => {
                    let ty = module.globals[index].ty;
                    let results = FuncType {
                        params: Box::new([]),
                        results: Box::new([ty]),
                    };
                    add(
                        FunctionKind::GlobalGet(instance.globals[index]),
                        ScriptItem::Global(export.name.to_string()),
                        &results,
                    );
                }
                Extern::Table(_) | Extern::Memory(_) | Extern::Tag(_) => {}
            }
        }
    }
    script
}

/// Adds the functions that a component exports and whose values can be passed.
fn add_exports(
    program: &mut Draft<'_, '_>,
    component: &Component,
    main: InstanceId,
    script: &mut Vec<ScriptCall>,
) {
    for (position, (export, _)) in with_values(component).enumerate() {
        let code = program.functions.push(FunctionPlan {
            instance: main,
            sig: program.types.intern(&FuncType::default()),
            kind: FunctionKind::Lifted(LiftedId::new(position)),
        });
        script.push(ScriptCall {
            instance: main,
            item: ScriptItem::Lifted(export.full_name()),
            params: Vec::new(),
            results: Vec::new(),
            code,
        });
    }
}
