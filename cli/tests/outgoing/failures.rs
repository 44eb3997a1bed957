//! Requests that get no answer, and bodies that break off.
#![allow(unsafe_code)]

use crate::guest::{
    CONNECTION_REFUSED, CONNECTION_TIMEOUT, DNS_ERROR, Guest, PROTOCOL_ERROR, READ_TIMEOUT,
    REQUEST_BODY_SIZE, TRANSFER_CODING, URI_INVALID, on_both_targets,
};
use crate::server::{Server, head, leave, linger};
use std::io::Write;
use std::net::{Ipv6Addr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

const GRANT: &[&str] = &["--http-out", "*:*"];

fn failed(code: u32) -> String {
    format!("failed {code}\n")
}

#[test]
fn what_is_no_answer() {
    on_both_targets(|machine| {
        let guest = Guest::new(machine, GRANT);
        let many = "x: y\r\n".repeat(101);
        let large = "x".repeat(70_000);
        for (answer, code) in [
            ("", PROTOCOL_ERROR),
            ("HTTP/1.1 200 OK\r\n", PROTOCOL_ERROR),
            ("HTTP/1.1 100 Continue\r\n\r\n", PROTOCOL_ERROR),
            ("nonsense\r\n\r\n", PROTOCOL_ERROR),
            ("HTTP/2.0 200 OK\r\n\r\n", PROTOCOL_ERROR),
            ("HTTP/1.1 99 No\r\n\r\n", PROTOCOL_ERROR),
            ("HTTP/1.1 099 No\r\n\r\n", PROTOCOL_ERROR),
            ("HTTP/1.1 2000 No\r\n\r\n", PROTOCOL_ERROR),
            ("HTTP/1.1 200 OK\r\na: \0\r\n\r\n", PROTOCOL_ERROR),
            ("HTTP/1.1 200 OK\r\na\0: b\r\n\r\n", PROTOCOL_ERROR),
            ("HTTP/1.1 200 OK\r\na : b\r\n\r\n", PROTOCOL_ERROR),
            ("HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n", PROTOCOL_ERROR),
            ("HTTP/1.1 200 OK\r\na: b\rc\r\n\r\n", PROTOCOL_ERROR),
            (&format!("HTTP/1.1 200 OK\r\n{many}\r\n"), PROTOCOL_ERROR),
            (
                &format!("HTTP/1.1 200 OK\r\na: {large}\r\n\r\n"),
                PROTOCOL_ERROR,
            ),
            // What two readers might read in two ways.
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nhi",
                PROTOCOL_ERROR,
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 1, 1\r\n\r\nh",
                PROTOCOL_ERROR,
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: +1\r\n\r\nh",
                PROTOCOL_ERROR,
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nh",
                PROTOCOL_ERROR,
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length:\r\n\r\nh",
                PROTOCOL_ERROR,
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999\r\n\r\nh",
                PROTOCOL_ERROR,
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                PROTOCOL_ERROR,
            ),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                PROTOCOL_ERROR,
            ),
            (
                "HTTP/1.0 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
                PROTOCOL_ERROR,
            ),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                TRANSFER_CODING,
            ),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n",
                TRANSFER_CODING,
            ),
        ] {
            let server = Server::answering(answer);
            let shown = answer.get(..60).unwrap_or(answer);
            assert_eq!(guest.get(server.port, "HSG"), failed(code), "{shown:?}");
        }
    });
}

