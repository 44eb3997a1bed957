//! Places that images and artifacts are read from.

use super::archive::Archive;
use super::blob::{Blob, MAX_DOCUMENT, check};
use super::digest::Digest;
use super::layout::{self, Folder, INDEX_FILE};
use super::manifest::{Descriptor, Document, Index, from_json};
use anyhow::{Context, Result};
use std::fmt;
use std::path::PathBuf;

/// Prefix of a layout: `oci-layout:FOLDER[:NAME]`.
const LAYOUT: &str = "oci-layout:";
/// Prefix of a tar file: `oci-archive:FILE[:NAME]`.
const ARCHIVE: &str = "oci-archive:";

/// Where an image or an artifact is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In an OCI image layout, by this name in it.
    Layout(PathBuf, Option<String>),
    /// In a tar file of one.
    Archive(PathBuf, Option<String>),
}

impl Place {
    /// A place that is written with a prefix; `None` where this has none.
    pub fn with_prefix(text: &str) -> Option<Place> {
        let split = |rest: &str| match rest.split_once(':') {
            Some((path, name)) => (path.into(), Some(name.to_string())),
            None => (rest.into(), None),
        };
        if let Some(rest) = text.strip_prefix(LAYOUT) {
            let (path, name) = split(rest);
            return Some(Place::Layout(path, name));
        }
        let (path, name) = split(text.strip_prefix(ARCHIVE)?);
        Some(Place::Archive(path, name))
    }
}

impl Place {
    /// What it is called there, without where that is on this machine.
    pub fn name(&self) -> String {
        match self {
            Place::Layout(path, name) | Place::Archive(path, name) => {
                match (name, path.file_name()) {
                    (Some(name), _) => name.clone(),
                    (None, Some(file)) => file.to_string_lossy().into_owned(),
                    (None, None) => String::new(),
                }
            }
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, path, name) = match self {
            Place::Layout(path, name) => (LAYOUT, path, name),
            Place::Archive(path, name) => (ARCHIVE, path, name),
        };
        write!(f, "{prefix}{}", path.display())?;
        match name {
            Some(name) => write!(f, ":{name}"),
            None => Ok(()),
        }
    }
}

/// A place that has been opened.
pub struct Source {
    place: Place,
    files: Files,
}

/// What holds the blobs.
enum Files {
    Folder(Folder),
    Archive(Archive),
}

impl Source {
    /// Opens a place.
    ///
    /// # Errors
    /// It is not there, or is something else.
    pub fn open(place: &Place) -> Result<Source> {
        let files = match place {
            Place::Layout(path, _) => Files::Folder(Folder::open(path)?),
            Place::Archive(path, _) => Files::Archive(Archive::open(path)?),
        };
        Ok(Source {
            place: place.clone(),
            files,
        })
    }

    /// What the place's name stands for.
    ///
    /// # Errors
    /// There is no such name, or what it stands for cannot be read.
    pub fn resolve(&self) -> Result<(Descriptor, Document)> {
        let name = self.place.to_string();
        let (Place::Layout(_, wanted) | Place::Archive(_, wanted)) = &self.place;
        let bytes = self.file(INDEX_FILE)?.bytes(MAX_DOCUMENT)?;
        let index: Index = from_json(&bytes, &format!("`{INDEX_FILE}` of {name}"))?;
        let entry = layout::select(&index, wanted.as_deref(), &name)?;
        let document = self.document(&entry)?;
        Ok((entry, document))
    }

    /// An index or a manifest.
    ///
    /// # Errors
    /// It is not there, or is something else.
    pub fn document(&self, descriptor: &Descriptor) -> Result<Document> {
        let name = format!("{} of {}", descriptor.digest, self.place);
        Document::read(&self.small(descriptor)?, &name)
    }

    /// A blob that is a document of some kind.
    ///
    /// # Errors
    /// It is not there, or not what the descriptor says, or too large.
    pub fn small(&self, descriptor: &Descriptor) -> Result<Vec<u8>> {
        let blob = self.file(&layout::path(&descriptor.digest))?;
        let bytes = blob
            .bytes(MAX_DOCUMENT)
            .with_context(|| self.unreadable(&descriptor.digest))?;
        check(descriptor, &Digest::of(&bytes), bytes.len() as u64)
            .with_context(|| self.place.to_string())?;
        Ok(bytes)
    }

    /// A blob of any size.
    ///
    /// # Errors
    /// It is not there, or not what the descriptor says.
    pub fn blob(&self, descriptor: &Descriptor) -> Result<Blob> {
        let blob = self.file(&layout::path(&descriptor.digest))?;
        blob.verify(descriptor)
            .with_context(|| self.unreadable(&descriptor.digest))?;
        Ok(blob)
    }

    fn unreadable(&self, digest: &Digest) -> String {
        format!("{digest} of {} cannot be read", self.place)
    }

    fn file(&self, name: &str) -> Result<Blob> {
        match &self.files {
            Files::Folder(folder) => folder.file(name),
            Files::Archive(archive) => archive.file(name),
        }
    }
}
