//! Symbols of `wasi:http`. Written by `wasmc-wasi-bindings`.
#![allow(unsafe_code)]
#![allow(unused_imports, reason = "whatever a package needs is here")]

use crate::policy::limits;
use crate::wasi::p2::caller::{Caller, no_case, not_supported};
use crate::wasi::p2::text::Text;
use crate::wasi::p2::types;
use crate::wasi::p2::value::{Given, Resource};
use crate::wasi::trace::p2 as trace;
use wasmc_abi::component::CanonOptions;

/// `wasi:http/outgoing-handler`: `handle`.
#[unsafe(export_name = "wasmc_wasi02_http_outgoing_handler_handle")]
extern "C" fn http_outgoing_handler_handle(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32) {
    not_supported("wasi:http/outgoing-handler handle")
}

/// `wasi:http/types`: `[constructor]fields`.
#[unsafe(export_name = "wasmc_wasi02_http_types_new_fields")]
extern "C" fn http_types_new_fields(_: *const CanonOptions) -> u32 {
    not_supported("wasi:http/types [constructor]fields")
}

/// `wasi:http/types`: `[constructor]outgoing-request`.
#[unsafe(export_name = "wasmc_wasi02_http_types_new_outgoing_request")]
extern "C" fn http_types_new_outgoing_request(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:http/types [constructor]outgoing-request")
}

/// `wasi:http/types`: `[constructor]outgoing-response`.
#[unsafe(export_name = "wasmc_wasi02_http_types_new_outgoing_response")]
extern "C" fn http_types_new_outgoing_response(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:http/types [constructor]outgoing-response")
}

/// `wasi:http/types`: `[constructor]request-options`.
#[unsafe(export_name = "wasmc_wasi02_http_types_new_request_options")]
extern "C" fn http_types_new_request_options(_: *const CanonOptions) -> u32 {
    not_supported("wasi:http/types [constructor]request-options")
}

/// `wasi:http/types`: `[method]fields.append`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_append")]
extern "C" fn http_types_fields_append(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32) {
    not_supported("wasi:http/types [method]fields.append")
}

/// `wasi:http/types`: `[method]fields.clone`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_clone")]
extern "C" fn http_types_fields_clone(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:http/types [method]fields.clone")
}

/// `wasi:http/types`: `[method]fields.delete`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_delete")]
extern "C" fn http_types_fields_delete(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32) {
    not_supported("wasi:http/types [method]fields.delete")
}

/// `wasi:http/types`: `[method]fields.entries`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_entries")]
extern "C" fn http_types_fields_entries(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]fields.entries")
}

/// `wasi:http/types`: `[method]fields.get`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_get")]
extern "C" fn http_types_fields_get(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32) {
    not_supported("wasi:http/types [method]fields.get")
}

/// `wasi:http/types`: `[method]fields.has`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_has")]
extern "C" fn http_types_fields_has(_: *const CanonOptions, _: u32, _: u32, _: u32) -> u32 {
    not_supported("wasi:http/types [method]fields.has")
}

/// `wasi:http/types`: `[method]fields.set`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_set")]
extern "C" fn http_types_fields_set(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32, _: u32, _: u32) {
    not_supported("wasi:http/types [method]fields.set")
}

/// `wasi:http/types`: `[method]future-incoming-response.get`.
#[unsafe(export_name = "wasmc_wasi02_http_types_future_incoming_response_get")]
extern "C" fn http_types_future_incoming_response_get(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]future-incoming-response.get")
}

/// `wasi:http/types`: `[method]future-incoming-response.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_http_types_future_incoming_response_subscribe")]
extern "C" fn http_types_future_incoming_response_subscribe(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:http/types [method]future-incoming-response.subscribe")
}

/// `wasi:http/types`: `[method]future-trailers.get`.
#[unsafe(export_name = "wasmc_wasi02_http_types_future_trailers_get")]
extern "C" fn http_types_future_trailers_get(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]future-trailers.get")
}

/// `wasi:http/types`: `[method]future-trailers.subscribe`.
#[unsafe(export_name = "wasmc_wasi02_http_types_future_trailers_subscribe")]
extern "C" fn http_types_future_trailers_subscribe(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:http/types [method]future-trailers.subscribe")
}

/// `wasi:http/types`: `[method]incoming-body.stream`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_body_stream")]
extern "C" fn http_types_incoming_body_stream(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]incoming-body.stream")
}

/// `wasi:http/types`: `[method]incoming-request.authority`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_request_authority")]
extern "C" fn http_types_incoming_request_authority(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]incoming-request.authority")
}

/// `wasi:http/types`: `[method]incoming-request.consume`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_request_consume")]
extern "C" fn http_types_incoming_request_consume(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]incoming-request.consume")
}

