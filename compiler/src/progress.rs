//! How far a compile has come, for a bar on a terminal.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Counts of bytes of function bodies; clones share them.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    done: AtomicUsize,
    total: AtomicUsize,
}

impl Progress {
    /// Bytes of the bodies that are compiled; 0 before that is known. Those that are inlined everywhere count until
    /// that is decided.
    pub fn total(&self) -> usize {
        self.0.total.load(Ordering::Relaxed)
    }

    /// Bytes of function bodies that are compiled.
    pub fn done(&self) -> usize {
        self.0.done.load(Ordering::Relaxed)
    }

    pub(crate) fn start(&self, total: usize) {
        self.0.total.store(total, Ordering::Relaxed);
    }

    pub(crate) fn add(&self, done: usize) {
        self.0.done.fetch_add(done, Ordering::Relaxed);
    }
}
