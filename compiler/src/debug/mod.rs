//! Debug information in a file beside a module: DWARF in another module, a source map.
//!
//! Needs the bytes of both. Gives sections of DWARF, as if the module had them itself. Both files may be hostile.

mod functions;
mod source_map;
mod units;
mod unusable;

pub use unusable::Unusable;

use wasmparser::{BinaryReader, Parser, Payload};

/// Bytes of the longest URL: no path is longer.
const MOST_URL: usize = 4096;

/// Sections of DWARF, by their names.
pub type Sections = Vec<(String, Vec<u8>)>;

/// What a module says of where its debug information is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'data> {
    /// What is there.
    pub kind: Kind,
    /// Where: a URL, relative to that of the module.
    pub url: &'data str,
}

/// A file with debug information.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A module with sections of DWARF (tool conventions, custom section `external_debug_info`).
    Dwarf,
    /// A source map, version 3 (ECMA-426).
    SourceMap,
}

/// Where the debug information of a module is; `None` where it has some itself, or says nothing.
pub fn reference(module: &[u8]) -> Option<Reference<'_>> {
    let mut dwarf = None;
    let mut map = None;
    for payload in Parser::new(0).parse_all(module) {
        // The compiler says what is wrong with it.
        let Payload::CustomSection(section) = payload.ok()? else {
            continue;
        };
        let found = match section.name() {
            ".debug_info" => return None,
            "external_debug_info" => &mut dwarf,
            "sourceMappingURL" => &mut map,
            _ => continue,
        };
        let mut data = BinaryReader::new(section.data(), 0);
        *found = data.read_string().ok().filter(|url| url.len() <= MOST_URL);
    }
    let of = |kind, url: Option<_>| Some(Reference { kind, url: url? });
    of(Kind::Dwarf, dwarf).or_else(|| of(Kind::SourceMap, map))
}

/// The sections of DWARF of a module, whose file is this one.
///
/// # Errors
/// There are none, or the file is no module.
pub fn dwarf(file: &[u8]) -> Result<Sections, Unusable> {
    let mut sections = Sections::new();
    for payload in Parser::new(0).parse_all(file) {
        if let Payload::CustomSection(section) = payload?
            && section.name().starts_with(".debug_")
        {
            sections.push((section.name().to_string(), section.data().to_vec()));
        }
    }
    match sections.iter().any(|(name, _)| name == ".debug_info") {
        true => Ok(sections),
        false => Err(Unusable::new("it has no section .debug_info")),
    }
}

/// DWARF that says of each function of a module what a source map says.
///
/// # Errors
/// The map is none, or none of the first version that has a number of its own, 3.
pub fn source_map(module: &[u8], map: &[u8]) -> Result<Sections, Unusable> {
    let map = source_map::read(map)?;
    units::write(&functions::read(module)?, &map)
}
