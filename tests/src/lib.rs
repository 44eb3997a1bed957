//! What the test programs share: their command line, how they run images, and how they count.

pub mod args;
pub mod flags;
pub mod image;
pub mod pool;
pub mod tally;

pub use args::Args;
pub use image::{Machine, Outcome};
pub use tally::Tally;
