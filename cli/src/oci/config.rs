//! The configuration of an image (OCI image specification, config.md).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

use super::digest::Digest;
use super::platform::Platform;

/// A set of names, which JSON writes as an object of empty objects.
pub type NameSet = BTreeMap<String, Map<String, Value>>;

/// The configuration of an image for one platform.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ImageConfig {
    /// When the image was made, as RFC 3339 has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// What it runs on.
    #[serde(flatten)]
    pub platform: Platform,
    /// How it is run.
    #[serde(default)]
    pub config: RunConfig,
    /// What is in it.
    pub rootfs: RootFs,
    /// How it came to be: an entry for each layer, lowest first, and for what left no layer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<History>,
}

/// How a container runs an image.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct RunConfig {
    /// `USER[:GROUP]`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user: String,
    /// `PORT/tcp`, `PORT/udp`.
    #[serde(
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "or_default"
    )]
    pub exposed_ports: NameSet,
    /// `NAME=VALUE`.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "or_default")]
    pub env: Vec<String>,
    /// The command, its first words.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "or_default")]
    pub entrypoint: Vec<String>,
    /// Further words, which those given to the engine replace.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "or_default")]
    pub cmd: Vec<String>,
    /// Directories that hold data of the container's own.
    #[serde(
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "or_default"
    )]
    pub volumes: NameSet,
    /// The working directory.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub working_dir: String,
    /// Free text.
    #[serde(
        skip_serializing_if = "BTreeMap::is_empty",
        deserialize_with = "or_default"
    )]
    pub labels: BTreeMap<String, String>,
    /// What else a base image says.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Docker writes `null` for collections that are empty.
fn or_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: serde::Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

/// The layers of an image.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RootFs {
    /// Always `layers`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Digests of the layers before compression, lowest first.
    pub diff_ids: Vec<Digest>,
}

/// How one layer came to be.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct History {
    /// The time, as RFC 3339 writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// The command that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by: Option<String>,
    /// What else a base image says.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The image configuration's name for a set of these.
pub fn name_set<S: ToString>(names: impl IntoIterator<Item = S>) -> NameSet {
    let names = names.into_iter();
    names.map(|name| (name.to_string(), Map::new())).collect()
}
