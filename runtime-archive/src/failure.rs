//! What goes wrong.

use std::error::Error;

/// What goes wrong while an archive is made or read, as text for whoever builds `wasmc`.
pub type Failure = Box<dyn Error>;
