//! Bytes of a component → [`Composition`]: core modules, their instances in order, what their imports are, and what the
//! canonical ABI adds.
//!
//! `wasmtime-environ` validates the component, flattens the components in it, and makes the adapters between them, which
//! are core modules as well. `wac-graph` plugs components into each other. Only this folder knows them; what it gives are
//! types of ours.

mod exports;
mod flatten;
mod host;
mod outline;
mod plug;
mod size;
mod text;
mod translated;
mod values;

use crate::composition::{Composition, Input};
use crate::error::{Error, Result};
pub use outline::Outline;
pub use plug::plug;
use translated::Translated;
use wasmtime_environ::component::{ComponentTypesBuilder, Translator};
use wasmtime_environ::wasmparser::{BinaryReaderError, Validator, WasmFeatures};
use wasmtime_environ::{ScopeVec, Tunables};

/// The most instances of core modules that a component may make. Each is compiled by itself.
const MOST_INSTANCES: u64 = 10_000;

/// Whether the bytes begin like a component (component model, Binary.md): the magic number of a module, and layer 1.
pub fn is_component(bytes: &[u8]) -> bool {
    bytes.get(..4) == Some(b"\0asm") && bytes.get(6..8) == Some(&[1, 0])
}

/// What components may use: what core modules may, and the component model without what 0.3 adds.
fn features() -> WasmFeatures {
    WasmFeatures::WASM3
        .difference(WasmFeatures::GC)
        .union(WasmFeatures::COMPONENT_MODEL)
        .union(WasmFeatures::CM_FIXED_LENGTH_LISTS)
        .union(WasmFeatures::CM_IMPLEMENTS)
        .union(WasmFeatures::CM_MAP)
        .union(WasmFeatures::CUSTOM_PAGE_SIZES)
        .union(WasmFeatures::WIDE_ARITHMETIC)
}

/// Takes a component apart.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Unsupported`], [`Error::UnknownImport`], [`Error::IncompatibleImport`].
pub fn compose(input: &Input) -> Result<Composition> {
    translate(input, flatten::flatten)
}

/// What a component imports and exports. Imports that nothing provides are among them.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Unsupported`].
pub fn outline(input: &Input) -> Result<Outline> {
    translate(input, outline::outline)
}

/// Has the component translated, and makes something of what the translator gives.
fn translate<T>(input: &Input, make: impl FnOnce(&Translated<'_>) -> Result<T>) -> Result<T> {
    // A malformed component is left to the translator.
    if size::instances(&input.bytes).is_ok_and(|count| count > MOST_INSTANCES) {
        return Err(Error::Unsupported {
            module: input.name.clone(),
            function: None,
            what: format!("a component with more than {MOST_INSTANCES} instances of core modules"),
            offset: 0,
        });
    }
    let tunables = Tunables {
        concurrency_support: false,
        ..Tunables::default_u64()
    };
    let adapters = ScopeVec::new();
    let mut validator = Validator::new_with_features(features());
    let mut types = ComponentTypesBuilder::new(&validator);
    let translator = Translator::new(&tunables, &mut validator, &mut types, &adapters);
    let (translation, modules) = translator
        .translate(&input.bytes)
        .map_err(|error| refusal(input, &error))?;
    let tables = types.num_resource_tables();
    let (types, _) = types.finish(&translation.component);
    make(&Translated {
        input,
        translation: &translation,
        modules: &modules,
        types: &types,
        tables,
    })
}

/// Why a component is refused: it is invalid, whatever proposals it may use, or it uses one that is not supported.
fn refusal(input: &Input, error: &wasmtime_environ::error::Error) -> Error {
    let module = input.name.clone();
    let Some(refused) = error.downcast_ref::<BinaryReaderError>() else {
        return Error::Unsupported {
            module,
            function: None,
            what: format!("{error:#}"),
            offset: 0,
        };
    };
    match Validator::new_with_features(WasmFeatures::all()).validate_all(&input.bytes) {
        Ok(_) => Error::Unsupported {
            module,
            function: None,
            what: unsupported(refused.message()),
            offset: refused.offset(),
        },
        Err(error) => Error::Invalid {
            module,
            function: None,
            message: error.message().to_string(),
            offset: error.offset(),
        },
    }
}

/// What a validator says that does not know a proposal, without its "requires" and "not enabled".
fn unsupported(message: &str) -> String {
    let part = message.split_once(" the component model ");
    match part.and_then(|(_, rest)| rest.split_once(" feature")) {
        Some((name, _)) if name.contains("async") || name.contains("threading") => {
            "asynchronous functions, streams and futures (WASI 0.3)".into()
        }
        Some((name, _)) => format!("the proposal {name} of the component model"),
        None => message
            .replace(" not enabled", " is not supported")
            .replace("feature ", ""),
    }
}
