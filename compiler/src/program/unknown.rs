//! Imports that nothing provides. They are found before any body is read, and all at once: with them,
//! most modules were made for another host.

use super::hosts;
use crate::composition::{Composition, Input, Instantiation, Links, ModuleId};
use crate::decode::outline::{NamedImport, Outline, outline};
use crate::decode::survey::{self, Use};
use crate::error::{Error, Result};
use crate::options::{Options, WasmVersion};
use cranelift_entity::PrimaryMap;
use wasmc_abi::wasi;

/// The most names that a group shows.
const SHOWN: usize = 4;

/// Refuses modules with imports that nothing provides. Malformed modules are left to the decoder.
///
/// # Errors
/// [`Error::UnknownImport`].
pub fn refuse(composition: &Composition, options: &Options) -> Result<()> {
    let inputs = composition.modules.values();
    let outlines = inputs.map(outline);
    let Some(outlines) = outlines.collect::<Option<PrimaryMap<_, _>>>() else {
        return Ok(());
    };
    for instantiation in composition.instances.values() {
        if let Links::ByPosition(_) = instantiation.links {
            continue;
        }
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
            return Err(linked.error(first, &unknown, options.wasm));
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
        let instance = self.instantiation.links.named(module)?;
        let id = self.composition.instances[instance].module;
        let name = &self.composition.modules[id].name;
        Some((name, &self.outlines[id]))
    }

    fn error(
        &self,
        first: &NamedImport<'_>,
        unknown: &[&NamedImport<'_>],
        version: WasmVersion,
    ) -> Error {
        let NamedImport { module, kind, .. } = *first;
        let (what, provided) = match self.linked(module) {
            Some((name, outline)) => (format!("({kind}) is not exported by {name}"), {
                let names: Vec<_> = outline.exports.iter().map(|export| export.name).collect();
                format!("it exports: {}", list(&names))
            }),
            None if hosts::is_wasi(module) => {
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
                let links = match &self.instantiation.links {
                    Links::ByName(links) => links.as_slice(),
                    Links::ByPosition(_) => &[],
                };
                let mut modules: Vec<_> = links.iter().map(|(link, _)| &**link).collect();
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
        let input = &self.composition.modules[self.instantiation.module];
        Error::UnknownImport {
            module: input.name.clone(),
            import: first.full_name(),
            what,
            help: format!(
                "{}{}  {provided}\n  --preload {module}=FILE links another module in{trap}",
                groups_text(&input.name, unknown),
                proposals_text(input, version)
            ),
            offset: first.offset,
        }
    }
}

/// All unknown imports by the host that they tell of; nothing where there is one that says nothing.
fn groups_text(module: &str, unknown: &[&NamedImport<'_>]) -> String {
    let groups = hosts::groups(unknown.iter().copied());
    if let [(hosts::OTHER, names)] = &groups[..]
        && names.len() == 1
    {
        return String::new();
    }
    let mut text = match unknown.len() {
        1 => "  what it tells:\n".to_string(),
        count => format!("  {count} imports are unknown:\n"),
    };
    let mut all = true;
    for (meaning, names) in groups {
        let shown = names[..names.len().min(SHOWN)].join(", ");
        let more = match names.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => {
                all = false;
                format!(", and {more} more")
            }
        };
        text.push_str(&format!("    {meaning}: {shown}{more}\n"));
    }
    if !all {
        text.push_str(&format!("  `wasmc inspect {module}` shows them all\n"));
    }
    text
}

/// The proposals that stand in the way, too.
fn proposals_text(input: &Input, version: WasmVersion) -> String {
    let uses = survey::unsupported(input, version, 0).unwrap_or_default();
    let uses: Vec<_> = uses.iter().map(Use::to_string).collect();
    match uses.is_empty() {
        true => String::new(),
        false => format!(
            "  it uses proposals that are not supported, too: {}\n",
            uses.join(", ")
        ),
    }
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
