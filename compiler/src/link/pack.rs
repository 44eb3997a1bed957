//! What is not loaded moves into the gap that an unused dynamic section leaves.
//!
//! The linker aligns the data to a page of the file, and puts the dynamic section in front of it.

use crate::error::{Error, Result};
use object::LittleEndian;
use object::elf::{self, FileHeader64, SectionHeader64};
use object::pod;
use object::read::elf::{FileHeader, ProgramHeader, SectionHeader};
use std::ops::Range;

/// Moves sections that nobody loads into a gap of the file, as far as they fit, and those behind them forward. The
/// headers say where they are then.
///
/// # Errors
/// [`Error::Internal`]: what the linker writes is ELF.
pub fn fill(image: &mut Vec<u8>, gap: Range<usize>) -> Result<()> {
    if gap.is_empty() {
        return Ok(());
    }
    let broken = |error| Error::Internal(format!("linker: {error}"));
    let Some((mut sections, headers_at, tail)) = sections(image).map_err(broken)? else {
        return Ok(());
    };
    let behind = image.split_off(tail);
    let mut free = gap;
    let mut end = tail;
    let mut moved: Vec<_> = sections
        .iter_mut()
        .filter(|section| section.sh_offset(LittleEndian) as usize >= tail && has_bytes(section))
        .collect();
    moved.sort_by_key(|section| section.sh_offset(LittleEndian));
    for section in moved {
        let start = section.sh_offset(LittleEndian) as usize - tail;
        let len = section.sh_size(LittleEndian) as usize;
        let align = section.sh_addralign(LittleEndian).max(1) as usize;
        let bytes = behind.get(start..start + len);
        let bytes = bytes.ok_or_else(|| Error::Internal("linker: a cut-off section".into()))?;
        let inside = free.start.next_multiple_of(align);
        let at = match inside + len <= free.end {
            true => {
                free.start = inside + len;
                inside
            }
            false => {
                let at = end.next_multiple_of(align);
                end = at + len;
                image.resize(end, 0);
                at
            }
        };
        image[at..at + len].copy_from_slice(bytes);
        section.sh_offset.set(LittleEndian, at as u64);
    }
    let headers = pod::bytes_of_slice(&sections);
    let range = headers_at..headers_at + headers.len();
    let place = image.get_mut(range);
    let place = place.ok_or_else(|| Error::Internal("linker: cut-off headers".into()))?;
    place.copy_from_slice(headers);
    Ok(())
}

fn has_bytes(section: &SectionHeader64<LittleEndian>) -> bool {
    let kind = section.sh_type(LittleEndian);
    kind != elf::SHT_NULL && kind != elf::SHT_NOBITS
}

type Sections = Vec<SectionHeader64<LittleEndian>>;

/// The section headers, where they are, and where the last segment ends in the file; `None` if the headers are
/// behind it.
fn sections(image: &[u8]) -> object::read::Result<Option<(Sections, usize, usize)>> {
    let header = FileHeader64::<LittleEndian>::parse(image)?;
    let endian = header.endian()?;
    let segments = header.program_headers(endian, image)?.iter();
    let tail = segments.map(|it| it.p_offset(endian) + it.p_filesz(endian));
    let tail = tail.max().unwrap_or_default();
    let sections = header.section_headers(endian, image)?;
    let at = header.e_shoff(endian);
    let is_in_front = at + size_of_val(sections) as u64 <= tail;
    Ok(is_in_front.then(|| (sections.to_vec(), at as usize, tail as usize)))
}
