//! `wasmc features`.

use super::style::STYLES;
use clap::Parser;

const EXAMPLES: &str = "\
Examples:
  wasmc features                         the table
  wasmc features | grep '| no '          what is refused";

/// Prints the proposals for WebAssembly, and which of them modules may use.
#[derive(Debug, Parser)]
#[command(
    name = "features",
    override_usage = "wasmc features",
    after_help = EXAMPLES,
    styles = STYLES,
    max_term_width = 100
)]
pub struct FeaturesArgs {}
