//! What the tests of the command share: a folder of their own, and processes with their outcome.

// Every test binary uses a part of this.
#![allow(dead_code, unused_imports, unused_macros)]

pub mod debugger;
pub mod oci;
pub mod registry;
pub mod server;

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;
use wasmc_compiler::target::Target;

/// How a process ended, and what it said.
#[derive(Debug)]
pub struct Outcome {
    /// Exit code; `None` after a signal.
    pub code: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        Outcome {
            code: output.status.code(),
            signal: output.status.signal(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Outcome {
    /// Asserts exit code 0 and a silent standard error; returns standard output.
    #[track_caller]
    pub fn success(self) -> String {
        assert!(self.code == Some(0) && self.stderr.is_empty(), "{self:#?}");
        self.stdout
    }

    /// Asserts an exit code; returns standard error.
    #[track_caller]
    pub fn fails(self, code: i32) -> String {
        assert!(self.code == Some(code), "{self:#?}");
        self.stderr
    }
}

/// A folder of one test.
pub struct Sandbox(TempDir);

impl Sandbox {
    /// An empty one.
    pub fn new() -> Self {
        Sandbox(TempDir::new().unwrap())
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file; returns its path.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// Names of what is in it, sorted.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(self.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// A command that runs here, with nothing in its environment but what is needed to find
    /// programs.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.path())
            .env_clear()
            .stdin(Stdio::null());
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        command
    }

    /// `wasmc` with arguments.
    pub fn wasmc<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = self.command(env!("CARGO_BIN_EXE_wasmc"));
        command.args(args);
        command
    }

    /// Compiles a module text with further arguments; returns the path of the image.
    #[track_caller]
    pub fn image(&self, text: &str, args: &[&str]) -> PathBuf {
        self.write("image.wat", text);
        // Notices are the business of their own tests.
        let outcome = run(self.wasmc(["image.wat", "-q", "-o", "image"].iter().chain(args)));
        assert_eq!(outcome.success(), "");
        self.path().join("image")
    }

    /// Compiles a program in C with wasi-libc; returns the path of the module. Left out, with a line
    /// that says so, where there is no compiler for it.
    pub fn clang(&self, text: &str) -> Option<PathBuf> {
        self.clang_with(&["-O2"], text)
    }

    /// The same with these options.
    pub fn clang_with(&self, options: &[&str], text: &str) -> Option<PathBuf> {
        let source = self.write("program.c", text);
        let module = self.path().join("program.wasm");
        let mut command = self.command("clang");
        command
            .arg("--target=wasm32-wasi")
            .args(options)
            .arg(source);
        match command.arg("-o").arg(&module).output() {
            Ok(output) if output.status.success() => Some(module),
            _ => {
                let line = "left out: no clang with wasi-libc: on Debian, \
                            `apt-get install clang lld wasi-libc libclang-rt-dev-wasm32`\n";
                io::stderr().write_all(line.as_bytes()).unwrap();
                None
            }
        }
    }

    /// Compiles a module text and runs the image.
    #[track_caller]
    pub fn run_image(&self, text: &str, args: &[&str]) -> Outcome {
        let image = self.image(text, args);
        run(&mut self.command(image))
    }
}

/// The machine that images of a target run on: this one, or an emulated one.
pub struct Machine {
    target: Target,
    /// The words that a command starts with.
    emulator: &'static [&'static str],
}

impl Machine {
    /// Runs a test with the machine for a target. Another target than the host's is left out, with
    /// a line that says so, where it cannot be compiled for or its images cannot be run.
    pub fn with(target: &str, test: fn(&Machine)) {
        let target: Target = target.parse().unwrap();
        let emulator: &[&str] = match target {
            _ if target == Target::host() => &[],
            Target::X86_64 => &["qemu-x86_64-static", "-cpu", "max"],
            // It holds images to what their property note says of branches.
            Target::Aarch64 => &["qemu-aarch64-static", "-cpu", "max,pauth-impdef=on"],
        };
        let found = |program: &&str| Command::new(program).arg("--version").output().is_ok();
        let missing = match emulator.first() {
            Some(program) if !found(program) => Some(format!(
                "there is no {program}: on Debian, `apt-get install qemu-user-static`"
            )),
            Some(_) => wasmc::runtime::archive(target).err(),
            None => None,
        };
        match missing {
            Some(reason) => without(target, &reason),
            None => test(&Machine { target, emulator }),
        }
    }

    /// Compiles a module text with further arguments; returns the path of the image.
    #[track_caller]
    pub fn image(&self, sandbox: &Sandbox, text: &str, args: &[&str]) -> PathBuf {
        sandbox.image(text, &[&["--target", self.target.name()], args].concat())
    }

    /// A command that runs an image.
    pub fn command(&self, sandbox: &Sandbox, image: &Path) -> Command {
        match self.emulator {
            [] => sandbox.command(image),
            [program, words @ ..] => {
                let mut command = sandbox.command(program);
                command.args(words).arg(image);
                command
            }
        }
    }

    /// Compiles a module text and runs the image.
    #[track_caller]
    pub fn run_image(&self, text: &str, args: &[&str]) -> Outcome {
        let sandbox = Sandbox::new();
        let image = self.image(&sandbox, text, args);
        run(self.command(&sandbox, &image))
    }
}

/// Leaves the rest of a test out, with a line that says so, where images for both platforms cannot
/// be made.
macro_rules! needs_both_platforms {
    () => {
        if $crate::common::a_platform_is_missing() {
            return;
        }
    };
}
pub(crate) use needs_both_platforms;

/// Whether a runtime is not part of this build, and says which.
pub fn a_platform_is_missing() -> bool {
    let missing = Target::ALL.into_iter().find_map(|target| {
        let reason = wasmc::runtime::archive(target).err()?;
        Some((target, reason))
    });
    let Some((target, reason)) = missing else {
        return false;
    };
    without(target, &reason);
    true
}

/// Says what is left out. It writes to standard error itself, because the test harness captures what
/// the macros print.
fn without(target: Target, reason: &str) {
    let line = format!("{target}: left out: {reason}\n");
    io::stderr().write_all(line.as_bytes()).unwrap();
}

/// The same for anything else; the result is for callers that give up.
pub fn left_out<T>(reason: &str) -> Option<T> {
    let line = format!("left out: {reason}\n");
    io::stderr().write_all(line.as_bytes()).unwrap();
    None
}

/// Runs a command to its end.
#[track_caller]
pub fn run(command: impl std::borrow::BorrowMut<Command>) -> Outcome {
    let mut command = command;
    command.borrow_mut().output().unwrap().into()
}

/// Starts a command with a pipe at each of its streams.
#[track_caller]
pub fn start(command: &mut Command) -> std::process::Child {
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs a command to its end with this on its standard input.
#[track_caller]
pub fn run_with_input(mut command: Command, input: &[u8]) -> Outcome {
    let mut child = start(&mut command);
    // The input fits into the pipe, so neither side has to wait for the other.
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap().into()
}

/// A file of `examples/`.
pub fn example(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    fs::read_to_string(folder.join(name)).unwrap()
}
