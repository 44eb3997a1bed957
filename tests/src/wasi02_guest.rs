//! A guest that is a component: the functions of preview 1 that take paths, by those of WASI 0.2. So the same attacks are
//! made on both.

use crate::component_text;
use crate::image::Machine;
use crate::wasi_guest;
use anyhow::Result;
use wasmc_abi::wasi02::HostFunction;
use wasmc_agent::guest::Image;
use wasmc_compiler::{Input, component};

/// What the guest imports, by the names that its text has for them: methods of descriptors.
const METHODS: &[&str] = &[
    "open-at",
    "stat",
    "stat-at",
    "read",
    "set-times-at",
    "readlink-at",
    "create-directory-at",
    "remove-directory-at",
    "unlink-file-at",
    "symlink-at",
    "link-at",
    "rename-at",
];

/// Compiles the guest.
///
/// # Errors
/// It cannot be compiled.
pub fn image(machine: &Machine) -> Result<Image> {
    let mut functions: Vec<&HostFunction> = METHODS
        .iter()
        .map(|name| {
            component_text::function(
                "wasi:filesystem/types",
                &format!("[method]descriptor.{name}"),
            )
        })
        .collect();
    functions.push(component_text::function(
        "wasi:filesystem/preopens",
        "get-directories",
    ));
    let mut code = include_str!("wasi02_guest.wat").to_owned();
    for (index, name) in METHODS.iter().chain(&["get-directories"]).enumerate() {
        code = code.replace(&format!("${name} "), &format!("$f{index} "));
    }
    code += &wasi_guest::memory_functions();
    let drops = ["wasi:filesystem/types/descriptor"];
    let text = component_text::command(&functions, &drops, "(i32.const 0xd000)", &code);
    let input = Input {
        name: "guest".into(),
        bytes: wat::parse_str(text)?,
    };
    let guest = component::compose(&input)?;
    let (bytes, calls) = wasi_guest::compile_script(&guest, machine.options())?;
    Ok(Image::new(machine.clone(), bytes, calls).of_component())
}
