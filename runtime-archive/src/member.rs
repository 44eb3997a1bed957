//! An object file of an archive, and what stays of it.

use crate::archive::Archive;
use crate::frames;
use object::write::{self, Relocation, SymbolSection};
use object::{
    Architecture, File, Object, ObjectSection, ObjectSymbol, RelocationFlags, RelocationTarget,
    Section, SectionFlags, SectionIndex, SectionKind, Symbol, SymbolFlags, SymbolIndex, SymbolKind,
    elf,
};
use std::collections::{HashMap, HashSet};
use std::error::Error;
use wasmc_abi::property;

/// One object file.
pub struct Member<'data> {
    /// Its name in the archive.
    pub name: &'data [u8],
    /// Its contents.
    pub object: File<'data>,
}

impl Member<'_> {
    /// Whether a section is there when an image runs. Unwind tables say nothing of their own.
    pub fn is_loaded(section: &Section<'_, '_>) -> bool {
        let SectionFlags::Elf { sh_type, sh_flags } = section.flags() else {
            return false;
        };
        sh_flags.contains(elf::SHF_ALLOC)
            && sh_type != elf::SHT_NOTE
            && section.name_bytes() != Ok(frames::SECTION)
    }
}

/// How symbols are called in the end.
pub struct Names<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// The names of global symbols that it defines.
    pub defined: &'a HashSet<&'a [u8]>,
}

/// The object file with some of its sections alone.
///
/// # Errors
/// It has something that static libraries of Rust do not have.
pub fn rewrite(
    member: &Member<'_>,
    kept: &HashSet<SectionIndex>,
    names: &Names<'_>,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let old = &member.object;
    let mut new = write::Object::new(old.format(), old.architecture(), old.endianness());
    let mut sections = HashMap::new();
    let mut order: Vec<_> = old
        .sections()
        .filter(|it| kept.contains(&it.index()))
        .collect();
    // The linker keeps the order. Small variables, which every start touches, lie on one page where no
    // large ones stand between them.
    order.sort_by_key(|it| if it.kind().is_bss() { it.size() } else { 0 });
    for section in order {
        let name = section.name_bytes()?.to_vec();
        let id = new.add_section(Vec::new(), name, section.kind());
        if section.kind().is_bss() {
            new.append_section_bss(id, section.size(), section.align());
        } else {
            let mut data = section.data()?.to_vec();
            for (offset, relocation) in section.relocations() {
                if names.archive.has_c && is_load_from_got(&relocation, &data, offset) {
                    data[offset as usize - 2] = LEA;
                }
            }
            new.set_section_data(id, data, section.align());
        }
        let SectionFlags::Elf { sh_type, sh_flags } = section.flags() else {
            return Err("a section without ELF flags".into());
        };
        // The group goes: what it would tell apart is pruned. No section is merged with its like: the
        // linker would keep all strings of all members, whether or not anything refers to them, and
        // those of the core library's panics alone are a fifth of a small image.
        let dropped = elf::SHF_GROUP.0 | elf::SHF_MERGE.0 | elf::SHF_STRINGS.0;
        let sh_flags = elf::SectionFlags(sh_flags.0 & !dropped);
        *new.section_flags_mut(id) = SectionFlags::Elf { sh_type, sh_flags };
        sections.insert(section.index(), id);
    }

    let mut symbols = HashMap::new();
    for section in old.sections().filter(|it| kept.contains(&it.index())) {
        for (offset, relocation) in section.relocations() {
            let RelocationTarget::Symbol(index) = relocation.target() else {
                return Err("a relocation without a symbol".into());
            };
            let symbol = take_symbol(old, index, &mut new, &sections, &mut symbols, names)?;
            let is_load =
                names.archive.has_c && is_load_from_got(&relocation, section.data()?, offset);
            let relocation = Relocation {
                offset,
                symbol,
                addend: relocation.addend(),
                flags: match is_load {
                    true => RelocationFlags::Elf {
                        r_type: elf::R_X86_64_PC32,
                    },
                    false => relocation.flags(),
                },
            };
            new.add_relocation(sections[&section.index()], relocation)?;
        }
    }
    if let Some(table) = frames::of_functions(old, kept)? {
        let id = new.add_section(
            Vec::new(),
            frames::SECTION.to_vec(),
            SectionKind::ReadOnlyData,
        );
        new.set_section_data(id, table.bytes, 8);
        for field in table.fields {
            let symbol = take_symbol(old, field.symbol, &mut new, &sections, &mut symbols, names)?;
            let relocation = Relocation {
                offset: field.offset,
                symbol,
                addend: field.addend,
                flags: field.flags,
            };
            new.add_relocation(id, relocation)?;
        }
    }
    // What other members and images refer to, and the names of functions, for debuggers.
    let named = |it: &Symbol<'_, '_>| it.is_global() || it.kind() == SymbolKind::Text;
    for symbol in old.symbols().filter(named) {
        if symbol
            .section_index()
            .is_some_and(|section| kept.contains(&section))
        {
            take_symbol(
                old,
                symbol.index(),
                &mut new,
                &sections,
                &mut symbols,
                names,
            )?;
        }
    }
    if old.architecture() == Architecture::Aarch64 {
        // The runtime is compiled with landing pads; the core library is not, but in an image that
        // runs a command nothing calls a function of that one indirectly, since nothing is
        // formatted there. The compiler gives other images no note, so that the linker makes none.
        let name = property::SECTION.as_bytes().to_vec();
        let note = new.add_section(Vec::new(), name, SectionKind::Note);
        let bytes: Vec<_> = property::landing_pads().collect();
        new.set_section_data(note, bytes, 8);
        *new.section_flags_mut(note) = SectionFlags::Elf {
            sh_type: elf::SHT_NOTE,
            sh_flags: elf::SHF_ALLOC,
        };
    }
    Ok(new.write()?)
}

