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
    pub variants: Vec<Variant>,
    /// The index of the variants.
    pub index: Descriptor,
    /// Manifests of artifacts that are about the index.
    pub referrers: Vec<Descriptor>,
    /// What it is called.
    pub names: Vec<Reference>,
}

/// An image for one platform.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The platform.
    pub platform: Platform,
    /// The manifest.
    pub manifest: Manifest,
    /// The manifest's descriptor, as the index has it.
    pub descriptor: Descriptor,
}

impl Image {
    /// An image of variants whose blobs are here, manifests and index aside.
    pub fn new(
        manifests: Vec<(Platform, Manifest)>,
        mut blobs: BTreeMap<Digest, Blob>,
        annotations: Annotations,
        names: Vec<Reference>,
    ) -> Image {
        let variants: Vec<Variant> = manifests
            .into_iter()
            .map(|(platform, manifest)| {
                let mut descriptor = put(&mut blobs, media::MANIFEST, to_json(&manifest));
                descriptor.platform = Some(platform.clone());
                Variant {
                    platform,
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
}

/// Adds a blob; answers its descriptor.
pub fn put(blobs: &mut BTreeMap<Digest, Blob>, media_type: &str, bytes: Vec<u8>) -> Descriptor {
    let descriptor = Descriptor::of(media_type, &bytes);
    blobs.insert(descriptor.digest.clone(), bytes.into());
    descriptor
}
