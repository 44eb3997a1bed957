//! The body of a request: what is written goes to its exchange, which there may be before the request is sent.

use super::super::poll::{self, Wait};
use super::super::streams::{self, Asked};
use super::exchanges;
use super::incoming::Stream;
use super::outgoing_body::{self, Body, Destination, State};
use crate::host::{self, Errno};
use crate::http::client::{Exchange, Failure};
use crate::sys::IoVec;

/// Where the bodies of requests go.
pub const DESTINATION: Destination = Destination { stream, ended };

/// The exchange of a body, if it has one. [`Errno::PIPE`]: there will be none.
fn exchange(body: &Body) -> host::Result<Option<u32>> {
    match body.exchange.checked_sub(1) {
        None if body.connected => Err(Errno::PIPE),
        exchange => Ok(exchange),
    }
}

/// What the server gets.
fn stream(number: u32, asked: Asked<'_>) -> host::Result<u64> {
    let body = outgoing_body::get(number);
    match asked {
        Asked::Write { from, .. } => loop {
            match write(number, from) {
                // It is more than was permitted.
                Err(Errno::AGAIN) => poll::wait_for_or_until(wait(number)),
                written => return Ok(written? as u64),
            }
        },
        Asked::Permit => {
            let Some(exchange) = exchange(&body)? else {
                return streams::ANY_TIME;
            };
            let now = poll::time();
            let room = exchanges::change(exchange, |it| {
                it.advance(now);
                it.body_room()
            });
            return Ok(room? as u64);
        }
        Asked::Wait(slot) => *slot = wait(number),
        Asked::Dropped => {
            let stream = Stream::Dropped;
            outgoing_body::set(number, Body { stream, ..body });
        }
        Asked::Read { .. } => {}
    }
    Ok(0)
}

fn wait(number: u32) -> Wait {
    match exchange(&outgoing_body::get(number)) {
        Ok(Some(exchange)) => exchanges::wait_of(exchange, Exchange::wait_for_room),
        _ => Wait::HERE,
    }
}

/// Writes as much as goes without waiting.
fn write(number: u32, from: IoVec) -> host::Result<usize> {
    let mut body = outgoing_body::get(number);
    let exchange = match exchange(&body)? {
        Some(exchange) => exchange,
        None => {
            let exchange = exchanges::insert().ok_or(Errno::PIPE)?;
            body.exchange = exchange + 1;
            outgoing_body::set(number, body);
            exchange
        }
    };
    let left = body.expected.map(|most| most.saturating_sub(body.written));
    if left.is_some_and(|left| from.len() as u64 > left) {
        exchanges::change(exchange, |it| it.fail(Failure::Protocol));
        return Err(Errno::MSGSIZE);
    }
    let now = poll::time();
    let written = exchanges::change(exchange, |it| it.write_body(from, now))?;
    body.written += written as u64;
    outgoing_body::set(number, body);
    Ok(written)
}

/// A body has ended. If its request was not sent yet, that is told when it is.
fn ended(number: u32) {
    let body = outgoing_body::get(number);
    if !body.connected {
        return;
    }
    if let Some(exchange) = body.exchange.checked_sub(1) {
        let now = poll::time();
        exchanges::change(exchange, |it| match body.state {
            State::Finished => it.finish_body(now, |it| {
                body.trailers.all(|name, value| it.put_header(name, value))
            }),
            _ => it.abort_body(),
        });
        exchanges::release(exchange);
    }
    outgoing_body::remove(number);
}

/// The request of a body is sent by an exchange, one side of which is the body's.
pub fn connect(number: u32, exchange: u32) {
    let mut body = outgoing_body::get(number);
    body.connected = true;
    body.exchange = exchange + 1;
    outgoing_body::set(number, body);
    if body.state != State::Open {
        ended(number);
    }
}

/// The request of a body is not sent.
pub fn disconnect(number: u32) {
    let mut body = outgoing_body::get(number);
    if let Some(exchange) = body.exchange.checked_sub(1) {
        exchanges::release(exchange);
    }
    body.connected = true;
    body.exchange = 0;
    outgoing_body::set(number, body);
    if body.state != State::Open {
        ended(number);
    }
}
