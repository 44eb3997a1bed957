//! Running a test program for every target.

use crate::args::Args;
use crate::image::{Machine, say};
use anyhow::Result;
use std::process::ExitCode;
use wasmc_agent::tally::Tally;
use wasmc_compiler::target::Target;

/// Reads the command line and runs the tests: for the target that it names, else for every target,
/// the host's own first. Each closes with a line of its own. Another target than the host's is left
/// out, with a line that says so, where it cannot be compiled for or its images cannot be run.
///
/// # Errors
/// Words that mean nothing, or a target that was asked for and is not there.
pub fn on_targets(name: &str, mut test: impl FnMut(&Args, &Machine) -> Tally) -> Result<ExitCode> {
    let args = Args::parse()?;
    let mut good = true;
    let mut total = Tally::default();
    for target in wanted(&args) {
        let args = args.with_target(target);
        let machine = match Machine::new(&args.options) {
            Ok(machine) => machine,
            Err(error) if target != Target::host() && !args.one_target => {
                say(&format!("{name} ({target}): left out: {error:#}"));
                continue;
            }
            Err(error) => return Err(error),
        };
        let tally = test(&args, &machine);
        let finished = tally.finish(&format!("{name}{}", args.suffix()));
        // A filter may mean what only one target has.
        good &= finished || (args.filter.is_some() && tally == Tally::default());
        total += tally;
    }
    Ok(if good && total != Tally::default() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn wanted(args: &Args) -> Vec<Target> {
    if args.one_target {
        return vec![args.options.target];
    }
    let mut targets = Target::ALL.to_vec();
    targets.sort_by_key(|target| *target != Target::host());
    targets
}
