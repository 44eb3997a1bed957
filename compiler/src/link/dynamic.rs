//! No dynamic section in an image without relocations.
//!
//! The linker writes one into every position-independent executable, in a segment of its own. Nobody reads it where
//! there is nothing to relocate, but the kernel maps the segment at every start, and copies a page of it to clear
//! the rest.

use crate::error::{Error, Result};
use object::elf::{self, FileHeader64, ProgramHeader64, SectionHeader64};
use object::read::elf::{Dyn, FileHeader, ProgramHeader, SectionHeader};
use object::{LittleEndian, pod};
use std::ops::Range;

/// What says where relocations are (ELF gABI, "Dynamic Section").
const RELOCATIONS: [elf::DynamicTag; 4] = [elf::DT_RELA, elf::DT_REL, elf::DT_RELR, elf::DT_JMPREL];

/// Takes the dynamic section out of the segments of an image without relocations. Gives the bytes of the file that are
/// of no use then.
///
/// # Errors
/// [`Error::Internal`]: what the linker writes is ELF.
pub fn drop_if_unused(image: &mut [u8]) -> Result<Range<usize>> {
    let cut_off = || Error::Internal("linker: cut-off headers".into());
    let without = without(image).map_err(|error| Error::Internal(format!("linker: {error}")))?;
    let Some(without) = without else {
        return Ok(0..0);
    };
    let (header, _) =
        pod::from_bytes_mut::<FileHeader64<LittleEndian>>(image).map_err(|()| cut_off())?;
    header
        .e_phnum
        .set(LittleEndian, without.segments.len() as u16);
    let segments = pod::bytes_of_slice(&without.segments);
    let range = without.segments_at..without.segments_at + segments.len();
    image
        .get_mut(range)
        .ok_or_else(cut_off)?
        .copy_from_slice(segments);
    let section = pod::bytes_of(&without.section);
    let range = without.section_at..without.section_at + section.len();
    image
        .get_mut(range)
        .ok_or_else(cut_off)?
        .copy_from_slice(section);
    Ok(without.unused)
}

/// Headers that differ in an image whose dynamic section is not loaded, and where they are in the file.
struct Without {
    segments: Vec<ProgramHeader64<LittleEndian>>,
    segments_at: usize,
    section: SectionHeader64<LittleEndian>,
    section_at: usize,
    /// What was in the section.
    unused: Range<usize>,
}

/// `None` if there are relocations, or other things in the section's segment.
fn without(image: &[u8]) -> object::read::Result<Option<Without>> {
    let header = FileHeader64::<LittleEndian>::parse(image)?;
    let endian = header.endian()?;
    let segments = header.program_headers(endian, image)?;
    let dynamic = segments
        .iter()
        .find(|it| it.p_type(endian) == elf::PT_DYNAMIC);
    let Some(dynamic) = dynamic else {
        return Ok(None);
    };
    let entries = dynamic.dynamic(endian, image)?.unwrap_or_default();
    let sections = header.section_headers(endian, image)?;
    let section = sections
        .iter()
        .enumerate()
        .find(|(_, it)| it.sh_type(endian) == elf::SHT_DYNAMIC);
    let Some((index, section)) = section else {
        return Ok(None);
    };
    let is_its = |segment: &ProgramHeader64<LittleEndian>| {
        segment.p_offset(endian) == dynamic.p_offset(endian)
            && segment.p_filesz(endian) == dynamic.p_filesz(endian)
    };
    let relocates = entries
        .iter()
        .any(|it| RELOCATIONS.contains(&it.tag(endian)));
    let is_alone = segments
        .iter()
        .any(|it| it.p_type(endian) == elf::PT_LOAD && is_its(it));
    if relocates || !is_alone {
        return Ok(None);
    }
    let mut kept: Vec<_> = segments.iter().filter(|it| !is_its(it)).copied().collect();
    let bytes = (kept.len() * size_of::<ProgramHeader64<LittleEndian>>()) as u64;
    for segment in &mut kept {
        if segment.p_type(endian) == elf::PT_PHDR {
            segment.p_filesz.set(endian, bytes);
            segment.p_memsz.set(endian, bytes);
        }
    }
    let start = section.sh_offset(endian) as usize;
    let unused = start..start + section.sh_size(endian) as usize;
    let mut section = *section;
    section.sh_size.set(endian, 0);
    section.sh_type.set(endian, elf::SHT_PROGBITS);
    section.sh_flags.set(endian, elf::SectionFlags(0));
    section.sh_addr.set(endian, 0);
    let entry = index * usize::from(header.e_shentsize(endian));
    Ok(Some(Without {
        segments: kept,
        segments_at: header.e_phoff(endian) as usize,
        section,
        section_at: header.e_shoff(endian) as usize + entry,
        unused,
    }))
}
