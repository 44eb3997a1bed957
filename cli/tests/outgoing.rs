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
#[path = "outgoing/pki.rs"]
mod pki;
#[path = "outgoing/proxy.rs"]
mod proxy;
#[path = "outgoing/server.rs"]
mod server;
#[path = "outgoing/tls.rs"]
mod tls;
#[path = "outgoing/tls_server.rs"]
mod tls_server;
#[path = "outgoing/wasmtime.rs"]
mod wasmtime;
