//! Symbols of `wasi:http`. Written by `wasmc-wasi-bindings`.
#![allow(unsafe_code)]
#![allow(unused_imports, reason = "whatever a package needs is here")]

use crate::policy::limits;
use crate::wasi::p2::caller::{Caller, no_case};
use crate::wasi::p2::text::Text;
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Resource};
use crate::wasi::trace::p2 as trace;
use wasmc_abi::component::CanonOptions;

/// `wasi:http/outgoing-handler`: `handle`.
#[unsafe(export_name = "wasmc_wasi02_http_outgoing_handler_handle")]
extern "C" fn http_outgoing_handler_handle(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::http::FutureIncomingResponse, types::http::ErrorCode> = crate::wasi::p2::http::handle(caller, types::http::OutgoingRequest::taken(caller.handles(), a0), [u64::from(a1), u64::from(a2)]);
    caller.result::<Result<types::http::FutureIncomingResponse, types::http::ErrorCode>, 40, 8>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/outgoing-handler#handle nnn>R84nc DNS-timeout DNS-error destination-not-found destination-unavailable destination-IP-prohibited destination-IP-unroutable connection-refused connection-terminated connection-timeout connection-read-timeout connection-write-timeout connection-limit-reached TLS-protocol-error TLS-certificate-error TLS-alert-received HTTP-request-denied HTTP-request-length-required HTTP-request-body-size HTTP-request-method-invalid HTTP-request-URI-invalid HTTP-request-URI-too-long HTTP-request-header-section-size HTTP-request-header-size HTTP-request-trailer-section-size HTTP-request-trailer-size HTTP-response-incomplete HTTP-response-header-section-size HTTP-response-header-size HTTP-response-body-size HTTP-response-trailer-section-size HTTP-response-trailer-size HTTP-response-transfer-coding HTTP-response-content-coding HTTP-response-timeout HTTP-upgrade-failed HTTP-protocol-error loop-detected configuration-error internal-error", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3)]);
    }
}

/// `wasi:http/types`: `[constructor]fields`.
#[unsafe(export_name = "wasmc_wasi02_http_types_new_fields")]
extern "C" fn http_types_new_fields(options: *const CanonOptions) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::http::Fields = crate::wasi::p2::http::new_fields(caller);
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[constructor]fields >=n ", &[u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[constructor]outgoing-request`.
#[unsafe(export_name = "wasmc_wasi02_http_types_new_outgoing_request")]
extern "C" fn http_types_new_outgoing_request(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::http::OutgoingRequest = crate::wasi::p2::http::new_outgoing_request(caller, types::http::Fields::taken(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[constructor]outgoing-request n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[constructor]outgoing-response`.
#[unsafe(export_name = "wasmc_wasi02_http_types_new_outgoing_response")]
extern "C" fn http_types_new_outgoing_response(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::http::OutgoingResponse = crate::wasi::p2::http::new_outgoing_response(caller, types::http::Fields::taken(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[constructor]outgoing-response n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[constructor]request-options`.
#[unsafe(export_name = "wasmc_wasi02_http_types_new_request_options")]
extern "C" fn http_types_new_request_options(options: *const CanonOptions) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::http::RequestOptions = crate::wasi::p2::http::new_request_options(caller);
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[constructor]request-options >=n ", &[u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]fields.append`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_append")]
extern "C" fn http_types_fields_append(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32, a5: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::http::HeaderError> = crate::wasi::p2::http::fields_append(caller, types::http::Fields::borrowed(caller.handles(), a0), Text::new(caller, a1, a2), caller.range(a3, a4));
    caller.result::<Result<(), types::http::HeaderError>, 2, 1>(a5, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]fields.append npw>R11_c invalid-syntax forbidden immutable", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4), u64::from(a5)]);
    }
}

/// `wasi:http/types`: `[method]fields.clone`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_clone")]
extern "C" fn http_types_fields_clone(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::http::Fields = crate::wasi::p2::http::fields_clone(caller, types::http::Fields::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]fields.clone n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]fields.delete`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_delete")]
extern "C" fn http_types_fields_delete(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::http::HeaderError> = crate::wasi::p2::http::fields_delete(caller, types::http::Fields::borrowed(caller.handles(), a0), Text::new(caller, a1, a2));
    caller.result::<Result<(), types::http::HeaderError>, 2, 1>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]fields.delete np>R11_c invalid-syntax forbidden immutable", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3)]);
    }
}

/// `wasi:http/types`: `[method]fields.entries`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_entries")]
extern "C" fn http_types_fields_entries(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Given<[(Given<str>, Given<[u8]>)]> = crate::wasi::p2::http::fields_entries(caller, types::http::Fields::borrowed(caller.handles(), a0));
    caller.result::<Given<[(Given<str>, Given<[u8]>)]>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]fields.entries n>@8l ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]fields.get`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_get")]
