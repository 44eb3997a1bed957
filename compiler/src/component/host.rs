//! What a component imports of the host: WASI 0.2, by interface, version and name.

use super::text::Text;
use super::translated::Translated;
use crate::composition::Input;
use crate::error::{Error, Result};
use std::borrow::Cow;
use wasmc_abi::component::HOST_TYPES;
use wasmc_abi::wasi02::{self, HostFunction};
use wasmtime_environ::component::{
    Component, ComponentTypes, ResourceIndex, RuntimeImportIndex, TypeFuncIndex, TypeResourceTable,
    TypeResourceTableIndex,
};

/// The newest patch version of WASI 0.2 whose interfaces the host has.
const NEWEST_PATCH: u64 = 12;

/// The host, as a component imports it.
pub struct Host<'a> {
    /// The component's file.
    pub input: &'a Input,
    /// The component.
    pub component: &'a Component,
    /// Its types.
    pub types: &'a ComponentTypes,
}

/// An import of the host.
struct Import<'a> {
    /// The interface, without a version; of a function outside of interfaces, nothing.
    interface: &'a str,
    version: Option<&'a str>,
    name: &'a str,
}

impl Import<'_> {
    fn full_name(&self) -> String {
        let version = self.version.map_or(String::new(), |it| format!("@{it}"));
        format!("{}{version}#{}", self.interface, self.name)
    }

    /// Whether its version is one of 0.2.
    fn is_known_version(&self) -> bool {
        let patch = self.version.and_then(|it| it.strip_prefix("0.2."));
        let patch = patch.filter(|it| it.bytes().all(|digit| digit.is_ascii_digit()));
        patch.is_some_and(|it| it.parse::<u64>().is_ok_and(|it| it <= NEWEST_PATCH))
    }
}

impl<'a> Host<'a> {
    /// The host of what the translator gives.
    pub fn of(from: &Translated<'a>) -> Self {
        Host {
            input: from.input,
            component: &from.translation.component,
            types: from.types,
        }
    }

    /// The function of the host that an import means.
    ///
    /// # Errors
    /// There is none, or it has another type.
    pub fn function(
        &self,
        import: RuntimeImportIndex,
        ty: TypeFuncIndex,
    ) -> Result<&'static HostFunction> {
        let import = self.import(import);
        let function = match import.is_known_version() {
            true => wasi02::find(import.interface, import.name),
            false => None,
        };
        let Some(function) = function else {
            return Err(self.unknown(&import, "func"));
        };
        let found = self.type_text(ty);
        if found != function.ty {
            return Err(Error::IncompatibleImport {
                module: self.input.name.clone(),
                import: import.full_name(),
                what: format!("is imported as {found}, but provided as {}", function.ty),
                offset: 0,
            });
        }
        Ok(function)
    }

    /// The text of a function type.
    pub fn type_text(&self, ty: TypeFuncIndex) -> String {
        let resource = |table| self.resource_name(table).into_owned();
        let text = Text {
            types: self.types,
            resource: &resource,
        };
        text.function(ty)
    }

    /// The number of a resource type.
    ///
    /// # Errors
    /// The host does not have it.
    pub fn resource(&self, resource: ResourceIndex) -> Result<u32> {
        if let Some(defined) = self.component.defined_resource_index(resource) {
            return Ok(HOST_TYPES + defined.as_u32());
        }
        let import = self.import(self.component.imported_resources[resource]);
        let number = wasi02::find_resource(import.interface, import.name);
        let number = number.filter(|_| import.is_known_version());
        number.ok_or_else(|| self.unknown(&import, "resource"))
    }

    /// The number of the type of a resource table.
    ///
    /// # Errors
    /// The host does not have the type.
    pub fn resource_of(&self, table: TypeResourceTableIndex) -> Result<u32> {
        match &self.types[table] {
            TypeResourceTable::Concrete { ty, .. } => self.resource(*ty),
            TypeResourceTable::Abstract(_) => {
                Err(Error::Internal("a resource without a definition".into()))
            }
        }
    }

    fn import(&self, import: RuntimeImportIndex) -> Import<'_> {
        let (index, path) = &self.component.imports[import];
        let (interface, _) = &self.component.import_types[*index];
        let (interface, version) = match interface.split_once('@') {
            Some((interface, version)) => (interface, Some(version)),
            None => (interface.as_str(), None),
        };
        match path.first() {
            Some(name) => Import {
                interface,
                version,
                name,
            },
            None => Import {
                interface: "",
                version,
                name: interface,
            },
        }
    }

    /// How texts of types call a resource.
    fn resource_name(&self, table: TypeResourceTableIndex) -> Cow<'static, str> {
        match &self.types[table] {
            TypeResourceTable::Concrete { ty, .. } => {
                match self.component.imported_resources.get(*ty) {
                    Some(&import) => {
                        let import = self.import(import);
                        format!("{}/{}", import.interface, import.name).into()
                    }
                    None => format!("resource {}", ty.as_u32()).into(),
                }
            }
            TypeResourceTable::Abstract(_) => "a resource".into(),
        }
    }

    fn unknown(&self, import: &Import<'_>, kind: &str) -> Error {
        let what = match import.version {
            Some(version)
                if import.interface.starts_with("wasi:") && !import.is_known_version() =>
            {
                match version.starts_with("0.3.") {
                    true => format!("({kind}) is of WASI 0.3, which is not supported yet"),
                    false => format!("({kind}) has a version that is not supported"),
                }
            }
            _ => format!("({kind}) is not provided"),
        };
        Error::UnknownImport {
            module: self.input.name.clone(),
            import: import.full_name(),
            what,
            help: format!(
                "  provided are the interfaces of WASI 0.2.0 to 0.2.{NEWEST_PATCH}; another component can \
                 provide others: --plug FILE"
            ),
            offset: 0,
        }
    }
}
