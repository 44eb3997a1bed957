//! TLS for requests that a program sends.
//!
//! The protocol itself is in a library of its own (`wasmc_abi::tls`), which is linked into images that can send requests
//! alone: nothing here refers to it but [`open`].
//!
//! ```text
//! session ─→ library ─→ wasmc_tls ─→ hooks
//!    └─→ roots
//! ```
#![allow(unsafe_code)]

mod hooks;
mod library;
mod roots;
mod session;

pub use hooks::used as heap;
pub use roots::trust;
pub use session::{Session, Stands};
pub use wasmc_abi::tls::Status;

use crate::policy::http_out;
use core::slice;

/// Makes TLS ready, if any request is granted: finds the certificates to trust, before the process gives up its rights. So many bytes
/// at an address are those that were baked in. A server trusts them at once, so that no request has to.
#[unsafe(export_name = wasmc_abi::builtin!(OpenTls))]
pub extern "C" fn open(baked: *const u8, bytes: usize, serves: u32) {
    if !http_out::any() {
        return;
    }
    library::link();
    match bytes {
        0 => roots::open(),
        // SAFETY: the compiler passes the address of a text and its length.
        _ => roots::have(unsafe { slice::from_raw_parts(baked, bytes) }),
    }
    if serves != 0 {
        trust();
    }
}
