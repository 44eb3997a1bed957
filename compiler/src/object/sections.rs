//! The object under construction: its sections, and where things lie in them.

use crate::error::{Error, Result};
use crate::info;
use crate::machine::{self, Code, Placed, TextReloc};
use crate::program::Program;
use crate::program::symbol::{Symbol, wasi_functions};
use crate::target::Target;
use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::ir::LibCall;
use object::write::{Object, Relocation, SectionId, SymbolId, SymbolSection};
use object::{
    Architecture, BinaryFormat, Endianness, RelocationFlags, SectionFlags, SectionKind,
    SymbolFlags, SymbolKind, SymbolScope, elf,
};
use std::collections::HashMap;
use wasmc_abi::symbols;
use wasmc_abi::wasi02;

/// Section of the compiled functions. The linker puts it behind the runtime's code, to which its
/// first instructions jump.
const WASM_TEXT: &str = ".wasm_text";

/// A section, and an offset in it.
#[derive(Clone, Copy, Debug)]
pub struct Location {
    /// Symbol of the section.
    pub section: SymbolId,
    /// Offset there, in bytes.
    pub offset: u64,
}

/// A field of a section for debuggers, for the linker to fill in.
pub struct DebugReloc {
    /// Where the field is.
    pub offset: u64,
    /// Its size: 4 or 8.
    pub bytes: u8,
    /// The section whose offset it holds; `None`: it holds an address in the text.
    pub section: Option<&'static str>,
    /// The offset in the section or in the text.
    pub addend: i64,
}

/// An object under construction.
pub struct Builder {
    object: Object<'static>,
    target: Target,
    text: SectionId,
    rodata: SectionId,
    data: SectionId,
    /// The locations of what code refers to.
    locations: HashMap<Symbol, Location>,
    /// Symbols of the runtime that were referred to before.
    externals: HashMap<&'static str, SymbolId>,
    /// The sections for debuggers.
    debug: HashMap<&'static str, SectionId>,
}

impl Builder {
    /// An empty object.
    pub fn new(target: Target) -> Self {
        let architecture = match target {
            Target::X86_64 => Architecture::X86_64,
            Target::Aarch64 => Architecture::Aarch64,
        };
        let mut object = Object::new(BinaryFormat::Elf, architecture, Endianness::Little);
        let mut section =
            |name: &str, kind| object.add_section(Vec::new(), name.as_bytes().to_vec(), kind);
        let text = section(WASM_TEXT, SectionKind::Text);
        let rodata = section(".rodata.wasm", SectionKind::ReadOnlyData);
        let data = section(".data.wasm", SectionKind::Data);
        // Says that the code needs no executable stack.
        section(".note.GNU-stack", SectionKind::Other);
        Builder {
            object,
            target,
            text,
            rodata,
            data,
            locations: HashMap::new(),
            externals: HashMap::new(),
            debug: HashMap::new(),
        }
    }

    /// Takes the code, and defines the symbols of its ends and of the entry.
    pub fn text(&mut self, code: &Code) {
        self.object
            .append_section_data(self.text, &code.text, u64::from(code.align.max(16)));
        self.define(symbols::TEXT, self.text, 0);
        self.define(symbols::TEXT_END, self.text, code.text.len() as u64);
        let section = self.object.section_symbol(self.text);
        self.locations
            .insert(Symbol::Text, Location { section, offset: 0 });
    }

    /// Adds a note, in a section of its own.
    pub fn note(&mut self, name: &str, bytes: &[u8]) {
        let name = name.as_bytes().to_vec();
        let section = self.object.add_section(Vec::new(), name, SectionKind::Note);
        self.object.append_section_data(section, bytes, 8);
        *self.object.section_flags_mut(section) = SectionFlags::Elf {
            sh_type: elf::SHT_NOTE,
            sh_flags: elf::SHF_ALLOC,
        };
    }

    /// Adds the unwind tables, with the offset of each field in them that holds the address of the text at
    /// another offset.
    pub fn frames(&mut self, bytes: &[u8], starts: &[(u64, u32)]) -> Result<()> {
        let name = b".eh_frame".to_vec();
        let section = self
            .object
            .add_section(Vec::new(), name, SectionKind::ReadOnlyData);
        self.object.append_section_data(section, bytes, 8);
        let r_type = match self.target {
            Target::X86_64 => elf::R_X86_64_PC32,
            Target::Aarch64 => elf::R_AARCH64_PREL32,
        };
        let text = self.object.section_symbol(self.text);
        for &(at, start) in starts {
            self.relocate(section, at, r_type, text, start.into())?;
        }
        Ok(())
    }

