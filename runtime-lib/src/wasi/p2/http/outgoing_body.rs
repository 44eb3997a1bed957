//! `outgoing-body`. Where a body goes is known by whoever made it: that of an answer to [`current`], that of a request to a
//! [`Destination`].

use super::super::caller::{Caller, no_case};
use super::super::poll::{self, Wait};
use super::super::slab::Slab;
use super::super::streams::{self, Asked};
use super::super::types::http::{ErrorCode, Fields, OutgoingBody};
use super::super::types::io::OutputStream;
use super::super::value::Resource;
use super::arena;
use super::fields::{self, Multimap};
use super::incoming::Stream;
use crate::host::{self, Errno};
use crate::http::{Connection, current};
use crate::sys::IoVec;
use crate::trap;
use core::sync::atomic::{AtomicU32, Ordering};
use wasmc_abi::trap::ComponentTrap;

/// How far a body is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// More may be written.
    Open,
    /// It is complete.
    Finished,
    /// It will not be complete.
    Aborted,
}

/// A body that the program writes.
#[derive(Clone, Copy)]
pub struct Body {
    /// Whether its stream is there.
    pub stream: Stream,
    /// How far it is.
    pub state: State,
    /// Whether it goes out: the answer that it belongs to was given, or the request was sent.
    pub connected: bool,
    /// Where it goes, if it is that of a request.
    pub request: Option<Destination>,
    /// The number of the request's exchange plus 1; 0: there is none.
    pub exchange: u32,
    /// How many bytes it has, if that is said.
    pub expected: Option<u64>,
    /// How many were written.
    pub written: u64,
    /// What follows it.
    pub trailers: Multimap,
}

/// What the bodies of requests go to. Functions, so that images which send no requests do not have them.
#[derive(Clone, Copy)]
pub struct Destination {
    /// What their streams do. The number is that of the body.
    pub stream: streams::Kind,
    /// The body with this number is complete, or will not be.
    pub ended: fn(number: u32),
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.outgoing_bodies")]
static BODIES: Slab<Body> = Slab::new();
/// The body whose bytes the connection keeps until its answer is given: its number plus 1, or 0.
static EARLY: AtomicU32 = AtomicU32::new(0);

/// Bodies, from which on a state that requests share ends: they are not forgotten before, and a table that grows cannot be
/// undone.
const CROWD: u32 = 16;

/// Whether there are many bodies.
pub fn is_crowded() -> bool {
    BODIES.len() >= CROWD
}

/// A request begins: nothing was written of its answer.
pub fn begin() {
    EARLY.store(0, Ordering::Relaxed);
}

/// A new body, of an answer.
pub fn new(expected: Option<u64>) -> OutgoingBody {
    OutgoingBody::new(BODIES.insert(Body {
        stream: Stream::Untaken,
        state: State::Open,
        connected: false,
        request: None,
        exchange: 0,
        expected,
        written: 0,
        trailers: Multimap::default(),
    }))
}

/// Makes a new body that of a request. [`new`] does not: the compiler sees that there is one destination, and would name it in the
/// function that makes the bodies of answers, too.
pub fn send_to(number: u32, destination: Destination) {
    let mut body = BODIES.get(number);
    body.request = Some(destination);
    BODIES.set(number, body);
}

/// The body with a number.
pub fn get(number: u32) -> Body {
    BODIES.get(number)
}

/// Replaces it.
pub fn set(number: u32, body: Body) {
    BODIES.set(number, body);
}

/// Forgets it.
pub fn remove(number: u32) {
    BODIES.remove(number);
}

/// The body of an answer that is given: what was written of it is to be sent, and what of another is not.
pub fn connect(number: u32) -> Body {
    let mut body = BODIES.get(number);
    body.connected = true;
    BODIES.set(number, body);
    body
}

/// Whether bytes that were kept are of this body.
pub fn has_early(number: u32) -> bool {
    EARLY.load(Ordering::Relaxed) == number + 1
}

/// The connection that takes the bytes of a body.
fn taker(number: u32) -> host::Result<&'static Connection> {
    let body = BODIES.get(number);
    let connection = current().filter(|_| body.request.is_none());
    let connection = connection.ok_or(Errno::PIPE)?;
    if body.connected {
        return Ok(connection);
    }
    let early = EARLY.load(Ordering::Relaxed);
    if connection.has_responded() || (early != 0 && early != number + 1) {
        return Err(Errno::PIPE);
    }
    Ok(connection)
}