extern "C" fn http_types_fields_get(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Given<[Given<[u8]>]> = crate::wasi::p2::http::fields_get(caller, types::http::Fields::borrowed(caller.handles(), a0), Text::new(caller, a1, a2));
    caller.result::<Given<[Given<[u8]>]>, 8, 4>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]fields.get np>@8l ", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3)]);
    }
}

/// `wasi:http/types`: `[method]fields.has`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_has")]
extern "C" fn http_types_fields_has(options: *const CanonOptions, a0: u32, a1: u32, a2: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: bool = crate::wasi::p2::http::fields_has(caller, types::http::Fields::borrowed(caller.handles(), a0), Text::new(caller, a1, a2));
    let result = u32::from(value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]fields.has np>=n ", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]fields.set`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_set")]
extern "C" fn http_types_fields_set(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32, a5: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::http::HeaderError> = crate::wasi::p2::http::fields_set(caller, types::http::Fields::borrowed(caller.handles(), a0), Text::new(caller, a1, a2), caller.elements(a3, a4, 8, 4));
    caller.result::<Result<(), types::http::HeaderError>, 2, 1>(a5, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]fields.set npl>R11_c invalid-syntax forbidden immutable", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4), u64::from(a5)]);
    }
}

/// `wasi:http/types`: `[method]future-incoming-response.get`.
#[unsafe(export_name = "wasmc_wasi02_http_types_future_incoming_response_get")]
extern "C" fn http_types_future_incoming_response_get(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<Result<Result<types::http::IncomingResponse, types::http::ErrorCode>, ()>> = crate::wasi::p2::http::future_incoming_response_get(caller, types::http::FutureIncomingResponse::borrowed(caller.handles(), a0));
    caller.result::<Option<Result<Result<types::http::IncomingResponse, types::http::ErrorCode>, ()>>, 56, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]future-incoming-response.get n>O84*_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]future-incoming-response.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_http_types_future_incoming_response_subscribe")]
extern "C" fn http_types_future_incoming_response_subscribe(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::Pollable = crate::wasi::p2::http::future_incoming_response_subscribe(caller, types::http::FutureIncomingResponse::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]future-incoming-response.subscribe n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]future-trailers.get`.
#[unsafe(export_name = "wasmc_wasi02_http_types_future_trailers_get")]
extern "C" fn http_types_future_trailers_get(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<Result<Result<Option<types::http::Fields>, types::http::ErrorCode>, ()>> = crate::wasi::p2::http::future_trailers_get(caller, types::http::FutureTrailers::borrowed(caller.handles(), a0));
    caller.result::<Option<Result<Result<Option<types::http::Fields>, types::http::ErrorCode>, ()>>, 56, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]future-trailers.get n>O84*_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]future-trailers.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_http_types_future_trailers_subscribe")]
extern "C" fn http_types_future_trailers_subscribe(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::io::Pollable = crate::wasi::p2::http::future_trailers_subscribe(caller, types::http::FutureTrailers::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]future-trailers.subscribe n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]incoming-body.stream`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_body_stream")]
extern "C" fn http_types_incoming_body_stream(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::io::InputStream, ()> = crate::wasi::p2::http::incoming_body_stream(caller, types::http::IncomingBody::borrowed(caller.handles(), a0));
    caller.result::<Result<types::io::InputStream, ()>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]incoming-body.stream n>R44n_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]incoming-request.authority`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_request_authority")]
extern "C" fn http_types_incoming_request_authority(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<Given<str>> = crate::wasi::p2::http::incoming_request_authority(caller, types::http::IncomingRequest::borrowed(caller.handles(), a0));
    caller.result::<Option<Given<str>>, 12, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]incoming-request.authority n>O48p_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]incoming-request.consume`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_request_consume")]
