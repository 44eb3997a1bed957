//! Modules in the text format: to the binary one, and from a place there back to line and column.

use std::path::{Path, PathBuf};
use wasmc_compiler::{Error, Input, source_place};
use wat::{GenerateDwarf, Parser};

/// A module that was given as text.
pub struct Text {
    /// How messages call it.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// What is in it.
    pub text: Vec<u8>,
}

impl Text {
    /// The binary format; with DWARF for the lines of the text, where debuggers are to show them.
    ///
    /// # Errors
    /// The text is no module.
    pub fn encode(&self, dwarf: bool) -> anyhow::Result<Vec<u8>> {
        let mut parser = Parser::new();
        // A text may bring its own.
        let has_own = || self.text.windows(7).any(|window| window == b".debug_");
        if dwarf && !has_own() {
            parser.generate_dwarf(GenerateDwarf::Full);
        }
        let binary = parser.parse_bytes(Some(&self.path), &self.text);
        binary
            .map(|binary| binary.into_owned())
            .map_err(|mut error| {
                error.set_path(&self.path);
                anyhow::anyhow!("{}: not a valid module text\n{error}", self.name)
            })
    }

    /// The line of an offset in the binary format, with a caret below its column; `None` outside of bodies.
    fn excerpt(&self, offset: usize) -> Option<String> {
        let input = Input {
            name: self.name.clone(),
            bytes: self.encode(true).ok()?,
        };
        let (_, line, column) = source_place(&input, offset)?;
        let text = std::str::from_utf8(&self.text).ok()?;
        let source = text
            .lines()
            .nth(usize::try_from(line).ok()?.checked_sub(1)?)?;
        Some(excerpt(&self.path, source, line, column))
    }
}

/// An error of the compiler, with the place in the text where it is about one.
pub fn locate(error: Error, texts: &[Text]) -> anyhow::Error {
    let excerpt = error.place().and_then(|(name, offset)| {
        let text = texts.iter().find(|text| text.name == name)?;
        text.excerpt(offset)
    });
    match excerpt {
        Some(excerpt) => anyhow::anyhow!("{error}\n{excerpt}"),
        None => error.into(),
    }
}

/// As the parser of the text format shows its own errors.
fn excerpt(path: &Path, source: &str, line: u64, column: u64) -> String {
    let number = line.to_string();
    let margin = " ".repeat(number.len());
    let before = " ".repeat(column.saturating_sub(1) as usize);
    let path = path.display();
    format!(
        " {margin}--> {path}:{line}:{column}\n {margin} |\n {number} | {source}\n {margin} | {before}^"
    )
}
