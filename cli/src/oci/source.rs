//! Places that images and artifacts are read from.

use super::archive::Archive;
use super::blob::{Blob, MAX_DOCUMENT, check};
use super::digest::Digest;
use super::layout::{self, Folder, INDEX_FILE};
use super::manifest::{Descriptor, Document, Index, from_json};
use super::media;
use super::reference::Reference;
use super::registry::{Access, Repository};
use anyhow::{Context, Result, bail};
use std::fmt;
use std::path::PathBuf;

/// Prefix of a layout: `oci-layout:FOLDER[:NAME]`.
const LAYOUT: &str = "oci-layout:";
/// Prefix of a tar file: `oci-archive:FILE[:NAME]`.
const ARCHIVE: &str = "oci-archive:";
/// Prefix of a name in a registry.
const REGISTRY: &str = "oci://";
/// What other tools write for it.
const DOCKER: &str = "docker://";

/// Where an image or an artifact is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// An OCI image layout, and a name in it.
    Layout(PathBuf, Option<String>),
    /// A tar file of an OCI image layout, and a name in it.
    Archive(PathBuf, Option<String>),
    /// A name in a registry.
    Registry(Reference),
}

impl Place {
    /// A place that is written with a prefix; `None` where this has none.
    ///
    /// # Errors
    /// What follows is no name.
    pub fn with_prefix(text: &str) -> Option<Result<Place, String>> {
        let name = text.strip_prefix(REGISTRY).or(text.strip_prefix(DOCKER));
        if let Some(name) = name {
            return Some(name.parse().map(Place::Registry));
        }
        let split = |rest: &str| match rest.split_once(':') {
            Some((path, name)) => (path.into(), Some(name.to_string())),
            None => (rest.into(), None),
        };
        if let Some(rest) = text.strip_prefix(LAYOUT) {
            let (path, name) = split(rest);
            return Some(Ok(Place::Layout(path, name)));
        }
        let (path, name) = split(text.strip_prefix(ARCHIVE)?);
        Some(Ok(Place::Archive(path, name)))
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
            Place::Registry(reference) => reference.to_string(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (prefix, path, name) = match self {
            Place::Layout(path, name) => (LAYOUT, path, name),
            Place::Archive(path, name) => (ARCHIVE, path, name),
            Place::Registry(reference) => return write!(f, "{REGISTRY}{reference}"),
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
    Registry(Repository),
}

impl Source {
    /// Opens a place. `insecure`: a registry may speak plain HTTP.
    ///
    /// # Errors
    /// It is not there, or is something else.
    pub fn open(place: &Place, insecure: bool) -> Result<Source> {
        let files = match place {
            Place::Layout(path, _) => Files::Folder(Folder::open(path)?),
            Place::Archive(path, _) => Files::Archive(Archive::open(path)?),
            Place::Registry(name) => {
                Files::Registry(Repository::open(name, Access::Pull, insecure)?)
            }
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
        let wanted = match (&self.place, &self.files) {
            (Place::Layout(_, wanted) | Place::Archive(_, wanted), _) => wanted,
            (Place::Registry(reference), Files::Registry(repository)) => {
                return resolve_in(repository, reference);
            }
            (Place::Registry(_), _) => bail!("{name} is not open"),
        };
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
        if descriptor.size > MAX_DOCUMENT {
            bail!("{}: it is too large", self.unreadable(&descriptor.digest));
        }
        let digest = &descriptor.digest;
        if let (true, Files::Registry(repository)) = (is_manifest(descriptor), &self.files) {
            let found = repository.manifest(&digest.to_string())?;
            let (there, bytes) = found.with_context(|| self.unreadable(digest))?;
            check(descriptor, &there.digest, there.size)
                .with_context(|| self.unreadable(digest))?;
            return Ok(bytes);
        }
        self.blob(descriptor, MAX_DOCUMENT)?.bytes(MAX_DOCUMENT)
    }

    /// A blob of up to `limit` bytes. Nothing is read of one that the descriptor says is larger.
    ///
    /// # Errors
    /// It is not there, or not what the descriptor says, or too large.
    pub fn blob(&self, descriptor: &Descriptor, limit: u64) -> Result<Blob> {
        if descriptor.size > limit {
            bail!(
                "{}: it has {} bytes, more than {limit}",
                self.unreadable(&descriptor.digest),
                descriptor.size
            );
        }
        let path = layout::path(&descriptor.digest);
        let blob = match &self.files {
            Files::Folder(folder) => folder.file(&path)?,
            Files::Archive(archive) => archive.file(&path)?,
            // Checked on its way.
            Files::Registry(repository) => return repository.blob(descriptor),
        };
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
            Files::Registry(_) => bail!("a registry has no file `{name}`"),
        }
    }
}

/// Whether a registry keeps it with the manifests.
fn is_manifest(descriptor: &Descriptor) -> bool {
    [media::INDEX, media::MANIFEST].contains(&media::normalized(&descriptor.media_type))
}

/// What a name in a registry stands for.
fn resolve_in(repository: &Repository, name: &Reference) -> Result<(Descriptor, Document)> {
    let tag = || name.tag.clone().unwrap_or_default();
    let wanted = name.digest.as_ref().map_or_else(tag, Digest::to_string);
    let (descriptor, bytes) = repository
        .manifest(&wanted)?
        .with_context(|| format!("there is no image {name}"))?;
    if let Some(digest) = &name.digest
        && *digest != descriptor.digest
    {
        bail!("{name}: the registry gave {} instead", descriptor.digest);
    }
    let document = Document::read(&bytes, &name.to_string())?;
    Ok((descriptor, document))
}
