//! The command line of a test program: `cargo test --test spec -- [FILTER] [--target aarch64]`.

use anyhow::{Context, Result, bail};
use wasmc_compiler::target::Target;

/// What a test program was asked for.
#[derive(Clone, Debug)]
pub struct Args {
    /// Only tests whose names contain this are run.
    pub filter: Option<String>,
    /// The machine to compile for; another one than the host's is emulated.
    pub target: Target,
    /// Whether every expectation is turned into a wrong one, so that everything must fail: the way
    /// to see that a test program notices failures.
    pub negative_control: bool,
}

impl Args {
    /// Reads the command line of the process.
    ///
    /// # Errors
    /// Words that mean nothing.
    pub fn parse() -> Result<Args> {
        let mut args = Args {
            filter: None,
            target: Target::host(),
            negative_control: false,
        };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--target" => {
                    args.target = words.next().context("--target needs a value")?.parse()?;
                }
                "--negative-control" => args.negative_control = true,
                // What people pass to all test programs at once, meant for the standard harness.
                "--nocapture" | "--quiet" | "-q" => {}
                _ if word.starts_with('-') => bail!("unknown option {word}"),
                _ => args.filter = Some(word),
            }
        }
        Ok(args)
    }

    /// Whether the test of this name is wanted.
    pub fn wants(&self, name: &str) -> bool {
        self.filter
            .as_ref()
            .is_none_or(|filter| name.contains(filter.as_str()))
    }

    /// What summaries say about the target: nothing for the host.
    pub fn suffix(&self) -> String {
        if self.target == Target::host() {
            String::new()
        } else {
            format!(" ({})", self.target)
        }
    }
}
