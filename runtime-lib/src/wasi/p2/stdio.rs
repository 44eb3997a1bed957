//! `wasi:cli/stdin`, `stdout` and `stderr`, and whether they are terminals.

use super::caller::Caller;
use super::streams;
use super::types::cli::{TerminalInput, TerminalOutput};
use super::types::io::{InputStream, OutputStream};
use super::value::Resource;

/// `get-stdin`.
pub fn get_stdin(_: Caller) -> InputStream {
    streams::stdin()
}

/// `get-stdout`.
pub fn get_stdout(_: Caller) -> OutputStream {
    streams::standard_output(1)
}

/// `get-stderr`.
pub fn get_stderr(_: Caller) -> OutputStream {
    streams::standard_output(2)
}

/// A resource for a standard stream if it is a terminal. Nothing can be done with it, so it stands for nothing.
fn terminal<R: Resource>(number: u32) -> Option<R> {
    streams::standard(number)
        .is_terminal()
        .then(|| R::new(number))
}

/// `get-terminal-stdin`.
pub fn get_terminal_stdin(_: Caller) -> Option<TerminalInput> {
    terminal(0)
}

/// `get-terminal-stdout`.
pub fn get_terminal_stdout(_: Caller) -> Option<TerminalOutput> {
    terminal(1)
}

/// `get-terminal-stderr`.
pub fn get_terminal_stderr(_: Caller) -> Option<TerminalOutput> {
    terminal(2)
}

/// Drops a `terminal-input`.
pub fn drop_terminal_input(_: TerminalInput) {}

/// Drops a `terminal-output`.
pub fn drop_terminal_output(_: TerminalOutput) {}
