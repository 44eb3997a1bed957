//! What a component is.

use crate::memory;
use crate::oci::digest::Digest;
use anyhow::Result;
use serde::Serialize;
use wasmc_compiler::{Input, component};

/// A component.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Component {
    /// The digest of the binary format.
    pub digest: Digest,
    /// Bytes of the binary format.
    pub bytes: u64,
    /// Whether it exports `wasi:cli/run` of WASI 0.2.
    pub command: bool,
    /// The interfaces that it imports.
    pub imports: Vec<Interface>,
    /// The functions that it exports.
    pub exports: Vec<Export>,
    /// The names of its core modules.
    pub modules: Vec<String>,
    /// Why it cannot be compiled.
    pub refused: Option<String>,
}

/// An interface that is imported.
#[derive(Debug, Serialize)]
pub struct Interface {
    /// Its name and version.
    pub name: String,
    /// What of it the component uses.
    pub functions: Vec<String>,
}

/// A function that is exported.
#[derive(Debug, Serialize)]
pub struct Export {
    /// Its name, behind that of its interface.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: String,
}

/// Looks at a component.
///
/// # Errors
/// It is invalid, or uses what is not supported.
pub fn inspect(input: &Input) -> Result<Component> {
    let _limit = memory::limit(None, input.bytes.len() as u64);
    let outline = component::outline(input)?;
    let imports = outline.imports.iter();
    let imports = imports.map(|(name, functions)| Interface {
        name: name.clone(),
        functions: functions.clone(),
    });
    let exports = outline.exports.iter();
    let exports = exports.map(|(name, ty)| Export {
        name: name.clone(),
        ty: ty.clone(),
    });
    Ok(Component {
        digest: Digest::of(&input.bytes),
        bytes: input.bytes.len() as u64,
        command: outline.is_command(),
        imports: imports.collect(),
        exports: exports.collect(),
        modules: outline.modules.clone(),
        refused: component::compose(input)
            .err()
            .map(|error| error.to_string()),
    })
}
