//! HTTP/1.1 to servers: one connection for each request. Nothing here waits: an [`Exchange`] goes on as far as it can, and says what it
//! waits for.

mod answer;
mod body;
mod buffers;
mod exchange;
mod failure;
mod request;
mod transport;

pub use buffers::prepare;
pub use exchange::{Exchange, Times};
pub use failure::Failure;
pub use request::{Framed, Line};
pub use transport::Security;
