//! What a module is, from one pass over it that compiles and validates nothing.

use crate::oci::digest::Digest;
use anyhow::{Result, bail};
use serde::Serialize;
use wasmc_abi::wasi;
use wasmc_compiler::Input;
use wasmc_compiler::decode::outline::{NamedImport, outline};
use wasmc_compiler::decode::{Producer, producers, survey};
use wasmc_compiler::program::hosts;

/// A module.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Module {
    /// The digest of the binary format.
    pub digest: Digest,
    /// Bytes of the binary format.
    pub bytes: u64,
    /// How it is run: `command`, `reactor` or `library`.
    pub kind: Kind,
    /// The number of functions with a body.
    pub functions: u32,
    /// Bytes of the code.
    pub code: u64,
    /// Bytes of the data.
    pub data: u64,
    /// The functions of WASI preview 1 that it imports.
    pub wasi: Vec<String>,
    /// The imports that nothing provides, unless --preload does.
    pub unknown_imports: Vec<Group>,
    /// What it exports.
    pub exports: Vec<Export>,
    /// Its memories.
    pub memories: Vec<String>,
    /// Its tables.
    pub tables: Vec<String>,
    /// The proposals that it uses; `None` where it is invalid.
    pub proposals: Option<Vec<Proposal>>,
    /// The tools that made it.
    pub producers: Vec<Producer>,
}

/// How a module is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// It exports `_start`.
    Command,
    /// It exports `_initialize`, to be called before anything else.
    Reactor,
    /// It exports neither.
    Library,
}

/// Imports that tell of one host.
#[derive(Debug, Serialize)]
pub struct Group {
    /// What they tell.
    pub meaning: &'static str,
    /// Their names.
    pub names: Vec<String>,
}

/// An export.
#[derive(Debug, Serialize)]
pub struct Export {
    /// Its name.
    pub name: String,
    /// The type of a function, or what else it is.
    pub what: String,
}

/// A proposal that a module uses.
#[derive(Debug, Serialize)]
pub struct Proposal {
    /// Its name.
    pub name: &'static str,
    /// Whether `wasmc` has it.
    pub supported: bool,
    /// Where it is first used: offset in the module file, in bytes.
    pub offset: usize,
    /// The function, where that is in a body.
    pub function: Option<u32>,
}

/// Looks at a module. `input` is in the binary format.
///
/// # Errors
/// It is a component, or malformed.
pub fn inspect(input: &Input) -> Result<Module> {
    let name = &input.name;
    let Some(outline) = outline(input) else {
        // The compiler says what is wrong with it.
        match wasmc_compiler::check(&input.clone().into(), &Default::default()) {
            Err(error) => return Err(error.into()),
            Ok(()) => bail!("`{name}` cannot be read"),
        }
    };
    let (wasi, unknown): (Vec<_>, Vec<_>) = outline
        .imports
        .iter()
        .partition(|import: &&NamedImport<'_>| wasi::find(import.module, import.name).is_some());
    let kind = match &outline.exported {
        exported if exported.contains("_start") => Kind::Command,
        exported if exported.contains("_initialize") => Kind::Reactor,
        _ => Kind::Library,
    };
    let groups = hosts::groups(unknown).into_iter();
    let proposals = survey::proposals(input);
    Ok(Module {
        digest: Digest::of(&input.bytes),
        bytes: input.bytes.len() as u64,
        kind,
        functions: outline.bodies,
        code: outline.code,
        data: outline.data,
        wasi: wasi.iter().map(|import| import.name.into()).collect(),
        unknown_imports: groups
            .map(|(meaning, names)| Group { meaning, names })
            .collect(),
        exports: outline
            .exports
            .into_iter()
            .map(|export| Export {
                name: export.name.into(),
                what: export.what,
            })
            .collect(),
        memories: outline.memories,
        tables: outline.tables,
        proposals: proposals.map(|uses| {
            let uses = uses.into_iter();
            uses.map(|it| Proposal {
                name: it.proposal.name,
                supported: it.supported,
                offset: it.offset,
                function: it.function,
            })
            .collect()
        }),
        producers: producers(&input.bytes),
    })
}
