//! What the tests of all walls share.

use anyhow::{Context, Result, ensure};
use wasmc_abi::calls::{ALWAYS, BUILTINS, WASI};
use wasmc_agent::guest::Image;
use wasmc_compiler::Options;
use wasmc_compiler::options::{Archives, Seccomp};
use wasmc_compiler::target::Target;
use wasmc_tests::hole;
use wasmc_tests::{Args, Machine, wasi_guest};

/// The machine, and the runtime with the hole.
pub struct Suite<'a> {
    /// The command line.
    pub args: &'a Args,
    /// What images are compiled for.
    pub machine: &'a Machine,
    archives: Archives,
}

impl<'a> Suite<'a> {
    /// Makes the runtime.
    ///
    /// # Errors
    /// There is none for the machine.
    pub fn new(args: &'a Args, machine: &'a Machine) -> Result<Self> {
        let options = machine.options();
        let mut archives = options.runtime.map_err(anyhow::Error::msg)?;
        archives.runtime = hole::runtime(archives.runtime, machine.target()).context("no hole")?;
        Ok(Suite {
            args,
            machine,
            archives,
        })
    }

    /// Options with these walls, or with none under the negative control.
    pub fn options(&self, seccomp: Seccomp, landlock: bool) -> Options {
        let walls = !self.args.negative_control;
        Options {
            seccomp: Some(if walls { seccomp } else { Seccomp::Off }),
            landlock: landlock && walls,
            runtime: Ok(self.archives),
            ..self.machine.options()
        }
    }

    /// The guest with every function, and these walls.
    ///
    /// # Errors
    /// The compiler's.
    pub fn guest(&self, seccomp: Seccomp, landlock: bool) -> Result<Image> {
        wasi_guest::image_with(self.machine, "", self.options(seccomp, landlock))
    }

    /// Under an emulator an image runs with the walls that it has asked for in vain.
    ///
    /// # Errors
    /// It does not run.
    pub fn emulated(&self) -> Result<()> {
        let guest = self.guest(Seccomp::On, true)?;
        let mut guest = guest.start(|_| {})?;
        let expected = if self.args.negative_control { 1 } else { 0 };
        let got = guest.value("sched_yield", &[])?;
        ensure!(got == expected, "errno {got}");
        guest.finish()
    }
}

/// A test of a wall.
pub struct Case {
    /// Its name, `WALL/WHAT`.
    pub name: String,
    /// What it does.
    pub test: Box<Test>,
}

/// What a case does: an error is what is wrong.
pub type Test = dyn Fn(&Suite<'_>) -> Result<()>;

/// A case.
pub fn case(name: impl Into<String>, test: impl Fn(&Suite<'_>) -> Result<()> + 'static) -> Case {
    Case {
        name: name.into(),
        test: Box::new(test),
    }
}

/// The number of a call that an image may make.
///
/// # Errors
/// No function makes it.
pub fn number_of(name: &str) -> Result<u32> {
    let functions = WASI.iter().chain(BUILTINS);
    let rules = functions.flat_map(|function| function.rules.iter().copied().flatten());
    let mut rules = ALWAYS.iter().chain(rules);
    let rule = rules.find(|rule| rule.call.name == name);
    let call = rule.with_context(|| format!("no rule for {name}"))?.call;
    Ok(match Target::host() {
        Target::X86_64 => call.x86_64,
        Target::Aarch64 => call.aarch64,
    })
}
