//! What goes into an image: modules, and the instances of them that are linked with each other.

use cranelift_entity::{PrimaryMap, SecondaryMap, entity_impl};
use wasmc_abi::wasi02::HostFunction;

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
    /// What its imports are.
    pub links: Links,
}

/// What the imports of an instance are linked with.
#[derive(Clone, Debug)]
pub enum Links {
    /// Which instance each module name of the imports means. Where a name is given twice, the last one
    /// counts.
    ByName(Vec<(String, InstanceId)>),
    /// What each import is, in their order.
    ByPosition(Vec<Target>),
}

impl Links {
    /// The instance that a module name means.
    pub fn named(&self, module: &str) -> Option<InstanceId> {
        let Links::ByName(links) = self else {
            return None;
        };
        let (_, instance) = links.iter().rev().find(|(link, _)| link == module)?;
        Some(*instance)
    }
}

/// What an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// An item of an earlier instance.
    Item(InstanceId, Item),
    /// A function of the canonical ABI.
    Canon(CanonId),
    /// The global that says whether a component instance may call imports.
    MayLeave(ComponentInstanceId),
}

/// An item of an instance, by its index in its module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Item {
    /// A function.
    Func(u32),
    /// A table.
    Table(u32),
    /// A memory.
    Memory(u32),
    /// A global.
    Global(u32),
    /// A tag.
    Tag(u32),
}

/// A function of the canonical ABI.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CanonId(u32);
entity_impl!(CanonId, "canon");

/// An instance of a component: what has a table of handles.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ComponentInstanceId(u32);
entity_impl!(ComponentInstanceId, "component");

/// What the canonical ABI makes for a component (component model, CanonicalABI.md, "Canonical Definitions").
#[derive(Clone, Debug)]
pub enum Canon {
    /// `canon lower` of a function of the host.
    Lower(&'static HostFunction, CanonOptions),
    /// `canon resource.new`.
    ResourceNew(ComponentInstanceId, u32),
    /// `canon resource.rep`.
    ResourceRep(ComponentInstanceId, u32),
    /// `canon resource.drop`.
    ResourceDrop(ComponentInstanceId, u32),
    /// Of an adapter: an own handle is passed on.
    TransferOwn,
    /// Of an adapter: a handle is lent.
    TransferBorrow,
    /// Of an adapter: a call begins.
    EnterCall,
    /// Of an adapter: a call returns.
    ExitCall,
    /// Of an adapter: raises a trap, by its number there.
    Trap,
    /// Of an adapter: copies a string from one memory to another and changes its encoding.
    Transcode(Transcode, (InstanceId, u32), (InstanceId, u32)),
}

/// The options of a lowered function.
#[derive(Clone, Copy, Debug)]
pub struct CanonOptions {
    /// The instance of the component that calls it.
    pub instance: ComponentInstanceId,
    /// The memory of its pointers.
    pub memory: Option<(InstanceId, u32)>,
    /// What allocates in that memory.
    pub realloc: Option<Target>,
    /// Encoding of strings: one of the constants of [`wasmc_abi::component`].
    pub encoding: u32,
}

/// How a string is copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transcode {
    /// UTF-8, checked.
    CopyUtf8,
    /// UTF-16, checked.
    CopyUtf16,
    /// Latin-1.
    CopyLatin1,
    /// Latin-1 to UTF-16.
    Latin1ToUtf16,
    /// Latin-1 to UTF-8, as far as there is room.
    Latin1ToUtf8,
    /// UTF-16, of which some code units do not fit into Latin-1, to Latin-1 if all others do, or UTF-16.
    Utf16ToCompactProbablyUtf16,
    /// The rest of UTF-16 behind what was made Latin-1, which becomes UTF-16.
    Utf16ToCompactUtf16,
    /// UTF-16 to Latin-1, as far as it fits.
    Utf16ToLatin1,
    /// UTF-16 to UTF-8, as far as there is room.
    Utf16ToUtf8,
    /// The rest of UTF-8 behind what was made Latin-1, which becomes UTF-16.
    Utf8ToCompactUtf16,
    /// UTF-8 to Latin-1, as far as it fits.
    Utf8ToLatin1,
    /// UTF-8 to UTF-16.
    Utf8ToUtf16,
}

