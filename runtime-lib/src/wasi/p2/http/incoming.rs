//! `incoming-request`, `incoming-body` and `future-trailers`. Where a body comes from is known by whoever made it ([`Origin`]).

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
use crate::sys::IoVec;
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

/// What bodies come from: what each of them does, which has a number. A function, so that images have only the origins that they use.
pub type Origin = fn(number: u32, asked: Asked<'_>) -> host::Result<u64>;

/// What an [`Origin`] is asked.
pub enum Asked<'a> {
    /// Reads, as streams do.
    Read {
        /// Where the bytes go.
        to: IoVec,
        /// Whether it waits for some.
        waits: bool,
    },
    /// What has to be waited for until something can be read.
    Wait(&'a mut Wait),
    /// Skips what is there of the body. What has to be waited for until its trailers are known.
    WaitForTrailers(&'a mut Wait),
    /// Skips what is there of the body. Its trailers, if they are known.
    Trailers(&'a mut Option<Trailers>),
    /// Nobody reads it any more.
    Dropped,
}

/// The trailers of a body.
pub type Trailers = Result<Option<Multimap>, ErrorCode>;

/// A body.
#[derive(Clone, Copy)]
struct Body {
    stream: Stream,
    origin: Origin,
    number: u32,
}

/// Trailers that are to come.
#[derive(Clone, Copy)]
struct Future {
    /// Whether what they hold was taken.
    taken: bool,
    origin: Origin,
    number: u32,
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.requests")]
static REQUESTS: Slab<Request> = Slab::new();
#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.incoming_bodies")]
static BODIES: Slab<Body> = Slab::new();
#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.future_trailers")]
static TRAILERS: Slab<Future> = Slab::new();

/// A body that comes from there.
pub fn new_body(origin: Origin, number: u32) -> IncomingBody {
    IncomingBody::new(BODIES.insert(Body {
        stream: Stream::Untaken,
        origin,
        number,
    }))
}

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
    arena::hold();
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
    Ok(new_body(of_client, 0))
}

/// Drops an `incoming-request`.
pub fn drop_incoming_request(this: IncomingRequest) {
    REQUESTS.remove(this.rep());
    arena::release();
}

/// What the client sends.
fn of_client(_: u32, asked: Asked<'_>) -> host::Result<u64> {
    match asked {
        Asked::Read { to, waits } => loop {
            let connection = current().ok_or(Errno::CONNRESET)?;
            match connection.read_body(to) {
                Err(Errno::AGAIN) if waits => poll::wait_for_or_until(wait_for_body()),
                read => return Ok(read? as u64),
            }
        },
        Asked::Wait(slot) => *slot = wait_for_body(),
        Asked::WaitForTrailers(slot) => {
            if let Some(connection) = current()
                && !connection.skip_body()
            {
                *slot = wait_for_body();
            }
        }
        Asked::Trailers(slot) => *slot = client_trailers(),
        Asked::Dropped => {}
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

fn client_trailers() -> Option<Trailers> {
    let connection = current()?;
    if !connection.skip_body() {
        return match connection.has_body() {
            false => None,
            true => Some(Err(ErrorCode::ConnectionTerminated)),
        };
    }
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    Some(
        match httparse::parse_headers(connection.trailers(), &mut headers) {
            Ok(httparse::Status::Complete((_, []))) | Ok(httparse::Status::Partial) => Ok(None),
            Ok(httparse::Status::Complete((_, received))) => {
                let mut fields = Multimap::default().immutable();
                for header in received {
                    fields.add_received(header.name.as_bytes(), header.value);
                }
                Ok(Some(fields))
            }
            Err(_) => Err(ErrorCode::HttpProtocolError),
        },
    )
}

/// The stream of a body.
fn stream(place: u32, asked: streams::Asked<'_>) -> host::Result<u64> {
    let body = BODIES.get(place);
    let asked = match asked {
        streams::Asked::Read { to, waits, .. } => Asked::Read { to, waits },
        streams::Asked::Wait(slot) => Asked::Wait(slot),
        streams::Asked::Dropped => {
            let stream = Stream::Dropped;
            BODIES.set(place, Body { stream, ..body });
            return Ok(0);
        }
        _ => return Ok(0),
    };
    (body.origin)(body.number, asked)
}

/// `incoming-body.stream`.
pub fn incoming_body_stream(_: Caller, this: IncomingBody) -> Result<InputStream, ()> {
    let body = BODIES.get(this.rep());
    if body.stream != Stream::Untaken {
        return Err(());
    }
    let open = Stream::Open;
    BODIES.set(
        this.rep(),
        Body {
            stream: open,
            ..body
        },
    );
    Ok(streams::input(stream, this.rep(), 0))
}

/// Takes a body whose stream is gone.
fn take_body(this: IncomingBody) -> Body {
    if BODIES.get(this.rep()).stream == Stream::Open {
        trap::raise_component(ComponentTrap::HasChildren, b"");
    }
    BODIES.remove(this.rep())
}

/// `incoming-body.finish`.
pub fn incoming_body_finish(_: Caller, this: IncomingBody) -> FutureTrailers {
    let Body { origin, number, .. } = take_body(this);
    FutureTrailers::new(TRAILERS.insert(Future {
        taken: false,
        origin,
        number,
    }))
}

/// Drops an `incoming-body`.
pub fn drop_incoming_body(this: IncomingBody) {
    let body = take_body(this);
    let _ = (body.origin)(body.number, Asked::Dropped);
}

/// What a pollable of trailers waits for: those of the future may be gone already.
fn future(place: u64, asked: poll::Asked) -> Wait {
    let mut wait = Wait::HERE;
    if asked == poll::Asked::Wait
        && let Some(future) = TRAILERS.find(place as u32)
        && !future.taken
    {
        let _ = (future.origin)(future.number, Asked::WaitForTrailers(&mut wait));
    }
    wait
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
    let future = TRAILERS.get(this.rep());
    if future.taken {
        return Some(Err(()));
    }
    let mut trailers = None;
    let _ = (future.origin)(future.number, Asked::Trailers(&mut trailers));
    let trailers = trailers?;
    let taken = true;
    TRAILERS.set(this.rep(), Future { taken, ..future });
    Some(Ok(trailers.map(|it| it.map(Multimap::resource))))
}

/// Drops a `future-trailers`.
pub fn drop_future_trailers(this: FutureTrailers) {
    let future = TRAILERS.remove(this.rep());
    let _ = (future.origin)(future.number, Asked::Dropped);
}
