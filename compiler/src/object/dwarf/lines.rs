//! Line tables: from the rows of a module to the rows of the image.

use super::input::{Bytes, Unreadable};
use super::map::{Function, Map};
use super::output::address;
use gimli::read::{AttributeValue, Dwarf, Unit};
use gimli::write::{ConvertUnit, FileId, LineProgram, LineString, LineStringTable};
use std::collections::HashMap;
use std::ops::Range;

/// Bytes of the longest path (limits.h, `PATH_MAX`). A hostile module may refer to a longer one very often.
const MOST_PATH: usize = 4096;

/// The rows of all units of a module.
pub struct Lines {
    /// Sorted by address.
    rows: Vec<Row>,
    /// The files of each unit, by their numbers in its rows.
    files: Vec<HashMap<u64, File>>,
    /// The number of the unit at each offset of `.debug_info`.
    numbers: HashMap<usize, u32>,
}

/// A row: where the code from an address on came from.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    address: u64,
    /// Where the next row begins.
    end: u64,
    unit: u32,
    file: u64,
    line: u64,
    column: u64,
    /// Whether it, or one before it of the same run of rows of a line, is where a statement begins. Optimisers leave
    /// nothing of many instructions, so that the code of a line may begin anywhere in its run.
    is_statement: bool,
    /// The same for the end of a prologue.
    prologue_end: bool,
}

/// A place in a source file.
pub struct Place<'a> {
    /// The file.
    pub file: &'a File,
    /// Line, from 1 on.
    pub line: u64,
    /// Column, from 1 on; 0: the whole line.
    pub column: u64,
}

/// A source file.
#[derive(PartialEq, Eq)]
pub struct File {
    directory: Vec<u8>,
    name: Vec<u8>,
    /// Its path from the directory in which it was compiled.
    path: Vec<u8>,
}

impl File {
    /// Its path from the directory in which it was compiled.
    pub fn shown(&self) -> String {
        let len = self.path.len().min(MOST_PATH);
        String::from_utf8_lossy(&self.path[..len]).into_owned()
    }

    /// Its path with that directory; `None` where there can be no such file.
    pub fn full(&self) -> Option<Vec<u8>> {
        let fits = self.directory.len() + self.name.len() < MOST_PATH;
        fits.then(|| joined(&self.directory, &self.name))
    }
}

impl Lines {
    /// Reads the rows.
    pub fn read(input: &Dwarf<Bytes<'_>>) -> Result<Lines, Unreadable> {
        let mut lines = Lines {
            rows: Vec::new(),
            files: Vec::new(),
            numbers: HashMap::new(),
        };
        let mut headers = input.units();
        while let Some(header) = headers.next()? {
            let unit = input.unit(header)?;
            // A table that cannot be read is none.
            let files = lines.read_unit(input, &unit).unwrap_or_default();
            if let Some(offset) = unit.header.debug_info_offset() {
                lines.numbers.insert(offset.0, lines.files.len() as u32);
            }
            lines.files.push(files);
        }
        lines.rows.sort_by_key(|row| row.address);
        Ok(lines)
    }

    fn read_unit(
        &mut self,
        input: &Dwarf<Bytes<'_>>,
        unit: &Unit<Bytes<'_>>,
    ) -> Result<HashMap<u64, File>, Unreadable> {
        let mut files = HashMap::new();
        let Some(program) = unit.line_program.clone() else {
            return Ok(files);
        };
        let number = self.files.len() as u32;
        let mut rows = program.rows();
        let mut sequence: Vec<Row> = Vec::new();
        while let Some((header, row)) = rows.next_row()? {
            if let Some(last) = sequence.last_mut() {
                last.end = row.address();
            }
            if row.end_sequence() {
                let rows = sequence.drain(..).filter(|row| row.address < row.end);
                self.rows.extend(rows);
                continue;
            }
            let file = row.file_index();
            if let Some(entry) = row.file(header)
                && !files.contains_key(&file)
            {
                let text = |value: AttributeValue<Bytes<'_>>| {
                    Ok::<_, Unreadable>(input.attr_string(unit, value)?.slice().to_vec())
                };
                let base = unit.comp_dir.map_or(&[][..], |base| base.slice());
                let directory = match entry.directory(header) {
                    // The first directory is the base itself, which may be relative, or is only named here.
                    Some(directory) if entry.directory_index() != 0 || base.is_empty() => {
                        joined(base, &text(directory)?)
                    }
                    _ => base.to_vec(),
                };
                let name = text(entry.path_name())?;
                let path = joined(&directory, &name);
                let inside = path.strip_prefix(base);
                let inside = inside.and_then(|path| path.strip_prefix(b"/"));
                let path = inside.unwrap_or(&path).to_vec();
                let file_entry = File {
                    directory,
                    name,
                    path,
                };
                files.insert(file, file_entry);
            }
            let line = row.line().map_or(0, |line| line.get());
            let run = sequence
                .last()
                .filter(|last| (last.file, last.line) == (file, line));
            let (is_statement, prologue_end) =
                run.map_or((false, false), |run| (run.is_statement, run.prologue_end));
            sequence.push(Row {
                address: row.address(),
                end: row.address(),
                unit: number,
                file,
                line,
                column: match row.column() {
                    gimli::ColumnType::LeftEdge => 0,
                    gimli::ColumnType::Column(column) => column.get(),
                },
                is_statement: is_statement || row.is_stmt(),
                prologue_end: prologue_end || row.prologue_end(),
            });
        }
        Ok(files)
    }

    /// The number of a unit.
    pub fn number_of(&self, unit: &Unit<Bytes<'_>>) -> u32 {
        let offset = unit.header.debug_info_offset();
        let number = offset.and_then(|offset| self.numbers.get(&offset.0));
        number.copied().unwrap_or(u32::MAX)
    }

    /// The row of an address, by its position.
    pub fn at(&self, address: u64) -> Option<usize> {
        let next = self.rows.partition_point(|row| row.address <= address);
        let position = next.checked_sub(1)?;
        (address < self.rows[position].end).then_some(position)
    }

    /// The place of an address.
    pub fn place(&self, address: u64) -> Option<Place<'_>> {
        let row = self.row(self.at(address)?);
        let file = self.files[row.unit as usize].get(&row.file)?;
        (row.line != 0).then_some(Place {
            file,
            line: row.line,
            column: row.column,
        })
    }

    /// Whether any address in a range has a place.
    pub fn knows(&self, range: Range<u64>) -> bool {
        let first = self.rows.partition_point(|row| row.address < range.start);
        let rows = self.rows[first..].iter();
        rows.take_while(|row| row.address < range.end)
            .any(|row| row.line != 0)
    }

    /// A row.
    pub fn row(&self, position: usize) -> &Row {
        &self.rows[position]
    }
}

