//! The entries of a unit: functions, their parts, variables, types.

use super::copies::{self, Scope};
use super::input::{Bytes, Unreadable};
use super::lines::{Lines, Table};
use super::location::{self, Where};
use super::map::{Function, Map};
use super::output::address;
use gimli::constants as dw;
use gimli::read::{AttributeValue as Read, Operation};
use gimli::write::{
    Address, AttributeValue, ConvertUnit, ConvertUnitEntry, Range, RangeList, UnitEntryId,
};
use std::collections::HashSet;

/// How deep entries may be nested. They are written recursively.
const MAX_DEPTH: isize = 256;

/// The function whose entries are read.
struct Current<'a> {
    depth: isize,
    /// Its code; `None`: it has none.
    function: Option<Function<'a>>,
    /// The local that is its frame pointer.
    frame: Option<u32>,
    /// What has code in it, outer entries first.
    scopes: Vec<Scope>,
}

/// A unit that is taken over.
struct Unit<'a, 'u, 'b, 'i> {
    map: &'a Map<'a>,
    unit: &'u mut ConvertUnit<'b, Bytes<'i>>,
    table: Table<'a>,
    /// The functions around the current entry, outermost first.
    current: Vec<Current<'a>>,
    /// The functions that are done.
    done: Vec<Function<'a>>,
    /// Their abstract entries, where other functions have copies of them.
    copies: copies::Abstract,
}

/// Takes over a unit, but not functions that were described before, in other units.
pub fn convert<'b, 'i>(
    map: &Map<'_>,
    lines: &Lines,
    described: &mut HashSet<usize>,
    unit: &mut ConvertUnit<'b, Bytes<'i>>,
    root: ConvertUnitEntry<'b, Bytes<'i>>,
) -> Result<(), Unreadable> {
    let number = lines.number_of(&unit.read_unit);
    let mut encoding = unit.unit.encoding();
    encoding.address_size = 8;
    unit.unit.set_encoding(encoding);
    let table = Table::new(lines, number, unit);
    let mut this = Unit {
        map,
        unit,
        table,
        current: Vec::new(),
        done: Vec::new(),
        copies: copies::Abstract::default(),
    };
    let id = this.unit.unit.root();
    this.attributes(id, &root)?;
    this.children(described, root)?;
    this.finish(id);
    Ok(())
}

impl<'b, 'i> Unit<'_, '_, 'b, 'i> {
    fn children(
        &mut self,
        described: &mut HashSet<usize>,
        root: ConvertUnitEntry<'b, Bytes<'i>>,
    ) -> Result<(), Unreadable> {
        let mut left_out = None;
        let mut entry = root;
        while let Some(id) = self.unit.read_entry(&mut entry)? {
            let depth = entry.depth;
            if depth > MAX_DEPTH {
                return Err(Unreadable);
            }
            if left_out.is_some_and(|above| depth > above) {
                continue;
            }
            // Their addresses are those of return addresses; nothing refers to them.
            let is_call = matches!(entry.tag, dw::DW_TAG_call_site | dw::DW_TAG_GNU_call_site);
            left_out = is_call.then_some(depth);
            if is_call {
                continue;
            }
            while self.current.last().is_some_and(|last| last.depth >= depth) {
                self.leave();
            }
            let id = self.unit.add_entry(id, &entry);
            if entry.tag == dw::DW_TAG_subprogram {
                self.enter(id, &entry, described)?;
            } else {
                self.scope(id, &entry)?;
            }
            self.attributes(id, &entry)?;
        }
        while !self.current.is_empty() {
            self.leave();
        }
        Ok(())
    }

    /// The addresses of an entry in the module.
    fn ranges(
        &self,
        entry: &ConvertUnitEntry<'_, Bytes<'i>>,
    ) -> Result<Vec<std::ops::Range<u64>>, Unreadable> {
        let mut ranges = Vec::new();
        let mut read = entry.read_unit.die_ranges(entry)?;
        while let Some(range) = read.next()? {
            self.map.spend(1)?;
            ranges.push(range.begin..range.end);
        }
        Ok(ranges)
    }

