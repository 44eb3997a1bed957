//! Writes `runtime-lib/src/wasi/p2/edge`: the symbols of the functions. Each lifts its parameters, calls the function that does
//! the work, and lowers its result.

mod functions;
mod shape;
mod types;

use crate::model::{HostFunction, Model, interface, origin};
use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use wit_parser::{Handle, Type, TypeDefKind, TypeId, TypeOwner};

/// The folders of the output: declarations, and symbols, which know the functions that do the work.
const TYPES: &str = "runtime-lib/src/wasi/p2/types";
const EDGE: &str = "runtime-lib/src/wasi/p2/edge";

/// The part between the colon and the slash.
fn package(interface: &str) -> &str {
    let name = interface.strip_prefix("wasi:").unwrap_or(interface);
    name.split_once('/').map_or(name, |(package, _)| package)
}

/// The Rust module of the functions of an interface.
fn module(interface: &str) -> String {
    match interface {
        "wasi:cli/stdin"
        | "wasi:cli/stdout"
        | "wasi:cli/stderr"
        | "wasi:cli/terminal-input"
        | "wasi:cli/terminal-output"
        | "wasi:cli/terminal-stdin"
        | "wasi:cli/terminal-stdout"
        | "wasi:cli/terminal-stderr" => "stdio".to_owned(),
        "wasi:filesystem/types" => "filesystem".to_owned(),
        _ if package(interface) == "http" => "http".to_owned(),
        _ if package(interface) == "random" => "random".to_owned(),
        _ if package(interface) == "sockets" => "sockets".to_owned(),
        _ => {
            let name = interface
                .rsplit_once('/')
                .map_or(interface, |(_, name)| name);
            name.replace('-', "_")
        }
    }
}

/// Every file, by its path in the workspace.
pub fn write(model: &Model) -> Result<Vec<(String, String)>> {
    let used = Used::of(model)?;
    let mut packages: BTreeMap<&str, Vec<&HostFunction>> = BTreeMap::new();
    for function in &model.functions {
        packages
            .entry(package(&function.interface))
            .or_default()
            .push(function);
    }
    let mut types_root =
        "//! The types of WASI 0.2, by package. Written by `wasmc-wasi-bindings`.\n\n".to_owned();
    let mut edge_root =
        "//! The symbols of WASI 0.2, by package. Written by `wasmc-wasi-bindings`.\n\n".to_owned();
    let mut files = Vec::new();
    for (package, functions) in packages {
        writeln!(edge_root, "#[rustfmt::skip]\nmod {package};")?;
        let mut out = format!(
            "\
//! Symbols of `wasi:{package}`. Written by `wasmc-wasi-bindings`.
#![allow(unsafe_code)]
#![allow(unused_imports, reason = \"whatever a package needs is here\")]

use crate::policy::limits;
use crate::wasi::p2::caller::{{Caller, no_case}};
use crate::wasi::p2::text::Text;
use crate::wasi::p2::types;
use crate::wasi::p2::value::{{Given, Resource}};
use crate::wasi::trace::p2 as trace;
use wasmc_abi::component::CanonOptions;
"
        );
        functions::write(model, package, &functions, &mut out)?;
        files.push((format!("{EDGE}/{package}.rs"), out));
        let mut declared = String::new();
        types::write(model, &used, package, &mut declared)?;
        if !declared.is_empty() {
            writeln!(types_root, "#[rustfmt::skip]\npub mod {package};")?;
            let head = format!(
                "\
//! Types of `wasi:{package}`. Written by `wasmc-wasi-bindings`.
#![allow(dead_code, unused_imports, unused_qualifications, reason = \"whatever an interface has is here\")]
#![allow(clippy::too_many_arguments, reason = \"flat values are many\")]

use crate::wasi::guest::Area;
use crate::wasi::p2::caller::{{Caller, no_case}};
use crate::wasi::p2::types;
use crate::wasi::p2::value::{{Given, Lower, Resource}};
"
            );
            files.push((format!("{TYPES}/{package}.rs"), head + &declared));
        }
    }
    files.push((format!("{EDGE}/mod.rs"), edge_root));
    files.push((format!("{TYPES}/mod.rs"), types_root));
    Ok(files)
}

/// The types that functions take and return.
struct Used {
    all: BTreeSet<TypeId>,
    /// Those that are lifted.
    params: BTreeSet<TypeId>,
}

impl Used {
    fn of(model: &Model) -> Result<Self> {
        let mut used = Self {
            all: BTreeSet::new(),
            params: BTreeSet::new(),
        };
        for function in &model.functions {
            for param in &function.declared.params {
                // What has elements is read by whoever does the work, as is what is passed flat.
                if is_list(model, &param.ty) {
                    continue;
                }
                if !functions::is_passed_flat(model, &param.ty) {
                    collect(model, &param.ty, &mut used.params)?;
                }
                collect(model, &param.ty, &mut used.all)?;
            }
            if let Some(result) = &function.declared.result {
                collect(model, result, &mut used.all)?;
            }
        }
        for resource in &model.resources {
            used.all.insert(resource.id);
        }
        Ok(used)
    }
}

