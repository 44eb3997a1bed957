//! A server on loopback that speaks TLS.

use crate::pki::Identity;
use rustls::crypto::ring::default_provider;
use rustls::server::NoClientAuth;
use rustls::server::danger::ClientCertVerifier;
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// A connection, after the handshake or before it.
pub type Stream = StreamOwned<ServerConnection, TcpStream>;

/// What a server is like.
pub fn config(
    identity: Identity,
    versions: &[&'static SupportedProtocolVersion],
) -> Arc<ServerConfig> {
    config_with(identity, versions, Arc::new(NoClientAuth))
}

/// The same for a server that looks at the certificates of clients.
pub fn config_with(
    identity: Identity,
    versions: &[&'static SupportedProtocolVersion],
    clients: Arc<dyn ClientCertVerifier>,
) -> Arc<ServerConfig> {
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(versions)
        .unwrap()
        .with_client_cert_verifier(clients)
        .with_single_cert(identity.chain, identity.key)
        .unwrap();
    Arc::new(config)
}

/// Answers each connection with a function, until the tests end; returns the port.
pub fn start(config: Arc<ServerConfig>, answer: impl Fn(Stream) + Send + Sync + 'static) -> u16 {
    start_on("127.0.0.1:0".parse().unwrap(), config, answer)
}

/// The same at an address.
pub fn start_on(
    address: SocketAddr,
    config: Arc<ServerConfig>,
    answer: impl Fn(Stream) + Send + Sync + 'static,
) -> u16 {
    let listener = TcpListener::bind(address).unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (config, answer) = (config.clone(), answer.clone());
            thread::spawn(move || {
                let stream = stream.unwrap();
                // Only ends a hang.
                stream
                    .set_read_timeout(Some(Duration::from_secs(100)))
                    .unwrap();
                let connection = ServerConnection::new(config).unwrap();
                answer(StreamOwned::new(connection, stream));
            });
        }
    });
    port
}

/// Reads a head.
pub fn head(stream: &mut impl Read) -> Option<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return None,
        }
    }
    String::from_utf8(head).ok()
}

/// Answers a request with a text.
pub fn hello(mut stream: Stream) {
    if head(&mut stream).is_none() {
        return;
    }
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 6\r\nconnection: close\r\n\r\nhello\n";
    // A client that trusts nobody is gone already.
    let _ = stream.write_all(answer.as_bytes());
    stream.conn.send_close_notify();
    let _ = stream.flush();
}