extern "C" fn http_types_incoming_request_consume(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::http::IncomingBody, ()> = crate::wasi::p2::http::incoming_request_consume(caller, types::http::IncomingRequest::borrowed(caller.handles(), a0));
    caller.result::<Result<types::http::IncomingBody, ()>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]incoming-request.consume n>R44n_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]incoming-request.headers`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_request_headers")]
extern "C" fn http_types_incoming_request_headers(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::http::Fields = crate::wasi::p2::http::incoming_request_headers(caller, types::http::IncomingRequest::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]incoming-request.headers n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]incoming-request.method`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_request_method")]
extern "C" fn http_types_incoming_request_method(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::http::Method = crate::wasi::p2::http::incoming_request_method(caller, types::http::IncomingRequest::borrowed(caller.handles(), a0));
    caller.result::<types::http::Method, 12, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]incoming-request.method n>@4* ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]incoming-request.path-with-query`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_request_path_with_query")]
extern "C" fn http_types_incoming_request_path_with_query(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<Given<str>> = crate::wasi::p2::http::incoming_request_path_with_query(caller, types::http::IncomingRequest::borrowed(caller.handles(), a0));
    caller.result::<Option<Given<str>>, 12, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]incoming-request.path-with-query n>O48p_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]incoming-request.scheme`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_request_scheme")]
extern "C" fn http_types_incoming_request_scheme(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<types::http::Scheme> = crate::wasi::p2::http::incoming_request_scheme(caller, types::http::IncomingRequest::borrowed(caller.handles(), a0));
    caller.result::<Option<types::http::Scheme>, 16, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]incoming-request.scheme n>O44*_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]incoming-response.consume`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_response_consume")]
extern "C" fn http_types_incoming_response_consume(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::http::IncomingBody, ()> = crate::wasi::p2::http::incoming_response_consume(caller, types::http::IncomingResponse::borrowed(caller.handles(), a0));
    caller.result::<Result<types::http::IncomingBody, ()>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]incoming-response.consume n>R44n_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]incoming-response.headers`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_response_headers")]
extern "C" fn http_types_incoming_response_headers(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::http::Fields = crate::wasi::p2::http::incoming_response_headers(caller, types::http::IncomingResponse::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]incoming-response.headers n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]incoming-response.status`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_response_status")]
extern "C" fn http_types_incoming_response_status(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: u16 = crate::wasi::p2::http::incoming_response_status(caller, types::http::IncomingResponse::borrowed(caller.handles(), a0));
    let result = u32::from(value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]incoming-response.status n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]outgoing-body.write`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_body_write")]
extern "C" fn http_types_outgoing_body_write(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::io::OutputStream, ()> = crate::wasi::p2::http::outgoing_body_write(caller, types::http::OutgoingBody::borrowed(caller.handles(), a0));
    caller.result::<Result<types::io::OutputStream, ()>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-body.write n>R44n_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]outgoing-request.authority`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_authority")]
extern "C" fn http_types_outgoing_request_authority(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<Given<str>> = crate::wasi::p2::http::outgoing_request_authority(caller, types::http::OutgoingRequest::borrowed(caller.handles(), a0));
    caller.result::<Option<Given<str>>, 12, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-request.authority n>O48p_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]outgoing-request.body`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_body")]
extern "C" fn http_types_outgoing_request_body(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::http::OutgoingBody, ()> = crate::wasi::p2::http::outgoing_request_body(caller, types::http::OutgoingRequest::borrowed(caller.handles(), a0));
    caller.result::<Result<types::http::OutgoingBody, ()>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-request.body n>R44n_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]outgoing-request.headers`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_headers")]
extern "C" fn http_types_outgoing_request_headers(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::http::Fields = crate::wasi::p2::http::outgoing_request_headers(caller, types::http::OutgoingRequest::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-request.headers n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]outgoing-request.method`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_method")]
extern "C" fn http_types_outgoing_request_method(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::http::Method = crate::wasi::p2::http::outgoing_request_method(caller, types::http::OutgoingRequest::borrowed(caller.handles(), a0));
    caller.result::<types::http::Method, 12, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-request.method n>@4* ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]outgoing-request.path-with-query`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_path_with_query")]
extern "C" fn http_types_outgoing_request_path_with_query(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<Given<str>> = crate::wasi::p2::http::outgoing_request_path_with_query(caller, types::http::OutgoingRequest::borrowed(caller.handles(), a0));
    caller.result::<Option<Given<str>>, 12, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-request.path-with-query n>O48p_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]outgoing-request.scheme`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_scheme")]