    /// Begins with a function.
    fn enter(
        &mut self,
        id: UnitEntryId,
        entry: &ConvertUnitEntry<'_, Bytes<'i>>,
        described: &mut HashSet<usize>,
    ) -> Result<(), Unreadable> {
        let ranges = self.ranges(entry)?;
        let body = ranges.first().and_then(|range| self.map.body(range));
        let body = body.filter(|&body| described.insert(body));
        let function = body.and_then(|body| self.map.function(body));
        if let Some(function) = &function {
            let placed = function.placed;
            self.set_code(id, placed.start, std::iter::once(0..placed.len).collect());
        }
        let base = entry.attr_value(dw::DW_AT_frame_base);
        let frame = match base {
            Some(Read::Exprloc(expression)) => location::frame_local(expression, entry.read_unit),
            _ => None,
        };
        let scopes = std::iter::once(Scope {
            entry: id,
            module: ranges,
        });
        self.current.push(Current {
            depth: entry.depth,
            function,
            frame,
            scopes: scopes.collect(),
        });
        Ok(())
    }

    /// Describes what is inlined in the function, and ends it.
    fn leave(&mut self) {
        let Some(current) = self.current.pop() else {
            return;
        };
        if let Some(function) = current.function {
            self.copies.add(
                self.map,
                &function,
                &current.scopes,
                &mut self.table,
                self.unit,
            );
            self.done.push(function);
        }
    }

    /// Says which code an entry inside of a function has.
    fn scope(
        &mut self,
        id: UnitEntryId,
        entry: &ConvertUnitEntry<'_, Bytes<'i>>,
    ) -> Result<(), Unreadable> {
        let has_code = entry.has_attr(dw::DW_AT_ranges) || entry.has_attr(dw::DW_AT_high_pc);
        if !has_code || entry.tag == dw::DW_TAG_compile_unit {
            return Ok(());
        }
        let ranges = self.ranges(entry)?;
        let mut code = Vec::new();
        let mut start = 0;
        if let Some(current) = self.current.last_mut()
            && let Some(function) = &current.function
        {
            start = function.placed.start;
            for range in &ranges {
                code.extend(function.code(self.map, range.clone())?);
            }
            code.sort_by_key(|range| (range.start, range.end));
            current.scopes.push(Scope {
                entry: id,
                module: ranges,
            });
        }
        self.set_code(id, start, code);
        Ok(())
    }

    /// Says which code an entry has: parts of a function that begins at an offset of the text.
    fn set_code(&mut self, id: UnitEntryId, start: u32, code: Vec<std::ops::Range<u32>>) {
        copies::set_code(self.unit.unit, id, start, code);
    }

