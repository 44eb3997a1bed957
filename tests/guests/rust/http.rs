//! Handles requests of HTTP: says what it knows of them, sends their bodies back, answers in several ways.
#![no_std]

extern crate alloc;
extern crate guests;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{
    Fields, IncomingRequest, OutgoingBody, OutgoingResponse, ResponseOutparam, http_error_code,
};
use wasip2::io::streams::{InputStream, OutputStream, StreamError};

wasip2::http::proxy::export!(Handler);

struct Handler;

impl Guest for Handler {
    fn handle(request: IncomingRequest, to: ResponseOutparam) {
        let path = request.path_with_query().unwrap_or_default();
        let (path, query) = path.split_once('?').unwrap_or((&path, ""));
        match path {
            "/report" => report(&request, to),
            "/echo" => echo(&request, to),
            "/read" => read(&request, to),
            "/limit" => limit(to),
            "/large" => {
                let line = "0123456789abcdef".repeat(16) + "\n";
                answer(to, 200, &[("x-lines", "2000")], &line.repeat(2000));
            }
            "/status" => {
                let status = query.parse().unwrap_or(500);
                answer(
                    to,
                    status,
                    &[("x-a", "1"), ("x-a", "2"), ("set-cookie", "a=b")],
                    "status",
                );
            }
            _ => answer(to, 404, &[], ""),
        }
    }
}

fn read_all(stream: &InputStream) -> Vec<u8> {
    let mut all = Vec::new();
    while let Ok(piece) = stream.blocking_read(10_000) {
        all.extend(piece);
    }
    all
}

fn write_all(stream: &OutputStream, bytes: &[u8]) {
    for piece in bytes.chunks(4096) {
        if stream.blocking_write_and_flush(piece).is_err() {
            return;
        }
    }
}

fn lines(fields: &Fields) -> String {
    let mut all = fields.entries();
    all.sort();
    let line =
        |(name, value): &(String, Vec<u8>)| format!("{name}: {}\n", String::from_utf8_lossy(value));
    all.iter().map(line).collect()
}

/// Everything that is known of a request.
fn report(request: &IncomingRequest, to: ResponseOutparam) {
    let mut text = format!(
        "{:?}\n{:?}\n{:?}\n{:?}\n",
        request.method(),
        request.path_with_query(),
        request.scheme(),
        request.authority()
    );
    text += &lines(&request.headers());
    let body = request.consume().unwrap();
    let stream = body.stream().unwrap();
    let bytes = read_all(&stream);
    drop(stream);
    let sum = bytes.iter().fold(0u32, |sum, &byte| {
        sum.wrapping_mul(31).wrapping_add(byte.into())
    });
    text += &format!("{} bytes, {sum}\n", bytes.len());
    let trailers = wasip2::http::types::IncomingBody::finish(body);
    trailers.subscribe().block();
    match trailers.get() {
        Some(Ok(Ok(Some(trailers)))) => text += &lines(&trailers),
        other => text += &format!("{other:?}\n"),
    }
    answer(to, 200, &[("content-type", "text/plain")], &text);
}

/// Sends the body back while it comes, and a trailer.
fn echo(request: &IncomingRequest, to: ResponseOutparam) {
    let fields = Fields::new();
    // Servers may keep back what was not announced.
    fields.append("trailer", b"x-end").unwrap();
    let response = OutgoingResponse::new(fields);
    let out = response.body().unwrap();
    ResponseOutparam::set(to, Ok(response));
    let sink = out.write().unwrap();
    let body = request.consume().unwrap();
    let stream = body.stream().unwrap();
    while sink.blocking_splice(&stream, 5000).is_ok() {}
    drop((sink, stream));
    let trailers = Fields::new();
    trailers.append("x-end", b"yes").unwrap();
    OutgoingBody::finish(out, Some(trailers)).unwrap();
}

/// What an error of a stream is.
fn describe(failed: &StreamError) -> String {
    match failed {
        StreamError::Closed => "closed".into(),
        StreamError::LastOperationFailed(error) => {
            format!("{:?}", http_error_code(error))
        }
    }
}

/// How reading a body ends.
fn read(request: &IncomingRequest, to: ResponseOutparam) {
    let body = request.consume().unwrap();
    let stream = body.stream().unwrap();
    let mut count = 0;
    let failed = loop {
        match stream.blocking_read(1000) {
            Ok(piece) => count += piece.len(),
            Err(failed) => break failed,
        }
    };
    answer(
        to,
        200,
        &[],
        &format!("{count} bytes, {}", describe(&failed)),
    );
}

/// What happens to a body that is longer, or shorter, than it says.
fn limit(to: ResponseOutparam) {
    let mut said = Vec::new();
    for text in ["12345", "1"] {
        let fields = Fields::new();
        fields.append("content-length", b"3").unwrap();
        let response = OutgoingResponse::new(fields);
        let body = response.body().unwrap();
        let stream = body.write().unwrap();
        let written = stream.blocking_write_and_flush(text.as_bytes());
        said.push(written.as_ref().err().map(describe));
        drop((written, stream));
        said.push(
            OutgoingBody::finish(body, None)
                .err()
                .map(|it| format!("{it:?}")),
        );
    }
    answer(to, 200, &[], &format!("{said:?}"));
}

fn answer(to: ResponseOutparam, status: u16, headers: &[(&str, &str)], text: &str) {
    let fields = Fields::new();
    for (name, value) in headers {
        fields.append(name, value.as_bytes()).unwrap();
    }
    let response = OutgoingResponse::new(fields);
    response.set_status_code(status).unwrap();
    let body = response.body().unwrap();
    ResponseOutparam::set(to, Ok(response));
    let stream = body.write().unwrap();
    write_all(&stream, text.as_bytes());
    drop(stream);
    OutgoingBody::finish(body, None).unwrap();
}
