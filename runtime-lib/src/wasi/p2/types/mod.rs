//! The types of WASI 0.2, by package. Written by `wasmc-wasi-bindings`.

#[rustfmt::skip]
pub mod cli;
#[rustfmt::skip]
pub mod clocks;
#[rustfmt::skip]
pub mod filesystem;
#[rustfmt::skip]
pub mod http;
#[rustfmt::skip]
pub mod io;
#[rustfmt::skip]
pub mod sockets;
