//! How many instances a component makes. Components in components can multiply, so that a small file means more
//! instances than any machine has room for; the translator would make them all.

use wasmtime_environ::wasmparser::{
    ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentOuterAliasKind,
    ComponentTypeRef, Encoding, Instance, Parser, Payload, Result,
};

/// What is known of a component or a core module while it is read.
#[derive(Default)]
struct Frame {
    /// For each component of its index space, how many instances one of it makes.
    components: Vec<u64>,
    /// Instances that it makes itself and through others.
    instances: u64,
    /// Whether it is a core module, which is in no index space of components.
    is_module: bool,
}

/// The number of core instances that a component makes; at most as many, where a component comes from an instance.
///
/// # Errors
/// The bytes are malformed.
pub fn instances(bytes: &[u8]) -> Result<u64> {
    let mut frames: Vec<Frame> = Vec::new();
    // Of those that are read, the one that makes most.
    let mut most = 1;
    for payload in Parser::new(0).parse_all(bytes) {
        match payload? {
            Payload::Version { encoding, .. } => frames.push(Frame {
                is_module: encoding == Encoding::Module,
                ..Frame::default()
            }),
            Payload::End(_) => {
                let Some(ended) = frames.pop() else { break };
                most = most.max(ended.instances);
                match frames.last_mut() {
                    Some(_) if ended.is_module => {}
                    Some(parent) => parent.components.push(ended.instances),
                    None => return Ok(ended.instances),
                }
            }
            payload => {
                if let Some((frame, outer)) = frames.split_last_mut() {
                    section(payload, frame, outer, most)?;
                }
            }
        }
    }
    Ok(0)
}

fn section(payload: Payload<'_>, frame: &mut Frame, outer: &[Frame], most: u64) -> Result<()> {
    match payload {
        Payload::InstanceSection(section) => {
            for instance in section {
                if let Instance::Instantiate { .. } = instance? {
                    frame.instances = frame.instances.saturating_add(1);
                }
            }
        }
        Payload::ComponentInstanceSection(section) => {
            for instance in section {
                if let ComponentInstance::Instantiate {
                    component_index, ..
                } = instance?
                {
                    let known = frame.components.get(component_index as usize);
                    let made = known.copied().unwrap_or(most);
                    frame.instances = frame.instances.saturating_add(made);
                }
            }
        }
        Payload::ComponentImportSection(section) => {
            for import in section {
                if let ComponentTypeRef::Component(_) = import?.ty {
                    frame.components.push(most);
                }
            }
        }
        Payload::ComponentAliasSection(section) => {
            for alias in section {
                match alias? {
                    ComponentAlias::InstanceExport {
                        kind: ComponentExternalKind::Component,
                        ..
                    } => frame.components.push(most),
                    ComponentAlias::Outer {
                        kind: ComponentOuterAliasKind::Component,
                        count,
                        index,
                    } => {
                        let of = match (count as usize).checked_sub(1) {
                            Some(up) => outer.iter().rev().nth(up),
                            None => Some(&*frame),
                        };
                        let known = of.and_then(|it| it.components.get(index as usize));
                        let made = known.copied().unwrap_or(most);
                        frame.components.push(made);
                    }
                    _ => {}
                }
            }
        }
        Payload::ComponentExportSection(section) => {
            for export in section {
                let export = export?;
                if export.kind == ComponentExternalKind::Component {
                    let known = frame.components.get(export.index as usize);
                    let made = known.copied().unwrap_or(most);
                    frame.components.push(made);
                }
            }
        }
        _ => {}
    }
    Ok(())
}
