//! Names of hosts: what `/etc/hosts` and the servers of `/etc/resolv.conf` say of them.

mod addresses;
mod exchange;
mod files;
mod lookup;
mod message;

pub use files::open as open_name_files;
pub use lookup::{Awaited, Failure, Lookup};
