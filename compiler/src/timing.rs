//! Time and bytes of each stage, for `-v`.

use std::time::{Duration, Instant};

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Stage {
    /// Name of the stage.
    pub name: &'static str,
    /// How long it took.
    pub time: Duration,
    /// Bytes that it read (decode) or wrote; 0 where bytes mean nothing.
    pub bytes: usize,
}

/// Time and bytes of each stage, in order.
#[derive(Clone, Debug)]
pub struct Timing {
    /// The stages so far.
    pub stages: Vec<Stage>,
    last: Instant,
}

impl Timing {
    /// Starts the clock.
    pub(crate) fn start() -> Self {
        Timing {
            stages: Vec::new(),
            last: Instant::now(),
        }
    }

    /// Ends a stage; the next one starts now.
    pub(crate) fn stage(&mut self, name: &'static str, bytes: usize) {
        let now = Instant::now();
        self.stages.push(Stage {
            name,
            time: now - self.last,
            bytes,
        });
        self.last = now;
    }
}
