//! Object file and runtime archive → static executable.
//!
//! Needs an object file of ours. Gives a static ELF executable without undefined symbols and
//! without a segment that is writable and executable; [`verify()`] reads it again to be sure.

mod command;
mod dynamic;
mod extents;
mod files;
mod pack;
mod verify;

pub use command::link;
pub use verify::verify;
