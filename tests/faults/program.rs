//! The programs whose system calls fail, and what may come of that.

use anyhow::{Result, bail, ensure};
use std::fs;
use std::path::Path;
use wasmc_compiler::{Input, compile};
use wasmc_tests::image::{excerpt, write_executable};
use wasmc_tests::{Machine, Outcome};

/// A program.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    /// Its name.
    pub name: &'static str,
    /// Its text.
    text: &'static str,
    /// Its argument, if it takes one.
    pub arg: Option<&'static str>,
    /// What it prints.
    stdout: &'static str,
    /// What it exits with.
    code: i32,
    /// What its standard error has.
    stderr: &'static str,
    /// Its exit code when a WASI function returns an errno.
    errors: &'static [i32],
}

/// What the file holds that `cat` prints.
pub const TEXT: &str = "0123456789 a line of the file that is copied to standard output\n";

/// The programs.
pub const PROGRAMS: &[Program] = &[
    Program {
        name: "hello",
        text: include_str!("../../examples/hello.wat"),
        arg: None,
        stdout: "Hello, world!\n",
        code: 0,
        stderr: "",
        errors: &[1],
    },
    Program {
        name: "cat",
        text: include_str!("../../examples/cat.wat"),
        arg: Some("text"),
        stdout: TEXT,
        code: 0,
        stderr: "",
        errors: &[1],
    },
    Program {
        name: "files",
        text: include_str!("files.wat"),
        arg: None,
        stdout: "done\n",
        code: 0,
        stderr: "",
        errors: &[2],
    },
    Program {
        name: "waits",
        text: include_str!("waits.wat"),
        arg: None,
        stdout: "done\n",
        code: 0,
        stderr: "",
        errors: &[2],
    },
    Program {
        name: "trap",
        text: include_str!("../../examples/trap.wat"),
        arg: None,
        stdout: "",
        code: 134,
        stderr: "wasm trap: out of bounds memory access\n    at ",
        errors: &[],
    },
    Program {
        name: "overflow",
        text: include_str!("overflow.wat"),
        arg: None,
        stdout: "",
        code: 134,
        stderr: "wasm trap: call stack exhausted\n    at ",
        errors: &[],
    },
];

/// A program that ignores the results of WASI functions, so that faults must be noticed otherwise.
pub const CARELESS: Program = Program {
    name: "careless",
    text: include_str!("careless.wat"),
    arg: None,
    stdout: "Hello, world!\n",
    code: 0,
    stderr: "",
    errors: &[],
};

impl Program {
    /// Compiles it to an executable file.
    ///
    /// # Errors
    /// The compiler's, and the file system's.
    pub fn build(&self, machine: &Machine, executable: &Path) -> Result<()> {
        let input = Input {
            name: self.name.into(),
            bytes: wat::parse_str(self.text)?,
        };
        write_executable(
            executable,
            &compile(&input.into(), &machine.options())?.bytes,
        )
    }

    /// Makes the directory that it is given.
    ///
    /// # Errors
    /// The file system's.
    pub fn make_folder(folder: &Path) -> Result<()> {
        fs::create_dir(folder)?;
        Ok(fs::write(folder.join("text"), TEXT)?)
    }

    /// Fails unless it ended as it does when nothing fails.
    ///
    /// # Errors
    /// It did not.
    pub fn succeeded(&self, outcome: &Outcome) -> Result<()> {
        ensure!(outcome.exited_with(self.code), "{}", outcome.describe());
        self.said_everything(outcome, true)
    }

    fn said_everything(&self, outcome: &Outcome, stderr: bool) -> Result<()> {
        let got = String::from_utf8_lossy(&outcome.stdout);
        ensure!(got == self.stdout, "its output is {got:?}");
        let got = String::from_utf8_lossy(&outcome.stderr);
        let fits = got.starts_with(self.stderr) && (got.is_empty() == self.stderr.is_empty());
        ensure!(fits || !stderr, "its standard error is {got:?}");
        Ok(())
    }

    /// Fails unless it ended as it may when `call` failed: as if nothing had happened; or with an exit
    /// code of its own, since it was told; or with one message of the runtime's.
    ///
    /// # Errors
    /// It did not.
    pub fn took_it(&self, outcome: &Outcome, call: &str) -> Result<()> {
        let Some(status) = outcome.status else {
            bail!("it hangs");
        };
        let Some(code) = status.code() else {
            bail!("it was ended by a signal: {}", outcome.describe());
        };
        if code == self.code {
            // Where nothing can be written to standard error, nothing can be said.
            return self.said_everything(outcome, call != "write");
        }
        ensure!(code != 0, "it failed, and does not say so");
        let told = self.errors.contains(&code) && outcome.stderr.is_empty();
        let message = String::from_utf8_lossy(&outcome.stderr);
        let lines = message.lines().count();
        let refused = code == 1 && message.starts_with("wasmc: ") && lines == 1;
        ensure!(
            told || refused,
            "neither an errno nor a message: {}",
            outcome.describe()
        );
        let got = String::from_utf8_lossy(&outcome.stdout);
        ensure!(
            self.stdout.starts_with(&*got),
            "its output is {:?}",
            excerpt(&outcome.stdout)
        );
        Ok(())
    }

    /// Fails unless the first `lost` bytes that it writes to standard output, which the kernel was said
    /// to have taken, are the only ones that are missing.
    ///
    /// # Errors
    /// They are not.
    pub fn went_on(&self, outcome: &Outcome, lost: usize) -> Result<()> {
        ensure!(outcome.exited_with(self.code), "{}", outcome.describe());
        let got = String::from_utf8_lossy(&outcome.stdout);
        let expected = self.stdout.get(lost..).unwrap_or_default();
        ensure!(got == expected, "its output is {got:?}, not {expected:?}");
        Ok(())
    }
}
