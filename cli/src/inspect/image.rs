//! What an image is made of.

use super::executable::{self, Executable};
use crate::oci::config::ImageConfig;
use crate::oci::manifest::{Annotations, Descriptor, Document, Manifest, from_json};
use crate::oci::media;
use crate::oci::source::{Place, Source};
use crate::oci::untar::Files;
use anyhow::{Context, Result, bail};
use flate2::read::MultiGzDecoder;
use serde::Serialize;
use std::cell::Cell;
use std::io::{self, Read};
use std::path::Path;

/// The largest executable that is looked at, in bytes.
const MAX_EXECUTABLE: u64 = 1 << 30;
/// How much larger than its compressed layer an executable may be; see [`SMALL`].
const MAX_RATIO: u64 = 32;
/// An executable of up to so many bytes may be compressed as much as it likes.
const SMALL: u64 = 64 << 20;
/// The most bytes that are read of all layers of an image, compressed and uncompressed: a small layer
/// can unpack to any size.
const MAX_READ: u64 = 4 << 30;

/// An image, for one or more platforms.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Image {
    /// What it is: an index or a manifest.
    #[serde(flatten)]
    pub descriptor: Descriptor,
    /// For each platform one.
    pub variants: Vec<Variant>,
}

/// An image for one platform.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Variant {
    /// The platform.
    pub platform: String,
    /// The manifest.
    pub manifest: Descriptor,
    /// Bytes of all layers, compressed.
    pub bytes: u64,
    /// The layers, lowest first.
    pub layers: Vec<Descriptor>,
    /// How it is run, as the configuration has it.
    pub config: crate::oci::config::RunConfig,
    /// The annotations of the manifest.
    #[serde(skip_serializing_if = "Annotations::is_empty")]
    pub annotations: Annotations,
    /// What it runs, where `wasmc` has made that.
    pub executable: Option<Executable>,
}

impl Image {
    /// The executables that `wasmc` has made.
    pub fn executables(&self) -> impl Iterator<Item = &Executable> {
        self.variants
            .iter()
            .filter_map(|variant| variant.executable.as_ref())
    }
}

/// Looks at an image.
///
/// # Errors
/// It cannot be read.
pub fn inspect(place: &Place, insecure: bool) -> Result<Image> {
    let source = Source::open(place, insecure)?;
    let budget = &Cell::new(MAX_READ);
    let (descriptor, document) = source.resolve()?;
    let mut variants = Vec::new();
    match document {
        Document::Manifest(manifest) => {
            variants.push(variant(&source, &descriptor, &manifest, place, budget)?);
        }
        Document::Index(index) => {
            for entry in &index.manifests {
                // Attestations of other tools are in the index too.
                let known = entry.platform.as_ref().is_some_and(|it| it.os != "unknown");
                if let (true, Document::Manifest(manifest)) = (known, source.document(entry)?) {
                    variants.push(variant(&source, entry, &manifest, place, budget)?);
                }
            }
        }
    }
    if variants.is_empty() {
        bail!("{place} is an index without images");
    }
    Ok(Image {
        descriptor: descriptor.bare(),
        variants,
    })
}

fn variant(
    source: &Source,
    descriptor: &Descriptor,
    manifest: &Manifest,
    place: &Place,
    budget: &Cell<u64>,
) -> Result<Variant> {
    if media::normalized(&manifest.config.media_type) != media::CONFIG {
        bail!(
            "{place} is no image: its configuration is {}",
            manifest.config.media_type
        );
    }
    let name = format!("the configuration of {place}");
    let config: ImageConfig = from_json(&source.small(&manifest.config)?, &name)?;
    let executable = match config.config.entrypoint.first() {
        Some(path) => find(source, manifest, path, budget)?,
        None => None,
    };
    let mut sizes = manifest.layers.iter().map(|layer| layer.size);
    let bytes = sizes.try_fold(0u64, |sum, size| sum.checked_add(size));
    let bytes = bytes.with_context(|| format!("the layers of {place} have impossible sizes"))?;
    let platform = config.platform.to_string();
    let executable = executable
        .filter(|bytes| executable::is_elf(bytes))
        // Other tools make images too.
        .and_then(|bytes| executable::inspect(&bytes, &platform).ok());
    Ok(Variant {
        platform,
        manifest: descriptor.bare(),
        bytes,
        layers: manifest.layers.iter().map(Descriptor::bare).collect(),
        config: config.config,
        annotations: manifest.annotations.clone(),
        executable,
    })
}

/// A file of an image, from the highest layer that has it. Links are not followed.
fn find(
    source: &Source,
    manifest: &Manifest,
    path: &str,
    budget: &Cell<u64>,
) -> Result<Option<Vec<u8>>> {
    let wanted = Path::new(path.trim_start_matches('/'));
    for layer in manifest.layers.iter().rev() {
        let what = || format!("layer {}", layer.digest);
        let blob = source.blob(layer, budget.get())?;
        budget.set(budget.get() - layer.size);
        let unpacked = Budgeted {
            reader: decompress(layer, blob.reader()).with_context(what)?,
            left: budget,
        };
        let mut tar = tar::Archive::new(unpacked);
        for found in Files::new(tar.entries().with_context(what)?) {
            let (path, mut entry) = found.with_context(what)?;
            if path == wanted && entry.header().entry_type().is_file() {
                let limit = SMALL.max(layer.size.saturating_mul(MAX_RATIO));
                if entry.size() > limit.min(MAX_EXECUTABLE) {
                    return Ok(None);
                }
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).with_context(what)?;
                return Ok(Some(bytes));
            }
        }
    }
    Ok(None)
}

/// Reads from a stream as long as something is left of a budget in bytes.
struct Budgeted<'a, R> {
    reader: R,
    left: &'a Cell<u64>,
}

impl<R: Read> Read for Budgeted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        match self.left.get().checked_sub(read as u64) {
            Some(left) => self.left.set(left),
            None => return Err(io::Error::other("the image unpacks to more than 4 GiB")),
        }
        Ok(read)
    }
}

fn decompress(layer: &Descriptor, reader: impl Read + 'static) -> io::Result<Box<dyn Read>> {
    Ok(match media::normalized(&layer.media_type) {
        media::LAYER_GZIP => Box::new(MultiGzDecoder::new(reader)),
        media::LAYER_ZSTD => Box::new(zstd::Decoder::new(reader)?),
        _ => Box::new(reader),
    })
}