/// What the client gets.
fn stream(number: u32, asked: Asked<'_>) -> host::Result<u64> {
    match asked {
        Asked::Write { from, .. } => loop {
            match write(number, from) {
                // It is more than was permitted.
                Err(Errno::AGAIN) => poll::wait_for_or_until(wait(number)),
                written => return Ok(written? as u64),
            }
        },
        Asked::Permit => return Ok(taker(number)?.body_room()? as u64),
        Asked::Wait(slot) => *slot = wait(number),
        Asked::Dropped => {
            let body = BODIES.get(number);
            BODIES.set(
                number,
                Body {
                    stream: Stream::Dropped,
                    ..body
                },
            );
        }
        Asked::Read { .. } => {}
    }
    Ok(0)
}

/// Writes as much as goes without waiting.
fn write(number: u32, from: IoVec) -> host::Result<usize> {
    let connection = taker(number)?;
    let mut body = BODIES.get(number);
    if !body.connected {
        EARLY.store(number + 1, Ordering::Relaxed);
    }
    if body
        .expected
        .is_some_and(|most| from.len() as u64 > most - body.written)
    {
        if body.connected {
            connection.fail();
        }
        return Err(Errno::MSGSIZE);
    }
    let written = connection.write_body(from)?;
    body.written += written as u64;
    BODIES.set(number, body);
    Ok(written)
}

/// Until the client takes more, or it has taken too long.
fn wait(number: u32) -> Wait {
    match taker(number).and_then(Connection::body_room) {
        Ok(0) => current().map_or(Wait::HERE, |connection| {
            Wait::writable(connection.socket()).or_until(connection.deadline.get())
        }),
        _ => Wait::HERE,
    }
}

/// `outgoing-body.write`.
pub fn outgoing_body_write(_: Caller, this: OutgoingBody) -> Result<OutputStream, ()> {
    let mut body = BODIES.get(this.rep());
    if body.stream != Stream::Untaken {
        return Err(());
    }
    body.stream = Stream::Open;
    BODIES.set(this.rep(), body);
    let kind = body.request.map_or(stream as streams::Kind, |it| it.stream);
    Ok(streams::output(kind, this.rep(), 0))
}

/// Ends a body. Its place stays taken: the answer may still name it.
fn end(this: OutgoingBody, state: State, trailers: Multimap) -> Body {
    let mut body = BODIES.get(this.rep());
    if body.stream == Stream::Open {
        trap::raise_component(ComponentTrap::HasChildren, b"");
    }
    body.state = state;
    body.trailers = trailers;
    BODIES.set(this.rep(), body);
    body
}

/// Does for the connection what the state of a body says.
pub fn settle(body: &Body, connection: &Connection) -> host::Result {
    match body.state {
        State::Open => Ok(()),
        State::Aborted => {
            connection.fail();
            Ok(())
        }
        State::Finished => connection.finish(|connection| {
            body.trailers
                .all(|name, value| connection.put_header(name, value))
        }),
    }
}

/// `outgoing-body.finish`.
pub fn outgoing_body_finish(
    caller: Caller,
    this: OutgoingBody,
    trailers: [u64; 2],
) -> Result<(), ErrorCode> {
    let [case, trailers] = trailers.map(|it| it as u32);
    let trailers = match case {
        0 => Multimap::default(),
        1 => fields::take(Fields::taken(caller.handles(), trailers)),
        _ => no_case(),
    };
    let body = BODIES.get(this.rep());
    let whole = body.expected.is_none_or(|it| it == body.written);
    let state = match whole {
        true => State::Finished,
        false => State::Aborted,
    };
    let body = end(this, state, trailers);
    if let Some(request) = body.request {
        (request.ended)(this.rep());
        // Trailers that are kept until the request is sent are never forgotten.
        if case == 1 && body.connected {
            arena::release();
        }
    } else if let Some(connection) = current()
        && body.connected
    {
        let _ = settle(&body, connection);
    }
    match (whole, body.request) {
        (true, _) => Ok(()),
        (false, Some(_)) => Err(ErrorCode::HttpRequestBodySize(Some(body.written))),
        (false, None) => Err(ErrorCode::HttpResponseBodySize(Some(body.written))),
    }
}

/// Drops an `outgoing-body`, which is not complete then.
pub fn drop_outgoing_body(this: OutgoingBody) {
    let body = end(this, State::Aborted, Multimap::default());
    if let Some(request) = body.request {
        (request.ended)(this.rep());
    } else if let Some(connection) = current()
        && body.connected
    {
        connection.fail();
    }
}
