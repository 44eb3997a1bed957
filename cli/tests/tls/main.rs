//! Requests over TLS: whom they trust, and whom they do not.

#[path = "../common/mod.rs"]
mod common;
mod pki;
mod server;

use pki::{HOST, Pki};

#[test]
fn pki_is_made() {
    let pki = Pki::new();
    assert_eq!(pki.bad().len(), 10);
    assert!(pki.pem().contains("BEGIN"));
    let config = server::config(pki.good(HOST), rustls::ALL_VERSIONS);
    server::start(config, server::hello);
}
