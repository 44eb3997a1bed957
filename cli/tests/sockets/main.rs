//! `wasi:sockets`: TCP and UDP, what is granted, what is denied, and what wasmtime says to the same calls.

#[path = "../common/mod.rs"]
mod common;
mod grants;
mod hostile;
mod net;
mod tcp;
mod udp;
mod wasmtime;
