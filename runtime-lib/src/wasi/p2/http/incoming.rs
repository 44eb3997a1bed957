//! `incoming-request`, `incoming-body` and `future-trailers`.

use super::super::caller::Caller;
use super::super::poll::{self, Wait};
use super::super::slab::Slab;
use super::super::streams;
use super::super::types::http::{
    ErrorCode, Fields, FutureTrailers, IncomingBody, IncomingRequest, Method, ResponseOutparam,
    Scheme,
};
use super::super::types::io::{InputStream, Pollable};
use super::super::value::{Given, Resource};
use super::arena::{self, Span};
use super::fields::Multimap;
use super::outgoing_body;
use crate::component::Handles;
use crate::host::{self, Errno};
use crate::http::{Connection, MOST_HEADERS, current, parse};
use crate::trap;
use wasmc_abi::trap::ComponentTrap;

/// The request of a client.
#[derive(Clone, Copy)]
struct Request {
    method: Span,
    path: Span,
    authority: Span,
    headers: Multimap,
    /// Whether its body was taken.
    consumed: bool,
}

/// Whether the stream of a body is there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Nobody has asked for it.
    Untaken,
    /// It is.
    Open,
    /// It was dropped.
    Dropped,
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.requests")]
static REQUESTS: Slab<Request> = Slab::new();
#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.incoming_bodies")]
static BODIES: Slab<Stream> = Slab::new();
/// Whether what they hold was taken.
#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.future_trailers")]
static TRAILERS: Slab<bool> = Slab::new();

/// Makes the parameters of `handle` for the request whose head is at the front of what a connection has received: handles of the
/// request and of what takes the answer. `None`: it is no request.
pub fn incoming_request(
    connection: &Connection,
    head: usize,
    handles: Handles,
) -> Option<(u32, u32)> {
    let bytes = connection.unread().get(..head)?;
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let (parsed, received) = parse(bytes, &mut headers).ok()?;
    let mut fields = Multimap::default().immutable();
    for header in received {
        fields.add_received(header.name.as_bytes(), header.value);
    }
    let request = Request {
        method: arena::keep(parsed.method.as_bytes()),
        path: arena::keep(parsed.path.as_bytes()),
        authority: arena::keep(parsed.authority.as_bytes()),
        headers: fields,
        consumed: false,
    };
    let head = parsed.head;
    outgoing_body::begin();
    connection.begin(&head);
    let request = IncomingRequest::new(REQUESTS.insert(request));
    let response = ResponseOutparam::new(0);
    Some((request.owned(handles), response.owned(handles)))
}

/// The method of a name.
pub fn method(caller: Caller, name: &[u8]) -> Method {
    match name {
        b"GET" => Method::Get,
        b"HEAD" => Method::Head,
        b"POST" => Method::Post,
        b"PUT" => Method::Put,
        b"DELETE" => Method::Delete,
        b"CONNECT" => Method::Connect,
        b"OPTIONS" => Method::Options,
        b"TRACE" => Method::Trace,
        b"PATCH" => Method::Patch,
        other => Method::Other(caller.text(other)),
    }
}

/// `incoming-request.method`.
pub fn incoming_request_method(caller: Caller, this: IncomingRequest) -> Method {
    method(caller, arena::bytes(REQUESTS.get(this.rep()).method))
}

/// `incoming-request.path-with-query`.
pub fn incoming_request_path_with_query(
    caller: Caller,
    this: IncomingRequest,
) -> Option<Given<str>> {
    Some(caller.text(arena::bytes(REQUESTS.get(this.rep()).path)))
}

/// `incoming-request.scheme`.
pub fn incoming_request_scheme(_: Caller, this: IncomingRequest) -> Option<Scheme> {
    REQUESTS.get(this.rep());
    Some(Scheme::Http)
}

/// `incoming-request.authority`.
pub fn incoming_request_authority(caller: Caller, this: IncomingRequest) -> Option<Given<str>> {
    Some(caller.text(arena::bytes(REQUESTS.get(this.rep()).authority)))
}

/// `incoming-request.headers`.
pub fn incoming_request_headers(_: Caller, this: IncomingRequest) -> Fields {
    REQUESTS.get(this.rep()).headers.resource()
}

