//! What this program may do: the words that were baked in, and those of `WASMC_OPTS`.
//!
//! The grammar is in [`wasmc_abi::options`]. Nothing is stored but the words themselves: whoever asks
//! walks them, as they are few, and a word that makes no sense ends the process with a message,
//! whoever meets it first.
#![allow(unsafe_code)]

use crate::{image, start, sys};
use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use wasmc_abi::image::FLAG_LOCKED;
use wasmc_abi::options::{ARGV0, DIR, ENV, ENV_VAR, INHERIT_ENV, MAX_MEMORY, NO_OPENAT2};

/// Room for the words of `WASMC_OPTS`.
const ROOM: usize = 16 << 10;

struct Buffer(UnsafeCell<[u8; ROOM]>);

// SAFETY: the process has one thread.
unsafe impl Sync for Buffer {}

/// The words of `WASMC_OPTS`, each NUL-terminated.
static BUFFER: Buffer = Buffer(UnsafeCell::new([0; ROOM]));

/// Bytes in use of `BUFFER` plus one; 0 before the first question.
static USED: AtomicUsize = AtomicUsize::new(0);

/// The words of the environment, each NUL-terminated; none where the image does not heed them.
#[inline(never)]
fn from_environment() -> &'static [u8] {
    if USED.load(Ordering::Relaxed) == 0 {
        let value = if image::header().flags & FLAG_LOCKED != 0 {
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
    let mut put = |byte| match buffer.get_mut(used) {
        Some(slot) => {
            *slot = byte;
            used += 1;
        }
        None => sys::fail!(ENV_VAR.as_bytes(), b" is longer than 16 KiB"),
    };
    let mut quote = None;
    let mut in_word = false;
    let mut bytes = line.iter().copied();
    while let Some(byte) = bytes.next() {
        match (byte, quote) {
            (b' ' | b'\t' | b'\n', None) => {
                if in_word {
                    put(0);
                }
                in_word = false;
                continue;
            }
            // A backslash at the very end stands for itself.
            (b'\\', _) => put(bytes.next().unwrap_or(byte)),
            (b'\'' | b'"', None) => quote = Some(byte),
            (_, Some(open)) if open == byte => quote = None,
            _ => put(byte),
        }
        in_word = true;
    }
    if quote.is_some() {
        sys::fail!(ENV_VAR.as_bytes(), b": a quote is not closed");
    }
    if in_word {
        put(0);
    }
    used
}

/// `--dir HOST[::GUEST][::ro]`.
#[derive(Clone, Copy)]
pub struct Dir {
    /// Path on the host; a relative one is taken from the working directory.
    pub host: &'static [u8],
    /// Name that the guest sees.
    pub guest: &'static [u8],
    /// Whether nothing may be changed through it.
    pub read_only: bool,
}

/// One option with its value.
#[derive(Clone, Copy)]
enum Item {
    Dir(Dir),
    Env(&'static [u8]),
    InheritEnv,
    Argv0(&'static [u8]),
    MaxMemory(u64),
    NoOpenat2,
}

/// The options in order, those of the environment last.
#[derive(Clone, Copy)]
struct Options {
    words: &'static [u8],
    more_words: &'static [u8],
}

fn options() -> Options {
    Options {
        words: image::policy(),
        more_words: from_environment(),
    }
}

impl Options {
    /// The next word.
    #[inline(never)]
    fn word(&mut self) -> Option<&'static [u8]> {
        if self.words.is_empty() {
            self.words = core::mem::take(&mut self.more_words);
        }
        let (word, rest) = cut(self.words, 0)?;
        self.words = rest;
        Some(word)
    }
}

/// What stands before and after the first `separator`.
fn cut(text: &'static [u8], separator: u8) -> Option<(&'static [u8], &'static [u8])> {
    let at = text.iter().position(|&byte| byte == separator)?;
    Some((text.get(..at)?, text.get(at + 1..)?))
}

impl Iterator for Options {
    type Item = Item;

    #[inline(never)]
    fn next(&mut self) -> Option<Item> {
        let word = self.word()?;
        if word == INHERIT_ENV.as_bytes() {
            return Some(Item::InheritEnv);
        }
        if word == NO_OPENAT2.as_bytes() {
            return Some(Item::NoOpenat2);
        }
        let (name, value) = cut(word, b'=').map_or((word, None), |(name, it)| (name, Some(it)));
        let is = |option: &str| name == option.as_bytes();
        if !(is(DIR) || is(ENV) || is(ARGV0) || is(MAX_MEMORY)) {
            refuse(word, b"is no option that an image knows");
        }
        let Some(value) = value.or_else(|| self.word()) else {
            refuse(word, b"needs a value")
        };
        Some(if is(DIR) {
            Item::Dir(dir(value))
        } else if is(ENV) {
            if name_of(value).is_empty() {
                refuse(value, b"is no NAME or NAME=VALUE");
            }
            Item::Env(value)
        } else if is(ARGV0) {
            Item::Argv0(value)
        } else {
            let Some(bytes) = size(value) else {
                refuse(
                    value,
                    b"is no size: a number of bytes, or one with K, M or G behind it",
                )
            };
            Item::MaxMemory(bytes)
        })
    }
}

/// Ends the process with a message about a word.
#[cold]
#[inline(never)]
fn refuse(word: &[u8], why: &[u8]) -> ! {
    sys::fail!(b"options: '", word, b"' ", why)
}

/// Reads `HOST[::GUEST][::ro]`.
fn dir(text: &'static [u8]) -> Dir {
    let (rest, read_only) = match text.strip_suffix(b"::ro") {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let (host, guest) = match rest.windows(2).position(|pair| pair == b"::") {
        None => (rest, rest),
        Some(at) => (
            rest.get(..at).unwrap_or_default(),
            rest.get(at + 2..).unwrap_or_default(),
        ),
    };
    if host.is_empty() || guest.is_empty() {
        refuse(text, b"is no HOST[::GUEST][::ro]");
    }
    Dir {
        host,
        guest,
        read_only,
    }
}

/// Reads a number of bytes with an optional suffix.
fn size(text: &[u8]) -> Option<u64> {
    let (digits, shift) = match text.split_last()? {
        (b'K' | b'k', digits) => (digits, 10),
        (b'M' | b'm', digits) => (digits, 20),
        (b'G' | b'g', digits) => (digits, 30),
        _ => (text, 0),
    };
    if digits.is_empty() {
        return None;
    }
    let mut total = 0u64;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        total = total.checked_mul(10)?.checked_add(u64::from(digit))?;
    }
    total.checked_mul(1 << shift)
}

/// The directories to be opened, in order.
pub fn dirs() -> impl Iterator<Item = Dir> {
    options().filter_map(|item| match item {
        Item::Dir(dir) => Some(dir),
        _ => None,
    })
}

/// Whether paths are to be resolved without `openat2`.
pub fn no_openat2() -> bool {
    options().any(|item| matches!(item, Item::NoOpenat2))
}

/// What the guest sees as `argv[0]`, if not the host's; the last word counts.
pub fn argv0() -> Option<&'static [u8]> {
    let mut name = None;
    for item in options() {
        if let Item::Argv0(text) = item {
            name = Some(text);
        }
    }
    name
}

/// Limit of every memory in bytes; the last word counts. The first call reads every word.
pub fn max_memory() -> Option<u64> {
    // `memory.grow` asks each time. `UNKNOWN` is no size that a limit could have.
    const UNKNOWN: u64 = 0;
    const NONE: u64 = u64::MAX;
    static CACHE: AtomicU64 = AtomicU64::new(UNKNOWN);
    let mut limit = CACHE.load(Ordering::Relaxed);
    if limit == UNKNOWN {
        limit = NONE;
        for item in options() {
            if let Item::MaxMemory(bytes) = item {
                // A limit of 0 is as good as one of a byte: both are less than a page.
                limit = bytes.max(1);
            }
        }
        CACHE.store(limit, Ordering::Relaxed);
    }
    (limit != NONE).then_some(limit)
}

/// The name in `NAME=VALUE`, or in a `NAME` that stands alone.
fn name_of(entry: &'static [u8]) -> &'static [u8] {
    cut(entry, b'=').map_or(entry, |(name, _)| name)
}

/// The host's `NAME=VALUE` of this name.
#[inline(never)]
fn variable(name: &[u8]) -> Option<&'static [u8]> {
    start::environ().find(|entry| cut(entry, b'=').is_some_and(|(it, _)| it == name))
}

/// Whether one of these options is an `--env` of this name.
#[inline(never)]
fn sets(options: Options, name: &[u8]) -> bool {
    { options }.any(|item| matches!(item, Item::Env(entry) if name_of(entry) == name))
}

/// Calls `visit` with each `NAME=VALUE` that the guest sees, until one fails. Where a name is given
/// twice, the last word counts; `--env` counts for more than `--inherit-env`.
pub fn each_variable<E>(mut visit: impl FnMut(&'static [u8]) -> Result<(), E>) -> Result<(), E> {
    if options().any(|item| matches!(item, Item::InheritEnv)) {
        for entry in start::environ() {
            // Without a `=` it is no variable.
            let Some((name, _)) = cut(entry, b'=') else {
                continue;
            };
            if name != ENV_VAR.as_bytes() && !sets(options(), name) {
                visit(entry)?;
            }
        }
    }
    let mut rest = options();
    while let Some(item) = rest.next() {
        let Item::Env(entry) = item else { continue };
        let name = name_of(entry);
        if name == ENV_VAR.as_bytes() || sets(rest, name) {
            continue;
        }
        let given = name.len() < entry.len();
        if let Some(entry) = if given { Some(entry) } else { variable(name) } {
            visit(entry)?;
        }
    }
    Ok(())
}
