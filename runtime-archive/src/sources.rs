//! What the bytes of an archive depend on, apart from the compiler.

use crate::archive::Archive;
use crate::failure::Failure;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// What all archives depend on.
const COMMON: &[&str] = &[
    "runtime-archive/src/compile.rs",
    "runtime-archive/src/member.rs",
    "runtime-archive/src/prune.rs",
];

/// Files and folders below the root of the repository.
pub fn of(archive: &Archive) -> impl Iterator<Item = &'static str> {
    archive.sources.iter().chain(COMMON).copied()
}

/// How their names end: an editor may leave others beside them.
const SUFFIXES: &[&str] = &["lock", "rs", "toml"];

/// The SHA-256 of the names and contents of all sources.
///
/// # Errors
/// One of them cannot be read.
pub fn digest(archive: &Archive, root: &Path) -> Result<String, Failure> {
    let mut files = Vec::new();
    for source in of(archive) {
        collect(&root.join(source), &mut files)?;
    }
    files.sort();
    let mut hasher = Sha256::new();
    for file in files {
        let contents = fs::read(&file).map_err(|error| unreadable(&file, &error))?;
        let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy();
        // Lengths, so that no other names and contents run together to the same bytes.
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update(name.as_bytes());
        hasher.update((contents.len() as u64).to_le_bytes());
        hasher.update(&contents);
    }
    Ok(hex(&hasher.finalize()))
}

/// The SHA-256 of bytes.
pub(crate) fn digest_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if path.is_dir() {
        let entries = fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
        for entry in entries {
            let entry = entry.map_err(|error| unreadable(path, &error))?;
            collect(&entry.path(), files)?;
        }
    } else if path
        .extension()
        .is_some_and(|it| SUFFIXES.iter().any(|suffix| it == *suffix))
    {
        files.push(path.to_path_buf());
    }
    Ok(())
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    format!("cannot read {}: {error}", path.display()).into()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes everything");
        text
    })
}
