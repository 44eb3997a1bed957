//! The words of `WASMC_OPTS`, and the host's variables.
#![allow(unsafe_code)]

use crate::{image, process, sys};
use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicUsize, Ordering};
use wasmc_abi::image::FLAG_LOCKED;
use wasmc_abi::options::ENV_VAR;

/// Room for the words of `WASMC_OPTS`.
const ROOM: usize = 16 << 10;

struct Buffer(UnsafeCell<[u8; ROOM]>);

// SAFETY: the process has one thread.
unsafe impl Sync for Buffer {}

/// The words of `WASMC_OPTS`, each NUL-terminated.
#[unsafe(link_section = ".bss.large.options")]
static BUFFER: Buffer = Buffer(UnsafeCell::new([0; ROOM]));

/// Bytes in use of `BUFFER` plus one; 0 before the first question.
static USED: AtomicUsize = AtomicUsize::new(0);

/// Whether there are any for the image to heed. Every image asks this at start, so the variables are
/// not even measured: the first byte that differs settles each.
pub fn given() -> bool {
    image::header().flags & FLAG_LOCKED == 0
        && process::environ_starts()
            .any(|mut bytes| ENV_VAR.bytes().all(|it| bytes.next() == Some(it)))
}

/// The words of the environment, each NUL-terminated; none where the image does not heed them.
#[inline(never)]
pub fn words() -> &'static [u8] {
    if USED.load(Ordering::Relaxed) == 0 {
        let value = if !given() {
            None
        } else if process::is_privileged() {
            sys::stderr!(
                b"wasmc: ",
                ENV_VAR.as_bytes(),
                b" is ignored: this executable runs with privileges of its own\n"
            );
            None
        } else {
            variable(ENV_VAR.as_bytes()).and_then(|entry| entry.get(ENV_VAR.len() + 1..))
        };
        // SAFETY: no slice of the buffer exists before `USED` is set, which is below.
        let buffer = unsafe { &mut *BUFFER.0.get() };
        let used = split(value.unwrap_or_default(), buffer);
        USED.store(used + 1, Ordering::Relaxed);
    }
    // SAFETY: nobody writes to the buffer any more.
    let buffer: &'static [u8; ROOM] = unsafe { &*BUFFER.0.get() };
    buffer
        .get(..USED.load(Ordering::Relaxed) - 1)
        .unwrap_or_default()
}

/// Splits a line into NUL-terminated words and takes quotes and backslashes away; returns how many
/// bytes that makes.
fn split(line: &[u8], buffer: &mut [u8]) -> usize {
    let mut used = 0;
    let mut quote = None;
    let mut in_word = false;
    let mut bytes = line.iter().copied();
    while let Some(byte) = bytes.next() {
        match (byte, quote) {
            (b' ' | b'\t' | b'\n', None) => {
                if in_word {
                    put(buffer, &mut used, 0);
                }
                in_word = false;
                continue;
            }
            // A backslash at the very end stands for itself.
            (b'\\', _) => put(buffer, &mut used, bytes.next().unwrap_or(byte)),
            (b'\'' | b'"', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            _ => put(buffer, &mut used, byte),
        }
        in_word = true;
    }
    if quote.is_some() {
        sys::fail!(ENV_VAR.as_bytes(), b": a quote is not closed");
    }
    if in_word {
        put(buffer, &mut used, 0);
    }
    used
}

#[inline(never)]
fn put(buffer: &mut [u8], used: &mut usize, byte: u8) {
    let Some(slot) = buffer.get_mut(*used) else {
        sys::fail!(ENV_VAR.as_bytes(), b" is longer than 16 KiB")
    };
    *slot = byte;
    *used += 1;
}

/// What stands before and after the first `separator`.
pub fn cut(text: &'static [u8], separator: u8) -> Option<(&'static [u8], &'static [u8])> {
    let at = text.iter().position(|&byte| byte == separator)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

/// The value of a variable that the runtime itself heeds, where the image heeds any.
pub fn heeded(name: &[u8]) -> Option<&'static [u8]> {
    let heeds = image::header().flags & FLAG_LOCKED == 0 && !process::is_privileged();
    let entry = variable(name).filter(|_| heeds)?;
    entry.get(name.len() + 1..)
}

/// The host's `NAME=VALUE` of this name.
#[inline(never)]
pub fn variable(name: &[u8]) -> Option<&'static [u8]> {
    process::environ().find(|entry| cut(entry, b'=').is_some_and(|(it, _)| it == name))
}
