//! The source lines that trap reports know ([`wasmc_abi::lines`]).

use super::input::{self, Unreadable};
use super::lines::{Lines, Place};
use crate::composition::InstanceId;
use crate::inline::CopyId;
use crate::machine::{Code, Placed, SiteKind};
use crate::object::names;
use crate::program::{FunctionKind, Program, printable};
use std::collections::HashMap;
use wasmc_abi::lines::{LineRecord, LinesHeader};

/// Longest name of a file, in bytes, of which the end is kept: hostile modules have longer ones.
const MAX_FILE: usize = 256;

/// The table of an image without source lines.
pub fn empty() -> Vec<u8> {
    let header = LinesHeader {
        records: 0,
        places: 0,
    };
    header.to_bytes().to_vec()
}

/// The table of an image, without the lines of some instances.
pub fn table(program: &Program<'_>, code: &Code, without: &[InstanceId]) -> Vec<u8> {
    let mut lines = HashMap::new();
    for (id, instance) in &program.instances {
        let module = &program.modules[instance.module];
        let read = || Lines::read(&input::dwarf(module)?);
        if module.dwarf.contains_key(".debug_info")
            && !without.contains(&id)
            && let Ok::<_, Unreadable>(read) = read()
        {
            lines.insert(id, read);
        }
    }
    let mut table = Table {
        program,
        lines,
        records: Vec::new(),
        count: 0,
        places: Vec::new(),
        known: HashMap::new(),
    };
    if !table.lines.is_empty() {
        for (id, placed) in &code.functions {
            let plan = &program.functions[id];
            if matches!(plan.kind, FunctionKind::Body(_)) {
                table.function(plan.instance, placed);
            }
        }
    }
    let header = LinesHeader {
        records: table.count,
        places: table.places.len() as u32,
    };
    let mut bytes = header.to_bytes().to_vec();
    bytes.extend(table.records);
    bytes.extend(table.places);
    bytes
}

/// Code of which reports name the place.
struct Point {
    /// Offset in its function.
    pc: u32,
    is_call: bool,
    /// The inlined body that it is in.
    copy: Option<CopyId>,
    /// Offset in the module file, in bytes.
    offset: Option<u32>,
}

struct Table<'a> {
    program: &'a Program<'a>,
    lines: HashMap<InstanceId, Lines>,
    records: Vec<u8>,
    count: u32,
    places: Vec<u8>,
    /// Where places lie that were added before.
    known: HashMap<Vec<u8>, u32>,
}

impl Table<'_> {
    /// Adds the code of a function.
    fn function(&mut self, instance: InstanceId, placed: &Placed) {
        let sites = placed.sites.iter().filter_map(|site| {
            let is_call = match site.kind {
                SiteKind::Call => true,
                SiteKind::Trap(_) => false,
                SiteKind::Access(_) => return None,
            };
            Some(Point {
                pc: site.pc,
                is_call,
                copy: site.origin.copy,
                offset: Some(site.origin.offset),
            })
        });
        let accesses = placed.places.accesses.iter().map(|access| Point {
            pc: access.pc,
            is_call: false,
            copy: access.copy,
            offset: access.offset,
        });
        let mut points: Vec<Point> = sites.chain(accesses).collect();
        let key = |point: &Point| point.pc - u32::from(point.is_call);
        points.sort_by_key(key);
        points.dedup_by_key(|point| key(point));
        for point in points {
            let Some(place) = self.place(instance, placed, &point) else {
                continue;
            };
            let record = LineRecord {
                code: placed.start + point.pc - u32::from(point.is_call),
                place,
            };
            self.records.extend(record.to_bytes());
            self.count += 1;
        }
    }

    /// The texts for the functions at a point; `None` if nothing is known of them.
    fn place(&mut self, instance: InstanceId, placed: &Placed, point: &Point) -> Option<u32> {
        let mut texts = Vec::new();
        let (mut copy, mut offset) = (point.copy, point.offset);
        let mut is_known = false;
        loop {
            let inlined = copy.map(|copy| placed.copies[copy]);
            let of = inlined.map_or(instance, |it| self.program.functions[it.function].instance);
            let text = offset.and_then(|offset| self.text(of, offset));
            is_known |= text.is_some();
            let text = text.unwrap_or_default();
            names::unsigned(&mut texts, text.len() as u64);
            texts.extend(text.as_bytes());
            let Some(inlined) = inlined else {
                break;
            };
            (copy, offset) = (inlined.caller, Some(inlined.call_offset));
        }
        if !is_known {
            return None;
        }
        if let Some(&place) = self.known.get(&texts) {
            return Some(place);
        }
        let place = u32::try_from(self.places.len()).ok()?;
        self.places.extend(&texts);
        self.known.insert(texts, place);
        Some(place)
    }

    /// File, line and column of an offset in the module file.
    fn text(&self, instance: InstanceId, offset: u32) -> Option<String> {
        let start = self.program.module_of(instance).code_start as u64;
        let address = u64::from(offset).checked_sub(start)?;
        let Place { file, line, column } = self.lines.get(&instance)?.place(address)?;
        let file = file.shown();
        let cut = file.ceil_char_boundary(file.len().saturating_sub(MAX_FILE));
        let file = printable(&file[cut..]);
        Some(match column {
            0 => format!(" at {file}:{line}"),
            _ => format!(" at {file}:{line}:{column}"),
        })
    }
}
