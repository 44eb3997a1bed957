//! Wasm modules that are kept as artifacts (CNCF TAG Runtime, "Wasm OCI artifact layout").

use super::manifest::{Document, Manifest};
use super::media;
use super::source::{Place, Source};
use anyhow::{Result, bail};

/// The largest module that is read, in bytes.
const MAX_MODULE: u64 = 1 << 30;
/// The architecture of Wasm artifacts in an index.
const ARCHITECTURE: &str = "wasm";
/// What was written before the format was agreed on.
const OLD_LAYER: &str = "application/vnd.wasm.content.layer.v1+wasm";

/// Reads the module of an artifact. `insecure`: a registry may speak plain HTTP.
///
/// # Errors
/// The artifact cannot be read, or is no Wasm artifact of one module.
pub fn module(place: &Place, insecure: bool) -> Result<Vec<u8>> {
    let source = Source::open(place, insecure)?;
    let manifest = match source.resolve()?.1 {
        Document::Manifest(manifest) => *manifest,
        Document::Index(index) => {
            let wasm = index.manifests.iter().find(|entry| {
                let platform = entry.platform.as_ref();
                platform.is_some_and(|platform| platform.architecture == ARCHITECTURE)
            });
            match wasm.map(|entry| source.document(entry)).transpose()? {
                Some(Document::Manifest(manifest)) => *manifest,
                _ => bail!("{place} is an image, not a Wasm artifact"),
            }
        }
    };
    let layers: Vec<_> = manifest
        .layers
        .iter()
        .filter(|layer| [media::WASM_LAYER, OLD_LAYER].contains(&&*layer.media_type))
        .collect();
    match layers.as_slice() {
        [layer] => source.blob(layer, MAX_MODULE)?.bytes(MAX_MODULE),
        [] => bail!("{place} is not a Wasm artifact: {}", what(&manifest)),
        _ => bail!("{place} holds {} modules, not one", layers.len()),
    }
}

/// What a manifest is instead.
fn what(manifest: &Manifest) -> String {
    let layers: Vec<&str> = manifest
        .layers
        .iter()
        .map(|layer| &*layer.media_type)
        .collect();
    format!(
        "its configuration is {} and its layers are {}; a layer {} is needed",
        manifest.config.media_type,
        layers.join(", "),
        media::WASM_LAYER
    )
}
