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
    /// Whether listings say where instructions came from.
    lines: bool,
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
    let mut lines = false;
    let mut words = words.split_whitespace();
    while let Some(word) = words.next() {
        if wasmc_tests::flags::apply(&mut options, word, &mut words)? {
            continue;
        }
        if word == "--lines" {
            lines = true;
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
    Ok(Flags {
        options,
        functions,
        lines,
    })
}

impl Flags {
    /// The text of the functions that are shown, without the lines that they came from if those are not asked for.
    ///
    /// # Errors
    /// A function is not there.
    pub fn select(&self, dump: &str) -> Result<String> {
        let is_listing = self.options.emit == Emit::Asm;
        let is_shown = |line: &&str| self.lines || !(is_listing && line.starts_with("    # "));
        let dump: Vec<_> = dump.lines().filter(is_shown).collect();
        if self.functions.is_empty() {
            return Ok(dump.join("\n"));
        }
        let mut selected = Vec::new();
        for name in &self.functions {
            let headings = match is_listing {
                true => [format!("{name}:"), format!("\"{name}\":")],
                false => [format!(";; {name}"), String::new()],
            };
            let start = dump
                .iter()
                .position(|line| !line.is_empty() && headings.iter().any(|it| it == line))
                .with_context(|| format!("the dump has no function {name}"))?;
            let is_end = |line: &&&str| match is_listing {
                true => line.is_empty(),
                false => line.starts_with(";; "),
            };
            let rest = &dump[start + 1..];
            let len = rest.iter().take_while(|line| !is_end(line)).count();
            let mut lines = &dump[start..=start + len];
            while let [others @ .., ""] = lines {
                lines = others;
            }
            selected.extend_from_slice(lines);
            selected.push("");
        }
        selected.pop();
        Ok(selected.join("\n"))
    }
}
