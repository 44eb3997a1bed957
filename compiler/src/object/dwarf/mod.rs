//! DWARF of the modules → DWARF of the image: what debuggers know of files and lines, functions, variables, types.
//!
//! Addresses in the DWARF of a module are offsets in its code section, and in its memory (DWARF for WebAssembly).
//! Here they become those of the image. `map` knows which code came from where, `lines` makes the line tables,
//! `entries` takes over the entries of a unit, `location` says where variables are, `copies` describes what
//! wasmc inlined. What has no place in the image, or none that is certain, gets none: debuggers then say that it is
//! optimised out.
//!
//! A module is hostile: what cannot be read leaves the image without the DWARF of that module.

mod copies;
mod entries;
mod input;
mod lines;
mod location;
mod map;
mod output;
mod reports;

use super::sections::Builder;
use crate::composition::InstanceId;
use crate::decode::module::Module;
use crate::error::Result;
use crate::machine::Code;
use crate::program::Program;
use gimli::write::{Dwarf, Sections};
use input::Unreadable;
use lines::Lines;
pub use lines::{File, Place};
use map::Map;
use output::Section;
use std::collections::HashSet;
use std::ops::Range;

pub use reports::{empty as no_lines, table as lines};

/// File, line and column of an offset in a module file, in bytes; `None` where its DWARF does not say.
pub fn place(module: &Module<'_>, offset: usize) -> Option<(String, u64, u64)> {
    let lines = SourceLines::of(module)?;
    let place = lines.at(offset)?;
    Some((place.file.shown(), place.line, place.column))
}

/// Which source line each piece of a module's code came from.
pub struct SourceLines {
    lines: Lines,
    /// Offset of the code in the module file, in bytes.
    code_start: usize,
}

impl SourceLines {
    /// Those of a module; `None` where its DWARF cannot be read.
    pub fn of(module: &Module<'_>) -> Option<SourceLines> {
        let lines = input::dwarf(module).and_then(|input| Lines::read(&input));
        Some(SourceLines {
            lines: lines.ok()?,
            code_start: module.code_start,
        })
    }

    /// The place of an offset in the module file, in bytes.
    pub fn at(&self, offset: usize) -> Option<Place<'_>> {
        let address = offset.checked_sub(self.code_start)?;
        self.lines.place(address as u64)
    }

    /// Whether any of the code in a range of the module file has a place.
    pub fn knows(&self, range: &Range<usize>) -> bool {
        let address = |offset: usize| offset.saturating_sub(self.code_start) as u64;
        self.lines.knows(address(range.start)..address(range.end))
    }
}

/// Adds the sections. Returns the instances whose DWARF cannot be read.
///
/// # Errors
/// Those of the builder.
pub fn add(builder: &mut Builder, program: &Program<'_>, code: &Code) -> Result<Vec<InstanceId>> {
    let mut unreadable = Vec::new();
    let sections = loop {
        match sections(program, code, &unreadable) {
            Ok(sections) => break sections,
            Err(instance) => unreadable.push(instance),
        }
    };
    output::add(builder, &sections)?;
    Ok(unreadable)
}

/// The sections, without those of some instances. Fails with an instance whose DWARF cannot be read.
fn sections(
    program: &Program<'_>,
    code: &Code,
    without: &[InstanceId],
) -> std::result::Result<Sections<Section>, InstanceId> {
    let mut output = Dwarf::new();
    let mut sections = Sections::new(Section::default());
    let mut last = None;
    for (id, instance) in &program.instances {
        let module = &program.modules[instance.module];
        if !module.dwarf.contains_key(".debug_info") || without.contains(&id) {
            continue;
        }
        last = Some(id);
        let map = Map::new(program, code, id);
        convert(&map, &mut output, &mut sections).map_err(|Unreadable| id)?;
    }
    match (output.write(&mut sections), last) {
        (Err(_), Some(last)) => Err(last),
        _ => Ok(sections),
    }
}

/// Takes over the DWARF of one instance.
fn convert(
    map: &Map<'_>,
    output: &mut Dwarf,
    sections: &mut Sections<Section>,
) -> std::result::Result<(), Unreadable> {
    let input = input::dwarf(map.module)?;
    let lines = Lines::read(&input)?;
    let mut units = output.convert(&input)?;
    let mut described = HashSet::new();
    while let Some((mut unit, root)) = units.read_unit()? {
        entries::convert(map, &lines, &mut described, &mut unit, root)?;
        unit.write(sections)?;
    }
    Ok(())
}
