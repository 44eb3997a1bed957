//! A guest that does what it is told: every WASI function is an export of it, to be called one by
//! one, and its memory can be read and written.

use crate::driver::{Driver, Slot};
use crate::limit::HANG;
use crate::process::Launch;
use crate::wasi::errno;
use anyhow::{Context, Result, bail, ensure};
use std::collections::HashMap;
use std::fs;
use std::process::Command;
use std::time::Duration;
use wasmc_abi::script::SLOT_BYTES;
use wasmc_abi::trap::{ComponentTrap, Trap};

/// The longest that one call may take; emulated ones that fill gigabytes need it.
const LIMIT: Duration = HANG;

/// 64-bit words that one call brings into the memory or out of it.
pub const WORDS: usize = 512;

/// The image of a guest, for any number of runs.
pub struct Image {
    launch: Box<dyn Launch + Send + Sync>,
    bytes: Vec<u8>,
    /// Numbers of the exports.
    calls: HashMap<String, usize>,
    /// Whether it is a component, whose errors do not tell a missing permission from one that the kernel refuses.
    component: bool,
}

/// What a call led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It returned this, which is an errno where it is a WASI function.
    Value(u32),
    /// It trapped.
    Trap(Trap),
}

impl Image {
    /// An image with the numbers of its exports, and how it is run here.
    pub fn new(
        launch: impl Launch + Send + Sync + 'static,
        bytes: Vec<u8>,
        calls: HashMap<String, usize>,
    ) -> Image {
        Image {
            launch: Box::new(launch),
            bytes,
            calls,
            component: false,
        }
    }

    /// The same of a component.
    pub fn of_component(self) -> Image {
        Image {
            component: true,
            ..self
        }
    }

    /// Whether it is a component.
    pub fn is_component(&self) -> bool {
        self.component
    }

    /// Whether an emulator runs it.
    pub fn emulated(&self) -> bool {
        self.launch.emulated()
    }

    /// Starts it; `prepare` gets the command before.
    ///
    /// # Errors
    /// The operating system's.
    pub fn start(&self, prepare: impl FnOnce(&mut Command)) -> Result<Guest<'_>> {
        let driver = Driver::start_with(&*self.launch, &self.bytes, LIMIT, prepare)?;
        Ok(Guest {
            image: self,
            driver,
        })
    }
}

/// A running guest.
pub struct Guest<'image> {
    image: &'image Image,
    driver: Driver,
}

