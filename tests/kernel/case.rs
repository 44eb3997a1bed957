//! What is tried in a machine, with what must come of it.

use anyhow::Result;
use wasmc_agent::plan::{self, Ended};

/// A case.
pub struct Case {
    /// What the agent does.
    pub plan: plan::Case,
    /// Whether it is left to the machines that do everything.
    pub heavy: bool,
    /// What must come of it.
    pub check: Check,
}

/// What must come of a case.
pub enum Check {
    /// An image ends as this wants it.
    Ended(Box<dyn Fn(Ended) -> Result<()>>),
    /// So many things hold.
    Counts(usize),
}

impl Case {
    /// How much it adds to the counts.
    pub fn counts(&self) -> usize {
        match self.check {
            Check::Ended(_) => 1,
            Check::Counts(count) => count,
        }
    }
}
