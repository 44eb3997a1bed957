//! `outgoing-response` and `response-outparam`.

use super::super::caller::{Caller, no_case};
use super::super::slab::Slab;
use super::super::text::Text;
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
    let [case, payload, error @ ..] = result;
    let response = match case as u32 {
        0 => {
            let response = OutgoingResponse::taken(caller.handles(), payload as u32);
            Some(RESPONSES.remove(response.rep()))
        }
        1 => {
            check_error(caller, payload as u32, error);
            None
        }
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

/// Traps if this is no `error-code`, of which the client hears nothing: a case, and the flat values of what it holds.
fn check_error(caller: Caller, case: u32, flat: [u64; 6]) {
    let [a, b, c, d, e, _] = flat;
    // What may be missing: a text, and a number, of which only that counts.
    let (text, number) = match case {
        // `TLS-alert-received`.
        14 => ([c, d, e], a),
        // Sizes of a body or a section.
        17 | 21 | 23 | 26 | 28 | 29 => ([0; 3], a),
        // `HTTP-request-header-size`, which may be missing as a whole.
        22 if a as u32 == 1 => ([b, c, d], e),
        22 => ([0; 3], a),
        // `DNS-error`, and sizes of other headers and trailers.
        1 | 24 | 27 | 30 => ([a, b, c], d),
        // Codings, and `internal-error`.
        31 | 32 | 38 => ([a, b, c], 0),
        0..38 => ([0; 3], 0),
        _ => no_case(),
    };
    if number as u32 > 1 {
        no_case();
    }
    if let Some(text) = Text::optional(caller, text) {
        text.check();
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
