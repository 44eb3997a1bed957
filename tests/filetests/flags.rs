//! The first line of a golden test: the flags of the command line, and which functions to show.

use anyhow::{Context, Result, bail};
use wasmc_compiler::Options;
use wasmc_compiler::options::{
    Emit, EntryPoint, MemoryBase, MemoryCheck, OptLevel, RelocationModel,
};
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
    let mut options = Options {
        emit: Emit::Asm,
        entry,
        target,
        ..Options::default()
    };
    let mut functions = Vec::new();
    let mut march = None;
    let mut words = words.split_whitespace();
    while let Some(word) = words.next() {
        let mut value = || {
            words
                .next()
                .with_context(|| format!("{word} needs a value"))
        };
        match word {
            "--emit" => match value()? {
                "clif" => options.emit = Emit::Clif,
                "asm" => options.emit = Emit::Asm,
                other => bail!("--emit {other} is no text"),
            },
            "--target" => options.target = value()?.parse()?,
            "--function" => functions.push(value()?.to_string()),
            "-O0" => options.opt_level = OptLevel::O0,
            "-O1" => options.opt_level = OptLevel::O1,
            "-O2" => options.opt_level = OptLevel::O2,
            "-Os" => options.opt_level = OptLevel::Size,
            "-C" => codegen(value()?, &mut options)?,
            _ => match word.strip_prefix("-march=") {
                Some(name) => march = Some(name),
                None => bail!("unknown flag {word}"),
            },
        }
    }
    // Which names there are depends on the target, which may come later in the line.
    options.march = match march {
        Some(name) => March::parse(name, options.target)?,
        None => March::default_for(options.target),
    };
    Ok(Flags { options, functions })
}

fn codegen(word: &str, options: &mut Options) -> Result<()> {
    match word {
        "memory=guard" => options.memory_check = MemoryCheck::Guard,
        "memory=checked" => options.memory_check = MemoryCheck::Checked,
        "memory-base=low" => options.memory_base = Some(MemoryBase::Low),
        "memory-base=register" => options.memory_base = Some(MemoryBase::Register),
        "relocation-model=pie" => options.relocation_model = RelocationModel::Pie,
        "relocation-model=static" => options.relocation_model = RelocationModel::Static,
        "spectre-mitigations=on" => options.spectre_mitigations = true,
        "spectre-mitigations=off" => options.spectre_mitigations = false,
        _ => bail!("unknown flag -C {word}"),
    }
    Ok(())
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
