//! The streams of a connection.

use super::tcp;
use crate::host::{Errno, Result};
use crate::sys::IoVec;
use crate::wasi::p2::poll::Wait;
use crate::wasi::p2::streams::{self, Input, Output};
use crate::wasi::p2::types::io::{InputStream, OutputStream};

const INPUT: &Input = &Input {
    read: |socket, _, to: IoVec| match tcp::get(socket).no_reading {
        true => Ok(0),
        false => tcp::get(socket).descriptor.read(&[to], 0),
    },
    waits: false,
    wait: |socket| match tcp::get(socket).no_reading {
        true => Wait::HERE,
        false => Wait::readable(tcp::get(socket).descriptor),
    },
    release: |socket| tcp::count(socket, -1),
};

const OUTPUT: &Output = &Output {
    write: |socket, _, from: IoVec| {
        open(socket)?;
        tcp::get(socket).descriptor.write(&[from])
    },
    permit: |socket| {
        open(socket)?;
        tcp::get(socket).descriptor.send_room()
    },
    wait: |socket| match open(socket) {
        Ok(()) => Wait::writable(tcp::get(socket).descriptor),
        Err(_) => Wait::HERE,
    },
    release: |socket| tcp::count(socket, -1),
};

/// Fails if nothing more can be written.
fn open(socket: u32) -> Result {
    match tcp::get(socket).no_writing {
        true => Err(Errno::PIPE),
        false => Ok(()),
    }
}

/// Both streams of a socket that is connected.
pub fn both(socket: u32) -> (InputStream, OutputStream) {
    tcp::count(socket, 2);
    (
        streams::input(INPUT, socket, 0),
        streams::output(OUTPUT, socket, 0),
    )
}
