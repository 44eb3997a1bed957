//! Function names, as reports show them.

use crate::decode::module::FuncIndex;
use crate::program::{InstanceId, MAX_NAME, Program, printable};
use wasmc_abi::image::NO_NAME;

/// Adds the name of a function and returns its offset, or [`NO_NAME`]. Functions of preloaded modules
/// have the module's name in front.
pub fn add(
    names: &mut Vec<u8>,
    program: &Program<'_>,
    instance: InstanceId,
    index: FuncIndex,
) -> u32 {
    let main = instance == program.main;
    let of = program.module_of(instance);
    let name = match of.names.get(&index).filter(|name| !name.is_empty()) {
        Some(name) if main => (*name).to_string(),
        Some(name) => format!("{}!{name}", of.name),
        None if main => return NO_NAME,
        None => format!("{}!func[{}]", of.name, index.as_u32()),
    };
    let offset = names.len() as u32;
    add_text(names, &name);
    offset
}

/// Adds a name as a report shows it.
pub fn add_text(names: &mut Vec<u8>, name: &str) {
    let name = printable(name);
    let name = &name.as_bytes()[..name.floor_char_boundary(MAX_NAME)];
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