#[test]
fn bodies_break_off() {
    on_both_targets(|machine| {
        let guest = Guest::new(machine, GRANT);
        let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
        for (start, rest, body) in [
            ("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\n", "hi", "hi"),
            (chunked, "", ""),
            (chunked, "2\r\nhi", "hi"),
            (chunked, "2\r\nhi\r\n", "hi"),
            (chunked, "2\r\nhi\r\n0\r\n", "hi"),
            (chunked, "2\r\nhi\r\n0\r\na: b\r\n", "hi"),
            (chunked, "2\r\nhi!\r\n0\r\n\r\n", "hi"),
            (chunked, "g\r\n", ""),
            (chunked, "-1\r\n", ""),
            (chunked, "\r\n", ""),
            (chunked, "1 1\r\nh\r\n", ""),
            (chunked, "ffffffffffffffff\r\nhi", ""),
            (chunked, "2\nhi\n0\n\n", ""),
            (chunked, "0x2\r\nhi\r\n0\r\n\r\n", ""),
        ] {
            let server = Server::answering(format!("{start}{rest}"));
            let said = guest.get(server.port, "HSGCR");
            let (_, said) = said.split_once('\n').unwrap();
            let said = said.strip_prefix("content-length: 3\n").unwrap_or(said);
            let expected = format!("{body}broken {PROTOCOL_ERROR}\n");
            assert_eq!(said, expected, "{rest:?}");
        }
        // Trailers that are none.
        for rest in ["0\r\na b\r\n\r\n", "0\r\na: \0\r\n\r\n"] {
            let server = Server::answering(format!("{chunked}{rest}"));
            let expected = format!("status 200\ntrailer {PROTOCOL_ERROR}\n");
            assert_eq!(guest.get(server.port, "HSGCRE"), expected, "{rest:?}");
        }
        // Whoever does not read the body hears of it with the trailers.
        let server = Server::answering(format!("{chunked}2\r\nhi!"));
        let expected = format!("status 200\ntrailer {PROTOCOL_ERROR}\n");
        assert_eq!(guest.get(server.port, "HSGCE"), expected);
    });
}

#[test]
fn connections_fail() {
    on_both_targets(|machine| {
        let guest = Guest::new(machine, GRANT);
        // A port that nobody listens at.
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        assert_eq!(guest.get(port, "HSG"), failed(CONNECTION_REFUSED));
        // One that resets the connection.
        let server = Server::new(|stream| {
            leave(stream);
            String::new()
        });
        assert_eq!(guest.get(server.port, "HSG"), failed(PROTOCOL_ERROR));
        let authority = format!("localhost:{port}");
        for (scheme, authority, path, expected) in [
            ("http", "-", "/", format!("denied {URI_INVALID}\n")),
            (
                "ftp",
                &*authority,
                "/",
                format!("denied {PROTOCOL_ERROR}\n"),
            ),
            (
                "http",
                &authority,
                "-",
                format!("denied {PROTOCOL_ERROR}\n"),
            ),
            (
                "http",
                &authority,
                "*",
                format!("denied {PROTOCOL_ERROR}\n"),
            ),
            (
                "http",
                &authority,
                "a",
                format!("denied {PROTOCOL_ERROR}\n"),
            ),
            ("http", &authority, "/", failed(CONNECTION_REFUSED)),
            ("http", "127.1:80", "/", failed(DNS_ERROR)),
            ("http", "user@localhost:80", "/", failed(DNS_ERROR)),
            ("http", "a..b:80", "/", failed(DNS_ERROR)),
        ] {
            let said = guest.run(&["GET", scheme, authority, path, "HSG"]);
            assert_eq!(said, expected, "{scheme} {authority}");
        }
    });
}

/// Every address of a name is tried.
#[test]
fn addresses_are_tried_in_turn() {
    on_both_targets(|machine| {
        // `localhost` is 127.0.0.1 first.
        let Ok(listener) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else {
            return crate::common::left_out("there is no IPv6").unwrap_or(());
        };
        let server = Server::on(listener, |stream| {
            let text = head(stream);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
            linger(stream);
            text
        });
        let guest = Guest::new(machine, GRANT);
        for host in ["localhost", "LOCALHOST", "a.localhost", "[::1]"] {
            let authority = format!("{host}:{}", server.port);
            let said = guest.run(&["GET", "http", &authority, "/", "HSG"]);
            assert_eq!(said, "status 200\ncontent-length: 0\n", "{host}");
            assert!(
                server
                    .next()
                    .contains(&format!("\r\nhost: {authority}\r\n"))
            );
        }
    });
}

