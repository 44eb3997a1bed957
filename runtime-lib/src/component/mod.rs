//! What the canonical ABI of the component model asks of a runtime: handles, calls between components, traps.

mod calls;
mod entries;
mod handles;
mod raise;
mod transcode;

pub use calls::{enter, exit};
pub use handles::{
    Handles, resource_drop, resource_new, resource_rep, transfer_borrow, transfer_own,
};

pub use raise::{end, raise};
pub use transcode::*;
