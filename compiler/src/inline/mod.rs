//! Program → which calls are inlined.
//!
//! Needs a [`Program`](crate::program::Program). Gives an [`Inlining`], which says of each call whether
//! `lower` puts the callee's body in its place, and which functions nobody calls then. Keeps: it
//! depends on the program and the level of optimisation only, and what it adds to the code is bounded.
//!
//! `lower` reads the body of the callee again for each place, so that the CLIF of no other function
//! must be kept. [`Origins`] says afterwards which code of a function came from where.

mod graph;
mod labels;
mod origins;
mod plan;

pub use labels::{Labelled, label, local};
pub use origins::{Copy, CopyId, Origin, Origins};
pub use plan::{Inlining, plan};