/// `wasi:http/types`: `[method]incoming-request.headers`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_request_headers")]
extern "C" fn http_types_incoming_request_headers(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:http/types [method]incoming-request.headers")
}

/// `wasi:http/types`: `[method]incoming-request.method`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_request_method")]
extern "C" fn http_types_incoming_request_method(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]incoming-request.method")
}

/// `wasi:http/types`: `[method]incoming-request.path-with-query`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_request_path_with_query")]
extern "C" fn http_types_incoming_request_path_with_query(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]incoming-request.path-with-query")
}

/// `wasi:http/types`: `[method]incoming-request.scheme`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_request_scheme")]
extern "C" fn http_types_incoming_request_scheme(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]incoming-request.scheme")
}

/// `wasi:http/types`: `[method]incoming-response.consume`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_response_consume")]
extern "C" fn http_types_incoming_response_consume(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]incoming-response.consume")
}

/// `wasi:http/types`: `[method]incoming-response.headers`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_response_headers")]
extern "C" fn http_types_incoming_response_headers(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:http/types [method]incoming-response.headers")
}

/// `wasi:http/types`: `[method]incoming-response.status`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_response_status")]
extern "C" fn http_types_incoming_response_status(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:http/types [method]incoming-response.status")
}

/// `wasi:http/types`: `[method]outgoing-body.write`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_body_write")]
extern "C" fn http_types_outgoing_body_write(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]outgoing-body.write")
}

/// `wasi:http/types`: `[method]outgoing-request.authority`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_authority")]
extern "C" fn http_types_outgoing_request_authority(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]outgoing-request.authority")
}

/// `wasi:http/types`: `[method]outgoing-request.body`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_body")]
extern "C" fn http_types_outgoing_request_body(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]outgoing-request.body")
}

/// `wasi:http/types`: `[method]outgoing-request.headers`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_headers")]
extern "C" fn http_types_outgoing_request_headers(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:http/types [method]outgoing-request.headers")
}

/// `wasi:http/types`: `[method]outgoing-request.method`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_method")]
extern "C" fn http_types_outgoing_request_method(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]outgoing-request.method")
}

/// `wasi:http/types`: `[method]outgoing-request.path-with-query`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_path_with_query")]
extern "C" fn http_types_outgoing_request_path_with_query(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]outgoing-request.path-with-query")
}

/// `wasi:http/types`: `[method]outgoing-request.scheme`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_scheme")]
extern "C" fn http_types_outgoing_request_scheme(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]outgoing-request.scheme")
}

/// `wasi:http/types`: `[method]outgoing-request.set-authority`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_set_authority")]
extern "C" fn http_types_outgoing_request_set_authority(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32) -> u32 {
    not_supported("wasi:http/types [method]outgoing-request.set-authority")
}

/// `wasi:http/types`: `[method]outgoing-request.set-method`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_set_method")]
extern "C" fn http_types_outgoing_request_set_method(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32) -> u32 {
    not_supported("wasi:http/types [method]outgoing-request.set-method")
}

/// `wasi:http/types`: `[method]outgoing-request.set-path-with-query`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_set_path_with_query")]
extern "C" fn http_types_outgoing_request_set_path_with_query(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32) -> u32 {
    not_supported("wasi:http/types [method]outgoing-request.set-path-with-query")
}

/// `wasi:http/types`: `[method]outgoing-request.set-scheme`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_request_set_scheme")]
extern "C" fn http_types_outgoing_request_set_scheme(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32, _: u32) -> u32 {
    not_supported("wasi:http/types [method]outgoing-request.set-scheme")
}

/// `wasi:http/types`: `[method]outgoing-response.body`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_response_body")]
extern "C" fn http_types_outgoing_response_body(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]outgoing-response.body")
}

/// `wasi:http/types`: `[method]outgoing-response.headers`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_response_headers")]
extern "C" fn http_types_outgoing_response_headers(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:http/types [method]outgoing-response.headers")
}

/// `wasi:http/types`: `[method]outgoing-response.set-status-code`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_response_set_status_code")]
extern "C" fn http_types_outgoing_response_set_status_code(_: *const CanonOptions, _: u32, _: u32) -> u32 {
    not_supported("wasi:http/types [method]outgoing-response.set-status-code")
}

/// `wasi:http/types`: `[method]outgoing-response.status-code`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_response_status_code")]
extern "C" fn http_types_outgoing_response_status_code(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:http/types [method]outgoing-response.status-code")
}

/// `wasi:http/types`: `[method]request-options.between-bytes-timeout`.
#[unsafe(export_name = "wasmc_wasi02_http_types_request_options_between_bytes_timeout")]
extern "C" fn http_types_request_options_between_bytes_timeout(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]request-options.between-bytes-timeout")
}

