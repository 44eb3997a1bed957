//! Requests of HTTP that a program makes: `wasi:http/outgoing-handler`.

#[path = "outgoing/bodies.rs"]
mod bodies;
mod common;
#[path = "outgoing/failures.rs"]
mod failures;
#[path = "outgoing/grants.rs"]
mod grants;
#[path = "outgoing/guest.rs"]
mod guest;
#[path = "outgoing/proxy.rs"]
mod proxy;
#[path = "outgoing/server.rs"]
mod server;
#[path = "outgoing/wasmtime.rs"]
mod wasmtime;
