//! The facts that the compiler and the runtime of an image share, each written once.
//!
//! Nothing here allocates, and nothing here knows a target.
#![no_std]

#[macro_use]
pub mod builtins;
pub mod calls;
pub mod component;
pub mod embed;
pub mod exception;
pub mod filter;
pub mod image;
mod layout;
pub mod lines;
pub mod network;
pub mod options;
pub mod page;
pub mod property;
pub mod script;
pub mod symbols;
pub mod tls;
pub mod trap;
pub mod values;
pub mod wasi;
#[rustfmt::skip]
pub mod wasi02;
