//! `wasmc compile INPUT`: the plain build, by name.

use super::plain::PlainArgs;
use clap::{Command, CommandFactory};

const EXAMPLES: &str = "\
Examples:
  wasmc compile app.wasm                 write the executable `app`
  wasmc compile app.wasm -o bin/app      the same as `wasmc app.wasm -o bin/app`

`wasmc --help` says what the options mean, and has more examples.";

/// The command, which takes what `wasmc` without a command takes.
pub fn command() -> Command {
    PlainArgs::command()
        .name("compile")
        .visible_alias("build")
        .about("Compiles a module to an executable, as `wasmc INPUT` does")
        .override_usage("wasmc compile [OPTIONS] <INPUT> [ARGS]...")
        .after_help(EXAMPLES)
        .disable_version_flag(true)
}
