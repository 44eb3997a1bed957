//! The symbol table: a name and a size for each function.

use anyhow::{Context, Result, ensure};
use object::elf;
use object::read::elf::{ElfFile64, FileHeader, SectionHeader, Sym};
use std::collections::HashMap;
use wasmc_compiler::{Input, Options, compile};
use wasmc_tests::Machine;

/// Functions with names of each language, with none, and with those of another symbol.
const MODULE: &str = r#"
    (module
      (import "wasi_snapshot_preview1" "sched_yield" (func (result i32)))
      (func $_ZN2ns3addEii (export "cpp") (param i32 i32) (result i32)
        (i32.add (local.get 0) (local.get 1)))
      (func $_ZN4core3fmt9Formatter9write_str17h0123456789abcdefE (export "rust") (unreachable))
      (func $memcpy (export "c") (unreachable))
      (func $"with space\1b" (export "text") (unreachable))
      (func (export "none") (unreachable))
      (func $main (export "_start") (drop (call 0))))
"#;

/// What the table calls them.
const NAMES: [&str; 7] = [
    "ns::add(int, int)",
    "core::fmt::Formatter::write_str",
    "memcpy",
    "with space\u{fffd}",
    "func[5]",
    "main",
    "import sched_yield",
];

/// A function of the runtime that every image has, and a private one.
const RUNTIME: [&str; 2] = ["_start", "wasmc_runtime::start::start"];

/// Checks the names of all functions, or that there are none in an image without a symbol table.
///
/// # Errors
/// A function is missing or has no size, or functions overlap.
pub fn check(machine: &Machine, options: &Options, negative_control: bool) -> Result<()> {
    let bytes = wat::parse_str(MODULE)?;
    let input = Input {
        name: "names.wat".into(),
        bytes,
    };
    let full = compile(&input.clone().into(), options)?.bytes;
    let symbols = functions(&full)?;
    let wanted = NAMES.into_iter().chain(RUNTIME);
    for name in wanted {
        let name = if negative_control {
            "no such name"
        } else {
            name
        };
        let found = symbols.get(name).map_or(&[][..], Vec::as_slice);
        ensure!(!found.is_empty(), "no symbol for {name}");
        ensure!(found.iter().all(|it| it.1 > 0), "{name}: {found:?}");
    }
    let mut extents: Vec<_> = symbols.values().flatten().copied().collect();
    extents.sort_unstable();
    extents.dedup();
    for pair in extents.windows(2) {
        let (start, size) = pair[0];
        ensure!(start + size <= pair[1].0, "functions overlap: {pair:x?}");
    }

    let options = Options {
        strip: true,
        ..options.clone()
    };
    let stripped = compile(&input.into(), &options)?.bytes;
    ensure!(functions(&stripped)?.is_empty(), "stripped, and has names");
    let (with, without) = (loaded(&full)?, loaded(&stripped)?);
    ensure!(
        with == without,
        "{with:?} bytes are loaded with symbols, {without:?} without"
    );
    let target = machine.target();
    ensure!(full.len() > stripped.len(), "{target}: no table to strip");
    Ok(())
}

/// Address and size of each function, by name.
fn functions(image: &[u8]) -> Result<HashMap<String, Vec<(u64, u64)>>> {
    let file: ElfFile64<'_> = ElfFile64::parse(image)?;
    let endian = file.endian();
    let sections = file.elf_header().sections(endian, image)?;
    let table = sections.symbols(endian, image, elf::SHT_SYMTAB)?;
    let mut functions: HashMap<String, Vec<(u64, u64)>> = HashMap::new();
    for symbol in table.iter().filter(|it| it.st_type() == elf::STT_FUNC) {
        let name = std::str::from_utf8(symbol.name(endian, table.strings())?)?;
        let extent = (symbol.st_value(endian), symbol.st_size(endian));
        let section = usize::from(symbol.st_shndx(endian).0);
        let section = sections.section(object::SectionIndex(section))?;
        let (start, size) = (section.sh_addr(endian), section.sh_size(endian));
        let inside = extent.0 >= start && extent.0 + extent.1 <= start + size;
        ensure!(inside, "{name} lies outside its section");
        functions.entry(name.into()).or_default().push(extent);
    }
    Ok(functions)
}

/// Bytes of each loaded section.
fn loaded(image: &[u8]) -> Result<Vec<(String, u64)>> {
    let file: ElfFile64<'_> = ElfFile64::parse(image)?;
    let endian = file.endian();
    let sections = file.elf_header().sections(endian, image)?;
    let loaded = sections.iter().filter(|it| it.sh_addr(endian) != 0);
    loaded
        // It fills the rest of a page.
        .map(|section| (sections.section_name(endian, section), section))
        .filter(|(name, _)| !matches!(name, Ok(b".relro_padding")))
        .map(|(name, section)| {
            let name = std::str::from_utf8(name?).context("a section's name")?;
            Ok((name.into(), section.sh_size(endian)))
        })
        .collect()
}
