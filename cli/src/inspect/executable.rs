//! What an executable says of itself, and what it is made of.

use super::syscalls;
use crate::oci::digest::Digest;
use anyhow::{Context, Result, bail};
use object::read::elf::{ElfFile64, FileHeader, SectionHeader};
use object::{Object, ObjectSection, elf};
use serde::Serialize;
use wasmc_compiler::info::{self, Info};
use wasmc_compiler::target::Target;

/// An executable.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Executable {
    /// The digest of the file.
    pub digest: Digest,
    /// Bytes of the file.
    pub bytes: u64,
    /// Whether it is loaded anywhere (`pie`) or at one address (`static`).
    pub relocation_model: &'static str,
    /// What it says of itself.
    #[serde(flatten)]
    pub info: Info,
    /// Its sections, in the order of the file.
    pub sections: Vec<Section>,
    /// Names of the system calls that its code can make.
    pub system_calls: Vec<String>,
}

/// A section of an ELF file.
#[derive(Debug, Serialize)]
pub struct Section {
    /// Its name.
    pub name: String,
    /// Its bytes; in memory only, where it is not in the file.
    pub bytes: u64,
    /// Whether it is loaded.
    pub loaded: bool,
}

/// Whether these bytes are an ELF file.
pub fn is_elf(bytes: &[u8]) -> bool {
    bytes.starts_with(&elf::ELFMAG)
}

/// Looks at an executable. `name` is for messages.
///
/// # Errors
/// It was not made by `wasmc`, or is damaged.
pub fn inspect(bytes: &[u8], name: &str) -> Result<Executable> {
    let damaged = || format!("{name} cannot be read as an ELF file");
    let file: ElfFile64<'_> = ElfFile64::parse(bytes).with_context(damaged)?;
    let Some(section) = file.section_by_name(info::SECTION) else {
        bail!(
            "{name} was not made by wasmc: it has no section {}",
            info::SECTION
        );
    };
    let said = section.data().with_context(damaged)?;
    let info: Info = serde_json::from_slice(said).with_context(|| {
        let section = info::SECTION;
        format!(
            "{name}: section {section} cannot be read; another version of wasmc may have made it"
        )
    })?;
    let target: Target = info.target.parse().with_context(damaged)?;
    let text = file.section_by_name(".text");
    let text = text
        .context("it has no section .text")
        .with_context(damaged)?;
    let code = text.data().with_context(damaged)?;
    let runtime = usize::try_from(info.wasm_text)
        .ok()
        .and_then(|wasm| code.len().checked_sub(wasm))
        .with_context(damaged)?;
    let endian = file.endian();
    let relocation_model = match file.elf_header().e_type(endian) {
        elf::ET_EXEC => "static",
        _ => "pie",
    };
    let sections = file.sections().filter(|section| section.size() > 0);
    let sections = sections.map(|section| {
        // The file may end in the middle of one.
        section.data().with_context(damaged)?;
        Ok(Section {
            name: section.name().unwrap_or_default().into(),
            bytes: section.size(),
            loaded: section
                .elf_section_header()
                .sh_flags(endian)
                .contains(elf::SHF_ALLOC),
        })
    });
    let sections = sections.collect::<Result<Vec<_>>>()?;
    Ok(Executable {
        digest: Digest::of(bytes),
        bytes: bytes.len() as u64,
        relocation_model,
        sections,
        system_calls: syscalls::list(target, &code[..runtime]),
        info,
    })
}
