//! A test of a program, and what it gets.

use std::path::{Path, PathBuf};
use wasmc_compiler::{Composition, compile};
use wasmc_tests::image::write_executable;
use wasmc_tests::sightglass::corrupt;
use wasmc_tests::{Form, Machine};

/// What every test gets.
pub struct Context {
    pub machine: Machine,
    /// What of a program is compiled.
    pub form: Form,
    pub corpus: PathBuf,
    pub negative_control: bool,
}

/// A test: its name, the module that it runs, and what it does.
pub struct Test {
    pub name: String,
    pub module: PathBuf,
    pub run: Box<Run>,
}

/// What a test does: an error is what is wrong.
type Run = dyn Fn(&Context) -> anyhow::Result<()> + Send + Sync;

impl Context {
    /// Compiles a program to an executable file.
    pub fn build(&self, program: &Composition, executable: &Path) -> anyhow::Result<()> {
        let compiled = compile(program, &self.machine.options())?;
        write_executable(executable, &compiled.bytes)
    }

    /// An expected text, or under the negative control a wrong one.
    pub fn expect(&self, text: &str) -> String {
        if self.negative_control {
            corrupt(text.as_bytes())
        } else {
            text.into()
        }
    }
}
