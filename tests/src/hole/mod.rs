//! A runtime with a deliberate hole: `sock_recv` makes the system call that its caller wants, without any
//! of the checks of the runtime. The walls behind the runtime are all that is left.

pub mod attempts;

use anyhow::{Context, Result, ensure};
use object::write::{Object, Symbol, SymbolSection};
use object::{
    Architecture, BinaryFormat, Endianness, SectionKind, SymbolFlags, SymbolKind, SymbolScope,
};
use wasmc_abi::wasi_symbol;
use wasmc_agent::guest::Guest;
use wasmc_compiler::target::Target;

/// The function with the hole. Its parameters are the number of a system call and five arguments.
pub const HOLE: &str = "sock_recv";
const SYMBOL: &str = wasi_symbol!(sock_recv);

/// The function: the parameters, behind the address of a memory, become those of a system call.
const X86_64: &[u8] = &[
    0x89, 0xf0, // mov eax, esi
    0x89, 0xd7, // mov edi, edx
    0x89, 0xce, // mov esi, ecx
    0x44, 0x89, 0xc2, // mov edx, r8d
    0x45, 0x89, 0xca, // mov r10d, r9d
    0x44, 0x8b, 0x44, 0x24, 0x08, // mov r8d, [rsp + 8]
    0x45, 0x31, 0xc9, // xor r9d, r9d
    0x0f, 0x05, // syscall
    0xc3, // ret
];
const AARCH64: [u32; 9] = [
    0xd503_245f, // bti c
    0x2a01_03e8, // mov w8, w1
    0x2a02_03e0, // mov w0, w2
    0x2a03_03e1, // mov w1, w3
    0x2a04_03e2, // mov w2, w4
    0x2a05_03e3, // mov w3, w5
    0x2a06_03e4, // mov w4, w6
    0xd400_0001, // svc #0
    0xd65f_03c0, // ret
];

/// The runtime archive with the hole.
///
/// # Errors
/// The archive has no such function.
pub fn runtime(archive: &[u8], target: Target) -> Result<&'static [u8]> {
    let mut archive = rename(archive, SYMBOL.as_bytes())?;
    let object = object(target)?;
    // A header of 60 bytes (ar(5)); members begin at even offsets.
    if !archive.len().is_multiple_of(2) {
        archive.push(b'\n');
    }
    let name = "hole.o/";
    let size = object.len();
    let header = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 0, 644);
    archive.extend(header.as_bytes());
    archive.extend(object);
    Ok(Vec::leak(archive))
}

/// Gives a function another name of the same length.
fn rename(archive: &[u8], name: &[u8]) -> Result<Vec<u8>> {
    let mut archive = archive.to_vec();
    let named: Vec<usize> = archive
        .windows(name.len())
        .enumerate()
        .filter(|(_, bytes)| *bytes == name)
        .map(|(at, _)| at)
        .collect();
    ensure!(!named.is_empty(), "the runtime has no {HOLE}");
    for at in named {
        archive[at] = b'x';
    }
    Ok(archive)
}

fn object(target: Target) -> Result<Vec<u8>> {
    let (architecture, code) = match target {
        Target::X86_64 => (Architecture::X86_64, X86_64.to_vec()),
        Target::Aarch64 => {
            let words = AARCH64.iter().flat_map(|word| word.to_le_bytes());
            (Architecture::Aarch64, words.collect())
        }
    };
    let mut object = Object::new(BinaryFormat::Elf, architecture, Endianness::Little);
    let text = object.add_section(Vec::new(), b".text.hole".to_vec(), SectionKind::Text);
    object.append_section_data(text, &code, 16);
    object.add_section(Vec::new(), b".note.GNU-stack".to_vec(), SectionKind::Other);
    object.add_symbol(Symbol {
        name: SYMBOL.as_bytes().to_vec(),
        value: 0,
        size: code.len() as u64,
        kind: SymbolKind::Text,
        scope: SymbolScope::Linkage,
        weak: false,
        section: SymbolSection::Section(text),
        flags: SymbolFlags::None,
    });
    object.write().context("cannot write the hole")
}

/// Makes a system call: what it returns, negative for an error.
///
/// # Errors
/// The process ended; the message says how.
pub fn system_call(guest: &mut Guest<'_>, number: u32, arguments: &[u32]) -> Result<i32> {
    let mut all = vec![u64::from(number)];
    all.extend(arguments.iter().map(|&it| u64::from(it)));
    all.resize(6, 0);
    Ok(guest.value(HOLE, &all)? as i32)
}
