//! Takes out of an archive what no image can need.
//!
//! `rustc` puts the whole core library and all of compiler-builtins into every static library: most
//! of it is never referred to. Every linker run would read it, and every `wasmc` would carry it.

use crate::archive::Archive;
use crate::member::{Member, Names, rewrite};
use object::read::archive::ArchiveFile;
use object::{Object, ObjectSection, ObjectSymbol, RelocationTarget, SectionIndex, SymbolIndex};
use std::collections::{HashMap, HashSet};
use std::error::Error;

/// A section of a member of the archive.
type MemberSection = (usize, SectionIndex);

/// The archive, reduced to the package's own sections and those that they refer to, directly or not.
///
/// # Errors
/// The bytes are no archive of object files, the package is not in it, or it needs what nothing has.
pub fn prune(archive: &Archive, bytes: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let members = read(bytes)?;
    let definitions = definitions(&members);
    let kept = reached(archive, &members, &definitions)?;
    let names = Names {
        archive,
        defined: &definitions.keys().copied().collect(),
    };
    let mut pruned = Vec::new();
    for (index, member) in members.iter().enumerate() {
        let sections: HashSet<_> = kept
            .iter()
            .filter(|(owner, _)| *owner == index)
            .map(|(_, section)| *section)
            .collect();
        if !sections.is_empty() {
            pruned.push((member.name, rewrite(member, &sections, &names)?));
        }
    }
    Ok(write(&pruned))
}

fn read(archive: &[u8]) -> Result<Vec<Member<'_>>, Box<dyn Error>> {
    ArchiveFile::parse(archive)?
        .members()
        .map(|member| {
            let member = member?;
            Ok(Member {
                name: member.name(),
                object: object::File::parse(member.data(archive)?)?,
            })
        })
        .collect()
}

/// The package's own sections that are loaded into memory, and all sections that these refer to.
fn reached(
    archive: &Archive,
    members: &[Member<'_>],
    definitions: &HashMap<&[u8], MemberSection>,
) -> Result<HashSet<MemberSection>, Box<dyn Error>> {
    let mut open: Vec<MemberSection> = Vec::new();
    for (index, member) in members.iter().enumerate() {
        if member.name.starts_with(archive.own.as_bytes()) {
            let sections = member.object.sections();
            open.extend(
                sections
                    .filter(Member::is_loaded)
                    .map(|it| (index, it.index())),
            );
        }
    }
    if open.is_empty() {
        return Err(format!("{} is not in its archive", archive.package).into());
    }
    let mut reached = HashSet::new();
    while let Some((index, section)) = open.pop() {
        if !reached.insert((index, section)) {
            continue;
        }
        let object = &members[index].object;
        for (_, relocation) in object.section_by_index(section)?.relocations() {
            let RelocationTarget::Symbol(symbol) = relocation.target() else {
                return Err("a relocation without a symbol".into());
            };
            open.extend(section_of(members, definitions, index, symbol)?);
        }
    }
    Ok(reached)
}

/// The sections of the global symbols.
fn definitions<'data>(members: &[Member<'data>]) -> HashMap<&'data [u8], MemberSection> {
    let mut definitions = HashMap::new();
    for (index, member) in members.iter().enumerate() {
        for symbol in member.object.symbols().filter(|it| it.is_global()) {
            if let (Some(section), Ok(name)) = (symbol.section_index(), symbol.name_bytes()) {
                definitions.entry(name).or_insert((index, section));
            }
        }
    }
    definitions
}

/// The section that a symbol of a member lies in; none for one that images define.
fn section_of(
    members: &[Member<'_>],
    definitions: &HashMap<&[u8], MemberSection>,
    member: usize,
    symbol: SymbolIndex,
) -> Result<Option<MemberSection>, Box<dyn Error>> {
    let symbol = members[member].object.symbol_by_index(symbol)?;
    Ok(match symbol.section_index() {
        Some(section) => Some((member, section)),
        None => definitions.get(symbol.name_bytes()?).copied(),
    })
}

/// Writes a GNU archive (ar(5)): headers of 60 bytes, names in a table of their own, no index of
/// symbols, which the linker inside `wasmc` does not read.
fn write(members: &[(&[u8], Vec<u8>)]) -> Vec<u8> {
    let mut names = Vec::new();
    let mut bytes = b"!<arch>\n".to_vec();
    let starts: Vec<_> = members
        .iter()
        .map(|(name, _)| {
            let start = names.len();
            names.extend_from_slice(name);
            names.extend_from_slice(b"/\n");
            start
        })
        .collect();
    append(&mut bytes, "//", &names);
    for ((_, data), start) in members.iter().zip(starts) {
        append(&mut bytes, &format!("/{start}"), data);
    }
    bytes
}

fn append(bytes: &mut Vec<u8>, name: &str, data: &[u8]) {
    // Name, date, owner, group, mode, size: fixed fields, so that the same members make the same
    // archive.
    let header = format!(
        "{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n",
        0,
        0,
        0,
        644,
        data.len()
    );
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(data);
    if !data.len().is_multiple_of(2) {
        bytes.push(b'\n');
    }
}
