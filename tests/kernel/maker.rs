//! Makes cases, and checks what images leave.

use crate::bundle::Bundle;
use crate::case::{Case, Check};
use anyhow::{Context, Result, ensure};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use wasmc_agent::plan::{self, Action, Ended, Run};
use wasmc_compiler::{Composition, Input, Options, compile};
use wasmc_tests::image::excerpt;
use wasmc_tests::{Machine, Outcome};

/// What cases are made with.
pub struct Maker<'a> {
    /// What images are compiled with.
    pub machine: &'a Machine,
    /// The files of the machine.
    pub bundle: &'a mut Bundle,
    /// What there is so far.
    pub cases: Vec<Case>,
}

impl Maker<'_> {
    /// Compiles a program and puts the image into the machine.
    pub fn compile(
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
    pub fn text(&mut self, text: &str, change: impl FnOnce(&mut Options)) -> Result<String> {
        let bytes = wat::parse_str(text)?;
        self.compile(&module("program", bytes), change)
    }

    /// Adds a case that the agent judges.
    pub fn counts(&mut self, name: &str, count: usize, action: Action) {
        self.add(name, action, Check::Counts(count));
    }

    /// Adds a case of an image that runs to its end.
    pub fn ends(&mut self, name: &str, run: Run, check: impl Fn(Ended) -> Result<()> + 'static) {
        self.add(name, Action::Run(run), Check::Ended(Box::new(check)));
    }

    pub fn add(&mut self, name: &str, action: Action, check: Check) {
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
    pub fn heavy(&mut self) {
        if let Some(case) = self.cases.last_mut() {
            case.heavy = true;
        }
    }
}

/// A program of one module.
pub fn module(name: &str, bytes: Vec<u8>) -> Composition {
    let name = name.into();
    Input { name, bytes }.into()
}

/// The end of an image as those of processes of this machine.
pub fn outcome(ended: Ended) -> Outcome {
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
pub fn expect(ended: Ended, code: i32, stdout: &str, stderr: &[&str]) -> Result<()> {
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
