//! `wasmc man [COMMAND]`.

use super::style::STYLES;
use clap::Parser;

const EXAMPLES: &str = "\
Examples:
  wasmc man | man -l -                   read the page
  wasmc man image | man -l -             the page of `wasmc image`
  wasmc man > ~/.local/share/man/man1/wasmc.1";

/// Prints the manual page of wasmc, or of one of its commands.
#[derive(Debug, Parser)]
#[command(
    name = "man",
    override_usage = "wasmc man [COMMAND]",
    after_help = EXAMPLES,
    styles = STYLES,
    max_term_width = 100
)]
pub struct ManArgs {
    /// Command that the page is about [default: wasmc itself]
    #[arg(value_name = "COMMAND", value_parser = ["compile", "completions", "features", "image", "inspect", "man", "run"])]
    pub command: Option<String>,
}