/// What a component adds to its core modules.
#[derive(Clone, Debug, Default)]
pub struct Component {
    /// How messages call it.
    pub name: String,
    /// The functions of the canonical ABI.
    pub canon: PrimaryMap<CanonId, Canon>,
    /// The instances of components.
    pub instances: PrimaryMap<ComponentInstanceId, ()>,
    /// The uses of resource types that adapters name by their position.
    pub uses: Vec<ResourceUse>,
    /// The resource types that components define: the numbers of their types begin at
    /// [`wasmc_abi::component::HOST_TYPES`].
    pub resources: Vec<Resource>,
    /// The traps that adapters raise: their numbers there, and the codes of the image.
    pub traps: Vec<(u32, u8)>,
    /// The exported functions.
    pub exports: Vec<Lifted>,
}

impl Lifted {
    /// Its name, behind that of its interface if it is in one: `wasi:cli/run@0.2.0#run`.
    pub fn full_name(&self) -> String {
        match &self.name {
            (Some(interface), name) => format!("{interface}#{name}"),
            (None, name) => name.clone(),
        }
    }
}

impl Component {
    /// The function `run` of the interface `wasi:cli/run` of WASI 0.2.
    pub fn command(&self) -> Option<&Lifted> {
        self.exports.iter().find(|it| {
            let (interface, name) = &it.name;
            let interface = interface.as_deref().unwrap_or_default();
            interface.starts_with("wasi:cli/run@0.2.") && name == "run"
        })
    }

    /// Where among the exports the function `handle` of the interface `wasi:http/incoming-handler` of WASI 0.2 is.
    pub fn handler(&self) -> Option<usize> {
        self.exports.iter().position(|it| {
            let (interface, name) = &it.name;
            let interface = interface.as_deref().unwrap_or_default();
            interface.starts_with("wasi:http/incoming-handler@0.2.") && name == "handle"
        })
    }
}

/// A use of a resource type by a component instance.
#[derive(Clone, Copy, Debug)]
pub struct ResourceUse {
    /// The instance.
    pub instance: ComponentInstanceId,
    /// The type.
    pub ty: u32,
    /// Whether the instance defines it.
    pub defined: bool,
}

/// A resource type that a component defines.
#[derive(Clone, Copy, Debug)]
pub struct Resource {
    /// The instance that defines it.
    pub instance: ComponentInstanceId,
    /// What is called with the rep of a resource that is dropped.
    pub destructor: Option<Target>,
}

/// A function that a component exports (`canon lift`).
#[derive(Clone, Debug)]
pub struct Lifted {
    /// The interface with its version, if it is in one, and the name.
    pub name: (Option<String>, String),
    /// The text of its type.
    pub ty: String,
    /// Its types as the runtime reads them ([`wasmc_abi::values`]); `None`: they cannot be passed yet.
    pub types: Option<Vec<u8>>,
    /// The core function.
    pub function: Target,
    /// Called with the results when they have been read.
    pub post_return: Option<Target>,
    /// Where its values are.
    pub options: CanonOptions,
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
    /// The component that the modules are of.
    pub component: Option<Component>,
}

impl Composition {
    /// Adds a module.
    pub fn add(&mut self, input: Input) -> ModuleId {
        self.modules.push(input)
    }

    /// The instance that the image runs: of a component, the one whose function is its command or its handler; else the last
    /// one.
    pub fn main(&self) -> Option<InstanceId> {
        let runs = self.component.as_ref().and_then(|component| {
            let handler = || component.exports.get(component.handler()?);
            component.command().or_else(handler)
        });
        match runs.map(|it| it.function) {
            Some(Target::Item(instance, _)) => Some(instance),
            _ => self.instances.last().map(|(id, _)| id),
        }
    }

    /// Whether an image that nothing else is said of is a server.
    pub fn serves(&self) -> bool {
        let component = self.component.as_ref();
        component.is_some_and(|it| it.command().is_none() && it.handler().is_some())
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
        let links = Links::ByName(links);
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
