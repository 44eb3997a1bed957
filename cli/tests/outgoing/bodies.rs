//! Answers that are as they should be, and bodies in both directions.

use crate::common::run_with_input;
use crate::guest::{Guest, on_both_targets};
use crate::server::{Server, head, linger, request};
use std::io::{Read, Write};
use std::time::Duration;

const GRANT: &[&str] = &["--http-out", "127.0.0.1:*"];

/// Everything in turn: the answer, its body, its trailers.
const ALL: &str = "HSGCRE";

#[test]
fn answers_are_read() {
    on_both_targets(|machine| {
        let guest = Guest::new(machine, GRANT);
        for (answer, expected) in [
            (
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\nx-a:  c \r\n\r\nhi",
                "status 200\ncontent-length: 2\nx-a: b\nx-a: c\nhi",
            ),
            (
                "HTTP/1.1 404\r\ntransfer-encoding: CHUNKED\r\n\r\n2;x=y\r\nhi\r\n1\r\n!\r\n0\r\n\r\n",
                "status 404\nhi!",
            ),
            (
                "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX-T: 1\r\n\r\n",
                "status 200\nhitrailer x-t: 1\n",
            ),
            (
                "HTTP/1.1 200 OK\r\n\r\nuntil the end",
                "status 200\nuntil the end",
            ),
            ("HTTP/1.0 200 OK\r\n\r\nold", "status 200\nold"),
            ("HTTP/1.1 204 No Content\r\n\r\nnothing", "status 204\n"),
            (
                "HTTP/1.1 304 Not Modified\r\ncontent-length: 5\r\n\r\n",
                "status 304\ncontent-length: 5\n",
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
                "status 200\ncontent-length: 0\n",
            ),
            (
                "HTTP/1.1 200 OK\r\ncontent-length: 1\r\nContent-Length: 1\r\n\r\n!",
                "status 200\ncontent-length: 1\ncontent-length: 1\n!",
            ),
            (
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: a\r\n\r\nHTTP/1.1 201 Created\r\ncontent-length: 1\r\n\r\n!",
                "status 201\ncontent-length: 1\n!",
            ),
            (
                "HTTP/1.1 301 Moved\r\nlocation: /x\r\ncontent-length: 0\r\n\r\n",
                "status 301\nlocation: /x\ncontent-length: 0\n",
            ),
            // What is the connection's is not the program's.
            (
                "HTTP/1.1 200 OK\r\nconnection: close\r\nkeep-alive: 1\r\ncontent-length: 0\r\n\r\n",
                "status 200\ncontent-length: 0\n",
            ),
        ] {
            let server = Server::answering(answer);
            assert_eq!(guest.get(server.port, ALL), expected, "{answer:?}");
            server.next();
            // The same byte by byte.
            let server = Server::new(move |stream| {
                let text = head(stream);
                for byte in answer.as_bytes() {
                    if stream.write_all(&[*byte]).is_err() {
                        break;
                    }
                }
                linger(stream);
                text
            });
            assert_eq!(guest.get(server.port, ALL), expected, "{answer:?}");
        }
    });
}