extern "C" fn http_types_outgoing_request_scheme(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<types::http::Scheme> = crate::wasi::p2::http::outgoing_request_scheme(caller, types::http::OutgoingRequest::borrowed(caller.handles(), a0));
    caller.result::<Option<types::http::Scheme>, 16, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-request.scheme n>O44*_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]outgoing-request.set-authority`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_set_authority")]
extern "C" fn http_types_outgoing_request_set_authority(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), ()> = crate::wasi::p2::http::outgoing_request_set_authority(caller, types::http::OutgoingRequest::borrowed(caller.handles(), a0), [u64::from(a1), u64::from(a2), u64::from(a3)]);
    let result = u32::from(value.is_err());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-request.set-authority nnnn>? ", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]outgoing-request.set-method`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_set_method")]
extern "C" fn http_types_outgoing_request_set_method(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), ()> = crate::wasi::p2::http::outgoing_request_set_method(caller, types::http::OutgoingRequest::borrowed(caller.handles(), a0), [u64::from(a1), u64::from(a2), u64::from(a3)]);
    let result = u32::from(value.is_err());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-request.set-method nnnn>? ", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]outgoing-request.set-path-with-query`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_set_path_with_query")]
extern "C" fn http_types_outgoing_request_set_path_with_query(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), ()> = crate::wasi::p2::http::outgoing_request_set_path_with_query(caller, types::http::OutgoingRequest::borrowed(caller.handles(), a0), [u64::from(a1), u64::from(a2), u64::from(a3)]);
    let result = u32::from(value.is_err());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-request.set-path-with-query nnnn>? ", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]outgoing-request.set-scheme`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_set_scheme")]
extern "C" fn http_types_outgoing_request_set_scheme(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), ()> = crate::wasi::p2::http::outgoing_request_set_scheme(caller, types::http::OutgoingRequest::borrowed(caller.handles(), a0), [u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4)]);
    let result = u32::from(value.is_err());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-request.set-scheme nnnnn>? ", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), u64::from(a4), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]outgoing-response.body`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_response_body")]
extern "C" fn http_types_outgoing_response_body(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::http::OutgoingBody, ()> = crate::wasi::p2::http::outgoing_response_body(caller, types::http::OutgoingResponse::borrowed(caller.handles(), a0));
    caller.result::<Result<types::http::OutgoingBody, ()>, 8, 4>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-response.body n>R44n_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]outgoing-response.headers`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_response_headers")]
extern "C" fn http_types_outgoing_response_headers(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::http::Fields = crate::wasi::p2::http::outgoing_response_headers(caller, types::http::OutgoingResponse::borrowed(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-response.headers n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]outgoing-response.set-status-code`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_response_set_status_code")]
extern "C" fn http_types_outgoing_response_set_status_code(options: *const CanonOptions, a0: u32, a1: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), ()> = crate::wasi::p2::http::outgoing_response_set_status_code(caller, types::http::OutgoingResponse::borrowed(caller.handles(), a0), a1 as u16);
    let result = u32::from(value.is_err());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-response.set-status-code nn>? ", &[u64::from(a0), u64::from(a1), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]outgoing-response.status-code`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_response_status_code")]
extern "C" fn http_types_outgoing_response_status_code(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: u16 = crate::wasi::p2::http::outgoing_response_status_code(caller, types::http::OutgoingResponse::borrowed(caller.handles(), a0));
    let result = u32::from(value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]outgoing-response.status-code n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]request-options.between-bytes-timeout`.
#[unsafe(export_name = "wasmc_wasi02_http_types_request_options_between_bytes_timeout")]
extern "C" fn http_types_request_options_between_bytes_timeout(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<u64> = crate::wasi::p2::http::request_options_between_bytes_timeout(caller, types::http::RequestOptions::borrowed(caller.handles(), a0));
    caller.result::<Option<u64>, 16, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]request-options.between-bytes-timeout n>O88n_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]request-options.connect-timeout`.
