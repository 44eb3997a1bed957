//! What the headers of an image must say (System V gABI, chapter 5).

use anyhow::{Result, bail, ensure};
use object::Endianness;
use object::elf::{self, FileHeader64, ProgramHeader64};
use object::read::elf::{Dyn, FileHeader, ProgramHeader, SectionHeader, Sym};
use wasmc_compiler::options::RelocationModel;
use wasmc_compiler::target::Target;

type File<'data> = &'data FileHeader64<Endianness>;
type Segments<'data> = &'data [ProgramHeader64<Endianness>];

const LE: Endianness = Endianness::Little;

/// Checks an image.
///
/// # Errors
/// The first promise that it breaks.
pub fn check(image: &[u8], target: Target, model: RelocationModel) -> Result<()> {
    let file: File<'_> = FileHeader64::parse(image)?;
    ensure!(file.endian()? == LE, "not little-endian");
    let machine = match target {
        Target::X86_64 => elf::EM_X86_64,
        Target::Aarch64 => elf::EM_AARCH64,
    };
    ensure!(
        file.e_machine(LE) == machine,
        "machine {}",
        file.e_machine(LE)
    );
    let ty = match model {
        RelocationModel::Pie => elf::ET_DYN,
        RelocationModel::Static => elf::ET_EXEC,
    };
    ensure!(file.e_type(LE) == ty, "type {}, not {ty}", file.e_type(LE));

    let segments = file.program_headers(LE, image)?;
    permissions(file, segments)?;
    if target == Target::Aarch64 {
        landing_pads(image, segments)?;
    }
    let relocated = dynamic(file, image, segments, model)?;
    let relro = segments
        .iter()
        .any(|segment| segment.p_type(LE) == elf::PT_GNU_RELRO);
    ensure!(
        relro || !relocated,
        "relocated data stays writable: there is no PT_GNU_RELRO"
    );
    nothing_outside_sections(file, image, segments)?;
    no_undefined_symbols(file, image)
}

/// strip(1) clears what is loaded and is in no section, except the padding between sections.
fn nothing_outside_sections(file: File<'_>, image: &[u8], segments: Segments<'_>) -> Result<()> {
    let sections = file.section_headers(LE, image)?;
    let loaded = |segment: &&ProgramHeader64<Endianness>| segment.p_type(LE) == elf::PT_LOAD;
    for segment in segments.iter().filter(loaded) {
        let start = segment.p_offset(LE);
        let end = start + segment.p_filesz(LE);
        let ends = sections
            .iter()
            .filter(|it| it.sh_type(LE) != elf::SHT_NOBITS && it.sh_addr(LE) != 0)
            .filter(|it| (start..end).contains(&it.sh_offset(LE)))
            .map(|it| it.sh_offset(LE) + it.sh_size(LE));
        let last = ends.max().unwrap_or(end);
        ensure!(
            last >= end,
            "sections end at {last}, their segment at {end}"
        );
    }
    Ok(())
}

/// Static, and nothing is both writable and executable.
fn permissions(file: File<'_>, segments: Segments<'_>) -> Result<()> {
    let mut stack = None;
    let mut entry_is_code = false;
    for segment in segments {
        let flags = segment.p_flags(LE);
        let (writable, executable) = (flags.0 & elf::PF_W.0 != 0, flags.0 & elf::PF_X.0 != 0);
        match segment.p_type(LE) {
            elf::PT_INTERP => bail!("there is a PT_INTERP: it needs a dynamic linker"),
            elf::PT_GNU_STACK => stack = Some(executable),
            elf::PT_LOAD => {
                ensure!(
                    !(writable && executable),
                    "a segment is writable and executable"
                );
                let start = segment.p_vaddr(LE);
                let range = start..start + segment.p_memsz(LE);
                entry_is_code |= executable && range.contains(&file.e_entry(LE));
            }
            _ => {}
        }
    }
    ensure!(
        entry_is_code,
        "the entry point is not in an executable segment"
    );
    ensure!(
        stack == Some(false),
        "PT_GNU_STACK: expected a non-executable one, got {stack:?}"
    );
    Ok(())
}

/// The kernel is told that every target of an indirect branch is a landing pad; so is the emulator,
/// so that all tests of this target hold the images to it.
fn landing_pads(image: &[u8], segments: Segments<'_>) -> Result<()> {
    let marked = segments
        .iter()
        .any(|segment| segment.p_type(LE) == elf::PT_GNU_PROPERTY);
    ensure!(marked, "there is no PT_GNU_PROPERTY");
    for segment in segments {
        let Some(mut notes) = segment.notes(LE, image)? else {
            continue;
        };
        while let Some(note) = notes.next()? {
            let Some(mut properties) = note.gnu_properties(LE) else {
                continue;
            };
            while let Some(property) = properties.next()? {
                let features = property.pr_type() == elf::GNU_PROPERTY_AARCH64_FEATURE_1_AND;
                if features && property.data_u32(LE)? & elf::GNU_PROPERTY_AARCH64_FEATURE_1_BTI != 0
                {
                    return Ok(());
                }
            }
        }
    }
    bail!("there is no property note that says BTI")
}

/// Nothing is needed from other files; whether there are relocations.
fn dynamic(
    file: File<'_>,
    image: &[u8],
    segments: Segments<'_>,
    model: RelocationModel,
) -> Result<bool> {
    let mut relocated = false;
    let mut present = false;
    for segment in segments {
        for entry in segment.dynamic(LE, image)?.unwrap_or_default() {
            present = true;
            match entry.tag(LE) {
                elf::DT_NEEDED => bail!("there is a DT_NEEDED"),
                elf::DT_TEXTREL => bail!("there is a DT_TEXTREL"),
                elf::DT_RELASZ | elf::DT_RELSZ | elf::DT_RELRSZ => relocated |= entry.val(LE) != 0,
                elf::DT_NULL => break,
                _ => {}
            }
        }
    }
    if model == RelocationModel::Static {
        ensure!(!relocated, "a fixed image has relocations");
    }
    // The kernel would map it for nothing.
    ensure!(
        relocated || !present,
        "there is a PT_DYNAMIC, and nothing to relocate"
    );
    // The runtime finds relocations there.
    let sections = file.section_headers(LE, image)?;
    let unseen = sections.iter().any(|section| {
        let kinds = [elf::SHT_RELA, elf::SHT_REL, elf::SHT_RELR];
        kinds.contains(&section.sh_type(LE)) && section.sh_size(LE) != 0
    });
    ensure!(
        present || !unseen,
        "there are relocations, and no PT_DYNAMIC"
    );
    Ok(relocated)
}

fn no_undefined_symbols(file: File<'_>, image: &[u8]) -> Result<()> {
    let sections = file.sections(LE, image)?;
    for kind in [elf::SHT_SYMTAB, elf::SHT_DYNSYM] {
        let symbols = sections.symbols(LE, image, kind)?;
        // The first symbol is the null one.
        for symbol in symbols.iter().skip(1) {
            let name = String::from_utf8_lossy(symbol.name(LE, symbols.strings())?);
            ensure!(!symbol.is_undefined(LE), "undefined symbol {name}");
        }
    }
    Ok(())
}