    /// Takes over the attributes of an entry.
    fn attributes(
        &mut self,
        id: UnitEntryId,
        entry: &ConvertUnitEntry<'_, Bytes<'i>>,
    ) -> Result<(), Unreadable> {
        for attr in &entry.attrs {
            let name = attr.name();
            let value = match (name, attr.value()) {
                // What has code got it before.
                (
                    dw::DW_AT_low_pc | dw::DW_AT_high_pc | dw::DW_AT_ranges | dw::DW_AT_entry_pc,
                    _,
                )
                | (dw::DW_AT_frame_base, _)
                // Sections that are not taken over, and what is said of call sites.
                | (dw::DW_AT_macros | dw::DW_AT_macro_info | dw::DW_AT_GNU_macros, _)
                | (dw::DW_AT_GNU_pubnames | dw::DW_AT_GNU_pubtypes | dw::DW_AT_GNU_locviews, _)
                | (dw::DW_AT_call_all_calls | dw::DW_AT_call_all_source_calls, _)
                | (dw::DW_AT_call_all_tail_calls | dw::DW_AT_GNU_all_call_sites, _)
                | (dw::DW_AT_GNU_all_tail_call_sites | dw::DW_AT_GNU_all_source_call_sites, _)
                | (_, Read::Addr(_) | Read::DebugAddrIndex(_)) => None,
                (dw::DW_AT_location, _) => self.location(entry)?,
                (_, Read::Exprloc(expression)) if !is_plain(&expression, entry) => None,
                (_, Read::LocationListsRef(_) | Read::DebugLocListsIndex(_)) => None,
                _ => {
                    let value =
                        self.unit
                            .convert_attribute_value(entry.read_unit, attr, &|_| None);
                    value.ok()
                }
            };
            if let Some(value) = value {
                self.unit.unit.get_mut(id).set(name, value);
            }
        }
        let is_pointer = matches!(
            entry.tag,
            dw::DW_TAG_pointer_type | dw::DW_TAG_reference_type | dw::DW_TAG_rvalue_reference_type
        );
        if is_pointer && !entry.has_attr(dw::DW_AT_byte_size) {
            // Else it would be that of the image's addresses.
            let bytes = entry.read_unit.encoding().address_size;
            let entry = self.unit.unit.get_mut(id);
            entry.set(dw::DW_AT_byte_size, AttributeValue::Udata(bytes.into()));
        }
        Ok(())
    }

    /// Where a variable is.
    fn location(
        &mut self,
        entry: &ConvertUnitEntry<'_, Bytes<'i>>,
    ) -> Result<Option<AttributeValue>, Unreadable> {
        let unit = entry.read_unit;
        let current = self.current.last();
        let function = current.and_then(|current| current.function.as_ref());
        let frame = current.and_then(|current| current.frame);
        let place = match (entry.attr_value(dw::DW_AT_location), function) {
            (Some(Read::Exprloc(expression)), _) => {
                location::everywhere(self.map, function, frame, expression, unit)?
            }
            (Some(value), Some(function)) => match unit.attr_locations(value)? {
                Some(list) => location::in_ranges(self.map, function, frame, list, unit)?,
                None => None,
            },
            _ => None,
        };
        Ok(place.map(|place| match place {
            Where::Everywhere(expression) => AttributeValue::Exprloc(expression),
            Where::InParts(list) => {
                AttributeValue::LocationListRef(self.unit.unit.locations.add(list))
            }
        }))
    }

    /// Writes the line table, and says which code the unit has.
    fn finish(&mut self, root: UnitEntryId) {
        self.done.sort_by_key(|function| function.placed.start);
        for function in &self.done {
            self.table.add(self.map, function, self.unit);
        }
        let ranges = self.done.iter().map(|function| Range::StartLength {
            begin: address(function.placed.start),
            length: function.placed.len.into(),
        });
        let ranges: Vec<_> = ranges.collect();
        if !ranges.is_empty() {
            let ranges = self.unit.unit.ranges.add(RangeList(ranges));
            let root = self.unit.unit.get_mut(root);
            // The base of lists that have none.
            let base = AttributeValue::Address(Address::Constant(0));
            root.set(dw::DW_AT_low_pc, base);
            root.set(dw::DW_AT_ranges, AttributeValue::RangeListRef(ranges));
        }
    }
}

/// Whether an expression, which is no location, means the same in the image.
fn is_plain(
    expression: &gimli::read::Expression<Bytes<'_>>,
    entry: &ConvertUnitEntry<'_, Bytes<'_>>,
) -> bool {
    let mut ops = expression.operations(entry.read_unit.encoding());
    loop {
        match ops.next() {
            Ok(None) => return true,
            Ok(Some(
                Operation::UnsignedConstant { .. }
                | Operation::SignedConstant { .. }
                | Operation::PlusConstant { .. }
                | Operation::Plus
                | Operation::PushObjectAddress,
            )) => {}
            _ => return false,
        }
    }
}
