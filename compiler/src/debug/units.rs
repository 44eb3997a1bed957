//! The unit of DWARF of a module that has a source map: its functions, and their lines.

use super::functions::Function;
use super::source_map::{Segment, SourceMap};
use super::unusable::Unusable;
use gimli::constants as dw;
use gimli::write::{
    Address, AttributeValue, Dwarf, EndianVec, FileId, LineProgram, LineString, Unit,
};
use gimli::{Encoding, Format, LineEncoding, LittleEndian};
use std::collections::HashMap;

/// As compilers write for WebAssembly.
const ENCODING: Encoding = Encoding {
    format: Format::Dwarf32,
    version: 4,
    address_size: 4,
};
/// What the paths of a source map are relative to.
const DIRECTORY: &str = ".";

/// Writes the unit, and returns its sections.
pub fn write(functions: &[Function], map: &SourceMap) -> Result<Vec<(String, Vec<u8>)>, Unusable> {
    let mut lines = Lines {
        map,
        program: program(map),
        files: HashMap::new(),
    };
    let mut described = Vec::new();
    for function in functions {
        if lines.add(function) {
            described.push(function);
        }
    }
    let mut dwarf = Dwarf::new();
    let unit = dwarf.units.add(Unit::new(ENCODING, lines.program));
    let unit = dwarf.units.get_mut(unit);
    let root = unit.root();
    let text = |text: &str| AttributeValue::String(text.replace('\0', "?").into_bytes());
    let name = map.sources.first().map_or("?", String::as_str);
    unit.get_mut(root).set(dw::DW_AT_name, text(name));
    unit.get_mut(root).set(dw::DW_AT_comp_dir, text(DIRECTORY));
    for function in described {
        let entry = unit.add(root, dw::DW_TAG_subprogram);
        let entry = unit.get_mut(entry);
        let (low, len) = (function.address, function.range.end - function.range.start);
        entry.set(dw::DW_AT_name, text(&function.name));
        entry.set(
            dw::DW_AT_low_pc,
            AttributeValue::Address(Address::Constant(low)),
        );
        entry.set(dw::DW_AT_high_pc, AttributeValue::Udata(len));
    }
    let mut sections = gimli::write::Sections::new(EndianVec::new(LittleEndian));
    dwarf.write(&mut sections)?;
    let mut written = Vec::new();
    sections.for_each(|id, section| {
        if !section.slice().is_empty() {
            written.push((id.name().to_string(), section.slice().to_vec()));
        }
        Ok::<_, Unusable>(())
    })?;
    Ok(written)
}

fn program(map: &SourceMap) -> LineProgram {
    let name = map.sources.first().map_or("?", String::as_str);
    let string = |text: &str| LineString::String(text.into());
    LineProgram::new(
        ENCODING,
        LineEncoding::default(),
        string(DIRECTORY),
        None,
        string(name),
        None,
    )
}

/// The line table under construction.
struct Lines<'a> {
    map: &'a SourceMap,
    program: LineProgram,
    /// The files that are in it, by their positions in the map.
    files: HashMap<usize, FileId>,
}

impl Lines<'_> {
    /// Adds the rows of a function. Returns whether there are any.
    fn add(&mut self, function: &Function) -> bool {
        let map = self.map;
        let segments = map.within(&function.range);
        let Some(first) = segments.iter().find(|segment| segment.source.is_some()) else {
            return false;
        };
        self.program
            .begin_sequence(Some(Address::Constant(function.address)));
        // Maps say nothing of the local variables, which come first.
        let start = Segment {
            offset: function.range.start,
            ..*first
        };
        let rest = segments
            .iter()
            .skip_while(|segment| segment.offset <= function.range.start);
        for segment in std::iter::once(&start).chain(rest) {
            self.row(segment, function.range.start);
        }
        let len = function.range.end - function.range.start;
        self.program.end_sequence(len);
        true
    }

    fn row(&mut self, segment: &Segment, start: u64) {
        let file = segment.source.map(|place| self.file(place.file));
        let row = self.program.row();
        row.address_offset = segment.offset - start;
        row.line = segment.source.map_or(0, |place| place.line);
        row.column = segment.source.map_or(0, |place| place.column);
        row.is_statement = segment.source.is_some();
        if let Some(file) = file {
            row.file = file;
        }
        self.program.generate_row();
    }

    fn file(&mut self, position: usize) -> FileId {
        *self.files.entry(position).or_insert_with(|| {
            let name = LineString::String(self.map.sources[position].clone().into_bytes());
            let directory = self.program.default_directory();
            self.program.add_file(name, directory, None)
        })
    }
}
