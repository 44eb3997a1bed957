//! `wasmc run INPUT [ARGS]`.

use super::build::BuildArgs;
use super::style::STYLES;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};
use std::ffi::OsString;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  wasmc run app.wasm --flag              the program gets `--flag`
  wasmc run --dir . --env LANG app.wasm  what it may use comes before the module
  wasmc run --invoke fib fib.wat 30

Executables are kept in $XDG_CACHE_HOME/wasmc, or ~/.cache/wasmc: up to 1 GiB, those used last. An
executable is made anew where the module, an option or wasmc has changed. --embed and modules that
are not files are compiled each time. The exit code is that of the program.";

/// Compiles a WebAssembly module to an executable in a cache, and runs it.
///
/// What stands behind INPUT goes to the program.
#[derive(Debug, Parser)]
#[command(
    name = "run",
    override_usage = "wasmc run [OPTIONS] <INPUT> [ARGS]...",
    after_help = EXAMPLES,
    styles = STYLES,
    max_term_width = 100
)]
pub struct RunArgs {
    #[command(flatten)]
    pub build: BuildArgs,

    /// Arguments of the program.
    #[arg(skip)]
    pub program_args: Vec<OsString>,
}

/// The command: everything behind INPUT is the program's, also what looks like an option of `wasmc`.
pub fn command() -> clap::Command {
    RunArgs::command()
        .mut_arg("input", |arg| {
            arg.num_args(1..)
                .trailing_var_arg(true)
                .value_names(["INPUT", "ARGS"])
        })
        // Else clap would read the words behind INPUT once more.
        .mut_arg("invoke_args", |arg| arg.long("invoke-args").hide(true))
}

impl RunArgs {
    /// Reads what [`command`] has matched.
    ///
    /// # Errors
    /// Those of clap.
    pub fn read(matches: &ArgMatches) -> Result<RunArgs, clap::Error> {
        let words = matches.get_many::<PathBuf>("input").unwrap_or_default();
        Ok(RunArgs {
            program_args: words.skip(1).map(Into::into).collect(),
            ..RunArgs::from_arg_matches(matches)?
        })
    }
}
