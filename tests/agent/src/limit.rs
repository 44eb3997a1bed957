//! How long a test waits for something that must happen.

use std::time::Duration;

/// After so long, something hangs. It is no measure of speed: the longest single step that the tests
/// wait for takes a minute on a machine with ten times as much to do as it has processors, and this
/// is ten times that.
pub const HANG: Duration = Duration::from_secs(600);

/// The same for a whole program of the corpus, which may be emulated.
pub const HANG_OF_PROGRAM: Duration = Duration::from_secs(3600);
