//! HTTP/1.1 and 1.0 on the connections of a server (RFC 9112), and [to servers](client). It knows no guest: bodies come and go as
//! [`IoVec`](crate::sys::IoVec)s.
//!
//! What is ambiguous about where a message ends is refused, and the connection closed: a proxy in front may have read it in another
//! way (RFC 9112, 11.2).

mod body;
pub mod client;
mod connection;
mod current;
mod date;
mod framing;
mod head;
mod response;

pub use connection::{Connection, Connections};
pub use current::{current, flush_current, set_current};
pub use head::{MOST_HEADERS, head_bytes, parse};
pub use response::Line;

use head::{length_of, named};
use response::chunk_head;
