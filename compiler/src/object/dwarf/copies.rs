//! Entries for what wasmc inlined.

use super::input::Bytes;
use super::lines::Table;
use super::map::{Function, Map};
use super::output::address;
use crate::inline::CopyId;
use crate::object::names;
use crate::program::{FuncId, FunctionKind};
use gimli::constants as dw;
use gimli::write::{AttributeValue, ConvertUnit, Range, RangeList, Unit, UnitEntryId};
use std::collections::HashMap;

/// An entry that has code, or had some in the module.
pub struct Scope {
    /// The entry.
    pub entry: UnitEntryId,
    /// The addresses of its code in the module.
    pub module: Vec<std::ops::Range<u64>>,
}

/// The entries of functions that copies refer to. The unit of the function itself may be another one, and its
/// entry says where its own variables are.
#[derive(Default)]
pub struct Abstract {
    entries: HashMap<FuncId, UnitEntryId>,
}

impl Abstract {
    /// Adds entries for the copies in a function, inside of its scopes.
    pub fn add(
        &mut self,
        map: &Map<'_>,
        function: &Function<'_>,
        scopes: &[Scope],
        table: &mut Table<'_>,
        unit: &mut ConvertUnit<'_, Bytes<'_>>,
    ) {
        let placed = function.placed;
        let code = code_of_copies(function);
        let mut added: HashMap<CopyId, UnitEntryId> = HashMap::new();
        // Callers come first.
        for (id, copy) in &placed.copies {
            let Some(code) = code.get(&id) else {
                continue;
            };
            let call = map.address(copy.call_offset);
            let parent = match copy.caller {
                Some(caller) => added.get(&caller).copied(),
                None => innermost(scopes, call),
            };
            let (Some(parent), Some(origin)) = (parent, self.entry(map, copy.function, unit))
            else {
                continue;
            };
            let place = table.place(call, unit);
            let entry = unit.unit.add(parent, dw::DW_TAG_inlined_subroutine);
            added.insert(id, entry);
            set_code(unit.unit, entry, placed.start, function.merged(code));
            let entry = unit.unit.get_mut(entry);
            entry.set(dw::DW_AT_abstract_origin, AttributeValue::UnitRef(origin));
            if let Some((file, line, column)) = place {
                entry.set(dw::DW_AT_call_file, AttributeValue::FileIndex(Some(file)));
                entry.set(dw::DW_AT_call_line, AttributeValue::Udata(line));
                entry.set(dw::DW_AT_call_column, AttributeValue::Udata(column));
            }
        }
    }

    /// The entry of a function.
    fn entry(
        &mut self,
        map: &Map<'_>,
        id: FuncId,
        unit: &mut ConvertUnit<'_, Bytes<'_>>,
    ) -> Option<UnitEntryId> {
        if let Some(&entry) = self.entries.get(&id) {
            return Some(entry);
        }
        let plan = &map.program.functions[id];
        let FunctionKind::Body(body) = plan.kind else {
            return None;
        };
        let index = map.program.module_of(plan.instance).bodies[body].index;
        let name = names::of_body(map.program, plan.instance, index);
        if name.is_empty() || name.contains('\0') {
            return None;
        }
        let name = unit.strings.add(name);
        let root = unit.unit.root();
        let entry = unit.unit.add(root, dw::DW_TAG_subprogram);
        let added = unit.unit.get_mut(entry);
        added.set(dw::DW_AT_name, AttributeValue::StringRef(name));
        added.set(dw::DW_AT_inline, AttributeValue::Inline(dw::DW_INL_inlined));
        self.entries.insert(id, entry);
        Some(entry)
    }
}

/// The positions of the spans of each copy, with those of copies in it.
fn code_of_copies(function: &Function<'_>) -> HashMap<CopyId, Vec<u32>> {
    let placed = function.placed;
    let mut code: HashMap<CopyId, Vec<u32>> = HashMap::new();
    for (position, span) in placed.places.spans.iter().enumerate() {
        let parent = |copy: &CopyId| placed.copies[*copy].caller;
        for copy in std::iter::successors(span.origin.copy, parent) {
            code.entry(copy).or_default().push(position as u32);
        }
    }
    code
}

/// The innermost entry with this address.
fn innermost(scopes: &[Scope], address: u64) -> Option<UnitEntryId> {
    let has = |scope: &&Scope| scope.module.iter().any(|range| range.contains(&address));
    let innermost = scopes.iter().rev().find(has).or(scopes.first());
    innermost.map(|scope| scope.entry)
}

/// Says which code an entry has: parts of a function that begins at an offset of the text.
pub fn set_code(unit: &mut Unit, id: UnitEntryId, start: u32, code: Vec<std::ops::Range<u32>>) {
    let version = unit.version();
    if let [range] = &code[..] {
        let entry = unit.get_mut(id);
        let low = AttributeValue::Address(address(start + range.start));
        entry.set(dw::DW_AT_low_pc, low);
        let high = match version {
            // A constant is a length from version 4 on.
            4.. => AttributeValue::Udata((range.end - range.start).into()),
            _ => AttributeValue::Address(address(start + range.end)),
        };
        entry.set(dw::DW_AT_high_pc, high);
        return;
    }
    // An empty list says that there is none.
    let mut list = Vec::new();
    if !code.is_empty() {
        list.push(Range::BaseAddress {
            address: address(start),
        });
    }
    list.extend(code.into_iter().map(|range| Range::OffsetPair {
        begin: range.start.into(),
        end: range.end.into(),
    }));
    let list = unit.ranges.add(RangeList(list));
    let entry = unit.get_mut(id);
    entry.set(dw::DW_AT_ranges, AttributeValue::RangeListRef(list));
}
