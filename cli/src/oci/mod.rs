//! The formats of the Open Container Initiative, and the places that images come from and go to.
//!
//! Source: OCI image specification 1.1 and OCI distribution specification 1.1.

pub mod archive;
pub mod artifact;
pub mod blob;
pub mod config;
pub mod digest;
pub mod image;
pub mod layout;
pub mod manifest;
pub mod media;
pub mod platform;
pub mod reference;
pub mod registry;
pub mod source;
pub mod untar;
