//! What goes into an image: modules, and the instances of them that are linked with each other.

use cranelift_entity::{PrimaryMap, SecondaryMap, entity_impl};

/// A module of an image.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ModuleId(u32);
entity_impl!(ModuleId, "module");

/// An instance of a module: its own memories, tables, globals and segments.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstanceId(u32);
entity_impl!(InstanceId, "instance");

/// A module to compile.
#[derive(Clone, Debug)]
pub struct Input {
    /// How messages call it: a file name, or the name it is preloaded under.
    pub name: String,
    /// The binary format.
    pub bytes: Vec<u8>,
}

/// An instance of a module.
#[derive(Clone, Debug)]
pub struct Instantiation {
    /// The module.
    pub module: ModuleId,
    /// Which instance each module name of the imports means. Where a name is given twice, the last
    /// one counts.
    pub links: Vec<(String, InstanceId)>,
}

/// Modules, and instances of them in the order of instantiation. The last instance is the main one.
///
/// A module may be instantiated several times. Each instance is compiled by itself, since addresses
/// of its memories, globals and tables are constants of its code.
#[derive(Clone, Debug, Default)]
pub struct Composition {
    /// The modules.
    pub modules: PrimaryMap<ModuleId, Input>,
    /// The instances.
    pub instances: PrimaryMap<InstanceId, Instantiation>,
    /// DWARF that lies beside a module: sections, by their names.
    pub debug: SecondaryMap<ModuleId, Vec<(String, Vec<u8>)>>,
}

impl Composition {
    /// Adds a module.
    pub fn add(&mut self, input: Input) -> ModuleId {
        self.modules.push(input)
    }

    /// Adds an instance of a module, linked with earlier instances.
    ///
    /// # Panics
    /// The module or a linked instance is of another composition.
    pub fn instantiate(
        &mut self,
        module: ModuleId,
        links: Vec<(String, InstanceId)>,
    ) -> InstanceId {
        assert!(self.modules.is_valid(module), "{module} is not added yet");
        for (_, instance) in &links {
            assert!(
                self.instances.is_valid(*instance),
                "{instance} is not added yet"
            );
        }
        self.instances.push(Instantiation { module, links })
    }
}

/// One module, instantiated once.
impl From<Input> for Composition {
    fn from(input: Input) -> Composition {
        let mut composition = Composition::default();
        let module = composition.add(input);
        composition.instantiate(module, Vec::new());
        composition
    }
}