fn joined(base: &[u8], path: &[u8]) -> Vec<u8> {
    match (path.first(), base) {
        (Some(b'/'), _) | (_, []) => path.to_vec(),
        (None, _) => base.to_vec(),
        (Some(_), _) => [base, b"/", path].concat(),
    }
}

/// The line table of a unit that is written.
pub struct Table<'a> {
    lines: &'a Lines,
    unit: u32,
    /// Its files, by their numbers in the table that was read.
    own: Vec<FileId>,
    /// The files of other units that code in it came from.
    others: HashMap<(u32, u64), Option<FileId>>,
}

impl<'a> Table<'a> {
    /// Begins with a unit that has this number.
    pub fn new(lines: &'a Lines, number: u32, unit: &mut ConvertUnit<'_, Bytes<'_>>) -> Table<'a> {
        let encoding = unit.unit.encoding();
        let program = match unit.read_line_program(Some(encoding), None) {
            Ok(Some(program)) => Some(program.program()),
            _ => None,
        };
        let own = match program {
            Some((program, files)) => {
                unit.set_line_program(program, files.clone());
                files
            }
            None => Vec::new(),
        };
        Table {
            lines,
            unit: number,
            own,
            others: HashMap::new(),
        }
    }

    /// The file of a row, in this table.
    fn file(
        &mut self,
        row: &Row,
        program: &mut LineProgram,
        strings: &mut LineStringTable,
    ) -> Option<FileId> {
        if row.unit == self.unit {
            return self.own.get(usize::try_from(row.file).ok()?).copied();
        }
        let key = (row.unit, row.file);
        *self.others.entry(key).or_insert_with(|| {
            let file = self.lines.files[row.unit as usize].get(&row.file)?;
            let usable = |text: &[u8]| !text.is_empty() && !text.contains(&0);
            if !usable(&file.directory) || !usable(&file.name) {
                return None;
            }
            let encoding = program.encoding();
            let directory = LineString::new(&*file.directory, encoding, strings);
            let directory = program.add_directory(directory);
            let name = LineString::new(&*file.name, encoding, strings);
            Some(program.add_file(name, directory, None))
        })
    }

    /// File, line and column of an address.
    pub fn place(
        &mut self,
        address: u64,
        unit: &mut ConvertUnit<'_, Bytes<'_>>,
    ) -> Option<(FileId, u64, u64)> {
        if unit.unit.line_program.is_none() {
            return None;
        }
        let row = *self.lines.row(self.lines.at(address)?);
        let file = self.file(&row, &mut unit.unit.line_program, unit.line_strings)?;
        Some((file, row.line, row.column))
    }

    /// Adds the rows of a function.
    pub fn add(
        &mut self,
        map: &Map<'_>,
        function: &Function<'_>,
        unit: &mut ConvertUnit<'_, Bytes<'_>>,
    ) {
        if unit.unit.line_program.is_none() {
            return;
        }
        let placed = function.placed;
        let mut rows = vec![(0, self.lines.at(map.address(placed.wasm_offset)))];
        for span in &placed.places.spans {
            let row = self.lines.at(map.address(span.origin.offset));
            match rows.last_mut() {
                Some(last) if last.0 == span.start => last.1 = row,
                Some(last) if last.1 == row => {}
                _ => rows.push((span.start, row)),
            }
        }
        let program = &mut unit.unit.line_program;
        program.begin_sequence(Some(address(placed.start)));
        let mut last_line = None;
        let mut in_prologue = true;
        for (offset, row) in rows {
            let row = row.map(|row| *self.lines.row(row));
            let found =
                row.and_then(|row| Some((row, self.file(&row, program, unit.line_strings)?)));
            let out = program.row();
            out.address_offset = offset.into();
            // Line 0 is that of code which is in no source file.
            out.line = 0;
            out.column = 0;
            out.is_statement = false;
            if let Some((row, file)) = found {
                out.file = file;
                out.line = row.line;
                out.column = row.column;
                let line = (row.unit, row.file, row.line);
                out.is_statement = row.is_statement && last_line != Some(line);
                out.prologue_end = row.prologue_end && in_prologue;
                in_prologue &= !row.prologue_end;
                last_line = Some(line);
            }
            program.generate_row();
        }
        program.end_sequence(placed.len.into());
    }
}
