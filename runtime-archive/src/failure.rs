//! Errors of this crate.

use std::error::Error;

/// An error while an archive is made or read, as text for the person who builds `wasmc`.
pub type Failure = Box<dyn Error>;
