//! Debuggers, and images that run under them.
//!
//! gdb runs the images of this machine. Those of aarch64 run in an emulator, which gdb-multiarch steps.

use super::{Sandbox, run};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use wasmc_compiler::target::Target;

/// A debugger, and how an image is run under it.
pub struct Debugger {
    /// The machine of the images.
    pub target: Target,
    program: &'static str,
}

impl Debugger {
    /// The one for a target, where it is installed; else a line says that it is not.
    pub fn of(target: &str) -> Option<Debugger> {
        let target: Target = target.parse().unwrap();
        let host = target == Target::host();
        let debugger = Debugger {
            target,
            program: if host { "gdb" } else { "gdb-multiarch" },
        };
        let emulator = (!host).then_some("qemu-aarch64-static");
        for program in std::iter::once(debugger.program).chain(emulator) {
            if Command::new(program).arg("--version").output().is_err() {
                let line = format!("{target}: left out: there is no {program}\n");
                io::stderr().write_all(line.as_bytes()).unwrap();
                return None;
            }
        }
        if let Err(reason) = wasmc::runtime::archive(target) {
            let line = format!("{target}: left out: {reason}\n");
            io::stderr().write_all(line.as_bytes()).unwrap();
            return None;
        }
        Some(debugger)
    }

    /// Compiles a module with options.
    #[track_caller]
    pub fn image(&self, sandbox: &Sandbox, text: &str, options: &[&str]) {
        sandbox.image(text, &[&["--target", self.target.name()], options].concat());
    }

    /// Runs the image of the sandbox up to a function, then further commands; returns what they print.
    pub fn session(&self, sandbox: &Sandbox, stop: &str, commands: &str) -> String {
        let emulated = self.target != Target::host();
        let start = match emulated {
            true => "target remote socket",
            // Else the first instruction is that of a shell.
            false => "set startup-with-shell off",
        };
        let go = if emulated { "continue" } else { "run" };
        let script = format!(
            "set pagination off\nset confirm off\nset backtrace past-main on\n\
             set auto-load off\n{start}\nhandle SIGSEGV SIGILL nostop noprint pass\n\
             break {stop}\n{go}\nprintf \"----\\n\"\n{commands}\nkill\n"
        );
        let script = sandbox.write("script", script);
        let emulator = emulated.then(|| {
            let mut command = sandbox.command("qemu-aarch64-static");
            // Without signed return addresses: the emulator does not tell which bits are the signature.
            command.args(["-cpu", "cortex-a57", "-g", "socket", "./image"]);
            let null = || Stdio::null();
            let child = command.stdout(null()).stderr(null()).spawn().unwrap();
            wait_for(&sandbox.path().join("socket"));
            child
        });
        let mut gdb = sandbox.command("timeout");
        gdb.args(["300", self.program, "-q", "-nx", "-batch", "-x"]);
        let outcome = run(gdb.arg(script).arg("./image"));
        if let Some(mut emulator) = emulator {
            let _ = emulator.kill();
            emulator.wait().unwrap();
        }
        match outcome.stdout.split_once("----\n") {
            Some((_, printed)) => printed.to_string(),
            None => panic!("{outcome:#?}"),
        }
    }

    /// The outermost function that it can reach: an emulated process has its stacks in the wrong order, so
    /// that gdb takes the frame behind the stack of the module for damage.
    pub fn outermost(&self) -> &'static str {
        match self.target == Target::host() {
            true => "_start",
            false => "call_on_stack",
        }
    }

    /// Asserts that each backtrace ends where it should.
    #[track_caller]
    pub fn complete(&self, traces: &[Vec<String>]) {
        for trace in traces {
            let last = trace.last().unwrap();
            assert!(last.contains(self.outermost()), "{trace:#?}");
            let unknown = trace.iter().find(|name| name.contains("??"));
            assert_eq!(unknown, None, "{trace:#?}");
        }
    }
}

/// Waits until there is a file.
fn wait_for(path: &Path) {
    while !path.exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
}
