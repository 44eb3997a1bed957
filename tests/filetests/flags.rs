//! The first line of a golden test: the flags of the command line, and which functions to show.

use anyhow::{Context, Result, bail};
use wasmc_compiler::Options;
use wasmc_compiler::options::{ClifStage, Emit, EntryPoint};
use wasmc_compiler::target::{March, Target};

/// What a golden test asks for.
pub struct Flags {
    /// For the compiler.
    pub options: Options,
    /// Names of the functions whose text is compared; all if there are none.
    functions: Vec<String>,
}

/// Reads the words after `;; flags:`.
///
/// # Errors
/// A word that means nothing.
pub fn parse(words: &str) -> Result<Flags> {
    // A script entry takes modules that are no commands; what functions become does not depend on it.
    let entry = EntryPoint::Script;
    // Not the host's target: the same tests everywhere.
    let target = Target::X86_64;
    let march = March::default_for(target);
    let mut options = Options {
        march,
        emit: Emit::Asm,
        entry,
        target,
        ..Options::default()
    };
    let mut functions = Vec::new();
    let mut words = words.split_whitespace();
    while let Some(word) = words.next() {
        if wasmc_tests::flags::apply(&mut options, word, &mut words)? {
            continue;
        }
        let value = words
            .next()
            .with_context(|| format!("{word} is unknown or needs a value"))?;
        match (word, value) {
            ("--emit", "clif" | "clif=lowered") => options.emit = Emit::Clif(ClifStage::Lowered),
            ("--emit", "clif=optimized") => options.emit = Emit::Clif(ClifStage::Optimized),
            ("--emit", "asm") => options.emit = Emit::Asm,
            ("--function", name) => functions.push(name.to_string()),
            _ => bail!("unknown flag {word} {value}"),
        }
    }
    Ok(Flags { options, functions })
}

impl Flags {
    /// The text of the functions that are shown. Each starts with a line `;; NAME` in the dump.
    ///
    /// # Errors
    /// A function is not there.
    pub fn select(&self, dump: &str) -> Result<String> {
        if self.functions.is_empty() {
            return Ok(dump.to_string());
        }
        let mut selected = String::new();
        for name in &self.functions {
            let heading = format!(";; {name}");
            let mut lines = dump.lines().skip_while(|line| *line != heading);
            let first = lines
                .next()
                .with_context(|| format!("the dump has no function {name}"))?;
            selected.push_str(first);
            for line in lines.take_while(|line| !line.starts_with(";; ")) {
                selected.push('\n');
                selected.push_str(line);
            }
            let end = selected.trim_end().len();
            selected.truncate(end);
            selected.push('\n');
        }
        Ok(selected)
    }
}
