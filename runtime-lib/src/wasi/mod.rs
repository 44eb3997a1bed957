//! WASI: what the guest asks for, from numbers in its memory to operations on the [`host`](crate::host)
//! and back.

mod guest;
mod p1;
mod p2;
mod symbols;
mod table;
mod trace;
mod unstable;

pub use p2::{
    call_lifted, close_left, http_is_crowded, incoming_request, invoke_lifted, keep_files,
    prepare_http,
};
pub use symbols::{
    check_network, keep_positions, open_descriptors, open_dirs, open_http_out, open_names,
    open_sockets,
};