    /// Adds a section for debuggers, which is not loaded.
    pub fn debug_section(&mut self, name: &'static str, bytes: &[u8]) {
        let section =
            self.object
                .add_section(Vec::new(), name.as_bytes().to_vec(), SectionKind::Debug);
        self.object.append_section_data(section, bytes, 1);
        self.debug.insert(name, section);
    }

    /// Has the linker fill in fields of a section for debuggers.
    pub fn relocate_debug_section(
        &mut self,
        name: &str,
        relocs: impl Iterator<Item = DebugReloc>,
    ) -> Result<()> {
        let missing = || Error::Internal("a debug section that was not added".into());
        for reloc in relocs {
            let section = *self.debug.get(name).ok_or_else(missing)?;
            let target = match reloc.section {
                None => self.text,
                Some(name) => *self.debug.get(name).ok_or_else(missing)?,
            };
            let symbol = self.object.section_symbol(target);
            let r_type = match (self.target, reloc.bytes) {
                (Target::X86_64, 4) => elf::R_X86_64_32,
                (Target::X86_64, _) => elf::R_X86_64_64,
                (Target::Aarch64, 4) => elf::R_AARCH64_ABS32,
                (Target::Aarch64, _) => elf::R_AARCH64_ABS64,
            };
            self.relocate(section, reloc.offset, r_type, symbol, reloc.addend)?;
        }
        Ok(())
    }

    /// Adds what the executable says of itself, which is not loaded.
    pub fn info(&mut self, bytes: &[u8]) {
        let name = info::SECTION.as_bytes().to_vec();
        let section = self
            .object
            .add_section(Vec::new(), name, SectionKind::Other);
        self.object.append_section_data(section, bytes, 1);
    }

    /// Defines a symbol that the runtime knows for a piece of code.
    pub fn define_text(&mut self, name: &str, placed: &Placed) {
        self.define_code(name, placed, SymbolScope::Linkage);
    }

    /// Gives a piece of code a name that nothing refers to.
    pub fn name_code(&mut self, name: &str, placed: &Placed) {
        self.define_code(name, placed, SymbolScope::Compilation);
    }

    fn define_code(&mut self, name: &str, placed: &Placed, scope: SymbolScope) {
        self.object.add_symbol(object::write::Symbol {
            name: name.as_bytes().to_vec(),
            value: placed.start.into(),
            size: placed.len.into(),
            kind: SymbolKind::Text,
            scope,
            weak: false,
            section: SymbolSection::Section(self.text),
            flags: SymbolFlags::None,
        });
    }

    /// Defines a symbol of the writable data.
    pub fn define_data(&mut self, name: &str, offset: u64) {
        self.define(name, self.data, offset);
    }

    /// Adds read-only data.
    pub fn read_only(&mut self, bytes: &[u8], align: u64) -> Location {
        self.add(self.rodata, bytes, align)
    }

    /// Adds writable data.
    pub fn writable(&mut self, bytes: &[u8], align: u64) -> Location {
        self.add(self.data, bytes, align)
    }

    /// Adds whole pages of writable data, in a section of their own.
    pub fn pages(&mut self, name: &str, mut bytes: Vec<u8>, page: u64) -> Location {
        bytes.resize(bytes.len().next_multiple_of(page as usize), 0);
        let name = name.as_bytes().to_vec();
        let section = self.object.add_section(Vec::new(), name, SectionKind::Data);
        self.object.set_section_data(section, bytes, page);
        Location {
            section: self.object.section_symbol(section),
            offset: 0,
        }
    }

    fn add(&mut self, section: SectionId, bytes: &[u8], align: u64) -> Location {
        let offset = self.object.append_section_data(section, bytes, align);
        Location {
            section: self.object.section_symbol(section),
            offset,
        }
    }

    /// Gives read-only data a name that the runtime knows.
    pub fn export_read_only(&mut self, name: &str, bytes: &[u8], align: u64) {
        let location = self.read_only(bytes, align);
        self.define(name, self.rodata, location.offset);
    }

    fn define(&mut self, name: &str, section: SectionId, offset: u64) {
        self.object.add_symbol(object::write::Symbol {
            name: name.as_bytes().to_vec(),
            value: offset,
            size: 0,
            // The ends of the text are no functions.
            kind: if section == self.text {
                SymbolKind::Label
            } else {
                SymbolKind::Data
            },
            scope: SymbolScope::Linkage,
            weak: false,
            section: SymbolSection::Section(section),
            flags: SymbolFlags::None,
        });
    }

    /// Sets the location of something that code refers to.
    pub fn place(&mut self, symbol: Symbol, location: Location) {
        self.locations.insert(symbol, location);
    }

