//! Running images, on this machine or under an emulator.

use anyhow::{Context, Error, Result};
use std::path::Path;
use std::process::Command;
pub use wasmc_agent::process::{
    Launch, Outcome, excerpt, run, run_with_input, say, spawn, write_executable,
};
use wasmc_compiler::Options;
use wasmc_compiler::target::Target;

/// User-mode emulator for images on another machine than their own. It emulates a processor with
/// everything, which holds images of aarch64 to what their property note says of branches.
fn emulator(target: Target) -> &'static [&'static str] {
    match target {
        Target::X86_64 => &["qemu-x86_64-static", "-cpu", "max"],
        // Signatures of return addresses by an algorithm that is fast to emulate.
        Target::Aarch64 => &["qemu-aarch64-static", "-cpu", "max,pauth-impdef=on"],
    }
}

/// What images are compiled with, and where they run.
#[derive(Clone, Debug)]
pub struct Machine {
    options: Options,
    /// The words that a command starts with.
    emulator: &'static [&'static str],
}

impl Machine {
    /// The machine for the options' target: this one, or an emulated one.
    ///
    /// # Errors
    /// There is no runtime or no emulator for the target.
    pub fn new(options: &Options) -> Result<Machine> {
        let target = options.target;
        let options = with_runtime(options)?;
        let emulator = if target == Target::host() {
            &[]
        } else {
            emulator(target)
        };
        if let [program, ..] = emulator {
            let version = Command::new(program).arg("--version").output();
            version.with_context(|| {
                format!("there is no {program}: on Debian, `apt-get install qemu-user-static`")
            })?;
        }
        Ok(Machine { options, emulator })
    }

    /// The same with an emulator of the least processor that images for the default `-march` may
    /// need, where there is an emulator of it.
    pub fn with_oldest_processor(&self) -> Machine {
        let default = self.options.march.name == self.options.target.marches()[0];
        let emulator = match self.emulator {
            ["qemu-aarch64-static", ..] if default => {
                &["qemu-aarch64-static", "-cpu", "cortex-a53"]
            }
            other => other,
        };
        Machine {
            emulator,
            ..self.clone()
        }
    }

    /// What images are compiled with.
    pub fn options(&self) -> Options {
        self.options.clone()
    }

    /// What images are compiled for.
    pub fn target(&self) -> Target {
        self.options.target
    }

    /// A command that runs an executable here; its environment is empty.
    pub fn command(&self, executable: &Path) -> Command {
        Launch::command(self, executable)
    }
}

impl Launch for Machine {
    fn command(&self, executable: &Path) -> Command {
        let mut command = match self.emulator {
            [program, words @ ..] => {
                let mut command = Command::new(program);
                command.args(words).arg(executable);
                command
            }
            [] => Command::new(executable),
        };
        // `PATH` is for finding the emulator; images ignore it.
        command.env_clear();
        command.envs(std::env::var_os("PATH").map(|path| ("PATH", path)));
        command
    }

    fn emulated(&self) -> bool {
        self.target() != Target::host()
    }
}

/// The options with the runtime of their target.
///
/// # Errors
/// It is not part of this build; what to install.
pub fn with_runtime(options: &Options) -> Result<Options> {
    let runtime = wasmc::runtime::archive(options.target).map_err(Error::msg)?;
    Ok(Options {
        runtime: Ok(runtime),
        ..options.clone()
    })
}
