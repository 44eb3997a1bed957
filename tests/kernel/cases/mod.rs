//! Everything that is tried in a machine.

mod apps;
mod limits;
mod scripts;
mod start;
mod traps;
mod wasi;

use crate::bundle::Bundle;
use crate::case::{Case, Check};
use anyhow::{Context, Result, ensure};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use wasmc_agent::plan::{self, Action, Ended, Run};
use wasmc_compiler::{Composition, Input, Options, compile};
use wasmc_tests::image::excerpt;
use wasmc_tests::{Machine, Outcome, Tally};

/// The cases for a target; what cannot be tried is counted as skipped, with its reason.
///
/// # Errors
/// Something does not compile.
pub fn all(machine: &Machine, bundle: &mut Bundle, tally: &mut Tally) -> Result<Vec<Case>> {
    let mut to = Maker {
        machine,
        bundle,
        cases: Vec::new(),
    };
    // The long ones first, so that the processors end at the same time.
    apps::add(&mut to, tally)?;
    wasi::add_attacks(&mut to)?;
    scripts::add(&mut to)?;
    limits::add(&mut to, tally)?;
    start::add(&mut to)?;
    traps::add(&mut to)?;
    wasi::add_programs(&mut to, tally)?;
    Ok(to.cases)
}

/// What cases are made with.
struct Maker<'a> {
    machine: &'a Machine,
    bundle: &'a mut Bundle,
    cases: Vec<Case>,
}

impl Maker<'_> {
    /// Compiles a program and puts the image into the machine.
    fn compile(
        &mut self,
        program: &Composition,
        change: impl FnOnce(&mut Options),
    ) -> Result<String> {
        let mut options = self.machine.options();
        change(&mut options);
        let compiled = compile(program, &options).context("it does not compile")?;
        Ok(self.bundle.image(compiled.bytes))
    }

    /// The same for a program in the text format.
    fn text(&mut self, text: &str, change: impl FnOnce(&mut Options)) -> Result<String> {
        let bytes = wat::parse_str(text)?;
        self.compile(&module("program", bytes), change)
    }

    /// Adds a case that the agent judges.
    fn counts(&mut self, name: &str, count: usize, action: Action) {
        self.add(name, action, Check::Counts(count));
    }

    /// Adds a case of an image that runs to its end.
    fn ends(&mut self, name: &str, run: Run, check: impl Fn(Ended) -> Result<()> + 'static) {
        self.add(name, Action::Run(run), Check::Ended(Box::new(check)));
    }

    fn add(&mut self, name: &str, action: Action, check: Check) {
        let plan = plan::Case {
            name: name.into(),
            action,
        };
        self.cases.push(Case {
            plan,
            heavy: false,
            check,
        });
    }

    /// Leaves the case that was added last to the machines that do everything.
    fn heavy(&mut self) {
        if let Some(case) = self.cases.last_mut() {
            case.heavy = true;
        }
    }
}

/// A program of one module.
fn module(name: &str, bytes: Vec<u8>) -> Composition {
    let name = name.into();
    Input { name, bytes }.into()
}

/// The end of an image as those of processes of this machine.
fn outcome(ended: Ended) -> Outcome {
    let raw = match (ended.code, ended.signal) {
        (Some(code), _) => code << 8,
        (None, signal) => signal.unwrap_or(0),
    };
    Outcome {
        status: Some(ExitStatus::from_raw(raw)),
        stdout: ended.stdout.0,
        stderr: ended.stderr.0,
    }
}

/// Fails unless an image exits with this code, this on standard output, and all of these somewhere on
/// standard error.
fn expect(ended: Ended, code: i32, stdout: &str, stderr: &[&str]) -> Result<()> {
    let outcome = outcome(ended);
    ensure!(outcome.exited_with(code), "{}", outcome.describe());
    let got = String::from_utf8_lossy(&outcome.stdout);
    ensure!(got == stdout, "stdout is {:?}", excerpt(&outcome.stdout));
    let text = String::from_utf8_lossy(&outcome.stderr);
    for part in stderr {
        ensure!(
            text.contains(part),
            "no {part:?} in {:?}",
            excerpt(&outcome.stderr)
        );
    }
    Ok(())
}
