//! What a component imports and exports, for people.

use super::host::Host;
use super::translated::Translated;
use crate::error::Result;
use wasmtime_environ::component::{Export, ExportIndex};

/// What a component imports and exports.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The interfaces that it imports, with their versions, and the names of the functions that it may call.
    pub imports: Vec<(String, Vec<String>)>,
    /// The functions that it exports, behind the name of their interface if they are in one, and their types.
    pub exports: Vec<(String, String)>,
    /// Names of its core modules, those that adapt components to each other included.
    pub modules: Vec<String>,
}

impl Outline {
    /// Whether it is a command: it exports `run` of WASI 0.2.
    pub fn is_command(&self) -> bool {
        let is_run = |name: &str| name.starts_with("wasi:cli/run@0.2.") && name.ends_with("#run");
        self.exports.iter().any(|(name, _)| is_run(name))
    }
}

/// The outline of a component.
pub fn outline(from: &Translated<'_>) -> Result<Outline> {
    let component = &from.translation.component;
    let names = component
        .import_types
        .values()
        .map(|(name, _)| name.clone());
    let mut imports: Vec<(String, Vec<String>)> = names.map(|name| (name, Vec::new())).collect();
    for (index, path) in component.imports.values() {
        if let (Some((_, functions)), Some(name)) =
            (imports.get_mut(index.as_u32() as usize), path.first())
        {
            functions.push(name.clone());
        }
    }
    let mut exports = Vec::new();
    for (name, (index, _)) in component.exports.raw_iter() {
        let name: &str = name.as_ref();
        add(from, name, *index, &mut exports);
        if let Export::Instance { exports: inner, .. } = &component.export_items[*index] {
            for (function, (index, _)) in inner.raw_iter() {
                let function: &str = function.as_ref();
                add(from, &format!("{name}#{function}"), *index, &mut exports);
            }
        }
    }
    let modules = from.modules.iter().map(|(index, module)| {
        let name = module
            .module
            .name
            .map(|name| module.module.strings[name].to_string());
        name.unwrap_or_else(|| format!("module[{}]", index.as_u32()))
    });
    Ok(Outline {
        imports,
        exports,
        modules: modules.collect(),
    })
}

fn add(from: &Translated<'_>, name: &str, index: ExportIndex, exports: &mut Vec<(String, String)>) {
    if let Export::LiftedFunction { ty, .. } = &from.translation.component.export_items[index] {
        exports.push((name.to_string(), Host::of(from).type_text(*ty)));
    }
}
