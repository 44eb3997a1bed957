//! Words that are not what they seem: a misspelt command, which would otherwise be taken for INPUT, and
//! options of other programs.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use std::ffi::OsString;
use std::path::Path;

/// Options that other programs have, and what does the same here.
const ELSEWHERE: &[(&str, &str)] = &[
    ("--mapdir", "--dir HOST::GUEST"),
    ("--map-dir", "--dir HOST::GUEST"),
    ("--tcplisten", "--listen ADDR:PORT"),
];

/// What clap says of an option that it does not know, or where another program has it, what it is called
/// here.
pub fn explain(error: Error) -> Error {
    let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg) else {
        return error;
    };
    let name = argument.split('=').next();
    match ELSEWHERE.iter().find(|(option, _)| Some(*option) == name) {
        Some((option, here)) if error.kind() == ErrorKind::UnknownArgument => Error::raw(
            ErrorKind::UnknownArgument,
            format!("unexpected argument `{option}`; it is written {here}"),
        ),
        _ => error,
    }
}

/// The error for a first word that is neither a command nor a file, if it resembles a command, or something
/// that is no option stands behind it.
pub fn check(command_line: &clap::Command, words: &[OsString]) -> Result<(), Error> {
    let Some((word, rest)) = words.split_first() else {
        return Ok(());
    };
    let Some(text) = word.to_str() else {
        return Ok(());
    };
    let commands = command_line.get_subcommands();
    let mut names: Vec<_> = commands
        .flat_map(|it| std::iter::once(it.get_name()).chain(it.get_visible_aliases()))
        .collect();
    names.push("help");
    if names.contains(&text) || Path::new(word).exists() {
        return Ok(());
    }
    if let Some(name) = names.iter().find(|name| resembles(text, name)) {
        return Err(Error::raw(
            ErrorKind::InvalidSubcommand,
            format!("`{text}` is neither a file nor a command; a similar command is `{name}`"),
        ));
    }
    let is_word = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase());
    if is_word
        && rest
            .first()
            .is_some_and(|next| !next.as_encoded_bytes().starts_with(b"-"))
    {
        return Err(Error::raw(
            ErrorKind::InvalidSubcommand,
            format!(
                "`{text}` is neither a file nor a command; the commands are {}",
                names.join(", ")
            ),
        ));
    }
    Ok(())
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
            ("complie", "compile"),
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
