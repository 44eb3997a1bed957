//! `wasmc completions SHELL`.

use super::style::STYLES;
use clap::{Parser, ValueEnum};

const EXAMPLES: &str = "\
Examples:
  source <(wasmc completions bash)       in ~/.bashrc
  source <(wasmc completions zsh)        in ~/.zshrc, after compinit
  wasmc completions fish | source        in ~/.config/fish/config.fish

The script calls wasmc for each completion, so it has to be on PATH, and of the same version.";

/// Prints the script with which a shell completes the command line of wasmc.
#[derive(Debug, Parser)]
#[command(
    name = "completions",
    override_usage = "wasmc completions <SHELL>",
    after_help = EXAMPLES,
    styles = STYLES,
    max_term_width = 100
)]
pub struct CompletionsArgs {
    /// Shell that the script is for
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: ShellArg,
}

/// The shells whose scripts are tested.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[allow(missing_docs)]
pub enum ShellArg {
    Bash,
    Zsh,
    Fish,
}

impl ShellArg {
    /// What clap calls it.
    pub fn name(self) -> &'static str {
        match self {
            ShellArg::Bash => "bash",
            ShellArg::Zsh => "zsh",
            ShellArg::Fish => "fish",
        }
    }
}
