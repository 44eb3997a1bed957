//! `--base`: an image whose layers come first.

use crate::oci::blob::Blob;
use crate::oci::config::ImageConfig;
use crate::oci::manifest::{Annotations, Descriptor, Document, Manifest, from_json};
use crate::oci::media;
use crate::oci::platform::Platform;
use crate::oci::source::{Place, Source};
use anyhow::{Result, bail};

/// The word for no base image.
const SCRATCH: &str = "scratch";
/// The largest layer that is taken over, in bytes.
const MAX_LAYER: u64 = 16 << 30;

/// `--base IMAGE`
#[derive(Clone, Debug)]
pub enum Base {
    /// Nothing.
    Scratch,
    /// An image.
    Image(Place),
}

impl std::str::FromStr for Base {
    type Err = String;

    fn from_str(text: &str) -> Result<Base, String> {
        if text == SCRATCH {
            return Ok(Base::Scratch);
        }
        let place = Place::with_prefix(text);
        let place = place.unwrap_or_else(|| text.parse().map(Place::Registry));
        Ok(Base::Image(place?))
    }
}

/// An image that is being built upon.
pub struct BaseImage {
    place: Place,
    source: Source,
    /// What the place's name stands for.
    descriptor: Descriptor,
    document: Document,
}

/// Its part for one platform.
pub struct BaseVariant {
    /// The name of its manifest.
    pub manifest: Descriptor,
    /// Its configuration.
    pub config: ImageConfig,
    /// Its layers, lowest first.
    pub layers: Vec<(Descriptor, Blob)>,
    /// What the base image was called.
    name: String,
}

impl BaseVariant {
    /// What the manifest above says of it (OCI image specification, annotations.md).
    pub fn annotations(&self) -> Annotations {
        let digest = self.manifest.digest.to_string();
        Annotations::from([
            ("org.opencontainers.image.base.digest".into(), digest),
            (
                "org.opencontainers.image.base.name".into(),
                self.name.clone(),
            ),
        ])
    }
}

impl BaseImage {
    /// Opens the base image, if there is one. `insecure`: a registry may speak plain HTTP.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn open(base: &Base, insecure: bool) -> Result<Option<BaseImage>> {
        let Base::Image(place) = base else {
            return Ok(None);
        };
        let source = Source::open(place, insecure)?;
        let (descriptor, document) = source.resolve()?;
        Ok(Some(BaseImage {
            place: place.clone(),
            source,
            descriptor,
            document,
        }))
    }

    /// The part for a platform.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn variant(&self, platform: &Platform) -> Result<BaseVariant> {
        let found = match &self.document {
            Document::Manifest(manifest) => Some((self.descriptor.clone(), *manifest.clone())),
            Document::Index(index) => self.select(&index.manifests, platform)?,
        };
        let Some((descriptor, manifest)) = found else {
            bail!("{}", self.lacks(platform));
        };
        let name = format!("the configuration of {}", self.place);
        let config: ImageConfig = from_json(&self.source.small(&manifest.config)?, &name)?;
        if config.platform.target() != platform.target() {
            bail!(
                "the base image {} is for {}, not for {platform}",
                self.place,
                config.platform
            );
        }
        if config.rootfs.diff_ids.len() != manifest.layers.len() {
            bail!(
                "{} is damaged: its layers are not those of its configuration",
                self.place
            );
        }
        let layers = manifest.layers.iter().map(|layer| {
            let mut descriptor = layer.bare();
            descriptor.media_type = media::normalized(&layer.media_type).into();
            Ok((descriptor, self.source.blob(layer, MAX_LAYER)?))
        });
        Ok(BaseVariant {
            manifest: descriptor,
            config,
            layers: layers.collect::<Result<_>>()?,
            name: self.place.name(),
        })
    }

    fn select(
        &self,
        entries: &[Descriptor],
        platform: &Platform,
    ) -> Result<Option<(Descriptor, Manifest)>> {
        let entry = entries.iter().find(|entry| {
            let there = entry.platform.as_ref().and_then(Platform::target);
            there.is_some() && there == platform.target()
        });
        let Some(entry) = entry else {
            return Ok(None);
        };
        match self.source.document(entry)? {
            Document::Manifest(manifest) => Ok(Some((entry.clone(), *manifest))),
            Document::Index(_) => bail!("{}: an index in an index", self.place),
        }
    }

    fn lacks(&self, platform: &Platform) -> String {
        let there: Vec<String> = match &self.document {
            Document::Manifest(_) => Vec::new(),
            Document::Index(index) => index
                .manifests
                .iter()
                .filter_map(|entry| entry.platform.as_ref().map(Platform::to_string))
                .collect(),
        };
        format!(
            "the base image {} is not there for {platform}, only for {}; --platform says what to \
             build for",
            self.place,
            there.join(", ")
        )
    }
}
