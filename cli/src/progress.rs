//! A progress bar on a terminal while a long compile runs.

use crate::report;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use wasmc_compiler::Composition;
use wasmc_compiler::progress::Progress as Counts;

/// Compiles shorter than this show nothing.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the picture changes.
const TICK: Duration = Duration::from_millis(100);

/// Shows how far the compile has come, from [`PATIENCE`] after its start until it is dropped.
pub struct Progress {
    thread: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// Starts to wait. Where standard error is no terminal, nothing is ever shown.
    pub fn start(composition: &Composition, counts: Counts) -> Progress {
        if !std::io::stderr().is_terminal() {
            return Progress { thread: None };
        }
        let main = composition.modules.values().next_back();
        let name = main.map_or_else(String::new, |input| short(&input.name));
        let (stop, stopped) = channel();
        let start = Instant::now();
        let thread = std::thread::Builder::new()
            .name("progress".into())
            .spawn(move || {
                if stopped.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                    return;
                }
                let bar = bar(&name, start);
                while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                    bar.set_length(counts.total().max(1) as u64);
                    bar.set_position(counts.done() as u64);
                }
                bar.finish_and_clear();
            });
        // Where no thread can be had, there is no picture; the compile will say what is wrong.
        Progress {
            thread: thread.ok().map(|thread| (stop, thread)),
        }
    }
}

/// The file's own name, cut to what leaves room for the rest of a line.
fn short(name: &str) -> String {
    const MOST: usize = 24;
    let name = name.rsplit('/').next().unwrap_or(name);
    let name = report::printable(name).replace('\n', " ");
    match name.chars().count() > MOST {
        true => name.chars().take(MOST - 1).chain(['…']).collect(),
        false => name,
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.thread.take() {
            drop(stop);
            // The terminal is clean when the thread has ended, however it did.
            let _ = thread.join();
        }
    }
}

fn bar(name: &str, start: Instant) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
        .with_elapsed(start.elapsed());
    if let Ok(style) =
        ProgressStyle::with_template("compiling {msg} [{bar:20}] {percent}% {elapsed}")
    {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message(name.to_string());
    bar
}
