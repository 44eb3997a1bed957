//! Drives an image with a script entry, see [`wasmc_abi::script`].

use crate::process::{Launch, excerpt, spawn, write_executable};
use anyhow::{Context, Result, bail};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;
use wasmc_abi::script::SLOT_BYTES;

/// An argument or a result as it goes over the wire.
pub type Slot = [u8; SLOT_BYTES];

/// A running image.
pub struct Driver {
    child: Child,
    requests: Option<ChildStdin>,
    answers: Receiver<Vec<u8>>,
    /// Bytes that have come and were not looked at yet.
    pending: Vec<u8>,
    stderr: File,
    limit: Duration,
    _folder: TempDir,
}

impl Driver {
    /// Starts an image; a call may take up to `limit`.
    ///
    /// # Errors
    /// The operating system's.
    pub fn start(launch: &dyn Launch, image: &[u8], limit: Duration) -> Result<Driver> {
        Driver::start_with(launch, image, limit, |_| {})
    }

    /// Starts an image with more than an empty environment: `prepare` gets the command before it is
    /// run.
    ///
    /// # Errors
    /// The operating system's.
    pub fn start_with(
        launch: &dyn Launch,
        image: &[u8],
        limit: Duration,
        prepare: impl FnOnce(&mut Command),
    ) -> Result<Driver> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("image");
        write_executable(&path, image)?;
        let stderr = tempfile::tempfile()?;
        let mut command = launch.command(&path);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(stderr.try_clone()?);
        prepare(&mut command);
        let mut child = spawn(&mut command).context("cannot run the image")?;
        let requests = child.stdin.take();
        let mut stdout = child.stdout.take().context("the image has no output")?;
        let (sender, answers) = channel();
        // A thread reads, since a read of a pipe has no time limit. It ends with the image.
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = stdout.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let pending = Vec::new();
        Ok(Driver {
            child,
            requests,
            answers,
            pending,
            stderr,
            limit,
            _folder: folder,
        })
    }

    /// The number of the process; of the emulator's, if there is one.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Makes a call: the status, and the slots as they are then.
    ///
    /// # Errors
    /// The image ended, or had to be killed.
    pub fn call(&mut self, number: usize, slots: &mut [Slot]) -> Result<u32> {
        let mut request = Vec::with_capacity(8 + slots.len() * SLOT_BYTES);
        request.extend((number as u32).to_le_bytes());
        request.extend((slots.len() as u32).to_le_bytes());
        request.extend(slots.as_flattened());
        let requests = self
            .requests
            .as_mut()
            .context("the image was told to end")?;
        if requests.write_all(&request).is_err() {
            bail!("the image {}", self.end());
        }
        let mut status = [0; 4];
        self.receive(&mut status)?;
        self.receive(slots.as_flattened_mut())?;
        Ok(u32::from_le_bytes(status))
    }

    fn receive(&mut self, bytes: &mut [u8]) -> Result<()> {
        while self.pending.len() < bytes.len() {
            match self.answers.recv_timeout(self.limit) {
                Ok(more) => self.pending.extend(more),
                Err(RecvTimeoutError::Timeout) => {
                    bail!("the call took more than {} s", self.limit.as_secs())
                }
                Err(RecvTimeoutError::Disconnected) => bail!("the image {}", self.end()),
            }
        }
        bytes.copy_from_slice(&self.pending[..bytes.len()]);
        self.pending.drain(..bytes.len());
        Ok(())
    }

    /// How the image, whose output is closed, ended.
    fn end(&mut self) -> String {
        // It may have closed its output without ending.
        thread::sleep(Duration::from_millis(100));
        let status = match self.child.try_wait() {
            Ok(Some(status)) => format!("ended: {status}"),
            _ => "closed its output".to_string(),
        };
        let mut text = Vec::new();
        // Without the text the status still says something.
        let _ = self.stderr.seek(SeekFrom::Start(0));
        let _ = self.stderr.read_to_end(&mut text);
        format!("{status}; stderr: {}", excerpt(&text))
    }

    /// Ends the image by the end of its input.
    ///
    /// # Errors
    /// It does not end with exit code 0.
    pub fn finish(mut self) -> Result<()> {
        drop(self.requests.take());
        match self.answers.recv_timeout(self.limit) {
            Err(RecvTimeoutError::Disconnected) => {}
            Err(RecvTimeoutError::Timeout) => bail!("the image ignores the end of its input"),
            Ok(_) => bail!("the image writes what it was not asked for"),
        }
        // Its output is closed, so it is about to end.
        let status = self.child.wait()?;
        if !status.success() {
            bail!("after the last call the image {}", self.end());
        }
        Ok(())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