/// `wasi:http/types`: `[method]request-options.connect-timeout`.
#[unsafe(export_name = "wasmc_wasi02_http_types_request_options_connect_timeout")]
extern "C" fn http_types_request_options_connect_timeout(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]request-options.connect-timeout")
}

/// `wasi:http/types`: `[method]request-options.first-byte-timeout`.
#[unsafe(export_name = "wasmc_wasi02_http_types_request_options_first_byte_timeout")]
extern "C" fn http_types_request_options_first_byte_timeout(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types [method]request-options.first-byte-timeout")
}

/// `wasi:http/types`: `[method]request-options.set-between-bytes-timeout`.
#[unsafe(export_name = "wasmc_wasi02_http_types_request_options_set_between_bytes_timeout")]
extern "C" fn http_types_request_options_set_between_bytes_timeout(_: *const CanonOptions, _: u32, _: u32, _: u64) -> u32 {
    not_supported("wasi:http/types [method]request-options.set-between-bytes-timeout")
}

/// `wasi:http/types`: `[method]request-options.set-connect-timeout`.
#[unsafe(export_name = "wasmc_wasi02_http_types_request_options_set_connect_timeout")]
extern "C" fn http_types_request_options_set_connect_timeout(_: *const CanonOptions, _: u32, _: u32, _: u64) -> u32 {
    not_supported("wasi:http/types [method]request-options.set-connect-timeout")
}

/// `wasi:http/types`: `[method]request-options.set-first-byte-timeout`.
#[unsafe(export_name = "wasmc_wasi02_http_types_request_options_set_first_byte_timeout")]
extern "C" fn http_types_request_options_set_first_byte_timeout(_: *const CanonOptions, _: u32, _: u32, _: u64) -> u32 {
    not_supported("wasi:http/types [method]request-options.set-first-byte-timeout")
}

/// `wasi:http/types`: `[static]fields.from-list`.
#[unsafe(export_name = "wasmc_wasi02_http_types_fields_from_list")]
extern "C" fn http_types_fields_from_list(_: *const CanonOptions, _: u32, _: u32, _: u32) {
    not_supported("wasi:http/types [static]fields.from-list")
}

/// `wasi:http/types`: `[static]incoming-body.finish`.
#[unsafe(export_name = "wasmc_wasi02_http_types_incoming_body_finish")]
extern "C" fn http_types_incoming_body_finish(_: *const CanonOptions, _: u32) -> u32 {
    not_supported("wasi:http/types [static]incoming-body.finish")
}

/// `wasi:http/types`: `[static]outgoing-body.finish`.
#[unsafe(export_name = "wasmc_wasi02_http_types_outgoing_body_finish")]
extern "C" fn http_types_outgoing_body_finish(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32) {
    not_supported("wasi:http/types [static]outgoing-body.finish")
}

/// `wasi:http/types`: `[static]response-outparam.set`.
#[unsafe(export_name = "wasmc_wasi02_http_types_response_outparam_set")]
extern "C" fn http_types_response_outparam_set(_: *const CanonOptions, _: u32, _: u32, _: u32, _: u32, _: u64, _: u32, _: u32, _: u32, _: u32) {
    not_supported("wasi:http/types [static]response-outparam.set")
}

/// `wasi:http/types`: `http-error-code`.
#[unsafe(export_name = "wasmc_wasi02_http_types_http_error_code")]
extern "C" fn http_types_http_error_code(_: *const CanonOptions, _: u32, _: u32) {
    not_supported("wasi:http/types http-error-code")
}

/// Drops a `fields`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_fields")]
extern "C" fn drop_fields(_: u32) {}

/// Drops a `future-incoming-response`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_future_incoming_response")]
extern "C" fn drop_future_incoming_response(_: u32) {}

/// Drops a `future-trailers`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_future_trailers")]
extern "C" fn drop_future_trailers(_: u32) {}

/// Drops a `incoming-body`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_incoming_body")]
extern "C" fn drop_incoming_body(_: u32) {}

/// Drops a `incoming-request`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_incoming_request")]
extern "C" fn drop_incoming_request(_: u32) {}

/// Drops a `incoming-response`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_incoming_response")]
extern "C" fn drop_incoming_response(_: u32) {}

/// Drops a `outgoing-body`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_outgoing_body")]
extern "C" fn drop_outgoing_body(_: u32) {}

/// Drops a `outgoing-request`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_outgoing_request")]
extern "C" fn drop_outgoing_request(_: u32) {}

/// Drops a `outgoing-response`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_outgoing_response")]
extern "C" fn drop_outgoing_response(_: u32) {}

/// Drops a `request-options`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_request_options")]
extern "C" fn drop_request_options(_: u32) {}

/// Drops a `response-outparam`.
#[unsafe(export_name = "wasmc_wasi02_http_types_drop_response_outparam")]
extern "C" fn drop_response_outparam(_: u32) {}
