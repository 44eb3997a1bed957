//! `outgoing-request`.

use super::super::caller::{Caller, no_case};
use super::super::slab::Slab;
use super::super::text::Text;
use super::super::types::http::{Fields, Method, OutgoingBody, OutgoingRequest, Scheme};
use super::super::value::{Given, Resource};
use super::arena::{self, Span};
use super::fields::{self, Multimap};
use super::{incoming, outgoing_body, request_body};

/// The scheme of a request.
#[derive(Clone, Copy)]
pub enum Kept {
    /// `HTTP`.
    Http,
    /// `HTTPS`.
    Https,
    /// Another one.
    Other(Span),
}

/// A request.
#[derive(Clone, Copy)]
pub struct Request {
    /// Its method.
    pub method: Span,
    /// Path and query.
    pub path: Option<Span>,
    /// Its scheme.
    pub scheme: Option<Kept>,
    /// Host and port.
    pub authority: Option<Span>,
    /// Its headers.
    pub headers: Multimap,
    /// The number of its body plus 1; 0: nobody has asked for it.
    body: u32,
}

impl Request {
    /// The number of its body, if somebody has asked for it.
    pub fn body(&self) -> Option<u32> {
        self.body.checked_sub(1)
    }
}

#[allow(unsafe_code)]
#[unsafe(link_section = ".bss.large.outgoing_requests")]
static REQUESTS: Slab<Request> = Slab::new();

/// An `option<string>` of a parameter: its flat values.
fn optional_text(caller: Caller, flat: [u64; 3]) -> Option<Text> {
    let [case, at, len] = flat;
    match case as u32 {
        0 => None,
        1 => Some(Text::new(caller, at as u32, len as u32)),
        _ => no_case(),
    }
}

/// Keeps a text of the guest.
fn keep(text: Text) -> Span {
    let mut len = 0;
    text.each_char(|char| len += char.len_utf8());
    arena::with_new(len, |to| {
        let mut rest = to;
        text.each_char(|char| {
            let taken = core::mem::take(&mut rest);
            if let Some((place, more)) = taken.split_at_mut_checked(char.len_utf8()) {
                char.encode_utf8(place);
                rest = more;
            }
        });
        len
    })
}

