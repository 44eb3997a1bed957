//! The interfaces of WASI 0.2 that images have, as far as both outputs need them.

use crate::text;
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::path::Path;
use wit_parser::abi::{AbiVariant, WasmType};
use wit_parser::{Function, Handle, InterfaceId, Resolve, Type, TypeDefKind, TypeId, TypeOwner};

/// Packages whose interfaces images provide, but for what programs export.
const PACKAGES: &[&str] = &[
    "cli",
    "clocks",
    "filesystem",
    "http",
    "io",
    "random",
    "sockets",
];

/// What programs export.
const EXPORTED: &[&str] = &["wasi:cli/run", "wasi:http/incoming-handler"];

/// The interfaces.
pub struct Model {
    /// What `wit-parser` made of the files.
    pub resolve: Resolve,
    /// Sorted by interface and name.
    pub functions: Vec<HostFunction>,
    /// Sorted by interface and name: the position is the number of the type.
    pub resources: Vec<HostResource>,
}

/// A function that images provide.
pub struct HostFunction {
    /// `wasi:io/streams`.
    pub interface: String,
    /// `[method]input-stream.read`.
    pub name: String,
    /// Its symbol.
    pub symbol: String,
    /// The canonical text of its type.
    pub text: String,
    /// What `canon lower` makes of its parameters, with the address for the result.
    pub params: Vec<Core>,
    /// Likewise its result.
    pub result: Option<Core>,
    /// Whether the parameters are in memory.
    pub indirect: bool,
    /// Whether the last parameter is the address where the result goes.
    pub has_result_area: bool,
    /// Its declaration.
    pub declared: Function,
}

/// A resource that images provide.
pub struct HostResource {
    /// `wasi:io/streams`.
    pub interface: String,
    /// `input-stream`.
    pub name: String,
    /// Symbol of the function that drops one.
    pub drop: String,
    /// Its declaration.
    pub id: TypeId,
}

/// A core type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Core {
    /// 32-bit integer.
    I32,
    /// 64-bit integer.
    I64,
}

impl Core {
    fn of(ty: WasmType) -> Result<Self> {
        Ok(match ty {
            WasmType::I32 | WasmType::Pointer | WasmType::Length => Self::I32,
            WasmType::I64 | WasmType::PointerOrI64 => Self::I64,
            WasmType::F32 | WasmType::F64 => anyhow::bail!("WASI passes no floating-point numbers"),
        })
    }
}

impl Model {
    /// Reads the files in a folder.
    pub fn load(folder: &Path) -> Result<Self> {
        let mut resolve = Resolve::default();
        resolve
            .push_dir(folder)
            .with_context(|| format!("cannot read {}", folder.display()))?;
        let mut functions = Vec::new();
        let mut resources = Vec::new();
        for (id, interface) in resolve.interfaces.iter() {
            let Some(name) = provided(&resolve, id) else {
                continue;
            };
            for function in interface.functions.values() {
                functions.push(HostFunction::new(&resolve, &name, function)?);
            }
            for (resource, &id) in &interface.types {
                if matches!(resolve.types[id].kind, TypeDefKind::Resource) {
                    resources.push(HostResource {
                        interface: name.clone(),
                        name: resource.clone(),
                        drop: symbol(&name, &format!("drop-{resource}")),
                        id,
                    });
                }
            }
        }
        functions.sort_by(|a, b| (&a.interface, &a.name).cmp(&(&b.interface, &b.name)));
        resources.sort_by(|a, b| (&a.interface, &a.name).cmp(&(&b.interface, &b.name)));
        let symbols = functions.iter().map(|it| &it.symbol);
        let symbols = symbols.chain(resources.iter().map(|it| &it.drop));
        let mut seen = BTreeSet::new();
        for symbol in symbols {
            anyhow::ensure!(
                seen.insert(symbol),
                "two functions have the symbol {symbol}"
            );
        }
        Ok(Self {
            resolve,
            functions,
            resources,
        })
    }

    /// The number of a resource's type.
    pub fn number(&self, id: TypeId) -> Result<usize> {
        let id = origin(&self.resolve, id);
        let found = self.resources.iter().position(|it| it.id == id);
        found.context("a handle of a resource that images do not provide")
    }
}

impl HostFunction {
    fn new(resolve: &Resolve, interface: &str, declared: &Function) -> Result<Self> {
        let signature = resolve.wasm_signature(AbiVariant::GuestImport, declared);
        let result = signature.results.first().copied();
        Ok(Self {
            interface: interface.to_owned(),
            name: declared.name.clone(),
            symbol: symbol(interface, &declared.name),
            text: text::function(resolve, declared)?,
            params: signature
                .params
                .into_iter()
                .map(Core::of)
                .collect::<Result<_>>()?,
            result: result.map(Core::of).transpose()?,
            indirect: signature.indirect_params,
            has_result_area: signature.retptr,
            declared: declared.clone(),
        })
    }
}

/// The name of an interface without its version, if images provide it.
fn provided(resolve: &Resolve, id: InterfaceId) -> Option<String> {
    let name = interface(resolve, id)?;
    let (package, _) = name.strip_prefix("wasi:")?.split_once('/')?;
    (PACKAGES.contains(&package) && !EXPORTED.contains(&name.as_str())).then_some(name)
}

/// The name of an interface without its version.
pub fn interface(resolve: &Resolve, id: InterfaceId) -> Option<String> {
    let interface = &resolve.interfaces[id];
    let package = &resolve.packages[interface.package?].name;
    let name = interface.name.as_ref()?;
    Some(format!("{}:{}/{name}", package.namespace, package.name))
}

/// The declaration that a chain of `use` and `type` ends at.
pub fn origin(resolve: &Resolve, mut id: TypeId) -> TypeId {
    while let TypeDefKind::Type(Type::Id(next)) = resolve.types[id].kind {
        id = next;
    }
    id
}

/// The resource of a handle and where it is defined: `wasi:io/streams/input-stream`.
pub fn resource_path(resolve: &Resolve, handle: &Handle) -> Result<String> {
    let (Handle::Own(id) | Handle::Borrow(id)) = *handle;
    let resource = &resolve.types[origin(resolve, id)];
    let TypeOwner::Interface(owner) = resource.owner else {
        anyhow::bail!("a resource outside of interfaces");
    };
    let owner = interface(resolve, owner).context("an interface without a name")?;
    let name = resource
        .name
        .as_ref()
        .context("a resource without a name")?;
    Ok(format!("{owner}/{name}"))
}

/// The symbol of something in an interface.
fn symbol(interface: &str, name: &str) -> String {
    let interface = interface.strip_prefix("wasi:").unwrap_or(interface);
    format!(
        "wasmc_wasi02_{}_{}",
        identifier(interface),
        identifier(name)
    )
}

/// An identifier of Rust for a name of WIT: `[method]input-stream.read` is `input_stream_read`.
pub fn identifier(name: &str) -> String {
    if let Some(resource) = name.strip_prefix("[constructor]") {
        return identifier(&format!("new-{resource}"));
    }
    let name = name.split_once(']').map_or(name, |(_, name)| name);
    name.replace(['-', '.', '/'], "_")
}
