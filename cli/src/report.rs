//! Errors: one message on standard error.

use crate::pending;
use crate::stdout::ReaderGone;
use serde::Serialize;
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

/// Whether messages are for programs (`--message-format json`).
static JSON: AtomicBool = AtomicBool::new(false);

/// Makes every message from now on a line of JSON, or text.
pub fn set_json(json: bool) {
    JSON.store(json, Ordering::Relaxed);
}

/// A message for programs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    level: &'a str,
    message: &'a str,
    /// The module that it is about, as messages call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    module: Option<&'a str>,
    /// Offset in the binary format of the module, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exit_code: Option<u8>,
}

/// Prints the error with everything that led to it, and returns the exit code.
pub fn error(error: &anyhow::Error) -> ExitCode {
    if error.is::<ReaderGone>() {
        return ExitCode::SUCCESS;
    }
    let compiler = error.downcast_ref::<Error>();
    let code = match compiler {
        Some(Error::Internal(_)) => INTERNAL,
        _ => FAILURE,
    };
    let place = compiler.and_then(Error::place);
    tell(&Message {
        level: "error",
        message: &format!("{error:#}"),
        module: place.map(|(module, _)| module),
        offset: place.map(|(_, offset)| offset),
        exit_code: Some(code),
    });
    code.into()
}

/// Prints something that is no error.
pub fn note(text: &str) {
    tell(&Message {
        level: "note",
        message: text,
        module: None,
        offset: None,
        exit_code: None,
    });
}

fn tell(message: &Message<'_>) {
    let (level, text) = (message.level, message.message);
    let line = match serde_json::to_string(message) {
        Ok(json) if JSON.load(Ordering::Relaxed) => json + "\n",
        _ => printable(&format!("wasmc: {level}: {text}\n")),
    };
    say(&line);
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
        let message = panic_message(info);
        match JSON.load(Ordering::Relaxed) {
            true => tell(&Message {
                level: "error",
                message: message.trim_end(),
                module: None,
                offset: None,
                exit_code: Some(INTERNAL),
            }),
            false => say(&format!("wasmc: {message}")),
        }
        std::process::exit(INTERNAL.into())
    }));
}

fn panic_message(info: &PanicHookInfo<'_>) -> String {
    let message = info.payload_as_str().unwrap_or("panic");
    let place = info
        .location()
        .map_or_else(String::new, |place| format!(" ({place})"));
    let mut text = format!(
        "internal error: {message}{place}\n  \
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
    use super::{INTERNAL, error, install_panic_hook, printable, set_json};
    use std::process::{Command, ExitCode};
    use wasmc_compiler::Error;

    #[test]
    fn terminals_are_not_sent_orders() {
        assert_eq!(
            printable("a\x1b[31mb\nc\u{9b}é"),
            "a\\u{1b}[31mb\nc\\u{9b}é"
        );
    }

    #[test]
    fn a_bug_found_in_time_has_its_exit_code() {
        let bug = Error::Internal("no such thing".into());
        assert_eq!(error(&bug.into()), ExitCode::from(INTERNAL));
        assert_eq!(error(&anyhow::anyhow!("no such file")), ExitCode::FAILURE);
    }

    /// Set in a child process that is to panic.
    const PANIC: &str = "WASMC_TEST_PANIC";

    /// What a child process says that panics in two threads, with this value of [`PANIC`].
    fn said_by_a_panic(test: &str, format: &str) -> String {
        if let Some(format) = std::env::var_os(PANIC) {
            set_json(format == "json");
            install_panic_hook();
            let threads = [(); 2].map(|()| std::thread::spawn(|| panic!("on purpose")));
            for thread in threads {
                let _ = thread.join();
            }
            unreachable!("the hook ends the process");
        }
        let own = format!("report::tests::{test}");
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", &own, "--nocapture"]);
        child.env(PANIC, format).env_remove("RUST_BACKTRACE");
        let output = child.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(INTERNAL.into()), "{said}");
        said
    }

    #[test]
    fn a_panic_ends_the_process_with_what_to_report() {
        let said = said_by_a_panic("a_panic_ends_the_process_with_what_to_report", "text");
        let version = env!("CARGO_PKG_VERSION");
        let [first, second] = said.lines().collect::<Vec<_>>()[..] else {
            panic!("it is one message of two lines:\n{said}");
        };
        let start = "wasmc: internal error: on purpose (cli/src/report.rs:";
        assert!(first.starts_with(start), "{said}");
        assert_eq!(
            second,
            format!("  this is a bug of wasmc {version}; please report it, with the module")
        );
    }

    #[test]
    fn a_panic_is_one_line_of_json_for_programs() {
        let said = said_by_a_panic("a_panic_is_one_line_of_json_for_programs", "json");
        assert_eq!(said.lines().count(), 1, "{said}");
        let message: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(message["level"], "error");
        assert_eq!(message["exitCode"], INTERNAL);
        let text = message["message"].as_str().unwrap();
        assert!(text.starts_with("internal error: on purpose ("), "{text}");
        assert!(text.contains("please report it"), "{text}");
    }
}
