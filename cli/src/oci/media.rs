//! Media types (OCI image specification 1.1, media-types.md), and those of Docker that mean the same.

/// An image index.
pub const INDEX: &str = "application/vnd.oci.image.index.v1+json";
/// A manifest, of an image or of any other artifact.
pub const MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
/// The configuration of an image.
pub const CONFIG: &str = "application/vnd.oci.image.config.v1+json";
/// A layer, compressed with gzip.
pub const LAYER_GZIP: &str = "application/vnd.oci.image.layer.v1.tar+gzip";
/// A layer, compressed with zstd.
pub const LAYER_ZSTD: &str = "application/vnd.oci.image.layer.v1.tar+zstd";
/// The configuration of an artifact that has none: the two bytes `{}`.
pub const EMPTY: &str = "application/vnd.oci.empty.v1+json";
/// An SPDX document.
pub const SPDX: &str = "application/spdx+json";
/// The layer of a Wasm artifact.
pub const WASM_LAYER: &str = "application/wasm";

/// Docker's names for what OCI has taken over from it, each with OCI's.
const DOCKER: &[(&str, &str)] = &[
    (
        "application/vnd.docker.distribution.manifest.list.v2+json",
        INDEX,
    ),
    (
        "application/vnd.docker.distribution.manifest.v2+json",
        MANIFEST,
    ),
    ("application/vnd.docker.container.image.v1+json", CONFIG),
    (
        "application/vnd.docker.image.rootfs.diff.tar.gzip",
        LAYER_GZIP,
    ),
];

/// OCI's name of a media type.
pub fn normalized(media_type: &str) -> &str {
    DOCKER
        .iter()
        .find(|(docker, _)| *docker == media_type)
        .map_or(media_type, |(_, oci)| oci)
}

/// What a registry is asked for where a manifest or an index is wanted.
pub fn accepted_manifests() -> String {
    let docker = DOCKER[..2].iter().map(|(docker, _)| *docker);
    [INDEX, MANIFEST]
        .into_iter()
        .chain(docker)
        .collect::<Vec<_>>()
        .join(", ")
}
