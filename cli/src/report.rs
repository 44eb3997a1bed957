//! Errors: one message on standard error.

use crate::pending;
use crate::stdout::ReaderGone;
use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::Write;
use std::panic::PanicHookInfo;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use wasmc_compiler::Error;

/// Exit code where the input or the output is at fault.
const FAILURE: u8 = 1;
/// Exit code where `wasmc` itself is at fault (`EX_SOFTWARE` in sysexits.h).
const INTERNAL: u8 = 70;

/// Prints the error with everything that led to it, and returns the exit code.
pub fn error(error: &anyhow::Error) -> ExitCode {
    if error.is::<ReaderGone>() {
        return ExitCode::SUCCESS;
    }
    say(&printable(&format!("wasmc: error: {error:#}\n")));
    match error.downcast_ref::<Error>() {
        Some(Error::Internal(_)) => INTERNAL.into(),
        _ => FAILURE.into(),
    }
}

/// Makes a panic, on whatever thread, end the process with one message and without a half-written
/// file. It does so in the hook, so it does not matter whether panics unwind.
pub fn install_panic_hook() {
    std::panic::set_hook(Box::new(|info| {
        // Several threads may meet the same bug at once.
        static REPORTED: AtomicBool = AtomicBool::new(false);
        if REPORTED.swap(true, Ordering::Relaxed) {
            loop {
                std::thread::park();
            }
        }
        pending::discard();
        say(&panic_message(info));
        std::process::exit(INTERNAL.into())
    }));
}

fn panic_message(info: &PanicHookInfo<'_>) -> String {
    let message = info.payload_as_str().unwrap_or("panic");
    let place = info
        .location()
        .map_or_else(String::new, |place| format!(" ({place})"));
    let mut text = format!(
        "wasmc: internal error: {message}{place}\n  \
         this is a bug of wasmc {}; please report it, with the module\n",
        env!("CARGO_PKG_VERSION")
    );
    // Only where RUST_BACKTRACE asks for one.
    let backtrace = Backtrace::capture();
    if backtrace.status() == BacktraceStatus::Captured {
        text.push_str(&backtrace.to_string());
    }
    text
}

/// Escapes control characters: names come from modules of unknown origin, and a terminal would obey
/// them.
pub fn printable(text: &str) -> String {
    let mut shown = String::new();
    for char in text.chars() {
        match char {
            '\n' => shown.push(char),
            _ if char.is_control() => shown.extend(char.escape_default()),
            _ => shown.push(char),
        }
    }
    shown
}

/// Writes to standard error. A failure of that cannot be reported.
pub fn say(text: &str) {
    let _ = std::io::stderr().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn terminals_are_not_sent_orders() {
        assert_eq!(
            printable("a\x1b[31mb\nc\u{9b}é"),
            "a\\u{1b}[31mb\nc\\u{9b}é"
        );
    }
}
