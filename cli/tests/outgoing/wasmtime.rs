//! The same as wasmtime does, where it is installed.

use crate::common::{Sandbox, left_out, run};
use crate::guest::command;
use crate::server::{Server, linger, request};
use std::io::Write;
use wasmc_tests::packages;

/// What a server does, and what is asked of it: method, authority (`-`: the server's), path, steps, headers.
type Case = (&'static str, [&'static str; 4], &'static [&'static str]);

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-A: b\r\n\r\nhi";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";

#[rustfmt::skip]
const CASES: &[Case] = &[
    (OK, ["GET", "-", "/", "HSGCRE"], &[]),
    (OK, ["GET", "-", "/a?b=c%20d", "HSGGXCYRE"], &["x-one", "1", "X-Two", "2"]),
    (OK, ["GET", "-", "?a#b", "HSG"], &[]),
    (OK, ["GET", "-", "-", "HSG"], &[]),
    (OK, ["GET", "-", "*", "HSG"], &[]),
    (OK, ["FROB", "-", "/", "HSG"], &[]),
    (OK, ["POST", "-", "/", "HSG"], &[]),
    (OK, ["POST", "-", "/", "BHFSG"], &[]),
    (OK, ["POST", "-", "/", "BHw3FSGCRE"], &[]),
    (OK, ["POST", "-", "/", "BHwFSGCRE"], &["content-length", "5"]),
    (OK, ["PUT", "-", "/", "BHwTSG"], &["trailer", "x-trailer"]),
    (OK, ["POST", "-", "/", "BHFSG"], &["content-length", "3"]),
    (OK, ["POST", "-", "/", "BHDSG"], &["content-length", "3"]),
    (OK, ["POST", "-", "/", "BHDSG"], &[]),
    (OK, ["GET", "-", "/", "HSG"], &["host", "a"]),
    (OK, ["GET", "-", "/", "HSG"], &["connection", "a"]),
    ("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", ["HEAD", "-", "/", "HSGCRE"], &[]),
    ("HTTP/1.1 204 No\r\n\r\n", ["GET", "-", "/", "HSGCRE"], &[]),
    ("HTTP/1.1 304 No\r\ncontent-length: 9\r\n\r\n", ["GET", "-", "/", "HSGCRE"], &[]),
    ("HTTP/1.1 103 Early\r\na: b\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n!", ["GET", "-", "/", "HSGCRE"], &[]),
    ("HTTP/1.1 301 Moved\r\nlocation: /\r\ncontent-length: 0\r\n\r\n", ["GET", "-", "/", "HSGCRE"], &[]),
    ("HTTP/1.0 200 OK\r\n\r\nuntil the end", ["GET", "-", "/", "HSGCRE"], &[]),
    ("", ["GET", "-", "/", "HSG"], &[]),
    ("nonsense\r\n\r\n", ["GET", "-", "/", "HSG"], &[]),
    ("HTTP/1.1 200 OK\r\na: \0\r\n\r\n", ["GET", "-", "/", "HSG"], &[]),
    ("HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nhi", ["GET", "-", "/", "HSG"], &[]),
    (OK, ["GET", "localhost:1", "/", "HSG"], &[]),
    (OK, ["GET", "a..b:80", "/", "HSG"], &[]),
    (OK, ["GET", "user@localhost:80", "/", "HSG"], &[]),
];

/// The same, where the answer is in chunks.
const IN_CHUNKS: &[&str] = &[
    "2\r\nhi\r\n0\r\n\r\n",
    "2;a=b\r\nhi\r\n0\r\nx-t: 1\r\n\r\n",
    "0\r\n\r\n",
];

/// A request without what may differ: the header that announces the end, and how chunks are cut.
fn essence(request: &str) -> String {
    let (head, body) = request.split_once("\r\n\r\n").unwrap_or((request, ""));
    let head = head.replace("\r\nconnection: close", "");
    let body: String = match head.contains("transfer-encoding: chunked") {
        true => body
            .split("\r\n")
            .filter(|line| line.is_empty() || line.trim_start_matches('0') != "5")
            .collect(),
        false => body.into(),
    };
    format!("{head}\n{body}")
}

#[test]
fn wasmtime_says_the_same() {
    let found = packages::file("wasmtime");
    let Some(wasmtime) = found.map_or_else(|error| left_out(&error.to_string()), Some) else {
        return;
    };
    let sandbox = Sandbox::new();
    let component = sandbox.write("command.wat", command());
    let compiled = sandbox.path().join("command.cwasm");
    let mut compile = sandbox.command(&wasmtime);
    compile
        .arg("compile")
        .arg(&component)
        .arg("-o")
        .arg(&compiled);
    run(compile).success();
    let image = sandbox.image(&command(), &["--http-out", "*:*"]);
    let chunked: Vec<_> = IN_CHUNKS
        .iter()
        .map(|rest| format!("{CHUNKED}{rest}"))
        .collect();
    let more = chunked
        .iter()
        .map(|it| (&**it, ["GET", "-", "/", "HSGCRE"], &[][..]));
    for (answer, [method, authority, path, steps], headers) in CASES.iter().copied().chain(more) {
        let answer = answer.to_string();
        let server = Server::new(move |stream| {
            let text = request(stream);
            let _ = stream.write_all(answer.as_bytes());
            linger(stream);
            text
        });
        let own = format!("127.0.0.1:{}", server.port);
        let is_own = authority == "-";
        let authority = if is_own { &own } else { authority };
        let args = [&[method, "http", authority, path, steps], headers].concat();
        let mut theirs = sandbox.command(&wasmtime);
        theirs.args(["run", "-S", "http,inherit-network", "--allow-precompiled"]);
        theirs.arg(&compiled).args(&args);
        let theirs = run(theirs).stdout;
        let sent = |said: &str| match is_own && !said.starts_with("denied") {
            true => essence(&server.next()),
            false => String::new(),
        };
        let their_request = sent(&theirs);
        let mut ours = sandbox.command(&image);
        ours.args(&args);
        let ours = run(ours).success();
        let our_request = sent(&ours);
        assert_eq!(ours, theirs, "{args:?}");
        // A request that is broken off ends anywhere.
        if !ours.contains("failed") {
            assert_eq!(our_request, their_request, "{args:?}");
        }
    }
}
