//! The archives that lie in the repository, for machines without the Rust library of a target.
//!
//! For each target there is the compressed archive and a text that says what it was made of, which
//! is what a review of a change sees.

use crate::archive::Archive;
use crate::failure::Failure;
use crate::sources;
use crate::target::Target;
use crate::toolchain::Found;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Where they lie, below their package.
pub const FOLDER: &str = "prebuilt";

/// How they are made anew.
pub const COMMAND: &str = "cargo run -p wasmc-runtime-archive";

/// What an archive was made of.
#[derive(PartialEq, Eq)]
pub struct Origin {
    /// [`sources::digest`].
    pub sources: String,
    /// [`Archive::compiler`].
    pub compiler: String,
    /// SHA-256 of the archive, not compressed.
    pub archive: String,
}

impl Origin {
    /// What an archive was made of that has just been built.
    ///
    /// # Errors
    /// The sources cannot be read.
    pub fn new(
        archive: &Archive,
        root: &Path,
        found: &Found<'_>,
        bytes: &[u8],
    ) -> Result<Self, Failure> {
        Ok(Self {
            sources: sources::digest(archive, root)?,
            compiler: archive.compiler(found)?,
            archive: sources::digest_of(bytes),
        })
    }

    /// What the archive in the repository was made of.
    ///
    /// # Errors
    /// The text is not there or not whole.
    pub fn read(archive: &Archive, root: &Path, target: &Target) -> Result<Self, Failure> {
        let path = file(archive, root, target, "txt");
        let text = fs::read_to_string(&path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        let field = |name: &str| {
            let value = text.lines().find_map(|line| line.strip_prefix(name));
            value
                .map(|value| value.trim().to_string())
                .ok_or_else(|| format!("{}: no `{name}`", path.display()))
        };
        Ok(Self {
            sources: field("sources: ")?,
            compiler: field("compiler: ")?,
            archive: field("archive: ")?,
        })
    }

    fn text(&self) -> String {
        format!(
            "sources: {}\ncompiler: {}\narchive: {}\n",
            self.sources, self.compiler, self.archive
        )
    }
}

/// The archive for the target.
///
/// # Errors
/// It is not there, is not what its text says, or was made of other sources than these.
pub fn read(archive: &Archive, root: &Path, target: &Target) -> Result<Vec<u8>, Failure> {
    let path = file(archive, root, target, "a.gz");
    let origin = Origin::read(archive, root, target)?;
    if origin.sources != sources::digest(archive, root)? {
        return Err(format!("{} was made of other sources", path.display()).into());
    }
    let compressed =
        fs::read(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let mut bytes = Vec::new();
    GzDecoder::new(compressed.as_slice())
        .read_to_end(&mut bytes)
        .map_err(|error| format!("cannot decompress {}: {error}", path.display()))?;
    if origin.archive != sources::digest_of(&bytes) {
        return Err(format!("{} is not the archive of its text", path.display()).into());
    }
    Ok(bytes)
}

/// Puts an archive into the repository. Returns whether it is another than before.
///
/// # Errors
/// It cannot be written.
pub fn write(
    archive: &Archive,
    root: &Path,
    target: &Target,
    origin: &Origin,
    bytes: &[u8],
) -> Result<bool, Failure> {
    let same = Origin::read(archive, root, target).is_ok_and(|old| old == *origin);
    if same && read(archive, root, target).is_ok() {
        return Ok(false);
    }
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    save(&file(archive, root, target, "a.gz"), &encoder.finish()?)?;
    save(
        &file(archive, root, target, "txt"),
        origin.text().as_bytes(),
    )?;
    Ok(true)
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes)
        .map_err(|error| format!("cannot write {}: {error}", path.display()).into())
}

fn file(archive: &Archive, root: &Path, target: &Target, extension: &str) -> PathBuf {
    root.join(archive.package)
        .join(FOLDER)
        .join(format!("{}.{extension}", target.name))
}