#[test]
fn heads_are_sent() {
    on_both_targets(|machine| {
        let guest = Guest::new(machine, GRANT);
        let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
        let authority = format!("127.0.0.1:{}", server.port);
        let host = format!("host: {authority}\r\n");
        let end = "connection: close\r\n\r\n";
        for (method, path, steps, headers, expected) in [
            (
                "GET",
                "/",
                "HSG",
                &[][..],
                format!("GET / HTTP/1.1\r\n{host}{end}"),
            ),
            (
                "FROB",
                "/a?b=c",
                "HSG",
                &["X-One", "1", "x-one", "2"],
                format!("FROB /a?b=c HTTP/1.1\r\n{host}x-one: 1\r\nx-one: 2\r\n{end}"),
            ),
            (
                "GET",
                "?a#b",
                "HSG",
                &[],
                format!("GET /?a HTTP/1.1\r\n{host}{end}"),
            ),
            // A body that nobody asked for.
            (
                "POST",
                "/",
                "HSG",
                &[],
                format!("POST / HTTP/1.1\r\n{host}{end}"),
            ),
            (
                "POST",
                "/",
                "BHwFSG",
                &["content-length", "5"],
                format!("POST / HTTP/1.1\r\n{host}content-length: 5\r\n{end}hello"),
            ),
            (
                "POST",
                "/",
                "BHw2FSG",
                &[],
                format!(
                    "POST / HTTP/1.1\r\n{host}transfer-encoding: chunked\r\n{end}00000005\r\nhello\r\n00000005\r\nhello\r\n0\r\n\r\n"
                ),
            ),
            // What comes before the head is known goes behind it.
            (
                "PUT",
                "/",
                "Bw2FHSG",
                &[],
                format!(
                    "PUT / HTTP/1.1\r\n{host}transfer-encoding: chunked\r\n{end}0000000a\r\nhellohello\r\n0\r\n\r\n"
                ),
            ),
            (
                "PUT",
                "/",
                "BwHwFSG",
                &["content-length", "10"],
                format!("PUT / HTTP/1.1\r\n{host}content-length: 10\r\n{end}hellohello"),
            ),
            (
                "POST",
                "/",
                "BHwTSG",
                &[],
                format!(
                    "POST / HTTP/1.1\r\n{host}transfer-encoding: chunked\r\n{end}00000005\r\nhello\r\n0\r\nx-trailer: hello\r\n\r\n"
                ),
            ),
            // A GET has no body unless it says so.
            (
                "GET",
                "/",
                "BHFSG",
                &[],
                format!("GET / HTTP/1.1\r\n{host}{end}"),
            ),
            (
                "GET",
                "/",
                "BHwFSG",
                &["content-length", "5"],
                format!("GET / HTTP/1.1\r\n{host}content-length: 5\r\n{end}hello"),
            ),
        ] {
            let args = [&[method, "http", &authority, path, steps], headers].concat();
            assert_eq!(
                guest.run(&args),
                "status 200\ncontent-length: 0\n",
                "{args:?}"
            );
            assert_eq!(server.next(), expected, "{args:?}");
        }
        // The connection's headers are not the program's.
        for name in ["host", "connection", "transfer-encoding", "upgrade"] {
            let args = ["GET", "http", &authority, "/", "HSG", name, "a"];
            assert!(guest.run(&args).starts_with("header 1\n"), "{name}");
            server.next();
        }
    });
}

#[test]
fn an_answer_is_taken_once() {
    on_both_targets(|machine| {
        let guest = Guest::new(machine, GRANT);
        let server = Server::new(|stream| {
            let text = request(stream);
            std::thread::sleep(Duration::from_millis(300));
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi");
            linger(stream);
            text
        });
        assert_eq!(
            guest.get(server.port, "HGSGGG"),
            "none\nstatus 200\ncontent-length: 2\ntaken\ntaken\n"
        );
        // Whatever is dropped, and when.
        for steps in [
            "HX", "HSX", "HSGX", "HSGXY", "HSGY", "HSGCZ", "HSGCXYZ", "HSGXCYRE", "HSGCrZ", "BHX",
            "BHXwF", "BHDX", "BwN", "BwDN", "BNwF",
        ] {
            guest.get(server.port, steps);
        }
        assert_eq!(
            guest.get(server.port, "HSGXCYRE"),
            "status 200\ncontent-length: 2\nhi"
        );
    });
}

/// What `HEAD` gets has no body, whatever is announced.
#[test]
fn a_head_has_no_body() {
    on_both_targets(|machine| {
        let guest = Guest::new(machine, GRANT);
        let server = Server::answering("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n");
        let authority = format!("127.0.0.1:{}", server.port);
        let said = guest.run(&["HEAD", "http", &authority, "/", ALL]);
        assert_eq!(said, "status 200\ncontent-length: 9\n");
    });
}

/// Bytes of a body that does not fit anywhere.
const LARGE: usize = 64 << 20;

