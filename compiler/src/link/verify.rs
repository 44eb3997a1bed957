//! Reads the executable again: what an image promises is checked, not assumed.

use crate::error::{Error, Result};
use crate::options::{Options, RelocationModel};
use object::elf;
use object::read::elf::{ElfFile64, FileHeader, ProgramHeader};

/// Checks what holds for every image: the kernel needs nothing else to run it, and no segment is
/// writable and executable.
///
/// # Errors
/// [`Error::Internal`] naming what does not hold.
pub fn verify(bytes: &[u8], options: &Options) -> Result<()> {
    check(bytes, options).map_err(|what| Error::Internal(format!("the linked image {what}")))
}

fn check(bytes: &[u8], options: &Options) -> std::result::Result<(), String> {
    let file: ElfFile64<'_> =
        ElfFile64::parse(bytes).map_err(|error| format!("is not ELF: {error}"))?;
    let endian = file.endian();
    let header = file.elf_header();
    let kind = match options.relocation_model {
        RelocationModel::Pie => elf::ET_DYN,
        RelocationModel::Static => elf::ET_EXEC,
    };
    if header.e_type(endian) != kind {
        return Err("has the wrong ELF type".into());
    }
    if header.e_entry(endian) == 0 {
        return Err("has no entry point".into());
    }
    for segment in file.elf_program_headers() {
        let flags = segment.p_flags(endian);
        let both = flags.contains(elf::PF_W | elf::PF_X);
        match segment.p_type(endian) {
            elf::PT_INTERP => return Err("asks for a program interpreter".into()),
            elf::PT_LOAD if both => return Err("has a writable and executable segment".into()),
            elf::PT_GNU_STACK if both => return Err("asks for an executable stack".into()),
            _ => {}
        }
    }
    Ok(())
}
