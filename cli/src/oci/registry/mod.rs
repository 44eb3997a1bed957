//! Registries (OCI distribution specification 1.1).

mod auth;
mod credentials;
mod failure;
mod http;
mod pull;
mod push;

pub use push::push;

use super::reference::Reference;
use anyhow::Result;
use http::Connection;

/// What is going to be done in a repository.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading.
    Pull,
    /// Reading and writing.
    Push,
}

impl Access {
    /// The actions of a token's scope (distribution, spec/auth/scope.md).
    fn actions(self) -> &'static str {
        match self {
            Access::Pull => "pull",
            Access::Push => "pull,push",
        }
    }

    /// What messages call it.
    fn verb(self) -> &'static str {
        match self {
            Access::Pull => "pull from",
            Access::Push => "push to",
        }
    }
}

/// A repository of a registry that can be reached.
pub struct Repository {
    connection: Connection,
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
    fn path(&self, kind: &str, name: impl std::fmt::Display) -> String {
        format!("/v2/{}/{kind}/{name}", self.path)
    }
}