    /// Makes the linker write the distance to `target`, as 64 bits, at offset `at` of the writable data.
    /// It is counted from there.
    pub fn distance(&mut self, at: u64, target: Location) -> Result<()> {
        let r_type = match self.target {
            Target::X86_64 => elf::R_X86_64_PC64,
            Target::Aarch64 => elf::R_AARCH64_PREL64,
        };
        self.relocate(self.data, at, r_type, target.section, target.offset as i64)
    }

    fn relocate(
        &mut self,
        section: SectionId,
        offset: u64,
        r_type: elf::RelocationType,
        symbol: SymbolId,
        addend: i64,
    ) -> Result<()> {
        let flags = RelocationFlags::Elf { r_type };
        self.object
            .add_relocation(
                section,
                Relocation {
                    offset,
                    symbol,
                    addend,
                    flags,
                },
            )
            .map_err(|error| Error::Internal(format!("object: {error}")))
    }

    /// Hands what code refers to outside the text to the linker.
    pub fn relocate_text(&mut self, program: &Program<'_>, code: &Code) -> Result<()> {
        for reloc in &code.relocs {
            let TextReloc {
                offset,
                kind,
                target,
                addend,
            } = *reloc;
            let (symbol, base) = self.target_of(program, target)?;
            let r_type = relocation_type(kind)?;
            self.relocate(self.text, offset, r_type, symbol, base as i64 + addend)?;
        }
        Ok(())
    }

    fn target_of(
        &mut self,
        program: &Program<'_>,
        target: machine::RelocTarget,
    ) -> Result<(SymbolId, u64)> {
        let symbol = match target {
            machine::RelocTarget::LibCall(libcall) => {
                return Ok((self.external(libcall_name(libcall)?), 0));
            }
            machine::RelocTarget::Symbol(symbol) => symbol,
        };
        match symbol {
            Symbol::Builtin(builtin) => Ok((self.external(builtin.symbol()), 0)),
            Symbol::Wasi(index) => match wasi_functions().nth(index) {
                Some(function) => Ok((self.external(function.symbol), 0)),
                None => Err(Error::Internal(format!(
                    "there is no WASI function {index}"
                ))),
            },
            Symbol::Host(index) => Ok((self.external(wasi02::FUNCTIONS[index].symbol), 0)),
            Symbol::HostDrop(index) => Ok((self.external(wasi02::RESOURCES[index].drop), 0)),
            _ => match self.locations.get(&symbol) {
                Some(location) => Ok((location.section, location.offset)),
                None => {
                    let count = program.functions.len();
                    Err(Error::Internal(format!(
                        "{symbol:?} of {count} functions has no location"
                    )))
                }
            },
        }
    }

    fn external(&mut self, name: &'static str) -> SymbolId {
        let object = &mut self.object;
        *self.externals.entry(name).or_insert_with(|| {
            object.add_symbol(object::write::Symbol {
                name: name.as_bytes().to_vec(),
                value: 0,
                size: 0,
                kind: SymbolKind::Unknown,
                scope: SymbolScope::Unknown,
                weak: false,
                section: SymbolSection::Undefined,
                flags: SymbolFlags::None,
            })
        })
    }

    /// The bytes of the object.
    pub fn finish(self) -> Result<Vec<u8>> {
        self.object
            .write()
            .map_err(|error| Error::Internal(format!("object: {error}")))
    }
}

/// The ELF relocation (psABI of the target) that does what Cranelift asks for.
fn relocation_type(kind: Reloc) -> Result<elf::RelocationType> {
    Ok(match kind {
        Reloc::X86PCRel4 | Reloc::X86CallPCRel4 => elf::R_X86_64_PC32,
        Reloc::X86CallPLTRel4 => elf::R_X86_64_PLT32,
        Reloc::Aarch64AdrPrelPgHi21 => elf::R_AARCH64_ADR_PREL_PG_HI21,
        Reloc::Aarch64AddAbsLo12Nc => elf::R_AARCH64_ADD_ABS_LO12_NC,
        Reloc::Arm64Call => elf::R_AARCH64_CALL26,
        _ => return Err(Error::Internal(format!("a relocation of kind {kind:?}"))),
    })
}

macro_rules! libcall_names {
    ($($name:ident = $symbol:literal;)*) => {
        /// The runtime's function for what the processor lacks.
        pub fn libcall_name(libcall: LibCall) -> Result<&'static str> {
            Ok(match libcall {
                $(LibCall::$name => $symbol,)*
                _ => return Err(Error::Internal(format!("Cranelift asks for {libcall}"))),
            })
        }
    };
}
wasmc_abi::for_each_libcall!(libcall_names);
