//! The functions that a component exports.

use super::flatten::Flatten;
use crate::composition::Lifted;
use crate::error::Result;
use wasmtime_environ::component::{Export, ExportIndex};

/// The lifted functions among the exports, and in the instances among them.
pub fn lifted(flatten: &mut Flatten<'_>) -> Result<Vec<Lifted>> {
    let component = &flatten.from.translation.component;
    let mut lifted = Vec::new();
    for (name, (index, _)) in component.exports.raw_iter() {
        let name: &str = name.as_ref();
        add(flatten, None, name, *index, &mut lifted)?;
        if let Export::Instance { exports, .. } = &component.export_items[*index] {
            for (inner, (index, _)) in exports.raw_iter() {
                add(flatten, Some(name), inner.as_ref(), *index, &mut lifted)?;
            }
        }
    }
    Ok(lifted)
}

fn add(
    flatten: &mut Flatten<'_>,
    interface: Option<&str>,
    name: &str,
    index: ExportIndex,
    lifted: &mut Vec<Lifted>,
) -> Result<()> {
    let item = &flatten.from.translation.component.export_items[index];
    let Export::LiftedFunction { ty, func, options } = item else {
        return Ok(());
    };
    let function = flatten.target(func)?;
    lifted.push(Lifted {
        name: (interface.map(str::to_string), name.to_string()),
        ty: flatten.host().type_text(*ty),
        types: super::values::of_function(&flatten.host(), *ty),
        function,
        post_return: flatten.post_return(*options),
        options: flatten.options(*options)?,
    });
    Ok(())
}
