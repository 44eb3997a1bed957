//! Streams of files from a position on. They never wait.

use crate::host::Result;
use crate::wasi::p2::files;
use crate::wasi::p2::streams::{self, Asked};
use crate::wasi::p2::types::io::{InputStream, OutputStream};

/// Reads at the position.
fn reading(file: u32, asked: Asked<'_>) -> Result<u64> {
    match asked {
        Asked::Read { position, to, .. } => {
            Ok(files::get(file).descriptor.read_at(&[to], position)? as u64)
        }
        other => rest(file, &other),
    }
}

/// Writes at the position.
fn writing(file: u32, asked: Asked<'_>) -> Result<u64> {
    match asked {
        Asked::Write { position, from } => {
            Ok(files::get(file).descriptor.write_at(&[from], position)? as u64)
        }
        other => rest(file, &other),
    }
}

/// Writes to the end.
fn appending(file: u32, asked: Asked<'_>) -> Result<u64> {
    match asked {
        Asked::Write { from, .. } => Ok(files::get(file).descriptor.append(&[from])? as u64),
        other => rest(file, &other),
    }
}

/// What all have in common.
fn rest(file: u32, asked: &Asked<'_>) -> Result<u64> {
    if let Asked::Dropped = asked {
        files::release(file);
    }
    streams::ANY_TIME
}

/// Reads a file from a position on.
pub fn input(file: u32, position: u64) -> InputStream {
    files::retain(file);
    streams::input(reading, file, position)
}

/// Writes to a file from a position on.
pub fn output(file: u32, position: u64) -> OutputStream {
    files::retain(file);
    streams::output(writing, file, position)
}

/// Writes to the end of a file.
pub fn append(file: u32) -> OutputStream {
    files::retain(file);
    streams::output(appending, file, 0)
}
