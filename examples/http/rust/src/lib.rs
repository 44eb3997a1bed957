//! A service that counts: it answers a text of any size, sent to it with `POST`, with its bytes, lines and words as JSON.
//! It keeps no more than a piece of the text at a time.
#![no_std]

extern crate alloc;

use alloc::format;
use alloc::string::{String, ToString};
use wasip2::exports::http::incoming_handler::Guest;
use wasip2::http::types::{
    Fields, IncomingRequest, Method, OutgoingBody, OutgoingResponse, ResponseOutparam,
};
use wasip2::io::streams::StreamError;

#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}

wasip2::http::proxy::export!(Service);

struct Service;

impl Guest for Service {
    fn handle(request: IncomingRequest, response: ResponseOutparam) {
        let path = request.path_with_query().unwrap_or_default();
        match (request.method(), path.as_str()) {
            (Method::Get, "/ready") => answer(response, 200, "text/plain", "ready\n"),
            (Method::Post, "/") => match Numbers::of(&request) {
                Ok(numbers) => answer(response, 200, "application/json", &numbers.json()),
                Err(()) => answer(response, 400, "text/plain", "the text does not end\n"),
            },
            (_, "/" | "/ready") => answer(response, 405, "text/plain", "POST / or GET /ready\n"),
            _ => answer(response, 404, "text/plain", "there is only /\n"),
        }
    }
}

/// What is known of a text.
#[derive(Default)]
struct Numbers {
    bytes: u64,
    lines: u64,
    words: u64,
}

impl Numbers {
    /// Those of the body of a request.
    fn of(request: &IncomingRequest) -> Result<Self, ()> {
        let body = request.consume()?;
        let stream = body.stream()?;
        let mut numbers = Self::default();
        let mut in_word = false;
        loop {
            let piece = match stream.blocking_read(64 << 10) {
                Ok(piece) => piece,
                Err(StreamError::Closed) => return Ok(numbers),
                Err(StreamError::LastOperationFailed(_)) => return Err(()),
            };
            numbers.bytes += piece.len() as u64;
            for byte in piece {
                numbers.lines += u64::from(byte == b'\n');
                let space = byte.is_ascii_whitespace();
                numbers.words += u64::from(!space && !in_word);
                in_word = !space;
            }
        }
    }

    fn json(&self) -> String {
        let Self {
            bytes,
            lines,
            words,
        } = self;
        format!("{{\"bytes\":{bytes},\"lines\":{lines},\"words\":{words}}}\n")
    }
}

/// Gives an answer. A client that has gone away is no reason to trap.
fn answer(to: ResponseOutparam, status: u16, kind: &str, text: &str) {
    let headers = Fields::new();
    let length = text.len().to_string();
    for (name, value) in [("content-type", kind), ("content-length", &length)] {
        let _ = headers.append(name, value.as_bytes());
    }
    let response = OutgoingResponse::new(headers);
    let _ = response.set_status_code(status);
    let Ok(body) = response.body() else { return };
    ResponseOutparam::set(to, Ok(response));
    if let Ok(stream) = body.write() {
        let _ = stream.blocking_write_and_flush(text.as_bytes());
    }
    let _ = OutgoingBody::finish(body, None);
}
