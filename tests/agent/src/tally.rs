//! Counting.

use crate::process::say;
use std::ops::AddAssign;

/// Results of a number of tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// As expected.
    pub passed: usize,
    /// Not as expected.
    pub failed: usize,
    /// Not run, each for a reason that was printed.
    pub skipped: usize,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl Tally {
    /// Counts a test that passed or failed.
    pub fn count(&mut self, passed: bool) {
        *if passed {
            &mut self.passed
        } else {
            &mut self.failed
        } += 1;
    }

    /// Counts a test and prints its line: a failure with its reason.
    pub fn report(&mut self, name: &str, result: &anyhow::Result<()>) {
        match result {
            Ok(()) => say(&format!("ok   {name}")),
            Err(error) => say(&format!("FAIL {name}: {error:#}")),
        }
        self.count(result.is_ok());
    }

    /// Counts a test that was left out, and prints why.
    pub fn skip(&mut self, name: &str, reason: &str) {
        say(&format!("left out {name}: {reason}"));
        self.skipped += 1;
    }

    /// Prints the line that a test program ends with, and tells whether that is a success.
    pub fn finish(&self, name: &str) -> bool {
        say(&self.summary(name));
        // A run in which nothing was tested, by a misspelt filter say, is none.
        self.failed == 0 && *self != Tally::default()
    }

    /// The counts as a line.
    pub fn summary(&self, name: &str) -> String {
        let Tally {
            passed,
            failed,
            skipped,
        } = self;
        format!("{name}: {passed} passed, {failed} failed, {skipped} skipped")
    }
}
