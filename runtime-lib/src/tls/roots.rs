//! The certificates that are trusted.
#![allow(unsafe_code)]

use super::library;
use crate::host::HostFd;
use crate::policy;
use crate::sys::{self, Reservation};
use core::cell::Cell;
use core::slice;
use rustix::fd::OwnedFd;
use rustix::fs::{CWD, Mode, OFlags, openat};
use wasmc_abi::options::{CA_BYTES, CA_FILES};
use wasmc_abi::tls::{Call, Request};

/// The environment variable that names a file with certificates.
const VARIABLE: &[u8] = b"SSL_CERT_FILE";

/// Where certificates are.
#[derive(Clone, Copy)]
enum Roots {
    /// Nowhere, or they are trusted already.
    None,
    /// In the image.
    Text(&'static [u8]),
    /// In a file.
    File(HostFd),
}

struct Found(Cell<Roots>);
// SAFETY: the process has one thread.
unsafe impl Sync for Found {}
static FOUND: Found = Found(Cell::new(Roots::None));

/// Has a text of the image.
pub fn have(text: &'static [u8]) {
    FOUND.0.set(Roots::Text(text));
}

/// Opens the file.
pub fn open() {
    let named = policy::heeded(VARIABLE);
    let file = match named {
        Some(path) => match open_file(path) {
            Some(file) => Some(file),
            None => sys::fail!(b"SSL_CERT_FILE: cannot open '", path, b"'"),
        },
        None => CA_FILES
            .split(' ')
            .find_map(|path| open_file(path.as_bytes())),
    };
    if let Some(file) = file.and_then(|it| HostFd::new(it).ok()) {
        FOUND.0.set(Roots::File(file));
    }
}

fn open_file(path: &[u8]) -> Option<OwnedFd> {
    // Whatever it is: nobody waits for the other end of a pipe.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
    openat(CWD, path, flags, Mode::empty()).ok()
}

/// Trusts what was found, once.
pub fn trust() {
    match FOUND.0.replace(Roots::None) {
        Roots::None => {}
        Roots::Text(text) => add(text),
        Roots::File(file) => {
            let Ok(room) = Reservation::mapped(0, CA_BYTES as u64) else {
                return;
            };
            // SAFETY: the range was mapped just now.
            let to = unsafe { slice::from_raw_parts_mut(room.start() as *mut u8, CA_BYTES) };
            let mut len = 0;
            while let Some(rest) = to.get_mut(len..).filter(|it| !it.is_empty()) {
                match rustix::io::pread(file.borrow(), rest, len as u64) {
                    Ok(0) | Err(_) => break,
                    Ok(count) => len += count,
                }
            }
            add(to.get(..len).unwrap_or_default());
            // SAFETY: nobody refers to it any more.
            let _ = unsafe { room.give_back(0, CA_BYTES as u64, true) };
        }
    }
}

fn add(text: &[u8]) {
    library::call(&mut Call {
        at: text.as_ptr() as u64,
        bytes: text.len() as u64,
        ..Call::new(Request::Trust, 0)
    });
}