#[unsafe(export_name = "wasmc_wasi02_http_types_request_options_connect_timeout")]
extern "C" fn http_types_request_options_connect_timeout(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<u64> = crate::wasi::p2::http::request_options_connect_timeout(caller, types::http::RequestOptions::borrowed(caller.handles(), a0));
    caller.result::<Option<u64>, 16, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]request-options.connect-timeout n>O88n_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]request-options.first-byte-timeout`.
#[unsafe(export_name = "wasmc_wasi02_http_types_request_options_first_byte_timeout")]
extern "C" fn http_types_request_options_first_byte_timeout(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<u64> = crate::wasi::p2::http::request_options_first_byte_timeout(caller, types::http::RequestOptions::borrowed(caller.handles(), a0));
    caller.result::<Option<u64>, 16, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]request-options.first-byte-timeout n>O88n_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// `wasi:http/types`: `[method]request-options.set-between-bytes-timeout`.
#[unsafe(export_name = "wasmc_wasi02_http_types_request_options_set_between_bytes_timeout")]
extern "C" fn http_types_request_options_set_between_bytes_timeout(options: *const CanonOptions, a0: u32, a1: u32, a2: u64) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), ()> = crate::wasi::p2::http::request_options_set_between_bytes_timeout(caller, types::http::RequestOptions::borrowed(caller.handles(), a0), match a1 { 0 => None, 1 => Some(a2), _ => no_case() });
    let result = u32::from(value.is_err());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]request-options.set-between-bytes-timeout nnn>? ", &[u64::from(a0), u64::from(a1), a2, u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]request-options.set-connect-timeout`.
#[unsafe(export_name = "wasmc_wasi02_http_types_request_options_set_connect_timeout")]
extern "C" fn http_types_request_options_set_connect_timeout(options: *const CanonOptions, a0: u32, a1: u32, a2: u64) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), ()> = crate::wasi::p2::http::request_options_set_connect_timeout(caller, types::http::RequestOptions::borrowed(caller.handles(), a0), match a1 { 0 => None, 1 => Some(a2), _ => no_case() });
    let result = u32::from(value.is_err());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]request-options.set-connect-timeout nnn>? ", &[u64::from(a0), u64::from(a1), a2, u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[method]request-options.set-first-byte-timeout`.
#[unsafe(export_name = "wasmc_wasi02_http_types_request_options_set_first_byte_timeout")]
extern "C" fn http_types_request_options_set_first_byte_timeout(options: *const CanonOptions, a0: u32, a1: u32, a2: u64) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), ()> = crate::wasi::p2::http::request_options_set_first_byte_timeout(caller, types::http::RequestOptions::borrowed(caller.handles(), a0), match a1 { 0 => None, 1 => Some(a2), _ => no_case() });
    let result = u32::from(value.is_err());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[method]request-options.set-first-byte-timeout nnn>? ", &[u64::from(a0), u64::from(a1), a2, u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[static]fields.from-list`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_from_list")]
extern "C" fn http_types_fields_from_list(options: *const CanonOptions, a0: u32, a1: u32, a2: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<types::http::Fields, types::http::HeaderError> = crate::wasi::p2::http::fields_from_list(caller, caller.elements(a0, a1, 16, 4));
    caller.result::<Result<types::http::Fields, types::http::HeaderError>, 8, 4>(a2, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[static]fields.from-list l>R44nc invalid-syntax forbidden immutable", &[u64::from(a0), u64::from(a1), u64::from(a2)]);
    }
}

/// `wasi:http/types`: `[static]incoming-body.finish`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_body_finish")]
extern "C" fn http_types_incoming_body_finish(options: *const CanonOptions, a0: u32) -> u32 {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: types::http::FutureTrailers = crate::wasi::p2::http::incoming_body_finish(caller, types::http::IncomingBody::taken(caller.handles(), a0));
    let result = value.owned(caller.handles());
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[static]incoming-body.finish n>=n ", &[u64::from(a0), u64::from(result)]);
    }
    result
}

/// `wasi:http/types`: `[static]outgoing-body.finish`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_body_finish")]
extern "C" fn http_types_outgoing_body_finish(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Result<(), types::http::ErrorCode> = crate::wasi::p2::http::outgoing_body_finish(caller, types::http::OutgoingBody::taken(caller.handles(), a0), [u64::from(a1), u64::from(a2)]);
    caller.result::<Result<(), types::http::ErrorCode>, 40, 8>(a3, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[static]outgoing-body.finish nnn>R81_c DNS-timeout DNS-error destination-not-found destination-unavailable destination-IP-prohibited destination-IP-unroutable connection-refused connection-terminated connection-timeout connection-read-timeout connection-write-timeout connection-limit-reached TLS-protocol-error TLS-certificate-error TLS-alert-received HTTP-request-denied HTTP-request-length-required HTTP-request-body-size HTTP-request-method-invalid HTTP-request-URI-invalid HTTP-request-URI-too-long HTTP-request-header-section-size HTTP-request-header-size HTTP-request-trailer-section-size HTTP-request-trailer-size HTTP-response-incomplete HTTP-response-header-section-size HTTP-response-header-size HTTP-response-body-size HTTP-response-trailer-section-size HTTP-response-trailer-size HTTP-response-transfer-coding HTTP-response-content-coding HTTP-response-timeout HTTP-upgrade-failed HTTP-protocol-error loop-detected configuration-error internal-error", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3)]);
    }
}

