//! A module, calls to it, and what they must lead to.

use anyhow::{Context, Result, bail, ensure};
use std::time::Duration;
use wasmc_abi::script::SLOT_BYTES;
use wasmc_abi::trap::Trap;
use wasmc_compiler::decode::module::ValType;
use wasmc_compiler::options::{EntryPoint, MemoryCheck, OptLevel};
use wasmc_compiler::{Input, Options, ScriptItem, compile};
use wasmc_tests::Machine;
use wasmc_tests::driver::Driver;
use wasmc_tests::limit::HANG;

/// The longest that a call may take.
const LIMIT: Duration = HANG;

/// A test.
pub struct Case {
    /// Its name.
    pub name: String,
    /// The module, in either format.
    pub module: Vec<u8>,
    /// What is called, in order.
    pub calls: Vec<Call>,
    /// Whether it is compiled with as little work as possible: for modules of which only the size
    /// matters.
    pub fast: bool,
    /// Whether every access is compared with the size of the memory, whatever the command line says.
    pub checked: bool,
    /// The least that the text must have, in bytes.
    pub min_text: usize,
}

/// A call of an export.
pub struct Call {
    /// Name of the export.
    pub export: String,
    /// Bits of the arguments.
    pub args: Vec<u128>,
    /// What it must lead to.
    pub expect: Expect,
}

/// What a call must lead to.
pub enum Expect {
    /// These results.
    Values(Vec<Value>),
    /// This trap.
    Trap(Trap),
}

/// What a result must be.
#[derive(Clone, Copy)]
pub struct Value {
    /// Its bits.
    pub bits: u128,
    /// Which of them count.
    pub mask: u128,
}

impl Value {
    /// These bits and no others.
    pub fn exactly(bits: impl Into<u128>) -> Value {
        Value {
            bits: bits.into(),
            mask: u128::MAX,
        }
    }
}

impl Expect {
    /// One result.
    pub fn value(bits: impl Into<u128>) -> Expect {
        Expect::Values(vec![Value::exactly(bits)])
    }

    /// One result or, where there is none, a trap.
    pub fn value_or<T: Into<u128>>(bits: Option<T>, trap: Trap) -> Expect {
        bits.map_or(Expect::Trap(trap), Expect::value)
    }
}

impl Case {
    /// A test of a module text.
    pub fn new(name: impl Into<String>, text: String, calls: Vec<Call>) -> Case {
        Case {
            name: name.into(),
            module: text.into_bytes(),
            calls,
            fast: false,
            checked: false,
            min_text: 0,
        }
    }

    /// Compiles and runs it.
    pub fn run(&self, machine: &Machine, negative_control: bool) -> Result<()> {
        let input = Input {
            name: self.name.clone(),
            bytes: wat::parse_bytes(&self.module)?.into_owned(),
        };
        let mut options = Options {
            entry: EntryPoint::Script,
            ..machine.options()
        };
        if self.fast {
            options.opt_level = OptLevel::O0;
        }
        if self.checked {
            options.memory_check = MemoryCheck::Checked;
        }
        let compiled = compile(&input.into(), &options)?;
        let mut stages = compiled.timing.stages.iter();
        let stage = stages.find(|stage| stage.name == "compile");
        let bytes = stage.map_or(0, |stage| stage.bytes);
        ensure!(
            bytes >= self.min_text,
            "the text has {bytes} bytes, which is too little to test anything"
        );

        let mut driver = Driver::start(machine, &compiled.bytes, LIMIT)?;
        let instantiate = compiled
            .script
            .iter()
            .position(|call| matches!(call.item, ScriptItem::Instantiate))
            .context("nothing instantiates the module")?;
        let status = driver.call(instantiate, &mut [])?;
        ensure!(status == 0, "instantiation traps");
        for call in &self.calls {
            let (number, callee) = compiled
                .script
                .iter()
                .enumerate()
                .find(|(_, callee)| matches!(&callee.item, ScriptItem::Func(name) if *name == call.export))
                .with_context(|| format!("no export {}", call.export))?;
            ensure!(
                callee.params.len() == call.args.len(),
                "{}: arguments",
                call.export
            );
            let mut slots: Vec<_> = call.args.iter().map(|bits| bits.to_le_bytes()).collect();
            let results = callee.results.len();
            slots.resize(results.max(call.args.len()), [0; SLOT_BYTES]);
            let status = driver.call(number, &mut slots)?;
            let got: Vec<_> = callee
                .results
                .iter()
                .zip(&slots)
                .map(|(ty, slot)| u128::from_le_bytes(*slot) & ones(*ty))
                .collect();
            call.expect
                .check(status, &got, negative_control)
                .with_context(|| format!("{}({:#x?})", call.export, call.args))?;
        }
        driver.finish()
    }
}

/// All bits of a type.
fn ones(ty: ValType) -> u128 {
    match ty {
        ValType::I32 | ValType::F32 => u32::MAX.into(),
        ValType::I64 | ValType::F64 | ValType::Ref(_) => u64::MAX.into(),
        ValType::V128 => u128::MAX,
    }
}

impl Expect {
    fn check(&self, status: u32, got: &[u128], negative_control: bool) -> Result<()> {
        let trap = u8::try_from(status).ok().and_then(Trap::from_code);
        match (self, status, trap) {
            (Expect::Values(values), 0, _) => {
                ensure!(values.len() == got.len(), "{} results", got.len());
                for (index, (value, got)) in values.iter().zip(got).enumerate() {
                    let (mut expected, found) = (value.bits & value.mask, got & value.mask);
                    if negative_control {
                        // The lowest bit that counts.
                        expected ^= value.mask & value.mask.wrapping_neg();
                    }
                    ensure!(
                        expected == found,
                        "result {index}: expected {expected:#x}, got {found:#x}"
                    );
                }
                Ok(())
            }
            (Expect::Trap(expected), _, Some(trap)) if *expected == trap && !negative_control => {
                Ok(())
            }
            (Expect::Trap(expected), 0, _) => {
                bail!(
                    "returned {got:#x?}, but should trap: {}",
                    expected.message()
                )
            }
            (_, _, Some(trap)) => bail!("trapped: {}", trap.message()),
            (_, status, None) => bail!("unknown status {status}"),
        }
    }
}
