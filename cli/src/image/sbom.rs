//! A list of what is in an image: an SPDX 2.3 document, attached to the index as a referrer.

use super::settings::Settings;
use crate::oci::digest::Digest;
use crate::oci::image::Image;
use crate::oci::manifest::{Annotations, Descriptor, Manifest, to_json};
use crate::oci::media;
use crate::runtime;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use wasmc_compiler::Composition;
use wasmc_compiler::decode::{Producer, producers};

/// What SPDX has where nothing is known.
const UNKNOWN: &str = "NOASSERTION";
/// The version of `wasmc` and of the runtime in it.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What TLS in an image is made of.
const TLS_PACKAGES: &[&str] = &[
    "dlmalloc",
    "once_cell",
    "ring",
    "rustls",
    "rustls-pki-types",
    "rustls-webpki",
    "subtle",
    "untrusted",
    "zeroize",
];
/// The versions of these packages.
const TLS_LOCK: &str = include_str!("../../../tls-lib/Cargo.lock");

/// Packages of TLS and their versions.
fn locked(names: &[&'static str]) -> impl Iterator<Item = (&'static str, &'static str)> {
    names.iter().filter_map(|&name| {
        let entry = format!("name = \"{name}\"\nversion = \"");
        let (_, rest) = TLS_LOCK.split_once(&entry)?;
        Some((name, rest.split('"').next()?))
    })
}

fn package_id(name: &str) -> String {
    format!("SPDXRef-Package-{}", name.replace('_', "-"))
}

/// Describes an image that was made of these modules, and attaches the description.
///
/// # Errors
/// The image names a platform that nothing is compiled for.
pub fn attach(
    image: &mut Image,
    composition: &Composition,
    settings: &Settings,
    speaks_tls: bool,
) -> Result<()> {
    let document = to_json(&document(image, composition, settings, speaks_tls)?);
    let empty = b"{}".to_vec();
    let config = Descriptor::of(media::EMPTY, &empty);
    let layer = Descriptor::of(media::SPDX, &document);
    let annotations = Annotations::from([(
        "org.opencontainers.image.created".into(),
        settings.created.clone(),
    )]);
    let mut manifest = Manifest::new(config.clone(), vec![layer.clone()], annotations);
    manifest.artifact_type = Some(media::SPDX.into());
    manifest.subject = Some(image.index.bare());
    image.refer(manifest, vec![(config, empty), (layer, document)]);
    Ok(())
}

/// A document under construction.
#[derive(Default)]
struct Document {
    packages: Vec<Value>,
    relationships: Vec<Value>,
}

impl Document {
    fn package(&mut self, id: &str, name: &str, version: Option<&str>, more: &[(&str, Value)]) {
        let mut package = json!({
            "SPDXID": id,
            "name": name,
            "downloadLocation": UNKNOWN,
            "filesAnalyzed": false,
            "licenseConcluded": UNKNOWN,
            "licenseDeclared": UNKNOWN,
            "copyrightText": UNKNOWN,
        });
        if let Some(version) = version.filter(|version| !version.is_empty()) {
            package["versionInfo"] = version.into();
        }
        for (key, value) in more {
            package[*key] = value.clone();
        }
        self.packages.push(package);
    }

    fn relate(&mut self, one: &str, relation: &str, other: &str) {
        self.relationships.push(json!({
            "spdxElementId": one,
            "relationshipType": relation,
            "relatedSpdxElement": other,
        }));
    }
}

fn document(
    image: &Image,
    composition: &Composition,
    settings: &Settings,
    speaks_tls: bool,
) -> Result<Value> {
    const DOCUMENT: &str = "SPDXRef-DOCUMENT";
    const IMAGE: &str = "SPDXRef-Image";
    const WASMC: &str = "SPDXRef-wasmc";
    let mut list = Document::default();
    let digest = &image.index.digest;
    let name = image.names.first();
    let name = name.map_or_else(|| digest.to_string(), |name| name.pinned(digest));
    let container = ("primaryPackagePurpose", json!("CONTAINER"));
    let more = [("checksums", checksum(digest)), container.clone()];
    list.package(IMAGE, &name, None, &more);
    list.relate(DOCUMENT, "DESCRIBES", IMAGE);
    let application = ("primaryPackagePurpose", json!("APPLICATION"));
    list.package(WASMC, "wasmc", Some(VERSION), &[application]);

    for variant in &image.variants {
        let platform = variant.descriptor.platform.as_ref();
        let platform = platform.context("a variant has no platform")?;
        let target = platform.target().context("a platform has no target")?;
        let id = format!("SPDXRef-Image-{}", platform.architecture);
        let more = [
            ("checksums", checksum(&variant.descriptor.digest)),
            container.clone(),
        ];
        list.package(&id, &format!("{name} for {platform}"), None, &more);
        list.relate(&id, "VARIANT_OF", IMAGE);
        list.relate(WASMC, "BUILD_TOOL_OF", &id);
        let runtime = format!("SPDXRef-Runtime-{}", platform.architecture);
        let archive = runtime::archive(target).map_err(anyhow::Error::msg)?;
        let more = [
            ("checksums", checksum(&Digest::of(archive.runtime))),
            ("primaryPackagePurpose", json!("LIBRARY")),
        ];
        list.package(&runtime, "wasmc-runtime", Some(VERSION), &more);
        list.relate(&id, "STATIC_LINK", &runtime);
        if speaks_tls {
            let tls = format!("SPDXRef-TLS-{}", platform.architecture);
            let bytes = archive.tls.map_err(anyhow::Error::msg)?;
            let more = [
                ("checksums", checksum(&Digest::of(bytes))),
                ("primaryPackagePurpose", json!("LIBRARY")),
            ];
            list.package(&tls, "wasmc-tls", Some(VERSION), &more);
            list.relate(&id, "STATIC_LINK", &tls);
            for (name, _) in locked(TLS_PACKAGES) {
                list.relate(&tls, "CONTAINS", &package_id(name));
            }
        }
        for index in 0..composition.modules.len() {
            list.relate(&id, "GENERATED_FROM", &module_id(index));
        }
    }
    if speaks_tls {
        for (name, version) in locked(TLS_PACKAGES) {
            let library = ("primaryPackagePurpose", json!("LIBRARY"));
            list.package(&package_id(name), name, Some(version), &[library]);
        }
    }
    for (index, input) in composition.modules.values().enumerate() {
        let digest = Digest::of(&input.bytes);
        let more = [
            ("checksums", checksum(&digest)),
            ("primaryPackagePurpose", json!("SOURCE")),
        ];
        let name = format!("module {digest}");
        list.package(&module_id(index), &name, None, &more);
        for (number, producer) in producers(&input.bytes).iter().enumerate() {
            tool(&mut list, &module_id(index), number, producer);
        }
    }
    Ok(json!({
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": DOCUMENT,
        "name": name,
        // A name, not an address; the same image gives the same one.
        "documentNamespace": format!("https://spdx.org/spdxdocs/wasmc-{}", digest.hex()),
        "creationInfo": {
            "created": settings.created,
            "creators": [format!("Tool: wasmc-{VERSION}")],
        },
        "packages": list.packages,
        "relationships": list.relationships,
    }))
}

fn module_id(index: usize) -> String {
    format!("SPDXRef-Module-{index}")
}

/// A tool that made a module.
fn tool(list: &mut Document, module: &str, number: usize, producer: &Producer) {
    let id = format!("{module}-tool-{number}");
    let comment = format!("`{}` in the module's producers section", producer.field);
    list.package(
        &id,
        &producer.name,
        Some(&producer.version),
        &[("comment", comment.into())],
    );
    list.relate(&id, "BUILD_TOOL_OF", module);
}

fn checksum(digest: &Digest) -> Value {
    json!([{ "algorithm": "SHA256", "checksumValue": digest.hex() }])
}