/// `wasi:http/types`: `[static]response-outparam.set`.
#[unsafe(export_name = "wasmc_wasi02_http_types_response_outparam_set")]
extern "C" fn http_types_response_outparam_set(options: *const CanonOptions, a0: u32, a1: u32, a2: u32, a3: u32, a4: u64, a5: u32, a6: u32, a7: u32, a8: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    crate::wasi::p2::http::response_outparam_set(caller, types::http::ResponseOutparam::taken(caller.handles(), a0), [u64::from(a1), u64::from(a2), u64::from(a3), a4, u64::from(a5), u64::from(a6), u64::from(a7), u64::from(a8)]);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#[static]response-outparam.set nnnnnnnnn ", &[u64::from(a0), u64::from(a1), u64::from(a2), u64::from(a3), a4, u64::from(a5), u64::from(a6), u64::from(a7), u64::from(a8)]);
    }
}

/// `wasi:http/types`: `http-error-code`.
#[unsafe(export_name = "wasmc_wasi02_http_types_http_error_code")]
extern "C" fn http_types_http_error_code(options: *const CanonOptions, a0: u32, a1: u32) {
    // SAFETY: compiled code has made them for this call.
    let caller = unsafe { Caller::new(options) };
    let value: Option<types::http::ErrorCode> = crate::wasi::p2::http::http_error_code(caller, types::io::Error::borrowed(caller.handles(), a0));
    caller.result::<Option<types::http::ErrorCode>, 40, 8>(a1, value);
    if limits::traced() {
        trace::call(caller.memory(), "wasi:http/types#http-error-code n>O84*_ ", &[u64::from(a0), u64::from(a1)]);
    }
}

/// Drops a `fields`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_fields")]
extern "C" fn drop_fields(rep: u32) {
    crate::wasi::p2::http::drop_fields(types::http::Fields::new(rep));
}

/// Drops a `future-incoming-response`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_future_incoming_response")]
extern "C" fn drop_future_incoming_response(rep: u32) {
    crate::wasi::p2::http::drop_future_incoming_response(types::http::FutureIncomingResponse::new(rep));
}

/// Drops a `future-trailers`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_future_trailers")]
extern "C" fn drop_future_trailers(rep: u32) {
    crate::wasi::p2::http::drop_future_trailers(types::http::FutureTrailers::new(rep));
}

/// Drops a `incoming-body`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_incoming_body")]
extern "C" fn drop_incoming_body(rep: u32) {
    crate::wasi::p2::http::drop_incoming_body(types::http::IncomingBody::new(rep));
}

/// Drops a `incoming-request`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_incoming_request")]
extern "C" fn drop_incoming_request(rep: u32) {
    crate::wasi::p2::http::drop_incoming_request(types::http::IncomingRequest::new(rep));
}

/// Drops a `incoming-response`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_incoming_response")]
extern "C" fn drop_incoming_response(rep: u32) {
    crate::wasi::p2::http::drop_incoming_response(types::http::IncomingResponse::new(rep));
}

/// Drops a `outgoing-body`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_outgoing_body")]
extern "C" fn drop_outgoing_body(rep: u32) {
    crate::wasi::p2::http::drop_outgoing_body(types::http::OutgoingBody::new(rep));
}

/// Drops a `outgoing-request`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_outgoing_request")]
extern "C" fn drop_outgoing_request(rep: u32) {
    crate::wasi::p2::http::drop_outgoing_request(types::http::OutgoingRequest::new(rep));
}

/// Drops a `outgoing-response`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_outgoing_response")]
extern "C" fn drop_outgoing_response(rep: u32) {
    crate::wasi::p2::http::drop_outgoing_response(types::http::OutgoingResponse::new(rep));
}

/// Drops a `request-options`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_request_options")]
extern "C" fn drop_request_options(rep: u32) {
    crate::wasi::p2::http::drop_request_options(types::http::RequestOptions::new(rep));
}

/// Drops a `response-outparam`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_response_outparam")]
extern "C" fn drop_response_outparam(rep: u32) {
    crate::wasi::p2::http::drop_response_outparam(types::http::ResponseOutparam::new(rep));
}
