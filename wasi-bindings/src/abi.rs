//! Writes `abi/src/wasi02.rs`: what the compiler knows of the functions.

use crate::model::{Core, HostFunction, Model};
use anyhow::Result;
use std::fmt::Write;

const HEAD: &str = "\
//! The functions and resources of WASI 0.2 that the runtime provides. Written by `wasmc-wasi-bindings`.
//!
//! In front of its core parameters, a function takes the address of a
//! [`CanonOptions`](crate::component::CanonOptions).

use crate::wasi::Core::{I32, I64};
use crate::wasi::Needs::{Clocks, Descriptors, HttpOut, Names, Network, Nothing};
use crate::wasi::{Core, Needs};

/// One function.
#[derive(Clone, Copy, Debug)]
pub struct HostFunction {
    /// Its interface, without a version: `wasi:io/streams`.
    pub interface: &'static str,
    /// Its name in a component: `[method]input-stream.read`.
    pub name: &'static str,
    /// Symbol in the runtime archive.
    pub symbol: &'static str,
    /// Core parameters, as `canon lower` makes them.
    pub params: &'static [Core],
    /// Core result, likewise.
    pub result: Option<Core>,
    /// The text of its type: names of types do not count, those of resources aside.
    pub ty: &'static str,
    /// What it may look at.
    pub needs: Needs,
}

/// One type of resources. Its number is its position in the list.
#[derive(Clone, Copy, Debug)]
pub struct HostResource {
    /// Where it is defined, without a version: `wasi:io/streams`.
    pub interface: &'static str,
    /// Its name: `input-stream`.
    pub name: &'static str,
    /// Symbol of `extern \"C\" fn(rep: u32)`, which drops one.
    pub drop: &'static str,
}

/// The function of this name in an interface.
pub fn find(interface: &str, name: &str) -> Option<&'static HostFunction> {
    let place = FUNCTIONS.binary_search_by(|it| (it.interface, it.name).cmp(&(interface, name)));
    FUNCTIONS.get(place.ok()?)
}

/// The number of the type of this name in an interface.
pub fn find_resource(interface: &str, name: &str) -> Option<u32> {
    let place = RESOURCES.binary_search_by(|it| (it.interface, it.name).cmp(&(interface, name)));
    Some(place.ok()? as u32)
}

const fn function(
    interface: &'static str,
    name: &'static str,
    symbol: &'static str,
    params: &'static [Core],
    result: Option<Core>,
    ty: &'static str,
    needs: Needs,
) -> HostFunction {
    HostFunction { interface, name, symbol, params, result, ty, needs }
}

const fn resource(interface: &'static str, name: &'static str, drop: &'static str) -> HostResource {
    HostResource { interface, name, drop }
}

const _: () = assert!(RESOURCES.len() < crate::component::HOST_TYPES as usize);
";

/// What an image must have done at start, for the sake of a function.
fn needs(function: &HostFunction) -> &'static str {
    match (function.interface.as_str(), function.name.as_str()) {
        ("wasi:filesystem/preopens", _) => "Descriptors",
        ("wasi:sockets/ip-name-lookup", "resolve-addresses") => "Names",
        ("wasi:sockets/tcp-create-socket" | "wasi:sockets/udp-create-socket", _) => "Network",
        ("wasi:http/outgoing-handler", _) => "HttpOut",
        (_, "resolution") => "Nothing",
        // Whoever waits for a clock has subscribed to it.
        ("wasi:clocks/monotonic-clock" | "wasi:clocks/wall-clock", _) => "Clocks",
        _ => "Nothing",
    }
}

fn core(core: Core) -> &'static str {
    match core {
        Core::I32 => "I32",
        Core::I64 => "I64",
    }
}

/// The whole file.
pub fn write(model: &Model) -> Result<String> {
    let mut out = HEAD.to_owned();
    out.push_str("\n/// Every function, sorted by interface and name.\n");
    out.push_str("pub const FUNCTIONS: &[HostFunction] = &[\n");
    for function in &model.functions {
        let params: Vec<_> = function.params.iter().copied().map(core).collect();
        let result = match function.result {
            Some(result) => format!("Some({})", core(result)),
            None => "None".to_owned(),
        };
        writeln!(
            out,
            "    function({:?}, {:?}, {:?}, &[{}], {result}, {:?}, {}),",
            function.interface,
            function.name,
            function.symbol,
            params.join(", "),
            function.text,
            needs(function),
        )?;
    }
    out.push_str("];\n\n/// Every resource, sorted by interface and name.\n");
    out.push_str("pub const RESOURCES: &[HostResource] = &[\n");
    for resource in &model.resources {
        writeln!(
            out,
            "    resource({:?}, {:?}, {:?}),",
            resource.interface, resource.name, resource.drop,
        )?;
    }
    out.push_str("];\n");
    Ok(out)
}
