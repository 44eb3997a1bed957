//! WASI 0.2: one function for each in [`wasmc_abi::wasi02`], by interface. What is generated (`edge`, `types`) checks and lifts the
//! parameters, calls the function, and lowers its result; strings and lists are put into guest memory by the function itself.

mod bounce;
mod caller;
#[allow(clippy::type_complexity, reason = "types are those of the interfaces")]
mod edge;
mod environment;
mod error;
mod exit;
mod files;
mod filesystem;
mod http;
mod lifted;
mod monotonic_clock;
mod poll;
mod preopens;
mod random;
mod slab;
mod sockets;
mod stdio;
mod streams;
mod text;
mod types;
mod value;
mod wall_clock;

pub use files::{close_left, keep as keep_files};

pub use http::{arena::prepare as prepare_http, is_crowded as http_is_crowded};
pub use http::{incoming_request, open_http_out};
pub use lifted::{call_lifted, invoke_lifted};
pub use preopens::open as open_descriptors;
pub use sockets::{check_network, open_names};
