//! `wasi:http/types` and `wasi:http/outgoing-handler`, as wasmtime has them: what `headers` returns is a copy; streams are
//! children of their bodies, all else is on its own.

pub mod arena;
mod exchanges;
mod fields;
mod incoming;
mod incoming_response;
mod options;
mod outgoing_body;
mod outgoing_handler;
mod outgoing_request;
mod request_body;
mod response;

pub use fields::{
    drop_fields, fields_append, fields_clone, fields_delete, fields_entries, fields_from_list,
    fields_get, fields_has, fields_set, new_fields,
};
pub use incoming::{
    drop_future_trailers, drop_incoming_body, drop_incoming_request, future_trailers_get,
    future_trailers_subscribe, incoming_body_finish, incoming_body_stream, incoming_request,
    incoming_request_authority, incoming_request_consume, incoming_request_headers,
    incoming_request_method, incoming_request_path_with_query, incoming_request_scheme,
};
pub use incoming_response::{
    drop_future_incoming_response, drop_incoming_response, future_incoming_response_get,
    future_incoming_response_subscribe, http_error_code, incoming_response_consume,
    incoming_response_headers, incoming_response_status,
};
pub use options::{
    drop_request_options, new_request_options, request_options_between_bytes_timeout,
    request_options_connect_timeout, request_options_first_byte_timeout,
    request_options_set_between_bytes_timeout, request_options_set_connect_timeout,
    request_options_set_first_byte_timeout,
};
pub use outgoing_body::{drop_outgoing_body, outgoing_body_finish, outgoing_body_write};
pub use outgoing_handler::{handle, open_http_out};
pub use outgoing_request::{
    drop_outgoing_request, new_outgoing_request, outgoing_request_authority, outgoing_request_body,
    outgoing_request_headers, outgoing_request_method, outgoing_request_path_with_query,
    outgoing_request_scheme, outgoing_request_set_authority, outgoing_request_set_method,
    outgoing_request_set_path_with_query, outgoing_request_set_scheme,
};
pub use response::{
    drop_outgoing_response, drop_response_outparam, new_outgoing_response, outgoing_response_body,
    outgoing_response_headers, outgoing_response_set_status_code, outgoing_response_status_code,
    response_outparam_set,
};

/// Whether a state that requests share has to end, so that the next of them finds room.
pub fn is_crowded() -> bool {
    arena::is_crowded() || outgoing_body::is_crowded()
}
