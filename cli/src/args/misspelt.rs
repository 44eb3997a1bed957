//! A misspelt command, which would otherwise be taken for INPUT.

use clap::Error;
use clap::error::ErrorKind;
use std::ffi::OsStr;
use std::path::Path;

/// The error for the first word of the command line, if it resembles a command and is neither one
/// nor a file.
pub fn check(command_line: &clap::Command, word: &OsStr) -> Result<(), Error> {
    let Some(text) = word.to_str() else {
        return Ok(());
    };
    let names = || command_line.get_subcommands().map(clap::Command::get_name);
    if names().any(|name| name == text) || Path::new(word).exists() {
        return Ok(());
    }
    match names().find(|name| resembles(text, name)) {
        Some(name) => Err(Error::raw(
            ErrorKind::InvalidSubcommand,
            format!("`{text}` is neither a file nor a command; a similar command is `{name}`\n"),
        )),
        None => Ok(()),
    }
}

/// Whether few changes lead from one to the other: a letter more, less or different, or two swapped.
fn resembles(word: &str, name: &str) -> bool {
    strsim::osa_distance(word, name) <= (name.len() / 3).max(1)
}

#[cfg(test)]
mod tests {
    use super::resembles;

    #[test]
    fn slips_of_the_hand() {
        for (word, name) in [
            ("completion", "completions"),
            ("compeltions", "completions"),
            ("imgae", "image"),
            ("images", "image"),
            ("inspct", "inspect"),
            ("mna", "man"),
        ] {
            assert!(resembles(word, name), "{word}");
        }
    }

    #[test]
    fn other_words() {
        for word in ["app.wasm", "image.wat", "man.wasm", "hello", "-", ""] {
            for name in ["completions", "image", "inspect", "man"] {
                assert!(!resembles(word, name), "{word}");
            }
        }
    }
}
