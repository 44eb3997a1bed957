//! The short way of `wasmc run`: the words of a command line that was run before, up to the module, name the executable
//! in the cache together with what the file system says of the module. Reading the words as options takes longer than
//! all else.

use crate::args::{BuildArgs, DebugArg, RunArgs};
use crate::cache::{Cache, Key};
use std::ffi::OsString;
use std::io;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// The most files that may be the module. Words before it may name files, too.
const MOST_FILES: usize = 3;

/// Runs the program where the same was run before, in place of this process. Returns otherwise.
pub fn take() {
    let words: Vec<_> = std::env::args_os().collect();
    let [_, command, words @ ..] = &words[..] else {
        return;
    };
    let Some(cache) = Cache::place().filter(|_| command == "run") else {
        return;
    };
    let is_option = |word: &OsString| word.as_encoded_bytes().starts_with(b"-");
    let positions = (0..words.len()).filter(|&position| !is_option(&words[position]));
    let files =
        positions.filter_map(|position| key(&words[..=position]).map(|key| (position, key)));
    for (position, key) in files.take(MOST_FILES) {
        if let Some(path) = cache.find(&key) {
            // Where it fails, the long way says why.
            let _ = execute(&path, Path::new(&words[position]), &words[position + 1..]);
            return;
        }
    }
}

/// The key of the words up to the module: `None` where the last one is no file, or may still be changing.
fn key(words: &[OsString]) -> Option<Key> {
    let mut key = Key::of_compiler("the words of a command line");
    for word in words {
        key.add(word.as_encoded_bytes());
    }
    key.add_file(Path::new(words.last()?))?;
    Some(key)
}

/// The key by which [`take`] will find what this command line runs; `None` where it depends on more than its words
/// and the module.
pub fn key_of(args: &RunArgs) -> Option<Key> {
    let words: Vec<_> = std::env::args_os().skip(2).collect();
    let before = words.len().checked_sub(args.program_args.len())?;
    let words = &words[..before];
    let is_module = words.last().is_some_and(|word| **word == *args.build.input);
    (is_module && depends_on_words(&args.build)).then(|| key(words))?
}

fn depends_on_words(build: &BuildArgs) -> bool {
    // Another machine may share the cache.
    let is_native = build.march.as_deref() == Some("native");
    // Debug information may lie in another file.
    let has_debug = build.debug == DebugArg::Full;
    let linked = build.preload.is_empty() && build.plug.is_empty();
    linked && build.embed.is_empty() && !is_native && !has_debug
}

/// Executes what was made of a module in place of this process, and returns why that failed.
pub fn execute(path: &Path, input: &Path, args: &[OsString]) -> io::Error {
    // What the program sees as its own name, where --argv0 does not say.
    let name = input.file_name().unwrap_or(input.as_os_str());
    Command::new(path).arg0(name).args(args).exec()
}
