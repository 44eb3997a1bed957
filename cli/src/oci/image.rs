//! An image for several platforms, complete: what outputs are written from.

use super::blob::Blob;
use super::digest::Digest;
use super::manifest::{Annotations, Descriptor, Index, Manifest, to_json};
use super::media;
use super::platform::Platform;
use super::reference::Reference;
use std::collections::BTreeMap;

/// An image.
#[derive(Clone, Debug)]
pub struct Image {
    /// Every blob: layers, configurations, manifests, indexes.
    pub blobs: BTreeMap<Digest, Blob>,
    /// For each platform one.
    pub variants: Vec<Part>,
    /// The index of the variants.
    pub index: Descriptor,
    /// Artifacts that are about the index.
    pub referrers: Vec<Part>,
    /// What it is called.
    pub names: Vec<Reference>,
}

/// An image for one platform, or another artifact.
#[derive(Clone, Debug)]
pub struct Part {
    /// The manifest.
    pub manifest: Manifest,
    /// The manifest's descriptor, as an index has it.
    pub descriptor: Descriptor,
}

impl Part {
    /// What the manifest refers to: layers, then the configuration.
    pub fn blobs(&self) -> impl Iterator<Item = &Descriptor> {
        self.manifest.layers.iter().chain([&self.manifest.config])
    }
}

impl Image {
    /// An image of variants whose blobs are here, manifests and index aside.
    pub fn new(
        manifests: Vec<(Platform, Manifest)>,
        mut blobs: BTreeMap<Digest, Blob>,
        annotations: Annotations,
        names: Vec<Reference>,
    ) -> Image {
        let variants: Vec<Part> = manifests
            .into_iter()
            .map(|(platform, manifest)| {
                let mut descriptor = put(&mut blobs, media::MANIFEST, to_json(&manifest));
                descriptor.platform = Some(platform);
                Part {
                    manifest,
                    descriptor,
                }
            })
            .collect();
        let list = variants.iter().map(|it| it.descriptor.clone()).collect();
        let index = put(
            &mut blobs,
            media::INDEX,
            to_json(&Index::new(list, annotations)),
        );
        Image {
            blobs,
            variants,
            index,
            referrers: Vec::new(),
            names,
        }
    }

    /// Adds an artifact about the image: its blobs and its manifest.
    pub fn refer(&mut self, manifest: Manifest, blobs: Vec<(Descriptor, Vec<u8>)>) {
        for (descriptor, bytes) in blobs {
            self.blobs.insert(descriptor.digest, bytes.into());
        }
        let mut descriptor = put(&mut self.blobs, media::MANIFEST, to_json(&manifest));
        descriptor.artifact_type = manifest.artifact_type.clone();
        descriptor.annotations = manifest.annotations.clone();
        self.referrers.push(Part {
            manifest,
            descriptor,
        });
    }
}

/// Adds a blob; returns its descriptor.
pub fn put(blobs: &mut BTreeMap<Digest, Blob>, media_type: &str, bytes: Vec<u8>) -> Descriptor {
    let descriptor = Descriptor::of(media_type, &bytes);
    blobs.insert(descriptor.digest.clone(), bytes.into());
    descriptor
}
