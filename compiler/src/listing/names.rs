//! What instructions refer to, by name.

use crate::machine::{Code, Placed, RelocTarget, TextReloc};
use crate::object::libcall_name;
use crate::program::Program;
use cranelift_entity::EntityRef;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

/// The names that the code of one function sees.
pub struct Names<'a> {
    program: &'a Program<'a>,
    code: &'a Code,
    /// The number of the function, which makes its labels different from those of others.
    function: usize,
    /// The numbers of the labels, by their places in the text.
    labels: BTreeMap<u32, usize>,
}

impl<'a> Names<'a> {
    /// Those without labels.
    pub fn new(program: &'a Program<'a>, code: &'a Code, function: usize) -> Names<'a> {
        Names {
            program,
            code,
            function,
            labels: BTreeMap::new(),
        }
    }

    /// Gives labels to places.
    pub fn set_labels(&mut self, places: impl Iterator<Item = u32>) {
        self.labels = places
            .enumerate()
            .map(|(number, at)| (at, number))
            .collect();
    }

    /// The label of a place.
    pub fn label(&self, place: u32) -> Option<String> {
        let number = self.labels.get(&place)?;
        Some(format!(".LBB{}_{number}", self.function))
    }

    /// Bytes of the text.
    pub fn bytes(&self, range: Range<u32>) -> &'a [u8] {
        let end = self.code.text.len().min(range.end as usize);
        self.code
            .text
            .get(range.start as usize..end)
            .unwrap_or_default()
    }

    /// The text from an offset on.
    pub fn rest(&self, start: u32) -> &'a [u8] {
        self.code.text.get(start as usize..).unwrap_or_default()
    }

    /// The name of a place in the text.
    pub fn place(&self, place: u32) -> String {
        if let Some(label) = self.label(place) {
            return label;
        }
        // A jump to the runtime, which lies in front of the functions.
        if let Some(reloc) = self.linked(place..place + 4)
            && self.function_at(place).is_none()
        {
            return self.symbol(reloc);
        }
        let Some((id, placed)) = self.function_at(place) else {
            return format!("{}+{place:#x}", wasmc_abi::symbols::TEXT);
        };
        let name = quoted(&self.program.function_name(id));
        match place - placed.start {
            0 => name,
            distance => format!("{name}+{distance:#x}"),
        }
    }

    fn function_at(&self, place: u32) -> Option<(crate::program::FuncId, &'a Placed)> {
        let functions = self.code.functions.as_values_slice();
        // Those without code lie where the next one does.
        let next = functions.partition_point(|placed| placed.start <= place);
        let position = next.checked_sub(1)?;
        let placed = &functions[position];
        let is_inside = place - placed.start < placed.len;
        is_inside.then(|| (EntityRef::new(position), placed))
    }

    /// What the linker fills in, in a range of the text.
    pub fn linked(&self, range: Range<u32>) -> Option<&'a TextReloc> {
        let relocs = &self.code.relocs;
        let first = relocs.partition_point(|reloc| reloc.offset < range.start.into());
        let reloc = relocs.get(first)?;
        (reloc.offset < range.end.into()).then_some(reloc)
    }

    /// The name of the symbol that the linker fills in.
    pub fn symbol(&self, reloc: &TextReloc) -> String {
        match reloc.target {
            RelocTarget::Symbol(symbol) => quoted(&self.program.symbol_name(symbol)),
            RelocTarget::LibCall(libcall) => {
                libcall_name(libcall).map_or_else(|_| libcall.to_string(), str::to_string)
            }
        }
    }
}

/// A name with a distance.
pub fn with_distance(mut name: String, distance: i64) -> String {
    let sign = if distance < 0 { '-' } else { '+' };
    if distance != 0 {
        let _ = write!(name, "{sign}{:#x}", distance.unsigned_abs());
    }
    name
}

/// A name as assemblers take it.
pub fn quoted(name: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$');
    let starts_plain = !name.starts_with(|c: char| c.is_ascii_digit());
    match !name.is_empty() && starts_plain && name.chars().all(plain) {
        true => name.to_string(),
        false => format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}
