//! Descriptors, manifests and indexes.

use super::digest::Digest;
use super::media;
use super::platform::Platform;
use anyhow::{Context, Result, bail};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Free text by key, in the order of the keys.
pub type Annotations = BTreeMap<String, String>;

/// The value of `schemaVersion` in everything here.
const SCHEMA_VERSION: u32 = 2;

/// What names a blob (descriptor.md).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Descriptor {
    /// What the blob is.
    pub media_type: String,
    /// Its digest.
    pub digest: Digest,
    /// Its bytes.
    pub size: u64,
    /// In an index: what the image runs on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<Platform>,
    /// In an index: what kind of artifact the manifest is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// Free text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: Annotations,
}

impl Descriptor {
    /// The descriptor of some bytes.
    pub fn of(media_type: &str, bytes: &[u8]) -> Descriptor {
        Descriptor::new(media_type, Digest::of(bytes), bytes.len() as u64)
    }

    /// A descriptor with nothing but what each has.
    pub fn new(media_type: &str, digest: Digest, size: u64) -> Descriptor {
        Descriptor {
            media_type: media_type.into(),
            digest,
            size,
            platform: None,
            artifact_type: None,
            annotations: Annotations::new(),
        }
    }

    /// Without what is said of the blob at this place only.
    pub fn bare(&self) -> Descriptor {
        Descriptor::new(&self.media_type, self.digest.clone(), self.size)
    }
}

/// A manifest (manifest.md).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// Always 2.
    pub schema_version: u32,
    /// Its own media type; missing in older ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// What kind of artifact it is, where it is no image.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact_type: Option<String>,
    /// The configuration.
    pub config: Descriptor,
    /// The layers, lowest first.
    pub layers: Vec<Descriptor>,
    /// What the artifact is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Descriptor>,
    /// Free text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: Annotations,
}

impl Manifest {
    /// The manifest of an image.
    pub fn new(config: Descriptor, layers: Vec<Descriptor>, annotations: Annotations) -> Manifest {
        Manifest {
            schema_version: SCHEMA_VERSION,
            media_type: Some(media::MANIFEST.into()),
            artifact_type: None,
            config,
            layers,
            subject: None,
            annotations,
        }
    }
}

/// An image index (image-index.md), also the `index.json` of a layout.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    /// Always 2.
    pub schema_version: u32,
    /// Its own media type; missing in older ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// What is in it.
    pub manifests: Vec<Descriptor>,
    /// Free text.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub annotations: Annotations,
}

impl Index {
    /// An index of these.
    pub fn new(manifests: Vec<Descriptor>, annotations: Annotations) -> Index {
        Index {
            schema_version: SCHEMA_VERSION,
            media_type: Some(media::INDEX.into()),
            manifests,
            annotations,
        }
    }
}

/// What a name can stand for.
#[derive(Clone, Debug)]
pub enum Document {
    /// Images for several platforms.
    Index(Index),
    /// One image, or another artifact.
    Manifest(Box<Manifest>),
}

impl Document {
    /// Reads the bytes behind a descriptor. `name` is for messages.
    ///
    /// # Errors
    /// They are neither an index nor a manifest.
    pub fn read(bytes: &[u8], name: &str) -> Result<Document> {
        /// What both have, enough to tell them apart.
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Either {
            schema_version: Option<u32>,
            manifests: Option<serde::de::IgnoredAny>,
            config: Option<serde::de::IgnoredAny>,
        }
        let either: Either = from_json(bytes, name)?;
        match either {
            Either {
                schema_version: Some(1),
                ..
            } => bail!(
                "{name} is an image of the format that Docker had before 2016, which is not supported"
            ),
            Either {
                manifests: Some(_), ..
            } => Ok(Document::Index(from_json(bytes, name)?)),
            Either {
                config: Some(_), ..
            } => Ok(Document::Manifest(Box::new(from_json(bytes, name)?))),
            _ => bail!("{name} is neither an image manifest nor an index"),
        }
    }
}

/// The bytes of a document: JSON without spaces.
pub fn to_json(document: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(document).expect("our documents have text keys and no failing parts")
}

/// Reads a document. `name` is for messages.
///
/// # Errors
/// It is not JSON, or lacks something.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8], name: &str) -> Result<T> {
    serde_json::from_slice(bytes).with_context(|| format!("{name} cannot be read"))
}
