//! Components plugged into another, as `wac plug` does it: a component around them, in which the exports of some are the
//! imports of others.

use super::{is_component, outline};
use crate::composition::Input;
use crate::error::{Error, Result};
use std::collections::HashSet;
use wac_graph::types::{ItemKind, Package, SubtypeChecker, are_semver_compatible};
use wac_graph::{CompositionGraph, EncodeOptions, NodeId, PackageId};

/// Plugs components into the socket. The exports of each are what the later ones import, and the socket at last, under the
/// same name or that of a version that is compatible. What nothing provides, the whole imports; it exports what the socket
/// exports.
///
/// # Errors
/// [`Error::Plug`], and what is wrong with one of the components by itself.
pub fn plug(socket: &Input, plugs: &[Input]) -> Result<Input> {
    let mut graph = CompositionGraph::new();
    let mut earlier = Vec::new();
    for (index, plug) in plugs.iter().enumerate() {
        let part = add(&mut graph, plug, &format!("plugs:plug{index}"))?;
        connect(&mut graph, &earlier, &part)?;
        earlier.push(part);
    }
    let last = add(&mut graph, socket, "plugs:socket")?;
    connect(&mut graph, &earlier, &last)?;
    let used: HashSet<NodeId> = graph
        .node_ids()
        .filter_map(|node| graph.get_alias_source(node))
        .map(|(from, _)| from)
        .collect();
    if let Some(unused) = earlier.iter().find(|it| !used.contains(&it.instance)) {
        return Err(useless(&graph, unused, &last));
    }
    let exports: Vec<_> = exports(&graph, last.package)
        .map(|(name, _)| name.clone())
        .collect();
    for name in exports {
        let item = graph.alias_instance_export(last.instance, &name);
        let item = item.map_err(|error| refused(socket, &error))?;
        graph
            .export(item, &name)
            .map_err(|error| refused(socket, &error))?;
    }
    let options = EncodeOptions {
        // It is validated when it is compiled.
        validate: false,
        ..EncodeOptions::default()
    };
    let bytes = graph
        .encode(options)
        .map_err(|error| refused(socket, &error))?;
    Ok(Input {
        name: socket.name.clone(),
        bytes,
    })
}

/// A component that is instantiated.
struct Part<'a> {
    input: &'a Input,
    package: PackageId,
    instance: NodeId,
}

fn add<'a>(graph: &mut CompositionGraph, input: &'a Input, name: &str) -> Result<Part<'a>> {
    if !is_component(&input.bytes) {
        return Err(Error::Plug {
            module: input.name.clone(),
            message: "--plug takes components; this is none".into(),
        });
    }
    // What is wrong with it is said in our words.
    outline(input)?;
    let package = Package::from_bytes(name, None, input.bytes.clone(), graph.types_mut());
    let package = package.map_err(|error| refused(input, &*error))?;
    let package = graph.register_package(package);
    let package = package.map_err(|error| refused(input, &error))?;
    Ok(Part {
        input,
        package,
        instance: graph.instantiate(package),
    })
}

/// Has exports of earlier components provide what a component imports. Of several, the last one does.
fn connect(graph: &mut CompositionGraph, earlier: &[Part<'_>], to: &Part<'_>) -> Result<()> {
    let types = graph.types();
    let imports: Vec<_> = types[graph[to.package].ty()].imports.iter().collect();
    let mut links = Vec::new();
    for (import, wanted) in imports {
        for from in earlier.iter().rev() {
            let same = exports(graph, from.package).find(|(name, _)| *name == import);
            let found = same.or_else(|| {
                exports(graph, from.package).find(|(name, _)| are_semver_compatible(name, import))
            });
            let Some((export, given)) = found else {
                continue;
            };
            let mut cache = HashSet::new();
            let mut checker = SubtypeChecker::new(&mut cache);
            if let Err(error) = checker.is_subtype(*given, types, *wanted, types) {
                return Err(Error::Plug {
                    module: from.input.name.clone(),
                    message: format!(
                        "its export `{export}` is not what {} imports: {error:#}",
                        to.input.name
                    ),
                });
            }
            links.push((from, export.clone(), import.clone()));
            break;
        }
    }
    for (from, export, import) in links {
        let item = graph.alias_instance_export(from.instance, &export);
        let item = item.map_err(|error| refused(from.input, &error))?;
        graph
            .set_instantiation_argument(to.instance, &import, item)
            .map_err(|error| refused(from.input, &error))?;
    }
    Ok(())
}

fn exports(
    graph: &CompositionGraph,
    package: PackageId,
) -> impl Iterator<Item = (&String, &ItemKind)> {
    graph.types()[graph[package].ty()].exports.iter()
}

/// A plug of which nothing is used.
fn useless(graph: &CompositionGraph, plug: &Part<'_>, socket: &Part<'_>) -> Error {
    let list = |names: Vec<&String>| match names.is_empty() {
        true => "nothing".to_string(),
        false => {
            let names = names.into_iter().map(String::as_str);
            names.collect::<Vec<_>>().join(", ")
        }
    };
    let exports = exports(graph, plug.package).map(|(name, _)| name);
    let imports = graph.types()[graph[socket.package].ty()].imports.keys();
    Error::Plug {
        module: plug.input.name.clone(),
        message: format!(
            "nothing of it is used: it exports nothing that {} imports, or a later --plug provides it\n  it exports: \
             {}\n  {} imports: {}",
            socket.input.name,
            list(exports.collect()),
            socket.input.name,
            list(imports.collect())
        ),
    }
}

/// What the library says.
fn refused(input: &Input, error: &dyn std::error::Error) -> Error {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        message = format!("{message}: {error}");
        source = error.source();
    }
    Error::Plug {
        module: input.name.clone(),
        message: format!("--plug: {message}"),
    }
}
