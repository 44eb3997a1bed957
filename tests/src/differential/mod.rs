//! Modules as images and under wasmi, which shares no code generator with `wasmc`: every call must lead to
//! the same results or the same trap.

pub mod generate;
pub mod oracle;
mod script;

use crate::image::Machine;
use anyhow::{Context, Result, bail, ensure};
use generate::{Signature, Type};
use oracle::{Ended, Oracle};
use script::Script;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use wasmc_abi::script::SLOT_BYTES;
use wasmc_abi::trap::Trap;
use wasmc_agent::driver::{Driver, Slot};
use wasmc_agent::limit::HANG;
use wasmc_agent::random::Random;
use wasmc_compiler::options::{EntryPoint, MemoryCheck};
use wasmc_compiler::target::Target;
use wasmc_compiler::{Compiled, Input, Options, ScriptItem, compile};

/// What came of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Both sides agree.
    Equal,
    /// They do not, but wasmtime agrees with the image.
    WrongInWasmi,
}

/// How modules are compared.
pub struct Comparison<'a> {
    /// Names the script that a difference leaves in `target/differential`.
    pub name: String,
    /// Where images run.
    pub machine: &'a Machine,
    /// What they are compiled with.
    pub options: Options,
    /// Calls of each function.
    pub calls: usize,
    /// In which of its turns [`generate::STATE`] is called: it takes longer than all others together.
    pub state_every: usize,
    /// Whether what images return is turned into something else: then everything must differ.
    pub falsify: bool,
    /// Counts the calls that were compared.
    pub evaluations: &'a AtomicU64,
}

impl Comparison<'_> {
    /// Compares the functions of a module without imports. `oracle` has been made of the same bytes.
    ///
    /// # Errors
    /// Something differs, or cannot be run.
    pub fn run(
        &self,
        wasm: Vec<u8>,
        functions: &[(String, Signature)],
        oracle: &mut Oracle,
        random: &mut Random,
    ) -> Result<Compared> {
        let mut script = Script::new(&wasm);
        let input = Input {
            name: "module".into(),
            bytes: wasm,
        };
        let options = Options {
            entry: EntryPoint::Script,
            ..self.options.clone()
        };
        let mut image = Running::start(compile(&input.into(), &options)?, self.machine)?;
        let state = functions.iter().find(|(name, _)| name == generate::STATE);
        for round in 0..self.calls {
            for (name, signature) in functions {
                if name == generate::STATE && round % self.state_every != 0 {
                    continue;
                }
                let arguments = arguments(random, signature);
                // First under wasmi, which can give up a call that does not end.
                let wanted = oracle.call(name, &arguments, signature)?;
                if wanted == Ended::Undecided {
                    return Ok(Compared::Equal);
                }
                let mut got = image.call(name, &arguments, signature)?;
                if self.falsify {
                    got.falsify();
                }
                self.evaluations.fetch_add(1, Ordering::Relaxed);
                script.call(name, &arguments, signature, &got);
                if got != wanted {
                    let what = format!("round {round}: {name}: {got:?}, under wasmi {wanted:?}");
                    return self.judge(&script, what);
                }
                if self.tears(&got) && !same_state(state, &mut image, oracle)? {
                    return Ok(Compared::Equal);
                }
            }
        }
        image.driver.finish()?;
        Ok(Compared::Equal)
    }

    /// Whether a store may have written a part before it trapped, as the architecture of aarch64 allows.
    fn tears(&self, ended: &Ended) -> bool {
        self.machine.target() == Target::Aarch64
            && self.options.memory_check == MemoryCheck::Guard
            && *ended == Ended::Trap(Trap::MemoryOutOfBounds)
    }

    /// Asks wasmtime who is wrong, where there is one.
    fn judge(&self, script: &Script, what: String) -> Result<Compared> {
        if self.falsify {
            bail!("{what}");
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/differential");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{}.wast", self.name));
        match script.holds_under_wasmtime(&path)? {
            Some(true) => Ok(Compared::WrongInWasmi),
            Some(false) => bail!("{what}; wasmtime does not agree with the image: {path:?}"),
            None => bail!("{what}; there is no wasmtime to ask who is wrong: {path:?}"),
        }
    }
}

/// Whether the digests of the state are equal; not, where there is none.
fn same_state(
    state: Option<&(String, Signature)>,
    image: &mut Running,
    oracle: &mut Oracle,
) -> Result<bool> {
    let Some((name, signature)) = state else {
        return Ok(false);
    };
    Ok(image.call(name, &[], signature)? == oracle.call(name, &[], signature)?)
}

/// An image that was instantiated.
struct Running {
    compiled: Compiled,
    driver: Driver,
}

impl Running {
    fn start(compiled: Compiled, machine: &Machine) -> Result<Running> {
        let mut driver = Driver::start(machine, &compiled.bytes, HANG)?;
        if let Some(call) = position(&compiled, |item| matches!(item, ScriptItem::Instantiate)) {
            ensure!(driver.call(call, &mut [])? == 0, "it is not instantiated");
        }
        Ok(Running { compiled, driver })
    }

    /// Calls an export.
    fn call(&mut self, name: &str, arguments: &[u64], signature: &Signature) -> Result<Ended> {
        let mut slots: Vec<Slot> = arguments.iter().map(|&it| slot(it)).collect();
        slots.resize(signature.params.len().max(signature.results.len()), slot(0));
        let call = position(
            &self.compiled,
            |item| matches!(item, ScriptItem::Func(export) if export == name),
        );
        let call = call.with_context(|| format!("no export {name}"))?;
        let status = self.driver.call(call, &mut slots)?;
        Ended::of(status, &slots, &signature.results)
    }
}

fn position(compiled: &Compiled, is: impl Fn(&ScriptItem) -> bool) -> Option<usize> {
    compiled.script.iter().position(|call| is(&call.item))
}

fn slot(bits: u64) -> Slot {
    let mut slot = [0; SLOT_BYTES];
    slot[..8].copy_from_slice(&bits.to_le_bytes());
    slot
}

/// Arguments as bits: small, at an edge, or anything.
fn arguments(random: &mut Random, signature: &Signature) -> Vec<u64> {
    let one = |ty: &Type, random: &mut Random| match ty {
        Type::I32 | Type::I64 => {
            let value = match random.below(4) {
                0 => random.below(20) as u64,
                1 => (1u64 << random.below(64)).wrapping_sub(random.below(3) as u64),
                2 => (random.below(20) as u64).wrapping_neg(),
                _ => random.u64(),
            };
            match ty {
                Type::I32 => value & 0xffff_ffff,
                _ => value,
            }
        }
        Type::F32 => u64::from(((random.below(2001) as f32 - 1000.0) / 8.0).to_bits()),
        Type::F64 => match random.below(8) {
            0 => f64::INFINITY.to_bits(),
            1 => (-0.0f64).to_bits(),
            _ => ((random.below(2_000_001) as f64 - 1e6) / 64.0).to_bits(),
        },
    };
    signature.params.iter().map(|ty| one(ty, random)).collect()
}
