//! Streams of files from a position on. They never wait.

use crate::sys::IoVec;
use crate::wasi::p2::files;
use crate::wasi::p2::poll::Wait;
use crate::wasi::p2::streams::{self, Input, Output};
use crate::wasi::p2::types::io::{InputStream, OutputStream};

const INPUT: &Input = &Input {
    read: |file, position, to: IoVec| files::get(file).descriptor.read_at(&[to], position),
    waits: false,
    wait: |_| Wait::HERE,
    release: files::release,
};

const OUTPUT: &Output = &Output {
    write: |file, position, from: IoVec| files::get(file).descriptor.write_at(&[from], position),
    permit: streams::any_time,
    wait: |_| Wait::HERE,
    release: files::release,
};

const APPEND: &Output = &Output {
    write: |file, _, from: IoVec| files::get(file).descriptor.append(&[from]),
    permit: streams::any_time,
    wait: |_| Wait::HERE,
    release: files::release,
};

/// Reads a file from a position on.
pub fn input(file: u32, position: u64) -> InputStream {
    files::retain(file);
    streams::input(INPUT, file, position)
}

/// Writes to a file from a position on.
pub fn output(file: u32, position: u64) -> OutputStream {
    files::retain(file);
    streams::output(OUTPUT, file, position)
}

/// Writes to the end of a file.
pub fn append(file: u32) -> OutputStream {
    files::retain(file);
    streams::output(APPEND, file, 0)
}
