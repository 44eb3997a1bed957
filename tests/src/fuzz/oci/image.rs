//! An image layout of one image or artifact, each part of which may be damaged before the next one refers to
//! it: so digests still fit, and readers get to the damage.

use super::damage;
use crate::fuzz::choices::Choices;
use crate::image::with_runtime;
use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::sync::OnceLock;
use tar::{EntryType, Header};
use wasmc_compiler::{Input, Options, compile};

const INDEX: &str = "application/vnd.oci.image.index.v1+json";
const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
const LAYER: &str = "application/vnd.oci.image.layer.v1.tar";
const WASM: &str = "application/wasm";
/// A module without anything.
const MODULE: &[u8] = b"\0asm\x01\0\0\0";
/// What a part is damaged in, once in so many cases.
const DAMAGED: usize = 5;

/// Files of a layout by their paths.
pub type Files = Vec<(String, Vec<u8>)>;

/// A layout under construction.
struct Layout<'a, 'data> {
    files: Files,
    choices: &'a mut Choices<'data>,
}

/// The files of a layout. The last one is `index.json`, the one before it what that refers to.
///
/// # Errors
/// The executable in the layer cannot be made.
pub fn files(choices: &mut Choices<'_>) -> Result<Files> {
    let mut layout = Layout {
        files: vec![(
            "oci-layout".into(),
            br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec(),
        )],
        choices,
    };
    let artifact = layout.choices.once_in(4);
    let layer = match artifact {
        true => layout.blob(WASM, MODULE.to_vec()),
        false => layout.layer()?,
    };
    let config = json!({
        "architecture": "amd64", "os": "linux",
        "config": { "Entrypoint": ["/app"], "Env": ["A=b"], "Labels": { "a": "b" } },
        "rootfs": { "type": "layers", "diff_ids": [layer["digest"]] },
    });
    let config = layout.document(CONFIG, &config);
    let manifest = json!({
        "schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": [layer],
        "annotations": { "a": "b" },
    });
    let mut entry = layout.document(MANIFEST, &manifest);
    if layout.choices.once_in(4) {
        entry["platform"] = json!({ "architecture": "amd64", "os": "linux" });
        let index = json!({ "schemaVersion": 2, "mediaType": INDEX, "manifests": [entry] });
        entry = layout.document(INDEX, &index);
    }
    let index = json!({ "schemaVersion": 2, "manifests": [entry] });
    let index = layout.text(&index);
    layout.files.push(("index.json".into(), index));
    Ok(layout.files)
}

impl Layout<'_, '_> {
    fn is_damaged(&mut self) -> bool {
        self.choices.once_in(DAMAGED)
    }

    /// Keeps a blob; its descriptor, which may lie.
    fn blob(&mut self, media_type: &str, bytes: Vec<u8>) -> Value {
        let digest: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let size = bytes.len();
        self.files.push((format!("blobs/sha256/{digest}"), bytes));
        json!({ "mediaType": media_type, "digest": format!("sha256:{digest}"), "size": size })
    }

    fn document(&mut self, media_type: &str, document: &Value) -> Value {
        let text = self.text(document);
        self.blob(media_type, text)
    }

    fn text(&mut self, document: &Value) -> Vec<u8> {
        let mut document = document.clone();
        if self.is_damaged() {
            damage::value(&mut document, self.choices);
        }
        let mut text = document.to_string().into_bytes();
        if self.choices.once_in(DAMAGED * 4) {
            damage::text(&mut text, self.choices);
        }
        text
    }

    /// A layer with the executable, compressed in one of three ways.
    fn layer(&mut self) -> Result<Value> {
        let mut app = executable()?.to_vec();
        if self.is_damaged() {
            damage::bytes(&mut app, self.choices);
        }
        let name = match self.choices.below(4) {
            0 => "folder/".repeat(40) + "app",
            _ => "app".into(),
        };
        let other = vec![self.choices.byte(); self.choices.below(2000)];
        let mut layer = tar(&vec![("other".into(), other), (name, app)])?;
        if self.is_damaged() {
            damage::bytes(&mut layer, self.choices);
        }
        let (suffix, mut packed) = match self.choices.below(3) {
            0 => ("", layer),
            1 => {
                let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
                gzip.write_all(&layer)?;
                ("+gzip", gzip.finish()?)
            }
            _ => ("+zstd", zstd::encode_all(&layer[..], 1)?),
        };
        if self.is_damaged() {
            damage::bytes(&mut packed, self.choices);
        }
        Ok(self.blob(&format!("{LAYER}{suffix}"), packed))
    }
}

/// A tar file of these.
///
/// # Errors
/// A path is too long for any header.
pub fn tar(files: &Files) -> Result<Vec<u8>> {
    let mut tar = tar::Builder::new(Vec::new());
    for (path, bytes) in files {
        let mut header = Header::new_gnu();
        header.set_entry_type(EntryType::Regular);
        header.set_mode(0o755);
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, path, &bytes[..])?;
    }
    tar.into_inner().context("cannot write a tar file")
}

/// The executable of a small module.
fn executable() -> Result<&'static [u8]> {
    static BYTES: OnceLock<Vec<u8>> = OnceLock::new();
    if let Some(bytes) = BYTES.get() {
        return Ok(bytes);
    }
    let input = Input {
        name: "app".into(),
        bytes: wat::parse_str(include_str!("../../../../examples/hello.wat"))?,
    };
    let image = compile(&input.into(), &with_runtime(&Options::default())?)?;
    Ok(BYTES.get_or_init(|| image.bytes))
}
