//! `outgoing-response` and `response-outparam`.

use super::super::caller::{Caller, no_case};
use super::super::slab::Slab;
use super::super::types::http::{Fields, OutgoingBody, OutgoingResponse, ResponseOutparam};
use super::super::value::Resource;
use super::fields::{self, Multimap};
use super::{arena, outgoing_body};
use crate::http::{Connection, Line, current};

/// An answer.
#[derive(Clone, Copy)]
struct Response {
    status: u16,
    headers: Multimap,
    /// Number of its body plus 1, or 0: nobody has asked for it.
    body: u32,
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.responses")]
static RESPONSES: Slab<Response> = Slab::new();

/// `constructor`.
pub fn new_outgoing_response(_: Caller, headers: Fields) -> OutgoingResponse {
    OutgoingResponse::new(RESPONSES.insert(Response {
        status: 200,
        headers: fields::take(headers).immutable(),
        body: 0,
    }))
}

/// `outgoing-response.status-code`.
pub fn outgoing_response_status_code(_: Caller, this: OutgoingResponse) -> u16 {
    RESPONSES.get(this.rep()).status
}

/// `outgoing-response.set-status-code`.
pub fn outgoing_response_set_status_code(
    _: Caller,
    this: OutgoingResponse,
    status: u16,
) -> Result<(), ()> {
    if !(100..1000).contains(&status) {
        return Err(());
    }
    let response = RESPONSES.get(this.rep());
    RESPONSES.set(this.rep(), Response { status, ..response });
    Ok(())
}

/// `outgoing-response.headers`.
pub fn outgoing_response_headers(_: Caller, this: OutgoingResponse) -> Fields {
    RESPONSES.get(this.rep()).headers.resource()
}

/// `outgoing-response.body`.
pub fn outgoing_response_body(_: Caller, this: OutgoingResponse) -> Result<OutgoingBody, ()> {
    let mut response = RESPONSES.get(this.rep());
    if response.body != 0 {
        return Err(());
    }
    let body = outgoing_body::new(response.headers.length());
    response.body = body.rep() + 1;
    RESPONSES.set(this.rep(), response);
    Ok(body)
}

/// Drops an `outgoing-response`.
pub fn drop_outgoing_response(this: OutgoingResponse) {
    RESPONSES.remove(this.rep());
    arena::release();
}

/// `response-outparam.set`.
pub fn response_outparam_set(caller: Caller, _: ResponseOutparam, result: [u64; 8]) {
    /// Cases of `error-code`.
    const ERRORS: u32 = 39;
    let [case, payload, ..] = result.map(|it| it as u32);
    let response = match case {
        0 => {
            let response = OutgoingResponse::taken(caller.handles(), payload);
            Some(RESPONSES.remove(response.rep()))
        }
        1 if payload < ERRORS => None,
        _ => no_case(),
    };
    match (response, current()) {
        (Some(response), Some(connection)) => give(connection, &response),
        (None, Some(connection)) => connection.refuse(500),
        (_, None) => {}
    }
    if response.is_some() {
        arena::release();
    }
}

fn give(connection: &Connection, response: &Response) {
    // A status that announces another one is no answer.
    if response.status < 200 {
        return connection.refuse(500);
    }
    let body = response.body.checked_sub(1);
    if !body.is_some_and(outgoing_body::has_early) {
        connection.forget_early();
    }
    let line = Line {
        status: response.status,
        length: response.headers.length(),
        is_empty: body.is_none(),
    };
    connection.respond(&line, |connection| {
        response
            .headers
            .all(|name, value| connection.put_header(name, value))
    });
    let settled = match body {
        Some(body) => outgoing_body::settle(&outgoing_body::connect(body), connection),
        None => connection.finish(|_| true),
    };
    if settled.is_err() {
        connection.fail();
    }
}

/// Drops a `response-outparam`: the client gets 500.
pub fn drop_response_outparam(_: ResponseOutparam) {}
