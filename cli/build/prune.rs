//! Takes out of the runtime archive what no image can need.
//!
//! `rustc` puts all of compiler-builtins into every static library: some three hundred object files
//! that nothing refers to. Every linker run would read them, and every `wasmc` would carry them.

use object::read::archive::ArchiveFile;
use object::{File, Object, ObjectSymbol};
use std::collections::HashSet;
use std::error::Error;

/// Start of the names of the object files that the runtime itself was compiled to. Images refer to
/// these; to the others, only these do.
const ROOT: &[u8] = b"wasmc_runtime-";

/// One object file of an archive.
struct Member<'data> {
    name: &'data [u8],
    data: &'data [u8],
    object: File<'data>,
}

/// The archive without the members that are not reached from the runtime's own.
///
/// # Errors
/// The bytes are no archive of object files, or the runtime is not in it.
pub fn prune(archive: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let members = read(archive)?;
    let mut kept: Vec<bool> = members
        .iter()
        .map(|member| member.name.starts_with(ROOT))
        .collect();
    if !kept.contains(&true) {
        return Err("the runtime is not in its archive".into());
    }
    let mut wanted = HashSet::new();
    let mut seen = vec![false; members.len()];
    while let Some(next) = (0..members.len()).find(|&index| kept[index] && !seen[index]) {
        seen[next] = true;
        let symbols = members[next].object.symbols();
        wanted.extend(
            symbols
                .filter(|it| it.is_undefined())
                .flat_map(|it| it.name_bytes()),
        );
        for (member, kept) in members.iter().zip(&mut kept) {
            *kept |= member.object.symbols().any(|symbol| {
                symbol.is_global()
                    && symbol.is_definition()
                    && symbol.name_bytes().is_ok_and(|name| wanted.contains(name))
            });
        }
    }
    let kept = members
        .iter()
        .zip(kept)
        .filter(|(_, kept)| *kept)
        .map(|(member, _)| member);
    Ok(write(&kept.collect::<Vec<_>>()))
}

fn read(archive: &[u8]) -> Result<Vec<Member<'_>>, Box<dyn Error>> {
    ArchiveFile::parse(archive)?
        .members()
        .map(|member| {
            let member = member?;
            let data = member.data(archive)?;
            Ok(Member {
                name: member.name(),
                data,
                object: File::parse(data)?,
            })
        })
        .collect()
}

/// Writes a GNU archive (ar(5)): headers of 60 bytes, names in a table of their own, no index of
/// symbols, which the linker inside `wasmc` does not read.
fn write(members: &[&Member<'_>]) -> Vec<u8> {
    let mut names = Vec::new();
    let mut bytes = b"!<arch>\n".to_vec();
    let starts: Vec<_> = members
        .iter()
        .map(|member| {
            let start = names.len();
            names.extend_from_slice(member.name);
            names.extend_from_slice(b"/\n");
            start
        })
        .collect();
    append(&mut bytes, "//", &names);
    for (member, start) in members.iter().zip(starts) {
        append(&mut bytes, &format!("/{start}"), member.data);
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
