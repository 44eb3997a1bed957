//! `wasi:cli/stdin`, `stdout` and `stderr`, and whether they are terminals.
//!
//! What is written to a standard stream never waits: as in wasmtime, such a call returns when everything is written.

use super::caller::Caller;
use super::poll::{self, Wait};
use super::streams::{self, Asked};
use super::types::cli::{TerminalInput, TerminalOutput};
use super::types::io::{InputStream, OutputStream};
use super::value::Resource;
use crate::host::{self, Descriptor, Errno, FileType, HostFd};

/// A standard stream: 0, 1 or 2.
fn standard(number: u32) -> Descriptor {
    Descriptor::Host(HostFd::stream(number), FileType::Unknown)
}

/// Standard input, which says what it is waited for.
fn input(number: u32, asked: Asked<'_>) -> host::Result<u64> {
    let descriptor = standard(number);
    let wait = Wait::readable(descriptor);
    match asked {
        Asked::Read { to, waits, .. } => loop {
            if !waits && !poll::is_over(wait) {
                return Err(Errno::AGAIN);
            }
            match descriptor.read(&[to], 0) {
                // Somebody else has made it so that it does not wait.
                Err(Errno::AGAIN) if waits => poll::wait_for_descriptor(wait),
                read => return Ok(read? as u64),
            }
        },
        Asked::Wait(slot) => *slot = wait,
        _ => {}
    }
    Ok(0)
}

/// Standard output and standard error.
fn output(number: u32, asked: Asked<'_>) -> host::Result<u64> {
    let descriptor = standard(number);
    match asked {
        Asked::Write { from, .. } => loop {
            match descriptor.write(&[from]) {
                Err(Errno::AGAIN) => poll::wait_for_descriptor(Wait::writable(descriptor)),
                written => return Ok(written? as u64),
            }
        },
        Asked::Permit => streams::ANY_TIME,
        _ => Ok(0),
    }
}

/// `get-stdin`.
pub fn get_stdin(_: Caller) -> InputStream {
    streams::input(input, 0, 0)
}

/// `get-stdout`.
pub fn get_stdout(_: Caller) -> OutputStream {
    streams::output(output, 1, 0)
}

/// `get-stderr`.
pub fn get_stderr(_: Caller) -> OutputStream {
    streams::output(output, 2, 0)
}

/// A resource for a standard stream if it is a terminal. Nothing can be done with it, so it stands for nothing.
fn terminal<R: Resource>(number: u32) -> Option<R> {
    standard(number).is_terminal().then(|| R::new(number))
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
