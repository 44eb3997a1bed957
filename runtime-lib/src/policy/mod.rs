//! What this program may do: the words that were baked in, and those of `WASMC_OPTS`.
//!
//! The grammar is in [`wasmc_abi::options`]. Only the words themselves are stored; each query walks them,
//! as they are few. A word that makes no sense ends the process with a message.

mod environment;
pub mod limits;
mod values;

use environment::{cut, variable};
pub use values::Dir;
use values::{refuse, refuse_with};

use crate::{image, process};
use wasmc_abi::options::{
    ALL, ARGV0, CORE, DIR, ENV, ENV_VAR, INHERIT_ENV, LISTEN, MAX_FDS, MAX_MEMORY, NO_OPENAT2,
    NO_SECCOMP, REQUIRE_LANDLOCK, TIMEOUT, TRACE_WASI,
};

/// One option with its value.
#[derive(Clone, Copy)]
enum Item {
    Dir(Dir),
    Env(&'static [u8]),
    InheritEnv,
    Argv0(&'static [u8]),
    Listen(&'static [u8]),
    /// In bytes.
    MaxMemory(u64),
    MaxFds(u64),
    /// In milliseconds.
    Timeout(u64),
    TraceWasi,
    Core,
    NoOpenat2,
    NoSeccomp,
    RequireLandlock,
    Dns,
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
        more_words: environment::words(),
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

/// The option that begins most like a word. A better measure would be more code, and a list of texts would
/// be relocated at each start.
#[cold]
fn nearest(word: &[u8]) -> &'static [u8] {
    let (mut nearest, mut most) = (&[][..], 0);
    let mut rest = ALL.as_bytes();
    while let Some((name, others)) = cut(rest, b' ') {
        let pairs = name.iter().zip(word);
        let alike = pairs.take_while(|(own, other)| own == other).count();
        if alike > most {
            (nearest, most) = (name, alike);
        }
        rest = others;
    }
    nearest
}

impl Iterator for Options {
    type Item = Item;

    #[inline(never)]
    fn next(&mut self) -> Option<Item> {
        let word = self.word()?;
        for (name, item) in [
            (INHERIT_ENV, Item::InheritEnv),
            (TRACE_WASI, Item::TraceWasi),
            (CORE, Item::Core),
            (NO_OPENAT2, Item::NoOpenat2),
            (NO_SECCOMP, Item::NoSeccomp),
            (REQUIRE_LANDLOCK, Item::RequireLandlock),
            ("--dns", Item::Dns),
        ] {
            if word == name.as_bytes() {
                return Some(item);
            }
        }
        let (name, value) = cut(word, b'=').map_or((word, None), |(name, it)| (name, Some(it)));
        let is = |option: &str| name == option.as_bytes();
        let make: fn(&'static [u8]) -> Item = if is(DIR) {
            |value| Item::Dir(values::dir(value))
        } else if is(ENV) {
            |value| {
                if name_of(value).is_empty() {
                    refuse(value, b"is no NAME or NAME=VALUE");
                }
                Item::Env(value)
            }
        } else if is(ARGV0) {
            Item::Argv0
        } else if is(LISTEN) {
            Item::Listen
        } else if is(MAX_MEMORY) {
            |value| Item::MaxMemory(values::size(value))
        } else if is(MAX_FDS) {
            |value| Item::MaxFds(values::count(value))
        } else if is(TIMEOUT) {
            |value| Item::Timeout(values::duration(value))
        } else {
            let why = b"is no option that an image knows; the nearest is ";
            refuse_with(word, why, nearest(name))
        };
        let Some(value) = value.or_else(|| self.word()) else {
            refuse(word, b"needs a value")
        };
        Some(make(value))
    }
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

/// Whether the image is to make do without a filter of system calls.
pub fn no_seccomp() -> bool {
    options().any(|item| matches!(item, Item::NoSeccomp))
}

/// Whether the kernel must confine the process to its directories.
pub fn require_landlock() -> bool {
    options().any(|item| matches!(item, Item::RequireLandlock))
}

/// Whether names may be looked up.
pub fn dns() -> bool {
    options().any(|item| matches!(item, Item::Dns))
}

/// What the guest sees as `argv[0]`, if not the host's; the last word counts.
fn argv0() -> Option<&'static [u8]> {
    let mut name = None;
    for item in options() {
        if let Item::Argv0(text) = item {
            name = Some(text);
        }
    }
    name
}

/// Calls `visit` with each argument that the guest sees, until one fails.
pub fn each_argument<E>(mut visit: impl FnMut(&'static [u8]) -> Result<(), E>) -> Result<(), E> {
    let mut first = argv0();
    for argument in process::args() {
        visit(first.take().unwrap_or(argument))?;
    }
    // The host may have given no argument at all, not even the program's name.
    first.map_or(Ok(()), visit)
}

/// The addresses to listen on, in order, as they were written.
pub fn listeners() -> impl Iterator<Item = &'static [u8]> {
    options().filter_map(|item| match item {
        Item::Listen(address) => Some(address),
        _ => None,
    })
}

/// The name in `NAME=VALUE`, or in a `NAME` that stands alone.
fn name_of(entry: &'static [u8]) -> &'static [u8] {
    cut(entry, b'=').map_or(entry, |(name, _)| name)
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
        for entry in process::environ() {
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
