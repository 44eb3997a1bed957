//! A module under wasmi, and what a call led to on either side.

use crate::generate::{Signature, Type};
use anyhow::{Context, Result, bail};
use wasmc_abi::trap::Trap;
use wasmc_agent::driver::Slot;
use wasmi::{Engine, Error, F32, F64, Instance, Linker, Module, Store, TrapCode, Val};

/// What a call led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// The bits of each result.
    Results(Vec<u64>),
    Trap(Trap),
}

impl Ended {
    /// What an image sent.
    pub fn of(status: u32, slots: &[Slot], results: &[Type]) -> Result<Ended> {
        if status != 0 {
            let trap = u8::try_from(status).ok().and_then(Trap::from_code);
            return Ok(Ended::Trap(trap.context("an unknown status")?));
        }
        let bits = slots.iter().zip(results).map(|(slot, ty)| {
            let bits = u64::from_le_bytes(*slot.first_chunk().expect("a slot has 16 bytes"));
            match ty {
                Type::I32 | Type::F32 => bits & 0xffff_ffff,
                Type::I64 | Type::F64 => bits,
            }
        });
        Ok(Ended::Results(bits.collect()))
    }

    /// Makes something else of it.
    pub fn falsify(&mut self) {
        *self = match self {
            Ended::Results(bits) if !bits.is_empty() => {
                Ended::Results(bits.iter().map(|bits| bits ^ 1).collect())
            }
            Ended::Results(_) => Ended::Trap(Trap::CallStackExhausted),
            Ended::Trap(_) => Ended::Results(Vec::new()),
        };
    }
}

/// A module that is instantiated.
pub struct Oracle {
    store: Store<()>,
    instance: Instance,
}

impl Oracle {
    /// Instantiates a module without imports.
    pub fn new(wasm: &[u8]) -> Result<Oracle> {
        let engine = Engine::default();
        let module = Module::new(&engine, wasm).map_err(theirs)?;
        let mut store = Store::new(&engine, ());
        let instance = Linker::new(&engine)
            .instantiate_and_start(&mut store, &module)
            .map_err(theirs)?;
        Ok(Oracle { store, instance })
    }

    /// Calls an export.
    pub fn call(&mut self, name: &str, arguments: &[u64], signature: &Signature) -> Result<Ended> {
        let function = self.instance.get_func(&self.store, name);
        let function = function.with_context(|| format!("no export {name}"))?;
        let arguments: Vec<Val> = arguments
            .iter()
            .zip(&signature.params)
            .map(|(&bits, ty)| match ty {
                Type::I32 => Val::I32(bits as i32),
                Type::I64 => Val::I64(bits as i64),
                Type::F32 => Val::F32(F32::from_bits(bits as u32)),
                Type::F64 => Val::F64(F64::from_bits(bits)),
            })
            .collect();
        let mut results = vec![Val::I32(0); signature.results.len()];
        match function.call(&mut self.store, &arguments, &mut results) {
            Ok(()) => results
                .iter()
                .map(bits)
                .collect::<Result<_>>()
                .map(Ended::Results),
            Err(error) => trap(&error).map(Ended::Trap),
        }
    }
}

fn bits(value: &Val) -> Result<u64> {
    Ok(match value {
        Val::I32(value) => u64::from(*value as u32),
        Val::I64(value) => *value as u64,
        Val::F32(value) => u64::from(value.to_bits()),
        Val::F64(value) => value.to_bits(),
        other => bail!("a result {other:?}"),
    })
}

fn trap(error: &Error) -> Result<Trap> {
    Ok(match error.as_trap_code() {
        Some(TrapCode::UnreachableCodeReached) => Trap::Unreachable,
        Some(TrapCode::MemoryOutOfBounds) => Trap::MemoryOutOfBounds,
        Some(TrapCode::TableOutOfBounds) => Trap::UndefinedElement,
        Some(TrapCode::IndirectCallToNull) => Trap::UninitializedElement,
        Some(TrapCode::BadSignature) => Trap::IndirectCallTypeMismatch,
        Some(TrapCode::IntegerDivisionByZero) => Trap::IntegerDivideByZero,
        Some(TrapCode::IntegerOverflow) => Trap::IntegerOverflow,
        Some(TrapCode::BadConversionToInteger) => Trap::InvalidConversionToInteger,
        Some(TrapCode::StackOverflow) => Trap::CallStackExhausted,
        _ => bail!("under wasmi: {error}"),
    })
}

/// wasmi has an error type of its own.
fn theirs(error: Error) -> anyhow::Error {
    anyhow::anyhow!("wasmi: {error}")
}
