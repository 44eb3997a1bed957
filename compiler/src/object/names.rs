//! Function names, as reports show them.

use super::demangle::demangle;
use crate::decode::module::FuncIndex;
use crate::program::{InstanceId, MAX_NAME, Program, printable};
use wasmc_abi::image::NO_NAME;

/// The name of a function, or `func[N]`. Functions of preloaded modules have the module's name in
/// front.
pub fn of_body(program: &Program<'_>, instance: InstanceId, index: FuncIndex) -> String {
    named(program, instance, index).unwrap_or_else(|| format!("func[{}]", index.as_u32()))
}

/// The same; `None` for a function of the main module that has no name.
fn named(program: &Program<'_>, instance: InstanceId, index: FuncIndex) -> Option<String> {
    let main = instance == program.main;
    let of = program.module_of(instance);
    let name = of.names.get(&index).filter(|name| !name.is_empty());
    let name = name.map(|name| match demangle(name, MAX_NAME) {
        Some(demangled) => demangled,
        None => (*name).to_string(),
    });
    let name = match name {
        Some(name) if main => name,
        Some(name) => format!("{}!{name}", of.name),
        None if main => return None,
        None => format!("{}!func[{}]", of.name, index.as_u32()),
    };
    Some(shown(&name))
}

/// A name as reports and symbol tables show it.
fn shown(name: &str) -> String {
    let mut name = printable(name);
    name.truncate(name.floor_char_boundary(MAX_NAME));
    name
}

/// Adds the name of a function and returns its offset, or [`NO_NAME`].
pub fn add(
    names: &mut Vec<u8>,
    program: &Program<'_>,
    instance: InstanceId,
    index: FuncIndex,
) -> u32 {
    let Some(name) = named(program, instance, index) else {
        return NO_NAME;
    };
    let offset = names.len() as u32;
    add_bytes(names, name.as_bytes());
    offset
}

/// Adds a name as a report shows it.
pub fn add_text(names: &mut Vec<u8>, name: &str) {
    add_bytes(names, shown(name).as_bytes());
}

/// Adds a text.
pub fn add_bytes(names: &mut Vec<u8>, name: &[u8]) {
    unsigned(names, name.len() as u64);
    names.extend_from_slice(name);
}

/// ULEB128 (DWARF 5, 7.6).
pub fn unsigned(bytes: &mut Vec<u8>, mut value: u64) {
    loop {
        let low = (value & 0x7f) as u8;
        value >>= 7;
        bytes.push(if value == 0 { low } else { low | 0x80 });
        if value == 0 {
            return;
        }
    }
}
