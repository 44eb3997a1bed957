//! A note on a terminal while a registry lets one wait.

use crate::report;
use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

/// How long nobody wonders.
const PATIENCE: Duration = Duration::from_secs(2);

/// Says what is waited for, from [`PATIENCE`] after its start until it is dropped.
pub struct Waiting(Option<(Sender<()>, JoinHandle<()>)>);

impl Waiting {
    /// Starts to wait for a registry. Where standard error is no terminal, nothing is ever said.
    pub fn start(host: &str) -> Waiting {
        if !std::io::stderr().is_terminal() {
            return Waiting(None);
        }
        let note = format!("waiting for {host}");
        let (stop, stopped) = channel();
        let thread = std::thread::Builder::new()
            .name("waiting".into())
            .spawn(move || {
                if stopped.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                    report::note(&note);
                }
            });
        Waiting(thread.ok().map(|thread| (stop, thread)))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.0.take() {
            drop(stop);
            let _ = thread.join();
        }
    }
}