/// `incoming-request.consume`.
pub fn incoming_request_consume(_: Caller, this: IncomingRequest) -> Result<IncomingBody, ()> {
    let mut request = REQUESTS.get(this.rep());
    if request.consumed {
        return Err(());
    }
    request.consumed = true;
    REQUESTS.set(this.rep(), request);
    Ok(IncomingBody::new(BODIES.insert(Stream::Untaken)))
}

/// Drops an `incoming-request`.
pub fn drop_incoming_request(this: IncomingRequest) {
    REQUESTS.remove(this.rep());
}

/// What the client sends.
fn body(number: u32, asked: streams::Asked<'_>) -> host::Result<u64> {
    match asked {
        streams::Asked::Read { to, waits, .. } => loop {
            let connection = current().ok_or(Errno::CONNRESET)?;
            match connection.read_body(to) {
                Err(Errno::AGAIN) if waits => poll::wait_for_or_until(wait_for_body()),
                read => return Ok(read? as u64),
            }
        },
        streams::Asked::Wait(slot) => *slot = wait_for_body(),
        streams::Asked::Dropped => BODIES.set(number, Stream::Dropped),
        _ => {}
    }
    Ok(0)
}

fn wait_for_body() -> Wait {
    match current() {
        Some(connection) if !connection.has_body() => {
            Wait::readable(connection.socket()).or_until(connection.deadline.get())
        }
        _ => Wait::HERE,
    }
}

/// `incoming-body.stream`.
pub fn incoming_body_stream(_: Caller, this: IncomingBody) -> Result<InputStream, ()> {
    if BODIES.get(this.rep()) != Stream::Untaken {
        return Err(());
    }
    BODIES.set(this.rep(), Stream::Open);
    Ok(streams::input(body, this.rep(), 0))
}

/// Takes a body whose stream is gone.
fn take_body(this: IncomingBody) {
    if BODIES.get(this.rep()) == Stream::Open {
        trap::raise_component(ComponentTrap::HasChildren, b"");
    }
    BODIES.remove(this.rep());
}

/// `incoming-body.finish`.
pub fn incoming_body_finish(_: Caller, this: IncomingBody) -> FutureTrailers {
    take_body(this);
    FutureTrailers::new(TRAILERS.insert(false))
}

/// Drops an `incoming-body`.
pub fn drop_incoming_body(this: IncomingBody) {
    take_body(this);
}

/// What a pollable of trailers waits for.
fn future(_: u64, asked: poll::Asked) -> Wait {
    match current() {
        Some(connection) if asked == poll::Asked::Wait && !connection.skip_body() => {
            wait_for_body()
        }
        _ => Wait::HERE,
    }
}

/// `future-trailers.subscribe`.
pub fn future_trailers_subscribe(_: Caller, this: FutureTrailers) -> Pollable {
    poll::pollable(future, u64::from(this.rep()))
}

/// `future-trailers.get`.
pub fn future_trailers_get(
    _: Caller,
    this: FutureTrailers,
) -> Option<Result<Result<Option<Fields>, ErrorCode>, ()>> {
    if TRAILERS.get(this.rep()) {
        return Some(Err(()));
    }
    let connection = current()?;
    if !connection.skip_body() {
        if !connection.has_body() {
            return None;
        }
        TRAILERS.set(this.rep(), true);
        return Some(Ok(Err(ErrorCode::ConnectionTerminated)));
    }
    TRAILERS.set(this.rep(), true);
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let fields = match httparse::parse_headers(connection.trailers(), &mut headers) {
        Ok(httparse::Status::Complete((_, []))) | Ok(httparse::Status::Partial) => None,
        Ok(httparse::Status::Complete((_, received))) => {
            let mut fields = Multimap::default().immutable();
            for header in received {
                fields.add_received(header.name.as_bytes(), header.value);
            }
            Some(fields.resource())
        }
        Err(_) => return Some(Ok(Err(ErrorCode::HttpProtocolError))),
    };
    Some(Ok(Ok(fields)))
}

/// Drops a `future-trailers`.
pub fn drop_future_trailers(this: FutureTrailers) {
    TRAILERS.remove(this.rep());
}
