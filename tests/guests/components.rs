//! Commands in Python and JavaScript that componentize-py and componentize-js made components of: files, clocks, random
//! numbers, an error. wasmtime must agree, where it is there.

use crate::group::{Context, Group, Module, Test};
use anyhow::{Result, ensure};
use std::fs;
use std::path::Path;
use std::process::Command;
use wasmc_compiler::target::Target;
use wasmc_tests::image::run;
use wasmc_tests::limit::HANG_OF_PROGRAM;
use wasmc_tests::{Machine, packages, paths};

/// What a program in some language does.
#[derive(Clone, Copy)]
struct Program {
    language: &'static str,
    component: &'static str,
    /// What it prints of clocks, random numbers and the file that it wrote.
    prints: [&'static str; 3],
    /// What it writes.
    counts: &'static str,
    /// What it says of a file that is not there.
    complaint: &'static str,
}

const PYTHON: Program = Program {
    language: "python",
    component: "components/python.wasm",
    prints: [
        "clocks True True True",
        "random 1000 True True",
        "36 ['in.txt', 'out.json']",
    ],
    counts: r#"{"drei": 3, "größe": 1, "zwei": 2}"#,
    complaint: "cannot count: No such file or directory\n",
};

const JAVASCRIPT: Program = Program {
    language: "javascript",
    component: "components/javascript.wasm",
    prints: ["clocks true true", "random 1000 100", "31 true false"],
    counts: r#"{"drei":3,"größe":1,"zwei":2}"#,
    complaint: "cannot count: no-entry\n",
};

/// The tests in Python.
pub fn python(machine: &Machine) -> Group {
    group(PYTHON, machine)
}

/// The tests in JavaScript.
pub fn javascript(machine: &Machine) -> Group {
    group(JAVASCRIPT, machine)
}

fn group(program: Program, machine: &Machine) -> Group {
    let language = program.language;
    let mut tests = Vec::new();
    for way in paths::WAYS {
        tests.push(Test {
            name: format!("component/{language}/{}", way.name),
            run: Box::new(move |context, image| {
                program.run(context, || {
                    let mut command = context.machine.command(image);
                    let options = format!("{} --dir . --env WHO=you", way.words);
                    command.env("WASMC_OPTS", options);
                    command
                })
            }),
        });
    }
    if language == "python" {
        tests.push(Test {
            name: "component/python/sockets".into(),
            run: Box::new(sockets),
        });
    }
    // Once, not for every target.
    if machine.target() == Target::host() {
        tests.push(Test {
            name: format!("component/{language}/wasmtime"),
            run: Box::new(move |context, _| program.run_under_wasmtime(context)),
        });
    }
    Group {
        module: Module::Component(program.component),
        tests,
    }
}

/// What Python's `socket` does by TCP, UDP and names.
const SOCKETS: &str = "tcp 127.0.0.1 True True
b'100000 bytes' b''
udp b'a datagram' True
tcp ::1 True True
b'100000 bytes' b''
udp b'a datagram' True
localhost ('AF_INET', ('127.0.0.1', 80))
::1 ('AF_INET6', ('::1', 80))
127.0.0.2 ('AF_INET', ('127.0.0.2', 80))
";

/// What it does without the permissions; these names need none.
const NO_SOCKETS: &str = "tcp PermissionError
udp PermissionError
tcp PermissionError
udp PermissionError
localhost ('AF_INET', ('127.0.0.1', 80))
::1 ('AF_INET6', ('::1', 80))
127.0.0.2 ('AF_INET', ('127.0.0.2', 80))
";

/// Python's `socket`, with what `wasmtime run` grants by `-S inherit-network,allow-ip-name-lookup`, and without.
fn sockets(context: &Context, image: &Path) -> Result<()> {
    let grants = "--tcp-listen *:* --tcp-connect 127.0.0.1:* --tcp-connect [::1]:* --udp";
    for (words, output) in [(grants, SOCKETS), ("", NO_SOCKETS)] {
        let mut command = context.machine.command(image);
        command.env("WASMC_OPTS", words).arg("sockets");
        let outcome = run(&mut command, HANG_OF_PROGRAM)?;
        ensure!(outcome.exited_with(0), "{}", outcome.describe());
        context.compare(&outcome.stdout, output)?;
    }
    Ok(())
}

impl Program {
    /// Counts the words of a file, and fails to count those of another.
    fn run(&self, context: &Context, command: impl Fn() -> Command) -> Result<()> {
        let folder = tempfile::tempdir()?;
        fs::write(
            folder.path().join("in.txt"),
            "zwei drei zwei\n\tdrei größe drei\n",
        )?;
        let [clocks, random, file] = self.prints;
        let begin = format!("Grüße you\n{clocks}\n{random}\n");
        let run = |source: &str| {
            let mut command = command();
            command
                .current_dir(folder.path())
                .args([source, "out.json"]);
            run(&mut command, HANG_OF_PROGRAM)
        };

        let outcome = run("missing")?;
        ensure!(outcome.exited_with(1), "{}", outcome.describe());
        context.compare(&outcome.stdout, &begin)?;
        context.compare(&outcome.stderr, self.complaint)?;

        let outcome = run("in.txt")?;
        ensure!(outcome.exited_with(0), "{}", outcome.describe());
        context.compare(&outcome.stdout, &format!("{begin}{file}\n"))?;
        context.compare(&fs::read(folder.path().join("out.json"))?, self.counts)
    }

    fn run_under_wasmtime(&self, context: &Context) -> Result<()> {
        let wasmtime = packages::file("wasmtime")?;
        let folder = tempfile::tempdir()?;
        let compiled = folder.path().join("compiled");
        let mut compile = Command::new(&wasmtime);
        compile.arg("compile").arg(packages::file(self.component)?);
        compile.arg("-o").arg(&compiled);
        let outcome = run(&mut compile, HANG_OF_PROGRAM)?;
        ensure!(outcome.exited_with(0), "{}", outcome.describe());
        if self.language == "python" {
            let mut command = Command::new(&wasmtime);
            command.args([
                "run",
                "--allow-precompiled",
                "-S",
                "http,inherit-network,allow-ip-name-lookup",
            ]);
            let outcome = run(command.arg(&compiled).arg("sockets"), HANG_OF_PROGRAM)?;
            ensure!(outcome.exited_with(0), "{}", outcome.describe());
            context.compare(&outcome.stdout, SOCKETS)?;
        }
        self.run(context, || {
            let mut command = Command::new(&wasmtime);
            // The interfaces of HTTP are imported, though not called.
            command.args(["run", "--allow-precompiled", "-S", "http"]);
            command.args(["--dir", ".", "--env", "WHO=you"]);
            command.arg(&compiled);
            command
        })
    }
}
