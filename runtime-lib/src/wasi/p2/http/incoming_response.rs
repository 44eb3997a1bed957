//! `future-incoming-response`, `incoming-response`, and what comes of requests.

use super::super::caller::Caller;
use super::super::error::errno;
use super::super::poll::{self, Wait};
use super::super::slab::Slab;
use super::super::types::http::{
    DnsErrorPayload, ErrorCode, Fields, FutureIncomingResponse, IncomingBody, IncomingResponse,
};
use super::super::types::io::{Error, Pollable};
use super::super::value::Resource;
use super::fields::Multimap;
use super::incoming::{self, Asked, Trailers};
use super::{arena, exchanges};
use crate::host::{self, Errno};
use crate::http::client::{Exchange, Failure};

/// An answer that is to come.
#[derive(Clone, Copy)]
struct Future {
    exchange: u32,
    /// Whether it was taken.
    taken: bool,
}

/// An answer.
#[derive(Clone, Copy)]
struct Response {
    status: u16,
    headers: Multimap,
    exchange: u32,
    /// Whether its body was taken.
    consumed: bool,
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.future_responses")]
static FUTURES: Slab<Future> = Slab::new();
#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.incoming_responses")]
static RESPONSES: Slab<Response> = Slab::new();

/// What holds the answer of an exchange until it is there.
pub fn future(exchange: u32) -> FutureIncomingResponse {
    FutureIncomingResponse::new(FUTURES.insert(Future {
        exchange,
        taken: false,
    }))
}

/// What the program hears of a failure.
fn error_code(caller: Caller, failure: Failure) -> ErrorCode {
    match failure {
        // The words are those of wasmtime.
        Failure::Name => ErrorCode::DnsError(DnsErrorPayload {
            rcode: Some(caller.text(b"address not available")),
            info_code: None,
        }),
        Failure::Refused => ErrorCode::ConnectionRefused,
        Failure::Unroutable => ErrorCode::DestinationIpUnroutable,
        Failure::ConnectTimeout => ErrorCode::ConnectionTimeout,
        Failure::ReadTimeout => ErrorCode::ConnectionReadTimeout,
        Failure::Protocol => ErrorCode::HttpProtocolError,
        Failure::Coding => ErrorCode::HttpResponseTransferCoding(None),
        Failure::HeadSize => ErrorCode::HttpRequestHeaderSectionSize(None),
        Failure::Tls => ErrorCode::TlsProtocolError,
    }
}

/// Why a body cannot be read on, or a body not written.
fn body_error(errno: Errno) -> Option<ErrorCode> {
    match errno {
        Errno::TIMEDOUT => Some(ErrorCode::ConnectionReadTimeout),
        Errno::PROTO => Some(ErrorCode::HttpProtocolError),
        Errno::MSGSIZE => Some(ErrorCode::HttpRequestBodySize(None)),
        _ => None,
    }
}

/// `http-error-code`.
pub fn http_error_code(_: Caller, error: Error) -> Option<ErrorCode> {
    body_error(errno(error))
}

/// What a pollable of a future waits for: the future may be gone already.
fn source(place: u64, asked: poll::Asked) -> Wait {
    match FUTURES.find(place as u32) {
        Some(future) if asked == poll::Asked::Wait && !future.taken => {
            exchanges::wait_of(future.exchange, Exchange::wait_for_head)
        }
        _ => Wait::HERE,
    }
}

/// `future-incoming-response.subscribe`.
pub fn future_incoming_response_subscribe(_: Caller, this: FutureIncomingResponse) -> Pollable {
    FUTURES.get(this.rep());
    poll::pollable(source, u64::from(this.rep()))
}

/// `future-incoming-response.get`.
pub fn future_incoming_response_get(
    caller: Caller,
    this: FutureIncomingResponse,
) -> Option<Result<Result<IncomingResponse, ErrorCode>, ()>> {
    let Future { exchange, taken } = FUTURES.get(this.rep());
    if taken {
        return Some(Err(()));
    }
    let now = poll::time();
    let mut headers = Multimap::default().immutable();
    let answer = exchanges::change(exchange, |it| {
        it.advance(now);
        if it.is_pending() {
            return None;
        }
        Some(it.take_answer(|name, value| headers.add_received(name, value)))
    })?;
    let taken = true;
    FUTURES.set(this.rep(), Future { exchange, taken });
    if answer.is_ok() {
        arena::hold();
    }
    Some(Ok(match answer {
        Ok(status) => Ok(IncomingResponse::new(RESPONSES.insert(Response {
            status,
            headers,
            exchange,
            consumed: false,
        }))),
        Err(failure) => {
            exchanges::release_answer(exchange);
            Err(error_code(caller, failure))
        }
    }))
}

/// Drops a `future-incoming-response`: if it holds the answer still, nobody gets it.
pub fn drop_future_incoming_response(this: FutureIncomingResponse) {
    let future = FUTURES.remove(this.rep());
    if !future.taken {
        exchanges::release_answer(future.exchange);
    }
}

/// `incoming-response.status`.
pub fn incoming_response_status(_: Caller, this: IncomingResponse) -> u16 {
    RESPONSES.get(this.rep()).status
}

/// `incoming-response.headers`.
pub fn incoming_response_headers(_: Caller, this: IncomingResponse) -> Fields {
    RESPONSES.get(this.rep()).headers.resource()
}

/// `incoming-response.consume`.
pub fn incoming_response_consume(_: Caller, this: IncomingResponse) -> Result<IncomingBody, ()> {
    let response = RESPONSES.get(this.rep());
    if response.consumed {
        return Err(());
    }
    let consumed = true;
    RESPONSES.set(
        this.rep(),
        Response {
            consumed,
            ..response
        },
    );
    Ok(incoming::new_body(of_server, response.exchange))
}

/// Drops an `incoming-response`, and its body with it if nobody has taken that.
pub fn drop_incoming_response(this: IncomingResponse) {
    let response = RESPONSES.remove(this.rep());
    arena::release();
    if !response.consumed {
        exchanges::release_answer(response.exchange);
    }
}

/// What a server sends.
fn of_server(exchange: u32, asked: Asked<'_>) -> host::Result<u64> {
    let wait = || exchanges::wait_of(exchange, Exchange::wait_for_body);
    match asked {
        Asked::Read { to, waits } => loop {
            let now = poll::time();
            match exchanges::change(exchange, |it| it.read_body(to, now)) {
                Err(Errno::AGAIN) if waits => poll::wait_for_or_until(wait()),
                read => return Ok(read? as u64),
            }
        },
        Asked::Wait(slot) => *slot = wait(),
        Asked::WaitForTrailers(slot) => {
            let now = poll::time();
            if exchanges::change(exchange, |it| it.skip_body(now)) == Ok(false) {
                *slot = wait();
            }
        }
        Asked::Trailers(slot) => *slot = trailers(exchange),
        Asked::Dropped => exchanges::release_answer(exchange),
    }
    Ok(0)
}

fn trailers(exchange: u32) -> Option<Trailers> {
    let now = poll::time();
    match exchanges::change(exchange, |it| it.skip_body(now)) {
        Ok(false) => return None,
        Ok(true) => {}
        Err(errno) => {
            let error = body_error(errno);
            return Some(Err(error.unwrap_or(ErrorCode::HttpProtocolError)));
        }
    }
    let mut fields = Multimap::default().immutable();
    let mut any = false;
    let readable = exchanges::change(exchange, |it| {
        it.each_trailer(|name, value| {
            any = true;
            fields.add_received(name, value);
        })
    });
    Some(match (readable, any) {
        (false, _) => Err(ErrorCode::HttpProtocolError),
        (true, false) => Ok(None),
        (true, true) => Ok(Some(fields)),
    })
}
