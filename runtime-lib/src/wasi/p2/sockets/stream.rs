//! The streams of a connection.

use super::tcp;
use crate::host::{Errno, Result};
use crate::wasi::p2::poll::{self, Wait};
use crate::wasi::p2::streams::{self, Asked};
use crate::wasi::p2::types::io::{InputStream, OutputStream};

/// What comes from the other end.
fn input(number: u32, asked: Asked<'_>) -> Result<u64> {
    let socket = tcp::get(number);
    let wait = Wait::readable(socket.descriptor);
    match asked {
        Asked::Read { .. } if socket.no_reading => {}
        Asked::Read { to, waits, .. } => loop {
            match socket.descriptor.read(&[to], 0) {
                Err(Errno::AGAIN) if waits => poll::wait_for_descriptor(wait),
                read => return Ok(read? as u64),
            }
        },
        Asked::Wait(slot) if !socket.no_reading => *slot = wait,
        Asked::Dropped => tcp::count(number, -1),
        _ => {}
    }
    Ok(0)
}

/// What goes to the other end.
fn output(number: u32, asked: Asked<'_>) -> Result<u64> {
    let socket = tcp::get(number);
    let wait = Wait::writable(socket.descriptor);
    match asked {
        Asked::Write { .. } | Asked::Permit if socket.no_writing => return Err(Errno::PIPE),
        Asked::Write { from, .. } => loop {
            match socket.descriptor.write(&[from]) {
                // It is more than was permitted.
                Err(Errno::AGAIN) => poll::wait_for_descriptor(wait),
                written => return Ok(written? as u64),
            }
        },
        Asked::Permit => return socket.descriptor.send_room(),
        Asked::Wait(slot) if !socket.no_writing => *slot = wait,
        Asked::Dropped => tcp::count(number, -1),
        _ => {}
    }
    Ok(0)
}

/// Both streams of a socket that is connected.
pub fn both(socket: u32) -> (InputStream, OutputStream) {
    tcp::count(socket, 2);
    (
        streams::input(input, socket, 0),
        streams::output(output, socket, 0),
    )
}
