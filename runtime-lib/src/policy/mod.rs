//! What this program may do: the words that were baked in, and those of `WASMC_OPTS`.
//!
//! The grammar is in [`wasmc_abi::options`]. Only the words themselves are stored; each query walks them,
//! as they are few. A word that makes no sense ends the process with a message.

mod environment;
pub mod http_out;
pub mod limits;
pub mod network;
pub mod server;
mod values;

use environment::{cut, variable};
pub use values::Dir;
use values::{refuse, refuse_with};

use crate::{image, process};
use wasmc_abi::options::{
    ALL, ARGV0, DIR, ENV, ENV_VAR, INHERIT_ENV, LISTEN, NO_OPENAT2, NO_SECCOMP, REQUIRE_LANDLOCK,
    place,
};

/// One option with its value.
#[derive(Clone, Copy)]
struct Item {
    /// Where the option is in [`ALL`].
    option: usize,
    /// What was given with it; nothing for an option that takes none.
    value: &'static [u8],
}

impl Item {
    /// Its value, if it is a certain option.
    fn of(self, option: usize) -> Option<&'static [u8]> {
        (self.option == option).then_some(self.value)
    }
}

/// The values of an option, in order.
fn values(option: usize) -> impl Iterator<Item = &'static [u8]> {
    options().filter_map(move |item| item.of(option))
}

/// Whether an option is given.
fn is_given(option: usize) -> bool {
    options().any(|item| item.option == option)
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

/// Where an option is in [`ALL`], and whether it takes a value. Ends the process where there is none, and names the
/// one that begins most like the word: a better measure would be more code, and a list of texts would be relocated at
/// each start.
#[inline(never)]
fn find(word: &'static [u8], name: &[u8]) -> (usize, bool) {
    let (mut nearest, mut most) = (&[][..], 0);
    let mut rest = ALL.as_bytes();
    while let Some((entry, others)) = cut(rest, b' ') {
        let option = entry.strip_suffix(b"=").unwrap_or(entry);
        // What takes no value has no `=`.
        let own = if option.len() < entry.len() {
            name
        } else {
            word
        };
        if own == option {
            return (ALL.len() - rest.len(), option.len() < entry.len());
        }
        let pairs = option.iter().zip(name);
        let alike = pairs.take_while(|(own, other)| own == other).count();
        if alike > most {
            (nearest, most) = (option, alike);
        }
        rest = others;
    }
    let why = b"is no option that an image knows; the nearest is ";
    refuse_with(word, why, nearest)
}

impl Iterator for Options {
    type Item = Item;

    #[inline(never)]
    fn next(&mut self) -> Option<Item> {
        let word = self.word()?;
        let (name, value) = cut(word, b'=').map_or((word, None), |(name, it)| (name, Some(it)));
        let (option, takes) = find(word, name);
        if !takes {
            return Some(Item { option, value: b"" });
        }
        let Some(value) = value.or_else(|| self.word()) else {
            refuse(word, b"needs a value")
        };
        Some(Item { option, value })
    }
}

/// The directories to be opened, in order.
pub fn dirs() -> impl Iterator<Item = Dir> {
    values(const { place(DIR) }).map(values::dir)
}

/// Whether paths are to be resolved without `openat2`.
pub fn no_openat2() -> bool {
    is_given(const { place(NO_OPENAT2) })
}

/// Whether the image is to make do without a filter of system calls.
pub fn no_seccomp() -> bool {
    is_given(const { place(NO_SECCOMP) })
}

/// Whether the kernel must confine the process to its directories.
pub fn require_landlock() -> bool {
    is_given(const { place(REQUIRE_LANDLOCK) })
}

/// What the guest sees as `argv[0]`, if not the host's; the last word counts.
fn argv0() -> Option<&'static [u8]> {
    values(const { place(ARGV0) }).last()
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
    values(const { place(LISTEN) })
}

/// The name in `NAME=VALUE`, or in a `NAME` that stands alone.
fn name_of(entry: &'static [u8]) -> &'static [u8] {
    cut(entry, b'=').map_or(entry, |(name, _)| name)
}

/// Whether one of these options is an `--env` of this name.
#[inline(never)]
fn sets(options: Options, name: &[u8]) -> bool {
    { options }.any(|item| {
        item.of(const { place(ENV) })
            .is_some_and(|entry| name_of(entry) == name)
    })
}

/// Calls `visit` with each `NAME=VALUE` that the guest sees, until one fails. Where a name is given
/// twice, the last word counts; `--env` counts for more than `--inherit-env`.
pub fn each_variable<E>(mut visit: impl FnMut(&'static [u8]) -> Result<(), E>) -> Result<(), E> {
    if is_given(const { place(INHERIT_ENV) }) {
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
        let Some(entry) = item.of(const { place(ENV) }) else {
            continue;
        };
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
