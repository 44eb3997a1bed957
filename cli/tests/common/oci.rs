//! Reading container images back.

use flate2::read::GzDecoder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Read;

/// The files of a tar file by name.
pub type Files = BTreeMap<String, Vec<u8>>;

pub fn untar(bytes: &[u8]) -> Files {
    let mut archive = tar::Archive::new(bytes);
    let mut files = Files::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = String::from_utf8(entry.path_bytes().into_owned()).unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        assert!(
            files.insert(name, bytes).is_none(),
            "a name that is there twice"
        );
    }
    files
}

/// An image that was read back.
pub struct Image {
    pub files: Files,
}

impl Image {
    pub fn read(bytes: &[u8]) -> Image {
        Image {
            files: untar(bytes),
        }
    }

    pub fn json(&self, name: &str) -> Value {
        serde_json::from_slice(&self.files[name]).unwrap()
    }

    /// The blob of a descriptor; its size and its digest are checked.
    pub fn blob(&self, descriptor: &Value) -> &[u8] {
        let digest = descriptor["digest"].as_str().unwrap();
        let hex = digest.strip_prefix("sha256:").unwrap();
        let bytes = &self.files[&format!("blobs/sha256/{hex}")];
        assert_eq!(descriptor["size"], bytes.len());
        assert_eq!(sha256(bytes), hex);
        bytes
    }

    pub fn document(&self, descriptor: &Value) -> Value {
        serde_json::from_slice(self.blob(descriptor)).unwrap()
    }

    /// The index that the first entry of `index.json` names.
    pub fn index(&self) -> Value {
        self.document(&self.json("index.json")["manifests"][0])
    }

    /// The manifest and the configuration for an architecture.
    pub fn variant(&self, architecture: &str) -> (Value, Value) {
        let index = self.index();
        let entries = index["manifests"].as_array().unwrap();
        let entry = entries
            .iter()
            .find(|entry| entry["platform"]["architecture"] == architecture)
            .unwrap_or_else(|| panic!("no {architecture} in {index}"));
        let manifest = self.document(entry);
        let config = self.document(&manifest["config"]);
        (manifest, config)
    }

    pub fn config(&self) -> Value {
        self.variant("amd64").1["config"].clone()
    }

    /// The entries of every layer, lowest first.
    pub fn layers(&self, architecture: &str) -> Vec<Vec<Entry>> {
        let (manifest, config) = self.variant(architecture);
        let layers = manifest["layers"].as_array().unwrap();
        let diff_ids = config["rootfs"]["diff_ids"].as_array().unwrap();
        assert_eq!(layers.len(), diff_ids.len());
        let pairs = layers.iter().zip(diff_ids);
        pairs
            .map(|(layer, diff_id)| {
                let bytes = decompress(layer["mediaType"].as_str().unwrap(), self.blob(layer));
                assert_eq!(*diff_id, format!("sha256:{}", sha256(&bytes)));
                entries(&bytes)
            })
            .collect()
    }

    /// What lies at a path, in the highest layer that has it.
    pub fn entry(&self, path: &str) -> Entry {
        let layers = self.layers("amd64");
        let all = layers.into_iter().rev().flatten();
        let found = all.into_iter().find(|entry| entry.path == path);
        found.unwrap_or_else(|| panic!("no {path}"))
    }
}

/// The SHA-256 of bytes, as hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    let hash = sha2::Sha256::digest(bytes);
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn decompress(media_type: &str, bytes: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    match media_type {
        "application/vnd.oci.image.layer.v1.tar+gzip" => {
            // RFC 1952: neither a name nor a time is in the header.
            assert_eq!(bytes[3..8], [0; 5]);
            GzDecoder::new(bytes).read_to_end(&mut all).unwrap();
        }
        "application/vnd.oci.image.layer.v1.tar+zstd" => {
            all = zstd::decode_all(bytes).unwrap();
        }
        other => panic!("a layer of type {other}"),
    }
    all
}

/// A file of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub path: String,
    pub kind: tar::EntryType,
    pub mode: u32,
    pub owner: (u64, u64),
    pub mtime: u64,
    pub link: Option<String>,
    pub bytes: Vec<u8>,
}

fn entries(tar: &[u8]) -> Vec<Entry> {
    let mut archive = tar::Archive::new(tar);
    let entries = archive.entries().unwrap();
    entries
        .map(|entry| {
            let mut entry = entry.unwrap();
            let header = entry.header().clone();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            let link = entry.link_name_bytes();
            Entry {
                path: String::from_utf8(entry.path_bytes().into_owned()).unwrap(),
                kind: header.entry_type(),
                mode: header.mode().unwrap(),
                owner: (header.uid().unwrap(), header.gid().unwrap()),
                mtime: header.mtime().unwrap(),
                link: link.map(|link| String::from_utf8(link.into_owned()).unwrap()),
                bytes,
            }
        })
        .collect()
}
