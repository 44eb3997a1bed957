//! `wasi:cli/stdin`, `stdout` and `stderr`, and whether they are terminals.
//!
//! What is written to a standard stream never waits: as in wasmtime, such a call returns when everything is written.

use super::caller::Caller;
use super::poll::{self, Wait};
use super::streams::{self, Input, Output};
use super::types::cli::{TerminalInput, TerminalOutput};
use super::types::io::{InputStream, OutputStream};
use super::value::Resource;
use crate::host::{self, Descriptor, Errno, FileType, HostFd};
use crate::sys::IoVec;

/// A standard stream: 0, 1 or 2.
fn standard(number: u32) -> Descriptor {
    Descriptor::Host(HostFd::stream(number), FileType::Unknown)
}

/// Writes; waits where somebody else has made it so that it does not.
fn write(number: u32, _: u64, from: IoVec) -> host::Result<usize> {
    loop {
        match standard(number).write(&[from]) {
            Err(Errno::AGAIN) => poll::wait_for(Wait::writable(standard(number))),
            written => return written,
        }
    }
}

static INPUT: Input = Input {
    read: |number, _, to: IoVec| standard(number).read(&[to], 0),
    waits: true,
    wait: |number| Wait::readable(standard(number)),
    release: |_| {},
};

static OUTPUT: Output = Output {
    write,
    permit: streams::any_time,
    wait: |_| Wait::HERE,
    release: |_| {},
};

/// `get-stdin`.
pub fn get_stdin(_: Caller) -> InputStream {
    streams::input(&INPUT, 0, 0)
}

/// `get-stdout`.
pub fn get_stdout(_: Caller) -> OutputStream {
    streams::output(&OUTPUT, 1, 0)
}

/// `get-stderr`.
pub fn get_stderr(_: Caller) -> OutputStream {
    streams::output(&OUTPUT, 2, 0)
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
