//! A repository that can be reached.

use super::access::Access;
use super::http::Connection;
use crate::oci::reference::Reference;
use anyhow::Result;

/// A repository of a registry that can be reached.
pub struct Repository {
    pub(super) connection: Connection,
    /// Its path in the registry.
    path: String,
}

impl Repository {
    /// Reaches the registry of an image. `insecure`: it may speak plain HTTP.
    ///
    /// # Errors
    /// It cannot be reached, or the credentials for it cannot be read.
    pub fn open(image: &Reference, access: Access, insecure: bool) -> Result<Repository> {
        Ok(Repository {
            connection: Connection::open(image, access, insecure)?,
            path: image.repository.clone(),
        })
    }

    /// A path of the API.
    pub(super) fn path(&self, kind: &str, name: impl std::fmt::Display) -> String {
        format!("/v2/{}/{kind}/{name}", self.path)
    }
}
