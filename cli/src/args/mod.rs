//! The command line, and what it means for the compiler.

mod build;
mod compile;
mod completions;
mod features;
mod image;
mod inspect;
mod man;
mod misspelt;
mod plain;
mod run;
mod style;
mod values;

pub use build::BuildArgs;
pub use completions::{CompletionsArgs, ShellArg};
pub use features::FeaturesArgs;
pub use image::{ImageArgs, Sbom};
pub use inspect::InspectArgs;
pub use man::ManArgs;
pub use plain::PlainArgs;
pub use run::RunArgs;
pub use values::{DebugArg, EmitArg, MessageFormat};

use crate::report;
use crate::stdout::{self, NO_STDOUT, ReaderGone};
use anyhow::{Context, Result};
use clap::{CommandFactory, FromArgMatches};
use std::ffi::OsString;
use std::io::{self, Write};
use std::process::exit;
use wasmc_compiler::target::Target;

/// What `wasmc` alone prints.
const SUMMARY: &str = "\
wasmc compiles WebAssembly modules to static Linux executables.

  wasmc app.wasm                     write the executable `app`
  wasmc run app.wasm [ARGS]          compile it to a cache, and run it
  wasmc image app.wasm -t me/app --load
                                     make a container image
  wasmc inspect FILE                 show what a module, an executable or an image is
  wasmc help [COMMAND]               all commands and options
";

/// The commands.
pub enum Command {
    /// Compiles to an executable.
    Build(Box<PlainArgs>),
    /// Compiles to an executable in the cache, and runs it.
    Run(Box<RunArgs>),
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
        // They compile nothing, so they need no INPUT.
        if asks_for_list(&words, "--march") {
            finish(print_marches());
        }
        if asks_for_list(&words, "--target") {
            finish(print_targets());
        }
        if words.len() <= 1 {
            report::say(SUMMARY);
            exit(2);
        }
        let command_line = command_line();
        if let Err(error) = misspelt::check(&command_line, &words[1..]) {
            refuse(error);
        }
        let matches = command_line
            .try_get_matches_from(words)
            .unwrap_or_else(|error| print_and_exit(misspelt::explain(error)));
        let command = match matches.subcommand() {
            Some(("compile", matches)) => {
                PlainArgs::from_arg_matches(matches).map(|args| Command::Build(args.into()))
            }
            Some(("run", matches)) => RunArgs::read(matches).map(|args| Command::Run(args.into())),
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
        .subcommand(compile::command())
        .subcommand(run::command())
        .subcommand(ImageArgs::command())
        .subcommand(InspectArgs::command())
        .subcommand(FeaturesArgs::command())
        .subcommand(CompletionsArgs::command())
        .subcommand(ManArgs::command())
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true)
        .subcommand_help_heading("Commands")
}

/// Whether an option has the value `list`.
fn asks_for_list(words: &[OsString], option: &str) -> bool {
    let one = format!("{option}=list");
    let pair = |pair: &[OsString]| pair[0] == option && pair[1] == "list";
    words.iter().any(|word| *word == *one) || words.windows(2).any(pair)
}

/// `--target list`
fn print_targets() -> Result<()> {
    let mut text = String::new();
    for target in Target::ALL {
        let default = if target == Target::host() {
            " (default)"
        } else {
            ""
        };
        text.push_str(&format!("{target}: {}{default}\n", target.triple()));
    }
    stdout::write(text.as_bytes())
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