/// Keeps a text whose bytes are all allowed.
fn keep_valid(text: Text, allowed: fn(u8) -> bool) -> Result<Span, ()> {
    let span = keep(text);
    match arena::bytes(span).iter().all(|&it| allowed(it)) {
        true => Ok(span),
        false => Err(()),
    }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn change(this: OutgoingRequest, how: impl FnOnce(&mut Request)) -> Result<(), ()> {
    let mut request = REQUESTS.get(this.rep());
    how(&mut request);
    REQUESTS.set(this.rep(), request);
    Ok(())
}

/// `constructor`.
pub fn new_outgoing_request(_: Caller, headers: Fields) -> OutgoingRequest {
    OutgoingRequest::new(REQUESTS.insert(Request {
        method: arena::keep(b"GET"),
        path: None,
        scheme: None,
        authority: None,
        headers: fields::take(headers).immutable(),
        body: 0,
    }))
}

/// `outgoing-request.body`.
pub fn outgoing_request_body(_: Caller, this: OutgoingRequest) -> Result<OutgoingBody, ()> {
    let request = REQUESTS.get(this.rep());
    if request.body != 0 {
        return Err(());
    }
    let body = outgoing_body::new(request.headers.length());
    outgoing_body::send_to(body.rep(), request_body::DESTINATION);
    change(this, |request| request.body = body.rep() + 1)?;
    Ok(body)
}

/// `outgoing-request.method`.
pub fn outgoing_request_method(caller: Caller, this: OutgoingRequest) -> Method {
    incoming::method(caller, arena::bytes(REQUESTS.get(this.rep()).method))
}

/// `outgoing-request.set-method`.
pub fn outgoing_request_set_method(
    caller: Caller,
    this: OutgoingRequest,
    method: [u64; 3],
) -> Result<(), ()> {
    const NAMES: &str = "GET HEAD POST PUT DELETE CONNECT OPTIONS TRACE PATCH";
    const OTHER: usize = 9;
    let [case, at, len] = method.map(|it| it as u32);
    let method = match case as usize {
        OTHER => {
            let name = keep_valid(Text::new(caller, at, len), is_token)?;
            if arena::bytes(name).is_empty() {
                return Err(());
            }
            name
        }
        case => match NAMES.split(' ').nth(case) {
            Some(name) => arena::keep(name.as_bytes()),
            None => no_case(),
        },
    };
    change(this, |request| request.method = method)
}

/// `outgoing-request.path-with-query`.
pub fn outgoing_request_path_with_query(
    caller: Caller,
    this: OutgoingRequest,
) -> Option<Given<str>> {
    let path = REQUESTS.get(this.rep()).path?;
    Some(caller.text(arena::bytes(path)))
}

/// `outgoing-request.set-path-with-query`.
pub fn outgoing_request_set_path_with_query(
    caller: Caller,
    this: OutgoingRequest,
    path: [u64; 3],
) -> Result<(), ()> {
    let path = optional_text(caller, path);
    let path = path.map(|it| keep_valid(it, |byte| byte > b' ' && byte != 0x7f));
    let path = path.transpose()?;
    change(this, |request| request.path = path)
}

/// `outgoing-request.scheme`.
pub fn outgoing_request_scheme(caller: Caller, this: OutgoingRequest) -> Option<Scheme> {
    Some(match REQUESTS.get(this.rep()).scheme? {
        Kept::Http => Scheme::Http,
        Kept::Https => Scheme::Https,
        Kept::Other(name) => Scheme::Other(caller.text(arena::bytes(name))),
    })
}

/// `outgoing-request.set-scheme`.
pub fn outgoing_request_set_scheme(
    caller: Caller,
    this: OutgoingRequest,
    scheme: [u64; 4],
) -> Result<(), ()> {
    let [option, case, at, len] = scheme.map(|it| it as u32);
    let scheme = match (option, case) {
        (0, _) => None,
        (1, 0) => Some(Kept::Http),
        (1, 1) => Some(Kept::Https),
        (1, 2) => {
            let allowed = |it: u8| it.is_ascii_alphanumeric() || b"+-.".contains(&it);
            let name = keep_valid(Text::new(caller, at, len), allowed)?;
            if arena::bytes(name).is_empty() {
                return Err(());
            }
            Some(Kept::Other(name))
        }
        _ => no_case(),
    };
    change(this, |request| request.scheme = scheme)
}

/// `outgoing-request.authority`.
pub fn outgoing_request_authority(caller: Caller, this: OutgoingRequest) -> Option<Given<str>> {
    let authority = REQUESTS.get(this.rep()).authority?;
    Some(caller.text(arena::bytes(authority)))
}

/// `outgoing-request.set-authority`.
pub fn outgoing_request_set_authority(
    caller: Caller,
    this: OutgoingRequest,
    authority: [u64; 3],
) -> Result<(), ()> {
    let allowed = |it: u8| it.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:[]@%".contains(&it);
    let authority = optional_text(caller, authority).map(|it| keep_valid(it, allowed));
    let authority = authority.transpose()?;
    if authority.is_some_and(|it| !is_authority(arena::bytes(it))) {
        return Err(());
    }
    change(this, |request| request.authority = authority)
}

/// Whether it has a host, and a number as its port if it has one.
fn is_authority(text: &[u8]) -> bool {
    let behind_brackets = text
        .iter()
        .rposition(|&it| it == b']')
        .map_or(0, |it| it + 1);
    let rest = text.get(behind_brackets..).unwrap_or_default();
    match rest.iter().position(|&it| it == b':') {
        None => !text.is_empty(),
        Some(colon) => {
            let port = rest.get(colon + 1..).unwrap_or_default();
            let port = core::str::from_utf8(port).ok();
            behind_brackets + colon != 0
                && port.is_some_and(|it| !it.starts_with('+') && it.parse::<u16>().is_ok())
        }
    }
}

/// `outgoing-request.headers`.
pub fn outgoing_request_headers(_: Caller, this: OutgoingRequest) -> Fields {
    REQUESTS.get(this.rep()).headers.resource()
}

/// Drops an `outgoing-request`.
pub fn drop_outgoing_request(this: OutgoingRequest) {
    if let Some(body) = REQUESTS.remove(this.rep()).body() {
        request_body::disconnect(body);
    }
    arena::release();
}

/// Takes a request apart. Who does goes on to hold its text.
pub fn take(this: OutgoingRequest) -> Request {
    REQUESTS.remove(this.rep())
}
