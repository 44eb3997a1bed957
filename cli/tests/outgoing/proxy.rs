//! Requests that a server makes while it answers.

use crate::common::server::{self, children};
use crate::common::{Machine, Sandbox};
use crate::guest::{on_both_targets, proxy};
use crate::server::{Server, head, linger, request};
use std::io::{Read, Write};

/// The proxy.
struct Proxy(server::Server);

impl Proxy {
    fn start(machine: &Machine, sandbox: &Sandbox, options: &[&str]) -> Proxy {
        let options = [&["--workers", "1"], options].concat();
        Proxy(server::Server::with(machine, sandbox, &proxy(), &options))
    }

    /// The answer to a request with a body.
    fn post(&self, path: &str, body: &str) -> String {
        let mut stream = self.0.connect();
        let length = body.len();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

#[test]
fn a_proxy_passes_requests_on() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let proxy = Proxy::start(machine, &sandbox, &["--http-out", "127.0.0.1:*"]);
        let server = Server::answering(
            "HTTP/1.1 201 Created\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
        );
        for _ in 0..10 {
            let answer = proxy.post(&format!("/{}/path?q", server.port), "hello");
            assert!(answer.starts_with("HTTP/1.1 201 Created\r\n"), "{answer}");
            assert!(
                answer.ends_with("\r\n\r\n00000002\r\nhi\r\n0\r\n\r\n"),
                "{answer}"
            );
            let seen = server.next();
            assert!(seen.starts_with("POST /path?q HTTP/1.1\r\n"), "{seen}");
            assert!(seen.ends_with("00000005\r\nhello\r\n0\r\n\r\n"), "{seen}");
        }
        // What is not granted, and a server that is not there.
        let answer = proxy.post("/1/", "");
        assert!(
            answer.starts_with("HTTP/1.1 502 Bad Gateway\r\n"),
            "{answer}"
        );
    });
}

#[test]
fn a_proxy_without_a_grant() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let proxy = Proxy::start(machine, &sandbox, &["--http-out", "127.0.0.1"]);
        let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        let answer = proxy.post(&format!("/{}/", server.port), "hello");
        assert!(
            answer.starts_with("HTTP/1.1 502 Bad Gateway\r\n"),
            "{answer}"
        );
        assert!(server.seen.try_recv().is_err());
    });
}

/// Bytes that a proxy passes on in both directions.
const LARGE: usize = 64 << 20;

#[test]
fn a_proxy_streams() {
    Machine::with(std::env::consts::ARCH, |machine| {
        let sandbox = Sandbox::new();
        let proxy = Proxy::start(machine, &sandbox, &["--http-out", "127.0.0.1:*"]);
        let server = Server::new(|stream| {
            head(stream);
            // The body in chunks: it is measured, not taken apart.
            let mut received = 0;
            let mut part = vec![0; 1 << 16];
            let mut last = Vec::new();
            while !last.ends_with(b"0\r\n\r\n") {
                let bytes = stream.read(&mut part).unwrap();
                received += bytes;
                last.extend_from_slice(&part[..bytes]);
                let cut = last.len().saturating_sub(16);
                last.drain(..cut);
            }
            write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {LARGE}\r\n\r\n").unwrap();
            for _ in 0..LARGE >> 16 {
                stream.write_all(&part).unwrap();
            }
            linger(stream);
            (received >= LARGE).to_string()
        });
        let mut stream = proxy.0.connect();
        let path = format!("/{}/", server.port);
        write!(stream, "POST {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: {LARGE}\r\n\r\n").unwrap();
        let part = vec![b'x'; 1 << 16];
        for _ in 0..LARGE >> 16 {
            stream.write_all(&part).unwrap();
        }
        let mut received = 0;
        let mut part = vec![0; 1 << 16];
        loop {
            match stream.read(&mut part).unwrap() {
                0 => break,
                bytes => received += bytes,
            }
        }
        assert!(received >= LARGE, "{received}");
        assert_eq!(server.next(), "true");
        let worker = children(proxy.0.process.id())[0];
        let status = std::fs::read_to_string(format!("/proc/{worker}/status")).unwrap();
        let line = status.lines().find(|it| it.starts_with("VmHWM")).unwrap();
        let peak: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        assert!(peak < 8 << 10, "{line}");
    });
}

/// What a request has left behind is not the next one's: the state that counts connections is undone.
#[test]
fn requests_that_are_left_are_undone() {
    on_both_targets(|machine| {
        let sandbox = Sandbox::new();
        let options = ["--http-out", "127.0.0.1:*", "--max-fds", "5"];
        let proxy = Proxy::start(machine, &sandbox, &options);
        let server = Server::new(|stream| {
            let text = request(stream);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi");
            linger(stream);
            text
        });
        for _ in 0..20 {
            let answer = proxy.post(&format!("/{}-", server.port), "");
            assert!(answer.contains("left"), "{answer}");
        }
    });
}