/// Opcodes of `mov` from memory, and of `lea`.
const MOV: u8 = 0x8b;
const LEA: u8 = 0x8d;

/// Whether a relocation is that of an instruction which loads an address from a GOT. It becomes one that computes the address (psABI for
/// x86-64, B.2): all that is referred to lies in the image. The linker would make the address of a fixed image a constant of 32 bits,
/// and it has more.
fn is_load_from_got(relocation: &object::Relocation, data: &[u8], offset: u64) -> bool {
    let RelocationFlags::Elf { r_type } = relocation.flags() else {
        return false;
    };
    let opcode = (offset as usize).checked_sub(2).and_then(|at| data.get(at));
    r_type == elf::R_X86_64_REX_GOTPCRELX && opcode == Some(&MOV)
}

/// The name of a symbol. Nothing refers to a local function by its name, so its name is for people.
fn name_of(symbol: &Symbol<'_, '_>, names: &Names<'_>) -> Result<Vec<u8>, Box<dyn Error>> {
    if symbol.is_local() && symbol.kind() == SymbolKind::Text {
        let name = rustc_demangle::demangle(symbol.name()?);
        return Ok(format!("{name:#}").into_bytes());
    }
    let name = symbol.name_bytes()?;
    if symbol.is_local() {
        return Ok(name.to_vec());
    }
    match names.archive.entry {
        Some(entry) if names.defined.contains(name) && name != entry.as_bytes() => {
            Ok([names.archive.own.as_bytes(), name].concat())
        }
        Some(_) if !names.defined.contains(name) && !names.archive.is_hook(name) => {
            let name = String::from_utf8_lossy(name);
            Err(format!("nothing defines `{name}`").into())
        }
        _ => Ok(name.to_vec()),
    }
}

/// Copies a symbol, once.
fn take_symbol(
    old: &File<'_>,
    index: SymbolIndex,
    new: &mut write::Object<'_>,
    sections: &HashMap<SectionIndex, write::SectionId>,
    symbols: &mut HashMap<SymbolIndex, write::SymbolId>,
    names: &Names<'_>,
) -> Result<write::SymbolId, Box<dyn Error>> {
    if let Some(&id) = symbols.get(&index) {
        return Ok(id);
    }
    let symbol = old.symbol_by_index(index)?;
    let section = symbol.section_index().map(|section| sections[&section]);
    let id = match section {
        Some(section) if symbol.kind() == SymbolKind::Section => new.section_symbol(section),
        _ => {
            let SymbolFlags::Elf { st_info, st_other } = symbol.flags() else {
                return Err("a symbol without ELF flags".into());
            };
            new.add_symbol(write::Symbol {
                name: name_of(&symbol, names)?,
                value: symbol.address(),
                size: symbol.size(),
                kind: symbol.kind(),
                scope: symbol.scope(),
                weak: symbol.is_weak(),
                section: section.map_or(SymbolSection::Undefined, SymbolSection::Section),
                flags: SymbolFlags::Elf { st_info, st_other },
            })
        }
    };
    symbols.insert(index, id);
    Ok(id)
}
