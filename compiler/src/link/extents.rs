//! Section headers that reach as far as their segments.

use crate::error::{Error, Result};
use object::LittleEndian;
use object::elf::{self, FileHeader64};
use object::read::elf::{FileHeader, ProgramHeader, SectionHeader};

/// Where `sh_size` is in a section header (`Elf64_Shdr`, elf(5)), in bytes.
const SH_SIZE: u64 = 32;

/// Lets the last section of each loaded segment end where the segment ends in the file. The linker does
/// not count the padding between parts of a section that are aligned differently, so it writes
/// sizes that are too small. The kernel looks at segments only, but strip(1) clears what is in no
/// section: here the end of the code.
///
/// # Errors
/// [`Error::Internal`]: what the linker writes is ELF.
pub fn extend_to_segments(image: &mut [u8]) -> Result<()> {
    for (at, size) in sizes(image).map_err(|error| Error::Internal(format!("linker: {error}")))? {
        let field = image.get_mut(at..at + 8);
        let field = field.ok_or_else(|| Error::Internal("linker: cut-off headers".into()))?;
        field.copy_from_slice(&size.to_le_bytes());
    }
    Ok(())
}

/// Where the sizes are that are too small, and what they are to be.
fn sizes(image: &[u8]) -> object::read::Result<Vec<(usize, u64)>> {
    let header = FileHeader64::<LittleEndian>::parse(image)?;
    let endian = header.endian()?;
    let sections = header.section_headers(endian, image)?;
    let mut sizes = Vec::new();
    for segment in header.program_headers(endian, image)? {
        if segment.p_type(endian) != elf::PT_LOAD {
            continue;
        }
        let start = segment.p_offset(endian);
        let end = start + segment.p_filesz(endian);
        let inside = sections.iter().enumerate().filter(|(_, section)| {
            section.sh_type(endian) != elf::SHT_NOBITS
                && section.sh_addr(endian) != 0
                && (start..end).contains(&section.sh_offset(endian))
        });
        if let Some((index, last)) = inside.max_by_key(|(_, it)| it.sh_offset(endian)) {
            let size = end - last.sh_offset(endian);
            if last.sh_size(endian) < size {
                let entry = index as u64 * u64::from(header.e_shentsize(endian));
                let at = header.e_shoff(endian) + entry + SH_SIZE;
                sizes.push((at as usize, size));
            }
        }
    }
    Ok(sizes)
}
