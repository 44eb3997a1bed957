//! What the test programs share: their command line, how they run images, and how they count.

pub mod args;
pub mod clang;
pub mod component_text;
pub mod corpus;
pub mod differential;
pub mod exceptions;
pub mod flags;
pub mod form;
pub mod fuzz;
pub mod hole;
pub mod icepack;
pub mod image;
pub mod packages;
pub mod png;
pub mod python;
pub mod remote;
pub mod sightglass;
pub mod spec;
mod targets;
pub mod wasi02_guest;
pub mod wasi_guest;
pub mod wasi_suite;

pub use args::Args;
pub use form::Form;
pub use image::{Machine, Outcome};
pub use targets::on_targets;
pub use wasmc_agent::tally::Tally;
pub use wasmc_agent::{driver, echo, limit, paths, pool, random, tally, wasi};
