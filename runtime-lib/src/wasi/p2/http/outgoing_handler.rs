//! `wasi:http/outgoing-handler`: where a request may go, and how it begins.

use super::super::caller::{Caller, no_case};
use super::super::poll;
use super::super::types::http::{
    ErrorCode, FutureIncomingResponse, OutgoingRequest, RequestOptions,
};
use super::super::value::Resource;
use super::arena;
use super::incoming_response::future;
use super::outgoing_request::{self, Kept, Request};
use super::{exchanges, options, outgoing_body, request_body};
use crate::host::{self, Lookup};
use crate::http::client::{self, Framed, Line, Security, Times};
use crate::policy::http_out;
use crate::tls;
use crate::wasi::p2::files::{self, Kind, give_number, take_number};
use wasmc_abi::network::split_port;

/// The ports of the schemes.
const HTTP: u16 = 80;
const HTTPS: u16 = 443;

/// Makes ready for requests. Images that import `handle` call it at start.
pub fn open_http_out() {
    http_out::check();
    host::confine_tcp();
    if http_out::any() {
        host::open_name_files();
        client::prepare();
        files::closes(Kind::Exchanges, exchanges::close_all);
    }
}

/// `outgoing-handler.handle`.
pub fn handle(
    caller: Caller,
    request: OutgoingRequest,
    [case, options]: [u64; 2],
) -> Result<FutureIncomingResponse, ErrorCode> {
    let times = match case as u32 {
        0 => [None; 3],
        1 => options::take(RequestOptions::taken(caller.handles(), options as u32)),
        _ => no_case(),
    };
    let [connect, first_byte, between_bytes] = times.map(|it| it.unwrap_or(Times::DEFAULT));
    let times = Times {
        connect,
        first_byte,
        between_bytes,
    };
    let request = outgoing_request::take(request);
    let sent = send(&request, times);
    if let Some(body) = request.body() {
        match sent {
            Ok(exchange) => request_body::connect(body, exchange),
            Err(_) => request_body::disconnect(body),
        }
    }
    arena::release();
    Ok(future(sent?))
}

/// Sends a request; returns the number of its exchange.
fn send(request: &Request, times: Times) -> Result<u32, ErrorCode> {
    let length = request.headers.length();
    if request.body().is_none() && length.is_some_and(|it| it != 0) {
        return Err(ErrorCode::HttpRequestBodySize(Some(0)));
    }
    let (is_safe, own_port) = scheme(request)?;
    let authority = request.authority.map_or(&[][..], arena::bytes);
    if authority.is_empty() {
        return Err(ErrorCode::HttpRequestUriInvalid);
    }
    let path = request.path.map_or(&[][..], arena::bytes);
    // What is behind it is not the server's.
    let path = path.split(|&it| it == b'#').next().unwrap_or_default();
    if !(path.starts_with(b"/") || path.starts_with(b"?")) {
        return Err(ErrorCode::HttpProtocolError);
    }
    let (host, port) = split_port(authority);
    let port = match port {
        None => own_port,
        Some(port) => port_of(port).ok_or(ErrorCode::HttpRequestUriInvalid)?,
    };
    if !http_out::allows(host, port, own_port) {
        return Err(ErrorCode::HttpRequestDenied);
    }
    let security = match is_safe {
        false => Some(Security::Plain),
        true => {
            tls::trust();
            Security::tls(host)
        }
    };
    let security = security.ok_or(ErrorCode::HttpRequestUriInvalid)?;
    let line = Line {
        method: arena::bytes(request.method),
        path,
        authority,
    };
    let framed = match (request.body(), length) {
        (None, _) => Framed::Nothing,
        (Some(_), Some(length)) => Framed::Length(length),
        (Some(_), None) if rarely_has_body(line.method) => Framed::Nothing,
        (Some(_), None) => Framed::Chunked,
    };
    take_number().map_err(|_| ErrorCode::ConnectionLimitReached)?;
    let early = request.body().map(outgoing_body::get);
    let early = early.and_then(|body| body.exchange.checked_sub(1));
    let Some(exchange) = early.or_else(exchanges::insert) else {
        give_number();
        return Err(ErrorCode::ConnectionLimitReached);
    };
    exchanges::number(exchange);
    // That of the body. One that has come early has its side already, and the answer gets one.
    if request.body().is_some() {
        exchanges::add_side(exchange);
    }
    let now = poll::time();
    exchanges::change(exchange, |it| {
        let put = it.put_head(&line, framed, |it| {
            request
                .headers
                .all(|name, value| it.put_header(name, value))
        });
        match put {
            Ok(()) => it.start(Lookup::new(host), port, security, times, now),
            Err(failure) => it.fail(failure),
        }
    });
    Ok(exchange)
}

/// Whether the scheme of a request is `https`, and its port.
fn scheme(request: &Request) -> Result<(bool, u16), ErrorCode> {
    match request.scheme {
        Some(Kept::Http) => Ok((false, HTTP)),
        // As in wasmtime, it is the default.
        Some(Kept::Https) | None => Ok((true, HTTPS)),
        Some(Kept::Other(name)) => {
            let rest = arena::bytes(name).strip_prefix(b"http");
            match rest {
                Some(b"") => Ok((false, HTTP)),
                Some(b"s") => Ok((true, HTTPS)),
                _ => Err(ErrorCode::HttpProtocolError),
            }
        }
    }
}

fn port_of(text: &[u8]) -> Option<u16> {
    core::str::from_utf8(text).ok()?.parse().ok()
}

/// Whether a body of a request with this method is none unless its length is given: as in wasmtime.
fn rarely_has_body(method: &[u8]) -> bool {
    b"GET,HEAD,CONNECT"
        .split(|&it| it == b',')
        .any(|it| it == method)
}
