//! The symbols of WASI 0.2, by package. Written by `wasmc-wasi-bindings`.

#[rustfmt::skip]
mod cli;
#[rustfmt::skip]
mod clocks;
#[rustfmt::skip]
mod filesystem;
#[rustfmt::skip]
mod http;
#[rustfmt::skip]
mod io;
#[rustfmt::skip]
mod random;
#[rustfmt::skip]
mod sockets;
