//! Reading from a repository.

use super::failure::{Outcome, retry, transport};
use super::http::Call;
use super::repository::Repository;
use crate::oci::blob::{Blob, MAX_DOCUMENT, check};
use crate::oci::digest::Hashing;
use crate::oci::manifest::Descriptor;
use crate::oci::media;
use anyhow::{Context, Result};
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use ureq::http::Method;

/// The media type of a manifest whose registry does not say.
const UNKNOWN: &str = "application/octet-stream";

impl Repository {
    /// A manifest or an index, by its tag or its digest; `None` where there is none.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn manifest(&self, name: &str) -> Result<Option<(Descriptor, Vec<u8>)>> {
        retry(|| self.manifest_once(name))
    }

    fn manifest_once(&self, name: &str) -> Outcome<Option<(Descriptor, Vec<u8>)>> {
        let accept = media::accepted_manifests();
        let mut response = self.connection.call(&Call {
            method: Method::GET,
            target: &self.path("manifests", name),
            headers: &[("accept", &accept)],
            body: None,
            expected: MAX_DOCUMENT,
            good: &[200, 404],
        })?;
        if response.status().as_u16() == 404 {
            return Ok(None);
        }
        let body = response.body_mut().with_config().limit(MAX_DOCUMENT);
        let bytes = body
            .read_to_vec()
            .map_err(|error| transport(self.connection.host(), error))?;
        let media_type = response.headers().get("content-type");
        let media_type = media_type.and_then(|value| value.to_str().ok());
        let media_type = media_type
            .unwrap_or(UNKNOWN)
            .split(';')
            .next()
            .unwrap_or(UNKNOWN);
        Ok(Some((Descriptor::of(media_type.trim(), &bytes), bytes)))
    }

    /// A blob, in a file without a name.
    ///
    /// # Errors
    /// It cannot be read, or is not what the descriptor says.
    pub fn blob(&self, descriptor: &Descriptor) -> Result<Blob> {
        retry(|| self.blob_once(descriptor))
    }

    fn blob_once(&self, descriptor: &Descriptor) -> Outcome<Blob> {
        let response = self.connection.call(&Call {
            method: Method::GET,
            target: &self.path("blobs", &descriptor.digest),
            headers: &[],
            body: None,
            expected: descriptor.size,
            good: &[200],
        })?;
        let file = tempfile::tempfile().context("cannot keep a blob: no temporary file")?;
        // One byte more than expected is enough to know.
        let limit = descriptor.size.saturating_add(1);
        let mut body = response.into_body().into_reader().take(limit);
        let mut to = Hashing::new(file);
        io::copy(&mut body, &mut to)
            .map_err(|error| transport(self.connection.host(), ureq::Error::from(error)))?;
        let (file, digest, bytes) = to.finish();
        check(descriptor, &digest, bytes)?;
        Ok(file_blob(file, bytes))
    }
}

fn file_blob(file: File, len: u64) -> Blob {
    Blob::File {
        file: Arc::new(file),
        offset: 0,
        len,
    }
}
