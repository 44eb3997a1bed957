//! Imports that nothing provides. They are found before any body is read, and all at once: with them,
//! most modules were made for another host.

use crate::composition::{Composition, Instantiation, ModuleId};
use crate::decode::outline::{NamedImport, Outline, outline};
use crate::error::{Error, Result};
use crate::options::Options;
use cranelift_entity::PrimaryMap;
use std::collections::BTreeMap;
use wasmc_abi::wasi;

/// The most names that a group shows.
const SHOWN: usize = 4;

/// Refuses modules with imports that nothing provides. Malformed modules are left to the decoder.
///
/// # Errors
/// [`Error::UnknownImport`].
pub fn refuse(composition: &Composition, options: &Options) -> Result<()> {
    let inputs = composition.modules.values();
    let outlines = inputs.map(|input| outline(input, options.wasm));
    let Some(outlines) = outlines.collect::<Option<PrimaryMap<_, _>>>() else {
        return Ok(());
    };
    for instantiation in composition.instances.values() {
        let linked = Linked {
            composition,
            outlines: &outlines,
            instantiation,
        };
        let imports = &outlines[instantiation.module].imports;
        let unknown: Vec<_> = imports
            .iter()
            .filter(|import| !linked.provides(import))
            .filter(|import| {
                !(options.allow_unknown_imports && import.kind == NamedImport::FUNCTION)
            })
            .collect();
        if let Some(first) = unknown.first() {
            return Err(linked.error(first, &unknown));
        }
    }
    Ok(())
}

/// An instance, and what its imports can be.
struct Linked<'a> {
    composition: &'a Composition,
    outlines: &'a PrimaryMap<ModuleId, Outline<'a>>,
    instantiation: &'a Instantiation,
}

impl<'a> Linked<'a> {
    fn provides(&self, import: &NamedImport<'_>) -> bool {
        match self.linked(import.module) {
            Some((_, outline)) => outline.exported.contains(import.name),
            None => wasi::find(import.module, import.name).is_some(),
        }
    }

    /// The module whose instance a module name means: its name in messages, and what it exports.
    fn linked(&self, module: &str) -> Option<(&'a str, &'a Outline<'a>)> {
        let mut links = self.instantiation.links.iter().rev();
        let (_, instance) = links.find(|(link, _)| link == module)?;
        let id = self.composition.instances[*instance].module;
        let name = &self.composition.modules[id].name;
        Some((name, &self.outlines[id]))
    }

    fn error(&self, first: &NamedImport<'_>, unknown: &[&NamedImport<'_>]) -> Error {
        let NamedImport { module, kind, .. } = *first;
        let (what, provided) = match self.linked(module) {
            Some((name, outline)) => (
                format!("({kind}) is not exported by {name}"),
                format!("it exports: {}", list(&outline.exports)),
            ),
            None if is_wasi(module) => {
                let names = wasi::FUNCTIONS.iter().map(|function| function.name);
                let names: Vec<_> = names
                    .filter(|name| wasi::find(module, name).is_some())
                    .collect();
                (
                    format!("({kind}) is not part of WASI preview 1"),
                    format!("provided are: {}", list(&names)),
                )
            }
            None => {
                let links = self.instantiation.links.iter();
                let mut modules: Vec<_> = links.map(|(link, _)| &**link).collect();
                modules.extend([wasi::MODULE, wasi::UNSTABLE_MODULE]);
                (
                    format!("({kind}): nothing provides the module `{module}`"),
                    format!("provided are: {}", list(&modules)),
                )
            }
        };
        let trap = match kind {
            NamedImport::FUNCTION => {
                "; --allow-unknown-imports makes unknown functions trap when they are called"
            }
            _ => "",
        };
        Error::UnknownImport {
            module: self.composition.modules[self.instantiation.module]
                .name
                .clone(),
            import: full_name(first),
            what,
            help: format!(
                "{}  {provided}\n  --preload {module}=FILE links another module in{trap}",
                groups(unknown)
            ),
            offset: first.offset,
        }
    }
}

fn is_wasi(module: &str) -> bool {
    [wasi::MODULE, wasi::UNSTABLE_MODULE].contains(&module)
}

fn full_name(import: &NamedImport<'_>) -> String {
    format!("{}.{}", import.module, import.name)
}

/// All unknown imports by what they say of the host that the module was made for; nothing where there is
/// one that says nothing.
fn groups(unknown: &[&NamedImport<'_>]) -> String {
    let mut groups: BTreeMap<Option<&'static str>, Vec<String>> = BTreeMap::new();
    for import in unknown {
        let group = groups.entry(meaning(import)).or_default();
        group.push(full_name(import));
    }
    if unknown.len() == 1 && groups.contains_key(&None) {
        return String::new();
    }
    let mut text = match unknown.len() {
        1 => "  what it tells:\n".to_string(),
        count => format!("  {count} imports are unknown:\n"),
    };
    // What says nothing comes last.
    let (said, rest): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(it, _)| it.is_some());
    for (meaning, names) in said.into_iter().chain(rest) {
        let shown = names[..names.len().min(SHOWN)].join(", ");
        let more = match names.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        let meaning = meaning.unwrap_or("of other modules");
        text.push_str(&format!("    {meaning}: {shown}{more}\n"));
    }
    text
}

/// What an import says of the host that its module was made for.
fn meaning(import: &NamedImport<'_>) -> Option<&'static str> {
    let NamedImport { module, name, .. } = *import;
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    Some(match module {
        _ if module.starts_with("wasi:") => {
            "WASI preview 2, in a component (build for wasm32-wasip1)"
        }
        "wasi" if name == "thread-spawn" => "WASI threads",
        _ if module.starts_with("wasix_") => "WASIX, of Wasmer (build for wasm32-wasip1)",
        _ if module.starts_with("wasmedge_") => "an extension of WasmEdge",
        _ if module.starts_with("wasi_ephemeral_") || module == "wasi_nn" => {
            "a WASI proposal that is not in preview 1"
        }
        _ if is_wasi(module) && name.starts_with("sock_") => {
            "sockets beyond WASI preview 1, of WasmEdge or Wasmer"
        }
        "wbg" => "JavaScript, by wasm-bindgen (build for wasm32-wasip1)",
        _ if module.starts_with("__wbindgen") || starts(&["__wbg_", "__wbindgen"]) => {
            "JavaScript, by wasm-bindgen (build for wasm32-wasip1)"
        }
        "go" | "gojs" => "JavaScript, by Go (build with GOOS=wasip1)",
        _ if starts(&["napi_"]) => "Node.js, by Node-API",
        "env" | "a"
            if starts(&[
                "emscripten_",
                "_emscripten_",
                "__syscall_",
                "invoke_",
                "_embind_",
                "_emval_",
                "__cxa_",
            ]) =>
        {
            "JavaScript, by Emscripten (build with -sSTANDALONE_WASM)"
        }
        _ if module.ends_with(".js") || module.ends_with(".mjs") => "JavaScript",
        "env" if import.kind == "a memory" => "a memory of the host (built with --import-memory)",
        _ => return None,
    })
}

/// Names for a message, the first of very many.
fn list(names: &[&str]) -> String {
    const MOST: usize = 60;
    let mut text = names[..names.len().min(MOST)].join(", ");
    if names.len() > MOST {
        text.push_str(&format!(", and {} more", names.len() - MOST));
    }
    if names.is_empty() {
        "nothing".into()
    } else {
        text
    }
}