fn pattern(len: usize) -> Vec<u8> {
    (0..len as u32)
        .map(|it| (it.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect()
}

/// Bytes of memory that a process had at most, from `/proc`.
fn peak(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find(|it| it.starts_with("VmHWM")).unwrap();
    let number = line.split_whitespace().nth(1).unwrap();
    number.parse::<u64>().unwrap() << 10
}

#[test]
fn large_answers_stream() {
    crate::common::Machine::with(std::env::consts::ARCH, |machine| {
        let guest = Guest::new(machine, GRANT);
        for chunked in [false, true] {
            let server = Server::new(move |stream| {
                head(stream);
                let body = pattern(LARGE);
                if chunked {
                    let start = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
                    stream.write_all(start.as_bytes()).unwrap();
                    for part in body.chunks(100_003) {
                        write!(stream, "{:x}\r\n", part.len()).unwrap();
                        stream.write_all(part).unwrap();
                        stream.write_all(b"\r\n").unwrap();
                    }
                    stream.write_all(b"0\r\n\r\n").unwrap();
                } else {
                    write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {LARGE}\r\n\r\n").unwrap();
                    stream.write_all(&body).unwrap();
                }
                linger(stream);
                String::new()
            });
            let authority = format!("127.0.0.1:{}", server.port);
            let mut command = guest.command(&["GET", "http", &authority, "/", ALL]);
            let mut child = crate::common::start(&mut command);
            let mut out = child.stdout.take().unwrap();
            let mut bytes = vec![0; 1 << 20];
            out.read_exact(&mut bytes).unwrap();
            let early = peak(child.id());
            let mut rest = Vec::new();
            // The most of it is read when the peak is looked at.
            let mut part = vec![0; LARGE - (4 << 20)];
            out.read_exact(&mut part).unwrap();
            let late = peak(child.id());
            out.read_to_end(&mut rest).unwrap();
            assert!(child.wait().unwrap().success());
            let all = [bytes, part, rest].concat();
            assert!(all.ends_with(&pattern(LARGE)[LARGE - (1 << 20)..]));
            let start = all.len() - LARGE;
            assert!(
                all[start..] == pattern(LARGE)[..],
                "the body is another one"
            );
            assert!(late < 8 << 20, "{late} bytes, {early} at the beginning");
        }
    });
}

#[test]
fn large_requests_stream_with_back_pressure() {
    crate::common::Machine::with(std::env::consts::ARCH, |machine| {
        let guest = Guest::new(machine, GRANT);
        let server = Server::new(|stream| {
            head(stream);
            // The program has to wait meanwhile.
            std::thread::sleep(Duration::from_millis(500));
            let mut body = vec![0; LARGE];
            stream.read_exact(&mut body).unwrap();
            let same = body == pattern(LARGE);
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n");
            linger(stream);
            same.to_string()
        });
        let authority = format!("127.0.0.1:{}", server.port);
        let length = LARGE.to_string();
        let args = [
            "POST",
            "http",
            &authority,
            "/",
            "BHWFSG",
            "content-length",
            &length,
        ];
        let mut child = crate::common::start(&mut guest.command(&args));
        let mut to = child.stdin.take().unwrap();
        let body = pattern(LARGE);
        to.write_all(&body[..LARGE - 4096]).unwrap();
        let late = peak(child.id());
        to.write_all(&body[LARGE - 4096..]).unwrap();
        drop(to);
        let outcome = crate::common::Outcome::from(child.wait_with_output().unwrap());
        assert_eq!(outcome.success(), "status 200\ncontent-length: 0\n");
        assert_eq!(server.next(), "true");
        assert!(late < 8 << 20, "{late} bytes");
    });
}

/// A server that answers and reads nothing: the answer is seen although the request cannot be sent.
#[test]
fn answers_come_before_the_request_has_gone() {
    on_both_targets(|machine| {
        let guest = Guest::new(machine, GRANT);
        let server = Server::new(|stream| {
            head(stream);
            let answer = b"HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno";
            stream.write_all(answer).unwrap();
            // It waits until the other end goes.
            std::thread::sleep(Duration::from_secs(2));
            String::new()
        });
        // `w` with 13,000 times 5 bytes in chunks is more than is kept, but not more than the kernel takes.
        let said = guest.get(server.port, "HSGCRE");
        assert_eq!(said, "status 413\ncontent-length: 2\nno");
        let authority = format!("127.0.0.1:{}", server.port);
        let command = guest.command(&["POST", "http", &authority, "/", "BHWFSGCR"]);
        let said = run_with_input(command, &pattern(50_000)).success();
        assert_eq!(said, "status 413\ncontent-length: 2\nno");
    });
}

/// Text of headers and connections are given back: together these have more than there is room for.
#[test]
fn requests_follow_each_other() {
    on_both_targets(|machine| {
        let guest = Guest::new(machine, &["--http-out", "127.0.0.1:*", "--max-fds", "4"]);
        let value = "x".repeat(60_000);
        let server = Server::answering(format!("HTTP/1.1 200 OK\r\nx: {value}\r\n\r\nhi"));
        let authority = format!("127.0.0.1:{}", server.port);
        // The last letter is for the loop alone: its number counts once.
        let args = [
            "POST",
            "http",
            &authority,
            "/",
            "BHwTSGCREYXL300",
            "x-a",
            "b",
        ];
        let said = guest.run(&args);
        assert_eq!(said, format!("status 200\nx: {value}\nhi").repeat(301));
    });
}
