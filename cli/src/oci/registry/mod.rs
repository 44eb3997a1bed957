//! Registries (OCI distribution specification 1.1).

mod access;
mod auth;
mod credentials;
mod failure;
mod http;
mod pull;
mod push;
mod repository;
mod waiting;

pub use access::Access;
pub use push::push;
pub use repository::Repository;
