//! What `fuzz/fuzz_targets` calls, and `tests/fuzz` without libFuzzer: targets that take any bytes and find a
//! bug in what is tested, or none.

mod choices;
mod compile;
mod component;
mod decode;
mod differential;
mod oci;
mod options;
mod seeds;
mod setting;
mod wasi;

pub use setting::{Fault, Setting};

use crate::image::Machine;
use anyhow::{Context, Error, Result, anyhow};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Once, OnceLock};
use wasmc_agent::random::Random;
use wasmc_compiler::Options;

/// A target.
pub struct Target {
    /// Its name, also that of its folder in `fuzz/corpus`.
    pub name: &'static str,
    /// How many cases an ordinary test runs.
    pub cases: u64,
    /// How many run for an emulated machine, which is slow; 0 where nothing depends on the machine.
    pub emulated: u64,
    make: fn(&mut Random) -> Vec<u8>,
    run: fn(&[u8], Setting<'_>) -> Result<()>,
}

/// Every target.
pub const TARGETS: &[Target] = &[
    Target {
        name: "decode",
        cases: 10_000,
        emulated: 0,
        make: seeds::bytes_of_a_module,
        run: decode::run,
    },
    Target {
        name: "compile",
        cases: 200,
        emulated: 0,
        make: some_bytes,
        run: compile::run,
    },
    Target {
        name: "differential",
        cases: 200,
        emulated: 50,
        make: some_bytes,
        run: differential::run,
    },
    Target {
        name: "wasi",
        cases: 200,
        emulated: 50,
        make: some_bytes,
        run: wasi::run,
    },
    Target {
        name: "component",
        cases: 500,
        emulated: 4,
        make: many_bytes,
        run: component::run,
    },
    Target {
        name: "oci",
        cases: 1_000,
        emulated: 0,
        make: some_bytes,
        run: oci::run,
    },
    Target {
        name: "options",
        cases: 2_000,
        emulated: 0,
        make: options::words,
        run: options::run,
    },
];

impl Target {
    /// The bytes of the case of this number: first those in `fuzz/corpus`, then random ones.
    ///
    /// # Errors
    /// The corpus cannot be read.
    pub fn case(&self, number: u64) -> Result<Vec<u8>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../fuzz/corpus")
            .join(self.name);
        let mut files = Vec::new();
        for entry in fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))? {
            files.push(entry?.path());
        }
        files.sort();
        match files.get(number as usize) {
            Some(path) => Ok(fs::read(path)?),
            None => Ok((self.make)(&mut Random::new(number))),
        }
    }

    /// Runs the target on these bytes. A panic is an error, too.
    ///
    /// # Errors
    /// What shows a bug.
    pub fn run(&self, data: &[u8], setting: Setting<'_>) -> Result<()> {
        match catch_unwind(AssertUnwindSafe(|| (self.run)(data, setting))) {
            Ok(result) => result,
            Err(panic) => {
                let text = panic.downcast_ref::<String>().map(String::as_str);
                let text = text.or(panic.downcast_ref::<&str>().copied());
                Err(anyhow!("a panic: {}", text.unwrap_or("without a message")))
            }
        }
    }
}

/// Runs the target of this name for libFuzzer, which looks for panics.
///
/// # Panics
/// There is a bug.
pub fn fuzz(name: &str, data: &[u8]) {
    // Its hook ends the process at each panic, also at those of wasmi and wasm-mutate, which are caught. It
    // sees the others all the same.
    static HOOK: Once = Once::new();
    HOOK.call_once(|| drop(std::panic::take_hook()));
    let target = TARGETS.iter().find(|target| target.name == name);
    let result = match (target, machine()) {
        (Some(target), Ok(machine)) => {
            let fault = Fault::None;
            (target.run)(data, Setting { machine, fault })
        }
        (_, Err(error)) => Err(error),
        (None, _) => Err(Error::msg("no such target")),
    };
    if let Err(error) = result {
        panic!("{name}: {error:#}");
    }
}

/// This machine.
fn machine() -> Result<&'static Machine> {
    static MACHINE: OnceLock<Machine> = OnceLock::new();
    if let Some(machine) = MACHINE.get() {
        return Ok(machine);
    }
    let made = Machine::new(&Options::default())?;
    Ok(MACHINE.get_or_init(|| made))
}

/// Bytes for some 2,000 calls.
fn many_bytes(random: &mut Random) -> Vec<u8> {
    (0..16_384).map(|_| random.below(256) as u8).collect()
}

/// Bytes that a target makes its case of.
fn some_bytes(random: &mut Random) -> Vec<u8> {
    let len = 64 + random.below(4096);
    (0..len).map(|_| random.below(256) as u8).collect()
}
