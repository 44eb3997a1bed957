//! The sections that are written, and their relocations.

use crate::error::{Error, Result};
use crate::object::sections::{Builder, DebugReloc};
use gimli::LittleEndian;
use gimli::write::{Address, EndianVec, RelocateWriter, Relocation, RelocationTarget, Sections};

/// The one symbol that addresses refer to: the start of the text.
const TEXT: usize = 0;

/// The address of a byte of the text.
pub fn address(offset: u32) -> Address {
    Address::Symbol {
        symbol: TEXT,
        addend: offset.into(),
    }
}

/// A section under construction.
#[derive(Clone)]
pub struct Section {
    bytes: EndianVec<LittleEndian>,
    relocations: Vec<Relocation>,
}

impl Default for Section {
    fn default() -> Section {
        Section {
            bytes: EndianVec::new(LittleEndian),
            relocations: Vec::new(),
        }
    }
}

impl RelocateWriter for Section {
    type Writer = EndianVec<LittleEndian>;

    fn writer(&self) -> &Self::Writer {
        &self.bytes
    }

    fn writer_mut(&mut self) -> &mut Self::Writer {
        &mut self.bytes
    }

    fn relocate(&mut self, relocation: Relocation) {
        self.relocations.push(relocation);
    }
}

/// Adds what was written to the object.
///
/// # Errors
/// Those of the builder.
pub fn add(builder: &mut Builder, sections: &Sections<Section>) -> Result<()> {
    sections.for_each(|id, section| {
        if !section.bytes.slice().is_empty() {
            builder.debug_section(id.name(), section.bytes.slice());
        }
        Ok::<_, Error>(())
    })?;
    sections.for_each(|id, section| {
        let relocations = section.relocations.iter().map(|relocation| DebugReloc {
            offset: relocation.offset as u64,
            bytes: relocation.size,
            section: match relocation.target {
                RelocationTarget::Symbol(_) => None,
                RelocationTarget::Section(id) => Some(id.name()),
            },
            addend: relocation.addend,
        });
        builder.relocate_debug_section(id.name(), relocations)
    })
}
