//! What the test programs share: their command line, how they run images, and how they count.

pub mod args;
pub mod clang;
pub mod corpus;
pub mod driver;
pub mod echo;
pub mod flags;
pub mod image;
pub mod limit;
pub mod paths;
pub mod pool;
pub mod random;
pub mod tally;
mod targets;
pub mod wasi;
pub mod wasi_guest;

pub use args::Args;
pub use image::{Machine, Outcome};
pub use tally::Tally;
pub use targets::on_targets;
