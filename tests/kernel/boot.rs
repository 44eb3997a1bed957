//! Boots a machine and listens to it until it is switched off.

use crate::machines::{self, Computer};
use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Instant;
use wasmc_agent::plan::{REPLY, Reply};
use wasmc_compiler::target::Target;
use wasmc_tests::image::excerpt;
use wasmc_tests::limit::HANG_OF_PROGRAM;

/// What a machine did.
pub struct Booted {
    /// The agent's replies.
    pub replies: Vec<Reply>,
    /// How long it took.
    pub seconds: f64,
    /// What else the console showed, its end.
    pub last_words: String,
}

/// Fails where the emulator of a target's machines is missing.
///
/// # Errors
/// What to install.
pub fn find_emulator(target: Target) -> Result<()> {
    let computer = machines::all(target).first();
    let emulator = computer.context("no machines")?.emulator;
    let version = Command::new(emulator).arg("--version").output();
    let package = match target {
        Target::X86_64 => "qemu-system-x86",
        Target::Aarch64 => "qemu-system-arm",
    };
    version.with_context(|| {
        format!("there is no {emulator}: on Debian, `apt-get install {package}`")
    })?;
    Ok(())
}

/// A machine that is switched off with the test, whatever happens to that.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Boots a kernel with an archive (initramfs) and waits for the end of the machine.
///
/// # Errors
/// The operating system's, or the machine is silent for too long.
pub fn boot(computer: &Computer, kernel: &Path, archive: &Path) -> Result<Booted> {
    let start = Instant::now();
    let mut machine = Command::new(computer.emulator);
    machine
        .args(computer.words)
        .args(["-smp", "2", "-m", "4096", "-display", "none", "-no-reboot"])
        .args(["-monitor", "none", "-serial", "stdio", "-nodefaults"])
        .arg("-kernel")
        .arg(kernel)
        .arg("-initrd")
        .arg(archive)
        .arg("-append")
        .arg(format!("console={} quiet panic=-1", computer.console))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut running = Running(machine.spawn().context("cannot start the emulator")?);
    let stdout = running.0.stdout.take().context("no console")?;
    let mut stderr = running.0.stderr.take().context("no messages")?;
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    let (mut replies, mut rest) = (Vec::new(), Vec::new());
    loop {
        match lines.recv_timeout(HANG_OF_PROGRAM) {
            Ok(line) => {
                let line = line.trim_ascii();
                match line.strip_prefix(REPLY.as_bytes()) {
                    Some(reply) => {
                        replies.push(serde_json::from_slice(reply).context("a broken reply")?);
                    }
                    None => {
                        rest.extend(line);
                        rest.push(b'\n');
                    }
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => {
                rest.extend(b"(silent for too long)\n");
                break;
            }
        }
    }
    drop(running);
    // What cannot be read of it is only lost for a message.
    let _ = stderr.read_to_end(&mut rest);
    Ok(Booted {
        replies,
        seconds: start.elapsed().as_secs_f64(),
        last_words: excerpt(&rest),
    })
}
