//! What the translator gives, for those that make something of it.

use crate::composition::Input;
use wasmtime_environ::component::{ComponentTranslation, ComponentTypes};
use wasmtime_environ::{ModuleTranslation, PrimaryMap, StaticModuleIndex};

/// What the translator gives.
pub struct Translated<'a> {
    /// The component's file.
    pub input: &'a Input,
    /// The component.
    pub translation: &'a ComponentTranslation,
    /// Its core modules, and the adapters.
    pub modules: &'a PrimaryMap<StaticModuleIndex, ModuleTranslation<'a>>,
    /// Its types.
    pub types: &'a ComponentTypes,
    /// How many resource tables the types have.
    pub tables: usize,
}
