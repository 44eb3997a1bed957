//! The command line of a test program: `cargo test --test spec -- [FILTER] [FLAGS]`.

use crate::flags;
use anyhow::{Context, Result, bail};
use wasmc_compiler::Options;
use wasmc_compiler::target::{March, Target};

/// What a test program was asked for.
#[derive(Clone, Debug)]
pub struct Args {
    /// Only tests whose names contain this are run.
    pub filter: Option<String>,
    /// What to compile with: `--target`, `-O`, `-C` and `-march` change it. Images for another
    /// machine than the host are emulated.
    pub options: Options,
    /// Whether `--target` or `-march` says what to test; without them it is every target.
    pub one_target: bool,
    /// `--negative-control`: every expectation is turned into a wrong one, so that everything must
    /// fail: the way to see that a test program notices failures.
    pub negative_control: bool,
    /// `--seconds`: how long a test of chances takes, where not as long as by default.
    pub seconds: Option<u64>,
    /// `--evaluations`: how many calls `differential` compares, at least.
    pub evaluations: Option<u64>,
    /// The flags that are no default, for summaries.
    given: Vec<String>,
}

impl Args {
    /// Reads the command line of the process.
    ///
    /// # Errors
    /// Words that mean nothing.
    pub fn parse() -> Result<Args> {
        let mut args = Args {
            filter: None,
            options: Options::default(),
            one_target: false,
            negative_control: false,
            seconds: None,
            evaluations: None,
            given: Vec::new(),
        };
        let words: Vec<String> = std::env::args().skip(1).collect();
        let mut words = words.iter().map(String::as_str);
        while let Some(word) = words.next() {
            let rest = words.clone();
            if flags::apply(&mut args.options, word, &mut words)? {
                args.one_target |= word == "--target" || word.starts_with("-march");
                let used = rest.len() - words.len();
                args.given.push(word.into());
                args.given.extend(rest.take(used).map(String::from));
                continue;
            }
            match word {
                "--seconds" | "--evaluations" => {
                    let value = words.next();
                    let value = value.with_context(|| format!("{word} needs a value"))?;
                    let number = value
                        .parse()
                        .with_context(|| format!("{word} needs a number"))?;
                    *match word {
                        "--seconds" => &mut args.seconds,
                        _ => &mut args.evaluations,
                    } = Some(number);
                }
                "--negative-control" => args.negative_control = true,
                // What people pass to all test programs at once, meant for the standard harness.
                "--nocapture" | "--quiet" | "-q" => {}
                _ if word.starts_with('-') => bail!("unknown option {word}"),
                _ => args.filter = Some(word.into()),
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

    /// The same for a target, where the command line does not name one.
    pub fn with_target(&self, target: Target) -> Args {
        let mut args = self.clone();
        if !self.one_target {
            args.options.target = target;
            args.options.march = March::default_for(target);
            if target != Target::host() {
                args.given.insert(0, target.name().into());
            }
        }
        args
    }

    /// What summaries say about the target and the flags: nothing where they are the defaults.
    pub fn suffix(&self) -> String {
        match self.given.as_slice() {
            [] => String::new(),
            [flag, _] if flag == "--target" && self.options.target == Target::host() => {
                String::new()
            }
            [flag, _] if flag == "--target" => format!(" ({})", self.options.target),
            given => format!(" ({})", given.join(" ")),
        }
    }
}