fn is_list(model: &Model, ty: &Type) -> bool {
    let Type::Id(id) = *ty else { return false };
    let kind = &model.resolve.types[origin(&model.resolve, id)].kind;
    matches!(kind, TypeDefKind::List(_))
}

/// Adds the declarations that a type refers to.
fn collect(model: &Model, ty: &Type, to: &mut BTreeSet<TypeId>) -> Result<()> {
    let Type::Id(id) = *ty else { return Ok(()) };
    let id = origin(&model.resolve, id);
    let mut each = |types: &mut dyn Iterator<Item = &Type>| {
        for ty in types {
            collect(model, ty, to)?;
        }
        Ok(())
    };
    match &model.resolve.types[id].kind {
        TypeDefKind::Type(ty) => return collect(model, ty, to),
        TypeDefKind::Record(record) => each(&mut record.fields.iter().map(|it| &it.ty))?,
        TypeDefKind::Variant(variant) => {
            each(&mut variant.cases.iter().filter_map(|it| it.ty.as_ref()))?;
        }
        TypeDefKind::Tuple(tuple) => return each(&mut tuple.types.iter()),
        TypeDefKind::Option(ty) | TypeDefKind::List(ty) => return collect(model, ty, to),
        TypeDefKind::Result(it) => return each(&mut it.ok.iter().chain(&it.err)),
        TypeDefKind::Handle(Handle::Own(id) | Handle::Borrow(id)) => {
            to.insert(origin(&model.resolve, *id));
            return Ok(());
        }
        TypeDefKind::Flags(_) | TypeDefKind::Enum(_) => {}
        other => bail!("{} is not of WASI 0.2", other.as_str()),
    }
    to.insert(id);
    Ok(())
}

/// The package of a declaration.
fn package_of(model: &Model, id: TypeId) -> Result<String> {
    let TypeOwner::Interface(owner) = model.resolve.types[id].owner else {
        bail!("a declaration outside of interfaces");
    };
    let owner = interface(&model.resolve, owner).context("an interface without a name")?;
    Ok(package(&owner).to_owned())
}

/// The path of a declaration in Rust, from any file of the output.
fn path(model: &Model, id: TypeId) -> Result<String> {
    let name = model.resolve.types[id].name.as_ref();
    let name = name.context("a declaration without a name")?;
    Ok(format!(
        "types::{}::{}",
        package_of(model, id)?,
        pascal(name)
    ))
}

/// `input-stream` is `InputStream`.
fn pascal(name: &str) -> String {
    let capital = |word: &str| match word.split_at_checked(1) {
        Some((first, rest)) => first.to_uppercase() + &rest.to_lowercase(),
        None => String::new(),
    };
    name.split('-').map(capital).collect()
}

/// The Rust type of a result, or of a part of one.
fn rust(model: &Model, ty: &Type) -> Result<String> {
    Ok(match ty {
        Type::Bool => "bool".to_owned(),
        Type::U8 => "u8".to_owned(),
        Type::U16 => "u16".to_owned(),
        Type::U32 => "u32".to_owned(),
        Type::U64 => "u64".to_owned(),
        Type::String => "Given<str>".to_owned(),
        Type::Id(id) => {
            let id = origin(&model.resolve, *id);
            match &model.resolve.types[id].kind {
                TypeDefKind::Type(ty) => rust(model, ty)?,
                TypeDefKind::Record(_)
                | TypeDefKind::Variant(_)
                | TypeDefKind::Enum(_)
                | TypeDefKind::Flags(_) => path(model, id)?,
                TypeDefKind::Tuple(tuple) => {
                    let types: Result<Vec<_>> =
                        tuple.types.iter().map(|ty| rust(model, ty)).collect();
                    format!("({})", types?.join(", "))
                }
                TypeDefKind::Option(ty) => format!("Option<{}>", rust(model, ty)?),
                TypeDefKind::List(ty) => format!("Given<[{}]>", rust(model, ty)?),
                TypeDefKind::Result(it) => {
                    let part = |ty: &Option<Type>| match ty {
                        Some(ty) => rust(model, ty),
                        None => Ok("()".to_owned()),
                    };
                    format!("Result<{}, {}>", part(&it.ok)?, part(&it.err)?)
                }
                TypeDefKind::Handle(Handle::Own(id)) => path(model, origin(&model.resolve, *id))?,
                other => bail!("{} is returned", other.as_str()),
            }
        }
        other => bail!("{other:?} is returned"),
    })
}