impl Guest<'_> {
    /// The number of the process.
    pub fn process(&self) -> u32 {
        self.driver.process()
    }

    fn status(&mut self, name: &str, slots: &mut [Slot]) -> Result<u32> {
        let number = self.image.calls.get(name);
        let number = *number.with_context(|| format!("the guest has no function {name}"))?;
        let status = self.driver.call(number, slots);
        status.with_context(|| format!("{name} ended the process"))
    }

    fn slots(&mut self, name: &str, slots: &mut [Slot]) -> Result<Option<Trap>> {
        let status = self.status(name, slots)?;
        trap(name, status)
    }
    /// Calls a function that returns one number, or none, which is then 0.
    ///
    /// A text that is not UTF-8 is an errno of preview 1; a component traps.
    ///
    /// # Errors
    /// The process ended, or had to be ended.
    pub fn call(&mut self, name: &str, args: &[u64]) -> Result<Answer> {
        let mut slots: Vec<Slot> = args.iter().map(|arg| slot(*arg)).collect();
        // A function without parameters still has a slot for its result.
        slots.resize(slots.len().max(1), [0; SLOT_BYTES]);
        let status = self.status(name, &mut slots)?;
        if status == u32::from(ComponentTrap::InvalidUtf8 as u8) {
            return Ok(Answer::Value(errno::ILSEQ));
        }
        let trap = trap(name, status)?;
        let value = slots.first().map_or(0, |slot| word(slot) as u32);
        Ok(trap.map_or(Answer::Value(value), Answer::Trap))
    }

    /// Calls a function that must not trap.
    ///
    /// # Errors
    /// As [`Guest::call`], or it traps.
    pub fn value(&mut self, name: &str, args: &[u64]) -> Result<u32> {
        match self.call(name, args)? {
            Answer::Value(value) => Ok(value),
            Answer::Trap(trap) => bail!("{name} trapped: {}", trap.message()),
        }
    }

    /// Calls a WASI function that must succeed.
    ///
    /// # Errors
    /// As [`Guest::value`]; an errno is an error.
    pub fn succeed(&mut self, name: &str, args: &[u64]) -> Result<()> {
        let errno = self.value(name, args)?;
        ensure!(errno == 0, "{name} returned errno {errno}");
        Ok(())
    }

    /// Copies bytes into the memory.
    ///
    /// # Errors
    /// They do not fit, or the process ended.
    pub fn write(&mut self, at: u32, bytes: &[u8]) -> Result<()> {
        let mut at = u64::from(at);
        let mut chunks = bytes.chunks_exact(WORDS * 8);
        for chunk in &mut chunks {
            let words = chunk.chunks_exact(8).map(|it| slot(le_word(it)));
            let mut slots = vec![slot(at)];
            slots.extend(words);
            let trap = self.slots("poke", &mut slots)?;
            ensure!(trap.is_none(), "no memory at {at:#x}");
            at += chunk.len() as u64;
        }
        let mut words = chunks.remainder().chunks_exact(8);
        for bytes in &mut words {
            self.value("put64", &[at, le_word(bytes)])?;
            at += 8;
        }
        for byte in words.remainder() {
            self.value("put", &[at, u64::from(*byte)])?;
            at += 1;
        }
        Ok(())
    }

    /// Copies bytes out of the memory. Whole blocks of 4 KiB are read, so they must be there.
    ///
    /// # Errors
    /// They are not, or the process ended.
    pub fn read(&mut self, at: u32, len: usize) -> Result<Vec<u8>> {
        let mut bytes = Vec::with_capacity(len);
        while bytes.len() < len {
            let mut slots = vec![[0; SLOT_BYTES]; WORDS];
            slots[0] = slot(u64::from(at) + bytes.len() as u64);
            let trap = self.slots("peek", &mut slots)?;
            ensure!(trap.is_none(), "no memory at {at:#x}");
            bytes.extend(slots.iter().flat_map(|slot| word(slot).to_le_bytes()));
        }
        bytes.truncate(len);
        Ok(bytes)
    }

    /// Reads a number.
    ///
    /// # Errors
    /// As [`Guest::read`].
    pub fn read_u32(&mut self, at: u32) -> Result<u32> {
        let bytes = self.read(at, 4)?;
        Ok(bytes
            .iter()
            .rev()
            .fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
    }

    /// Descriptors that the process has open, as the kernel knows them.
    ///
    /// # Errors
    /// The kernel does not tell.
    pub fn host_descriptors(&self) -> Result<usize> {
        Ok(fs::read_dir(format!("/proc/{}/fd", self.process()))?.count())
    }

    /// Ends it by the end of its input.
    ///
    /// # Errors
    /// It does not end with exit code 0.
    pub fn finish(self) -> Result<()> {
        self.driver.finish()
    }
}

/// The trap of a status; `None`: there was none.
fn trap(name: &str, status: u32) -> Result<Option<Trap>> {
    if status == 0 {
        return Ok(None);
    }
    let trap = u8::try_from(status).ok().and_then(Trap::from_code);
    let trap = trap.with_context(|| format!("{name}: unknown status {status}"))?;
    Ok(Some(trap))
}

fn slot(value: u64) -> Slot {
    let mut slot = [0; SLOT_BYTES];
    slot[..8].copy_from_slice(&value.to_le_bytes());
    slot
}

fn word(slot: &Slot) -> u64 {
    le_word(&slot[..8])
}

fn le_word(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
