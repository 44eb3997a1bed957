//! Writing to a repository.

use super::access::Access;
use super::failure::{Outcome, retry};
use super::http::Call;
use super::repository::Repository;
use crate::oci::blob::Blob;
use crate::oci::digest::Digest;
use crate::oci::image::{Image, Part};
use crate::oci::manifest::{Annotations, Descriptor, Document, Index, to_json};
use crate::oci::media;
use crate::oci::reference::Reference;
use crate::report;
use anyhow::{Context, Result, anyhow, bail};
use std::collections::HashSet;
use ureq::Body;
use ureq::http::{Method, Response};

/// Pushes an image to each of its names. Whatever a manifest, an index or a tag refers to is there
/// before it. What happens is said on standard error, unless `quiet`.
///
/// # Errors
/// A registry cannot be reached, or refuses something; then no tag was set there.
pub fn push(image: &Image, insecure: bool, quiet: bool) -> Result<()> {
    let mut names: Vec<&Reference> = image.names.iter().collect();
    names.sort_by_key(|name| name.name());
    for tags in names.chunk_by(|one, other| one.name() == other.name()) {
        let first = tags[0];
        let repository = Repository::open(first, Access::Push, insecure)?;
        push_to(image, &repository, tags, |what| {
            if !quiet {
                report::say(&format!("{}: {what}\n", first.name()));
            }
        })?;
    }
    Ok(())
}

fn push_to(
    image: &Image,
    repository: &Repository,
    tags: &[&Reference],
    say: impl Fn(&str),
) -> Result<()> {
    // Layers and configurations, then what refers to them, then what refers to that.
    let mut seen = HashSet::new();
    for part in image.variants.iter().chain(&image.referrers) {
        for descriptor in part.blobs().filter(|it| seen.insert(&it.digest)) {
            let blob = blob_of(image, &descriptor.digest)?;
            match repository.put_blob(descriptor, blob)? {
                true => say(&format!(
                    "{} ({} bytes)",
                    descriptor.digest, descriptor.size
                )),
                false => say(&format!("{} is there already", descriptor.digest)),
            }
        }
    }
    for variant in &image.variants {
        let bytes = blob_of(image, &variant.descriptor.digest)?;
        repository.put_manifest(&variant.descriptor, bytes, None)?;
        if let Some(platform) = &variant.descriptor.platform {
            say(&format!("{} for {platform}", variant.descriptor.digest));
        }
    }
    let index = blob_of(image, &image.index.digest)?;
    repository.put_manifest(&image.index, index, None)?;
    for referrer in &image.referrers {
        repository.put_referrer(image, referrer)?;
    }
    for tag in tags.iter().filter_map(|tag| tag.tag.as_deref()) {
        repository.put_manifest(&image.index, index, Some(tag))?;
        say(&format!("{} is `{tag}`", image.index.digest));
    }
    Ok(())
}

fn blob_of<'a>(image: &'a Image, digest: &Digest) -> Result<&'a Blob> {
    let blob = image.blobs.get(digest);
    blob.with_context(|| format!("the image lacks {digest}"))
}

impl Repository {
    /// Uploads a blob; returns whether that was necessary.
    fn put_blob(&self, descriptor: &Descriptor, blob: &Blob) -> Result<bool> {
        if self.has_blob(&descriptor.digest)? {
            return Ok(false);
        }
        // A session that broke is not gone on with: a new one is begun.
        retry(|| self.upload(&descriptor.digest, blob))?;
        Ok(true)
    }

    fn has_blob(&self, digest: &Digest) -> Result<bool> {
        let response = retry(|| {
            self.connection.call(&Call {
                method: Method::HEAD,
                target: &self.path("blobs", digest),
                headers: &[],
                body: None,
                expected: 0,
                good: &[200, 404],
            })
        })?;
        Ok(response.status().as_u16() == 200)
    }

    /// OCI distribution specification, "Pushing a blob monolithically", POST then PUT.
    fn upload(&self, digest: &Digest, blob: &Blob) -> Outcome<()> {
        let session = self.connection.call(&Call {
            method: Method::POST,
            target: &self.path("blobs", "uploads/"),
            headers: &[],
            body: None,
            expected: 0,
            good: &[202],
        })?;
        let location = header(&session, "location")
            .ok_or_else(|| anyhow!("{} began no upload", self.connection.host()))?;
        let separator = if location.contains('?') { '&' } else { '?' };
        let target = format!("{location}{separator}digest={digest}");
        self.connection.call(&Call {
            method: Method::PUT,
            target: &target,
            headers: &[("content-type", "application/octet-stream")],
            body: Some(blob),
            expected: 0,
            good: &[201],
        })?;
        Ok(())
    }

    /// Puts a manifest or an index under its digest or under a tag. Returns the registry's response.
    fn put_manifest(
        &self,
        descriptor: &Descriptor,
        bytes: &Blob,
        tag: Option<&str>,
    ) -> Result<Response<Body>> {
        let digest = descriptor.digest.to_string();
        retry(|| {
            self.connection.call(&Call {
                method: Method::PUT,
                target: &self.path("manifests", tag.unwrap_or(&digest)),
                headers: &[("content-type", &descriptor.media_type)],
                body: Some(bytes),
                expected: 0,
                good: &[201],
            })
        })
    }

    /// Puts a manifest with a subject; where the registry does not know of those, lists it under the
    /// tag that stands for the list (OCI distribution specification, "Referrers Tag Schema").
    fn put_referrer(&self, image: &Image, referrer: &Part) -> Result<()> {
        let bytes = blob_of(image, &referrer.descriptor.digest)?;
        let response = self.put_manifest(&referrer.descriptor, bytes, None)?;
        if header(&response, "oci-subject").is_some() {
            return Ok(());
        }
        let tag = format!("sha256-{}", image.index.digest.hex());
        let mut list = match self.manifest(&tag)? {
            None => Index::new(Vec::new(), Annotations::new()),
            Some((_, bytes)) => match Document::read(&bytes, &tag)? {
                Document::Index(index) => index,
                Document::Manifest(_) => bail!("the tag {tag} is taken by something else"),
            },
        };
        let digest = &referrer.descriptor.digest;
        list.manifests.retain(|entry| entry.digest != *digest);
        list.manifests.push(referrer.descriptor.clone());
        let bytes = to_json(&list);
        let descriptor = Descriptor::of(media::INDEX, &bytes);
        self.put_manifest(&descriptor, &bytes.into(), Some(&tag))?;
        Ok(())
    }
}

fn header(response: &Response<Body>, name: &str) -> Option<String> {
    let value = response.headers().get(name)?;
    value.to_str().ok().map(str::to_string)
}
