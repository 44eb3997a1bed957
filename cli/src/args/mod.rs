//! The command line, and what it means for the compiler.

mod build;
mod completions;
mod features;
mod image;
mod inspect;
mod man;
mod misspelt;
mod plain;
mod style;
mod values;

pub use build::BuildArgs;
pub use completions::{CompletionsArgs, ShellArg};
pub use features::FeaturesArgs;
pub use image::{ImageArgs, Sbom};
pub use inspect::InspectArgs;
pub use man::ManArgs;
pub use plain::PlainArgs;
pub use values::EmitArg;

use crate::report;
use crate::stdout::{self, NO_STDOUT, ReaderGone};
use anyhow::{Context, Result};
use clap::{CommandFactory, FromArgMatches};
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::exit;
use wasmc_compiler::target::Target;

/// The commands.
pub enum Command {
    /// Compiles to an executable.
    Build(Box<PlainArgs>),
    /// Compiles to a container image.
    Image(Box<ImageArgs>),
    /// Shows what an executable or a container image is made of.
    Inspect(InspectArgs),
    /// Prints the table of proposals.
    Features,
    /// Prints a completion script for a shell.
    Completions(CompletionsArgs),
    /// Prints a manual page.
    Man(ManArgs),
}

impl Command {
    /// Reads the command line. Ends the process where it is wrong, or only asks for help.
    pub fn from_command_line() -> Command {
        let words: Vec<_> = as_clap_reads(std::env::args_os()).collect();
        // It compiles nothing, so it needs no INPUT.
        let list = |pair: &[OsString]| pair[0] == "--march" && pair[1] == "list";
        if words.iter().any(|word| word == "--march=list") || words.windows(2).any(list) {
            finish(print_marches());
        }
        let command_line = command_line();
        if let Some(word) = words.get(1)
            && let Err(error) = misspelt::check(&command_line, word)
        {
            refuse(error);
        }
        let matches = command_line
            .try_get_matches_from(words)
            .unwrap_or_else(|error| print_and_exit(error));
        let command = match matches.subcommand() {
            Some(("inspect", matches)) => {
                InspectArgs::from_arg_matches(matches).map(Command::Inspect)
            }
            Some(("features", _)) => Ok(Command::Features),
            Some(("completions", matches)) => {
                CompletionsArgs::from_arg_matches(matches).map(Command::Completions)
            }
            Some(("man", matches)) => ManArgs::from_arg_matches(matches).map(Command::Man),
            Some((_, matches)) => {
                ImageArgs::from_arg_matches(matches).map(|args| Command::Image(Box::new(args)))
            }
            None => PlainArgs::from_arg_matches(&matches).map(|args| Command::Build(args.into())),
        };
        command.unwrap_or_else(|error| refuse(error))
    }
}

/// Prints what clap reports and ends the process. Help and the version are errors to clap too.
fn print_and_exit(error: clap::Error) -> ! {
    if error.use_stderr() {
        error.exit()
    }
    finish(stdout::check().and_then(|()| {
        error.print()?;
        Ok(io::stdout().flush()?)
    }))
}

/// Ends the process after it has printed what was asked for.
fn finish(printed: Result<()>) -> ! {
    match printed.map_err(ReaderGone::or).context(NO_STDOUT) {
        Ok(()) => exit(0),
        Err(error) if error.is::<ReaderGone>() => exit(0),
        Err(error) => {
            report::say(&format!("wasmc: error: {error:#}\n"));
            exit(1)
        }
    }
}

/// The whole command line: a plain build, and subcommands beside it.
pub fn command_line() -> clap::Command {
    PlainArgs::command()
        .subcommand(ImageArgs::command())
        .subcommand(InspectArgs::command())
        .subcommand(FeaturesArgs::command())
        .subcommand(CompletionsArgs::command())
        .subcommand(ManArgs::command())
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true)
        .subcommand_help_heading("Commands")
        .disable_help_subcommand(true)
}

/// `-march=list`
fn print_marches() -> Result<()> {
    let mut text = String::new();
    for target in Target::ALL {
        let names = target.marches();
        text.push_str(&format!("{target}: {} (default)", names[0]));
        names[1..]
            .iter()
            .for_each(|name| text.push_str(&format!(", {name}")));
        text.push('\n');
    }
    stdout::write(text.as_bytes())
}

/// Ends the process as clap does for a wrong command line.
pub fn refuse(error: clap::Error) -> ! {
    error.format(&mut command_line()).exit()
}

/// `-march` is written with one dash, and `-g1` without a space, as compilers have them. Clap knows
/// long options by two dashes, and could not tell `-g FILE` from `-g LEVEL`.
fn as_clap_reads(args: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    let mut options = true;
    args.map(move |arg| {
        options &= arg != "--";
        let Some(text) = arg.to_str().filter(|_| options) else {
            return arg;
        };
        if text == "-march" || text.starts_with("-march=") {
            return format!("-{text}").into();
        }
        match text.strip_prefix("-g") {
            Some(level) if level.parse::<u8>().is_ok() => format!("-g={level}").into(),
            _ => arg,
        }
    })
}
