//! OCI image layouts: an image as a folder (OCI image specification, image-layout.md).

use super::blob::Blob;
use super::digest::Digest;
use super::image::Image;
use super::manifest::{Annotations, Descriptor, Index, from_json, to_json};
use super::reference::Reference;
use crate::output::{self, Output};
use anyhow::{Context, Result, bail};
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file that makes a folder a layout.
pub const LAYOUT_FILE: &str = "oci-layout";
/// The index of what is in it.
pub const INDEX_FILE: &str = "index.json";
/// The contents of `oci-layout`.
const MARKER: &str = r#"{"imageLayoutVersion":"1.0.0"}"#;

/// What an entry of the index is called (annotations.md).
pub const REF_NAME: &str = "org.opencontainers.image.ref.name";
/// What containerd calls it.
const CONTAINERD_NAME: &str = "io.containerd.image.name";

/// The bytes of `oci-layout`.
pub fn marker() -> Vec<u8> {
    MARKER.into()
}

/// Where a blob lies.
pub fn path(digest: &Digest) -> String {
    format!("blobs/sha256/{}", digest.hex())
}

/// The name that an index entry of an archive has: `podman load` calls the image by it.
pub fn full_name(name: &Reference) -> String {
    name.to_string()
}

/// The name that an index entry of a folder has: `skopeo` and `umoci` select it by `FOLDER:TAG`.
pub fn short_name(name: &Reference) -> String {
    name.tag.clone().unwrap_or_else(|| name.to_string())
}

/// The `index.json` of an image: an entry for each of its names, and one for each referrer.
pub fn index(image: &Image, ref_name: fn(&Reference) -> String) -> Index {
    let named = image.names.iter().map(|name| {
        let mut entry = image.index.clone();
        entry.annotations.insert(REF_NAME.into(), ref_name(name));
        entry
            .annotations
            .insert(CONTAINERD_NAME.into(), name.to_string());
        entry
    });
    let mut entries: Vec<Descriptor> = named.collect();
    if entries.is_empty() {
        entries.push(image.index.clone());
    }
    entries.extend(image.referrers.iter().map(|part| part.descriptor.clone()));
    Index::new(entries, Annotations::new())
}

/// Writes an image into a folder; adds to what is there already, and takes over names.
///
/// # Errors
/// Those of the file system. A new folder is there whole or not at all; in an old one nothing refers
/// to a blob that is not there.
pub fn write(image: &Image, folder: &Path) -> Result<()> {
    let index = index(image, short_name);
    if fs::symlink_metadata(folder).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return output::create_folder(folder, |new| fill(image, &index, new, create));
    }
    let old = fs::read(folder.join(INDEX_FILE));
    let old = match old {
        Ok(bytes) if is_layout(folder) => {
            let name = folder.join(INDEX_FILE).display().to_string();
            from_json::<Index>(&bytes, &name)?.manifests
        }
        _ if fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none()) => Vec::new(),
        _ => bail!(
            "`{}` is there and is no OCI layout, nor an empty folder",
            folder.display()
        ),
    };
    let mut merged = index;
    let taken = |entry: &Descriptor| {
        merged.manifests.iter().any(|new| {
            let name = new.annotations.get(REF_NAME);
            entry.digest == new.digest && entry.annotations.get(REF_NAME) == name
                || name.is_some() && entry.annotations.get(REF_NAME) == name
        })
    };
    let mut entries: Vec<Descriptor> = old.into_iter().filter(|entry| !taken(entry)).collect();
    entries.append(&mut merged.manifests);
    merged.manifests = entries;
    fill(image, &merged, folder, replace)
}

/// Whether a folder is a layout.
pub fn is_layout(folder: &Path) -> bool {
    folder.join(LAYOUT_FILE).is_file()
}

/// Writes everything, the index last.
fn fill(
    image: &Image,
    index: &Index,
    folder: &Path,
    write: fn(&Path, &Blob) -> Result<()>,
) -> Result<()> {
    let blobs = folder.join("blobs/sha256");
    fs::create_dir_all(&blobs).with_context(|| format!("cannot write `{}`", blobs.display()))?;
    for (digest, blob) in &image.blobs {
        let place = folder.join(path(digest));
        let there = fs::metadata(&place).is_ok_and(|there| there.len() == blob.len());
        if !there {
            write(&place, blob)?;
        }
    }
    write(&folder.join(LAYOUT_FILE), &marker().into())?;
    write(&folder.join(INDEX_FILE), &to_json(index).into())
}

/// Writes a file of a folder that still has a temporary name.
fn create(path: &Path, blob: &Blob) -> Result<()> {
    io::copy(&mut blob.reader(), &mut File::create_new(path)?)?;
    Ok(())
}

/// Writes a file of a folder that others may look at.
fn replace(path: &Path, blob: &Blob) -> Result<()> {
    Output::at(path)?.write_with(false, |out| {
        io::copy(&mut blob.reader(), out)?;
        Ok(())
    })
}

/// A layout that is there.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Opens a layout.
    ///
    /// # Errors
    /// The folder is none.
    pub fn open(path: &Path) -> Result<Folder> {
        if !is_layout(path) {
            bail!(
                "`{}` is no OCI layout: it has no file `{LAYOUT_FILE}`",
                path.display()
            );
        }
        Ok(Folder(path.into()))
    }

    /// A file in it.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn file(&self, name: &str) -> Result<Blob> {
        let path = self.0.join(name);
        let file = OpenOptions::new()
            .read(true)
            // A pipe would wait for someone who writes to it.
            .custom_flags(libc::O_NONBLOCK)
            .open(&path)
            .with_context(|| format!("cannot open `{}`", path.display()))?;
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            bail!("`{}` is no file", path.display());
        }
        let len = metadata.len();
        Ok(Blob::File {
            file: Arc::new(file),
            offset: 0,
            len,
        })
    }
}

/// Selects an entry of an `index.json`: the one of this name, or the only one that is an image.
///
/// # Errors
/// There is none, or there are several.
pub fn select(index: &Index, name: Option<&str>, place: &str) -> Result<Descriptor> {
    let ref_name = |entry: &Descriptor| entry.annotations.get(REF_NAME).cloned();
    let images: Vec<&Descriptor> = index
        .manifests
        .iter()
        .filter(|entry| entry.artifact_type.is_none() || ref_name(entry).is_some())
        .collect();
    let names = || {
        let names: Vec<String> = images.iter().filter_map(|entry| ref_name(entry)).collect();
        names.join(", ")
    };
    match name {
        Some(name) => {
            let short = |full: &str| full.rsplit_once(':').is_some_and(|(_, tag)| tag == name);
            let found = images
                .iter()
                .find(|entry| ref_name(entry).is_some_and(|it| it == name || short(&it)));
            match found {
                Some(entry) => Ok((*entry).clone()),
                None => bail!("{place} holds no image `{name}`; it holds: {}", names()),
            }
        }
        None => match images.as_slice() {
            [] => bail!("{place} holds no image"),
            [first, rest @ ..] if rest.iter().all(|it| it.digest == first.digest) => {
                Ok((*first).clone())
            }
            _ => bail!("{place} holds several images; choose one of: {}", names()),
        },
    }
}
