//! An image in one tar file that every engine loads.
//!
//! It is an OCI layout and, for `docker load` of old, also a Docker archive: its `manifest.json` names
//! the blobs of one platform where they lie in the layout.

use super::blob::Blob;
use super::image::Image;
use super::layout::{self, INDEX_FILE, LAYOUT_FILE};
use super::manifest::to_json;
use super::platform::Platform;
use super::untar::Files;
use anyhow::{Context, Result, anyhow, bail};
use serde::Serialize;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tar::{EntryType, Header};

/// What `docker load` looks for.
const DOCKER_FILE: &str = "manifest.json";

/// An entry of `manifest.json` (moby, image/spec/v1.2.md).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct DockerImage {
    config: String,
    repo_tags: Vec<String>,
    layers: Vec<String>,
}

/// Writes an image as a tar file. Old versions of `docker load`, which know one platform only, get
/// `docker_platform`, or the first one where the image does not have that.
///
/// # Errors
/// Those of the writer, and of reading blobs.
pub fn write(image: &Image, docker_platform: &Platform, out: &mut dyn Write) -> Result<()> {
    let mut tar = tar::Builder::new(out);
    let document = |bytes: Vec<u8>| Blob::from(bytes);
    append(&mut tar, LAYOUT_FILE, &document(layout::marker()))?;
    let index = layout::index(image, layout::full_name);
    append(&mut tar, INDEX_FILE, &document(to_json(&index)))?;
    let docker = [docker_image(image, docker_platform)?];
    append(&mut tar, DOCKER_FILE, &document(to_json(&docker)))?;
    for folder in ["blobs/", "blobs/sha256/"] {
        let header = header(EntryType::Directory, 0o755, 0);
        append_data(&mut tar, header, folder, io::empty())?;
    }
    for (digest, blob) in &image.blobs {
        append(&mut tar, &layout::path(digest), blob)?;
    }
    tar.into_inner()?.flush()?;
    Ok(())
}

fn docker_image(image: &Image, platform: &Platform) -> Result<DockerImage> {
    let wanted = image
        .variants
        .iter()
        .find(|it| it.descriptor.platform.as_ref() == Some(platform));
    let variant = wanted
        .or(image.variants.first())
        .context("the image has no platform")?;
    let manifest = &variant.manifest;
    Ok(DockerImage {
        config: layout::path(&manifest.config.digest),
        repo_tags: image.names.iter().map(layout::full_name).collect(),
        layers: manifest
            .layers
            .iter()
            .map(|layer| layout::path(&layer.digest))
            .collect(),
    })
}

/// The header of an entry: nothing in it is of the machine that writes it.
fn header(kind: EntryType, mode: u32, size: u64) -> Header {
    let mut header = Header::new_ustar();
    header.set_entry_type(kind);
    header.set_mode(mode);
    header.set_size(size);
    header.set_mtime(0);
    header
}

fn append<W: Write>(tar: &mut tar::Builder<W>, name: &str, blob: &Blob) -> Result<()> {
    let header = header(EntryType::Regular, 0o644, blob.len());
    append_data(tar, header, name, blob.reader())
}

fn append_data<W: Write>(
    tar: &mut tar::Builder<W>,
    mut header: Header,
    name: &str,
    data: impl Read,
) -> Result<()> {
    tar.append_data(&mut header, name, data)?;
    Ok(())
}

/// A tar file that is there, with where in it each file is.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    file: Arc<File>,
    /// Start and bytes of each file.
    entries: HashMap<PathBuf, (u64, u64)>,
}

impl Archive {
    /// Opens a tar file and reads its headers.
    ///
    /// # Errors
    /// Those of the file, or it is no tar file.
    pub fn open(path: &Path) -> Result<Archive> {
        let name = path.display();
        let file = File::open(path).with_context(|| format!("cannot open `{name}`"))?;
        let bytes = file.metadata()?.len();
        let mut entries = HashMap::new();
        let mut tar = tar::Archive::new(&file);
        // What the library says of other files quotes them.
        let not_tar = || anyhow!("`{name}` is not an uncompressed tar file");
        for found in Files::new(tar.entries_with_seek().map_err(|_| not_tar())?) {
            let (path, entry) = found.map_err(|_| not_tar())?;
            if entry.header().entry_type() == EntryType::Regular {
                let (start, len) = (entry.raw_file_position(), entry.size());
                if start.checked_add(len).is_none_or(|end| end > bytes) {
                    bail!("`{name}` is cut off");
                }
                entries.insert(path, (start, len));
            }
        }
        if entries.is_empty() {
            return Err(not_tar());
        }
        Ok(Archive {
            path: path.into(),
            file: Arc::new(file),
            entries,
        })
    }

    /// A file in it.
    ///
    /// # Errors
    /// It is not there.
    pub fn file(&self, name: &str) -> Result<Blob> {
        let Some(&(offset, len)) = self.entries.get(Path::new(name)) else {
            bail!("`{}` holds no `{name}`", self.path.display());
        };
        Ok(Blob::File {
            file: self.file.clone(),
            offset,
            len,
        })
    }
}