#[test]
fn time_runs_out() {
    on_both_targets(|machine| {
        let guest = Guest::new(machine, GRANT);
        // Its queue is full, so that the kernel lets the next one wait.
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        rustix_free_backlog(&listener);
        let port = listener.local_addr().unwrap().port();
        let address = listener.local_addr().unwrap();
        let mut queue = Vec::new();
        while let Ok(stream) = TcpStream::connect_timeout(&address, Duration::from_millis(200)) {
            queue.push(stream);
            assert!(queue.len() < 10_000);
        }
        let before = Instant::now();
        assert_eq!(guest.get(port, "c300HSG"), failed(CONNECTION_TIMEOUT));
        assert!(before.elapsed() >= Duration::from_millis(300));
        drop(queue);
        // No answer.
        let silent = Server::new(|stream| {
            head(stream);
            linger_without_end(stream);
            String::new()
        });
        assert_eq!(guest.get(silent.port, "f300HSG"), failed(READ_TIMEOUT));
        // One that comes too slowly.
        let slow = Server::new(|stream| {
            head(stream);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nhi");
            linger_without_end(stream);
            String::new()
        });
        let said = guest.get(slow.port, "t300HSGCR");
        let expected = format!("status 200\ncontent-length: 4\nhibroken {READ_TIMEOUT}\n");
        assert_eq!(said, expected);
        // A timeout that is not over is none.
        let late = Server::new(|stream| {
            head(stream);
            std::thread::sleep(Duration::from_millis(200));
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nh");
            std::thread::sleep(Duration::from_millis(200));
            let _ = stream.write_all(b"i");
            linger(stream);
            String::new()
        });
        let said = guest.get(late.port, "c60000f60000t60000HSGCR");
        assert_eq!(said, "status 200\ncontent-length: 2\nhi");
    });
}

/// Until the other end goes.
fn linger_without_end(stream: &mut TcpStream) {
    use std::io::Read;
    let _ = stream.read(&mut [0]);
}

/// Makes the queue of a listener as short as it can be.
fn rustix_free_backlog(listener: &TcpListener) {
    use std::os::fd::AsRawFd;
    // SAFETY: listen(2) on a socket that listens only changes its queue.
    let result = unsafe { libc::listen(listener.as_raw_fd(), 0) };
    assert_eq!(result, 0);
}

#[test]
fn bodies_of_requests_are_measured() {
    on_both_targets(|machine| {
        let guest = Guest::new(machine, GRANT);
        let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        let authority = format!("127.0.0.1:{}", server.port);
        let run = |steps: &str, length: &[&str]| {
            guest.run(&[&["POST", "http", &authority, "/", steps], length].concat())
        };
        let three: &[&str] = &["content-length", "3"];
        let eight: &[&str] = &["content-length", "8"];
        let size = REQUEST_BODY_SIZE;
        let broken = failed(PROTOCOL_ERROR);
        // A body that there is not.
        assert_eq!(run("H", three), format!("denied {size}\n"));
        // One that is too long, and ones that are too short.
        assert_eq!(run("BHwD", three), format!("write {size}\n"));
        assert_eq!(run("BHwFSG", eight), format!("finish {size}\n{broken}"));
        assert_eq!(run("BHFSG", eight), format!("finish {size}\n{broken}"));
        assert_eq!(run("BwFHSG", eight), format!("finish {size}\n{broken}"));
        // One that is not completed.
        for length in [&[][..], eight] {
            for steps in ["BHwDSG", "BHDSG", "BwDHSG"] {
                assert_eq!(run(steps, length), broken, "{steps}");
            }
        }
        // One that nobody takes.
        assert_eq!(
            guest.run(&["GET", "http", &authority, "/", "BHwD"]),
            "write -\n"
        );
        assert_eq!(run("BHXwD", &[]), "write -\n");
    });
}
