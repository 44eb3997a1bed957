//! Images on real kernels: what an emulator of user mode hides (page sizes, mappings, signal frames,
//! landing pads, limits, being the first process) is tried on machines that are emulated whole.
//!
//! `cargo test --test kernel -- [FILTER] [--target aarch64] [--negative-control]`. The kernels are found
//! through `$WASMC_KERNELS`, else in `target/kernels`, where `.ci/kernels` puts them; where the variable is
//! empty, nothing is booted. Each target boots its machines one after another; in each, the agent of
//! `tests/agent` is the first process.

mod agent;
mod boot;
mod bundle;
mod case;
mod cases;
mod machines;
mod maker;

use anyhow::{Context, Result, ensure};
use bundle::Bundle;
use case::{Case, Check};
use machines::Computer;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use wasmc_agent::plan::{Ended, Outcome, Plan, Reply};
use wasmc_compiler::target::Target;
use wasmc_tests::image::say;
use wasmc_tests::{Args, Machine, Tally, on_targets};

fn main() -> Result<ExitCode> {
    let folder = kernels();
    let (mut left_out, mut failed) = (false, false);
    let code = on_targets("kernel", |args, machine| {
        let mut tally = Tally::default();
        let present = match prepare(&folder, machine.target()) {
            Ok(present) => present,
            Err(error) => {
                let name = format!("kernel{}", args.suffix());
                say(&format!("{name}: left out: {error:#}"));
                left_out = true;
                return tally;
            }
        };
        if let Err(error) = test(args, machine, &present, &mut tally) {
            say(&format!("FAIL {error:#}"));
            tally.count(false);
        }
        failed |= tally.failed > 0;
        tally
    })?;
    // Where nothing can be booted there is nothing to fail.
    Ok(match left_out && !failed {
        true => ExitCode::SUCCESS,
        false => code,
    })
}

fn kernels() -> PathBuf {
    match std::env::var_os("WASMC_KERNELS") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/kernels"),
    }
}

/// What is there to boot.
struct Present {
    /// What builds the agent.
    toolchain: agent::Toolchain,
    /// Each with its kernel.
    computers: Vec<(&'static Computer, PathBuf)>,
}

/// Looks for the emulator, the kernels, and what builds the agent.
fn prepare(folder: &Path, target: Target) -> Result<Present> {
    boot::find_emulator(target)?;
    ensure!(!folder.as_os_str().is_empty(), "$WASMC_KERNELS is empty");
    let mut computers = Vec::new();
    for computer in machines::all(target) {
        let kernel = folder.join(computer.kernel);
        if kernel.is_file() {
            computers.push((computer, kernel));
        } else {
            say(&format!(
                "left out {}: there is no {}; `.ci/kernels` gets it",
                computer.name,
                kernel.display()
            ));
        }
    }
    if computers.is_empty() {
        anyhow::bail!("there is no kernel to boot");
    }
    let toolchain = agent::find(target)?;
    Ok(Present {
        toolchain,
        computers,
    })
}

/// Boots every machine. Only failures are worth a line.
fn test(args: &Args, machine: &Machine, present: &Present, tally: &mut Tally) -> Result<()> {
    let mut bundle = Bundle::new(&agent::build(&present.toolchain, machine.target())?);
    let mut cases = cases::all(machine, &mut bundle, tally)?;
    cases.retain(|case| args.wants(&case.plan.name));
    if cases.is_empty() {
        return Ok(());
    }
    for (computer, kernel) in &present.computers {
        let wanted: Vec<&Case> = cases
            .iter()
            .filter(|case| computer.everything || !case.heavy)
            .collect();
        let plan = Plan {
            cases: wanted.iter().map(|case| case.plan.clone()).collect(),
            negative: args.negative_control,
        };
        let archive = bundle.archive(&plan).context("cannot write the archive")?;
        let booted = boot::boot(computer, kernel, &archive)?;
        let mut replies: HashMap<String, Reply> = booted
            .replies
            .into_iter()
            .map(|reply| (reply.name.clone(), reply))
            .collect();
        let before = *tally;
        for case in wanted {
            let reply = replies.remove(&case.plan.name);
            count(computer, case, reply, args.negative_control, tally);
        }
        say(&format!(
            "{}: {} passed, {} failed in {:.0} s",
            computer.name,
            tally.passed - before.passed,
            tally.failed - before.failed,
            booted.seconds,
        ));
        if tally.failed > before.failed && !args.negative_control {
            say(&format!("the console ended with:\n{}", booted.last_words));
        }
    }
    Ok(())
}

/// Counts what came of a case.
fn count(
    computer: &Computer,
    case: &Case,
    reply: Option<Reply>,
    negative: bool,
    tally: &mut Tally,
) {
    let mut fail = |what: &str| {
        // Under the negative control every one is expected to.
        if !negative {
            say(&format!(
                "FAIL {} ({}): {what}",
                case.plan.name, computer.name
            ));
        }
        tally.count(false);
    };
    let Some(reply) = reply else {
        return (0..case.counts()).for_each(|_| fail("no reply"));
    };
    match (reply.result, &case.check) {
        (Outcome::Ended(ended), Check::Ended(check)) => {
            let ended = if negative { spoilt(ended) } else { ended };
            match check(ended) {
                Ok(()) => tally.count(true),
                Err(error) => fail(&format!("{error:#}")),
            }
        }
        (Outcome::Counted { passed, failures }, Check::Counts(expected)) => {
            failures.iter().for_each(|failure| fail(failure));
            let missing = expected.saturating_sub(passed + failures.len());
            (0..missing).for_each(|_| fail("not done"));
            (0..passed).for_each(|_| tally.count(true));
        }
        (Outcome::Failed(why), _) => (0..case.counts()).for_each(|_| fail(&why)),
        (other, _) => fail(&format!("an unexpected reply: {other:?}")),
    }
}

/// Another end than the image came to: what the negative control lets the checks see.
fn spoilt(ended: Ended) -> Ended {
    let mut spoilt = ended;
    spoilt.code = spoilt.code.map(|code| code ^ 1);
    for bytes in [&mut spoilt.stdout, &mut spoilt.stderr] {
        bytes.0.insert(0, b'#');
    }
    spoilt
}
