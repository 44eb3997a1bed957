//! A module under wasmi, and what a call led to on either side.

use super::generate::{Signature, Type};
use anyhow::{Context, Result, bail};
use std::panic::{AssertUnwindSafe, catch_unwind};
use wasmc_abi::trap::Trap;
use wasmc_agent::driver::Slot;
use wasmi::{
    CompilationMode, Config, Engine, Error, F32, F64, Instance, Linker, Module, Store, TrapCode,
    Val, ValType,
};

/// What a call led to.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    /// The bits of each result.
    Results(Vec<u64>),
    /// Why it stopped.
    Trap(Trap),
    /// It took more time or stack than wasmi has: how far it came by then, and what it has done, differs.
    Undecided,
}

impl Ended {
    /// What an image sent.
    pub fn of(status: u32, slots: &[Slot], results: &[Type]) -> Result<Ended> {
        if status != 0 {
            let trap = u8::try_from(status).ok().and_then(Trap::from_code);
            return Ok(Ended::Trap(match trap.context("an unknown status")? {
                // wasmi has one for both.
                Trap::TableOutOfBounds => Trap::UndefinedElement,
                trap => trap,
            }));
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
            Ended::Trap(_) | Ended::Undecided => Ended::Results(Vec::new()),
        };
    }
}

/// A module that is instantiated.
pub struct Oracle {
    store: Store<()>,
    instance: Instance,
    /// What a call may use up.
    fuel: Option<u64>,
}

impl Oracle {
    /// Instantiates a module without imports; `None` where wasmi 2.0.0 panics. With `fuel`, a call that takes
    /// more is given up.
    ///
    /// # Errors
    /// wasmi rejects it, or its instantiation fails.
    pub fn new(wasm: &[u8], fuel: Option<u64>) -> Result<Option<Oracle>> {
        let mut config = Config::default();
        config.consume_fuel(fuel.is_some());
        // A panic of the translation during a call could not be caught.
        config.compilation_mode(CompilationMode::Eager);
        let engine = Engine::new(&config);
        let module = catch_unwind(AssertUnwindSafe(|| Module::new(&engine, wasm)));
        let Ok(module) = module else {
            return Ok(None);
        };
        let module = module.map_err(theirs)?;
        let mut store = Store::new(&engine, ());
        if let Some(fuel) = fuel {
            store.set_fuel(fuel).map_err(theirs)?;
        }
        let instance = Linker::new(&engine)
            .instantiate_and_start(&mut store, &module)
            .map_err(theirs)?;
        Ok(Some(Oracle {
            store,
            instance,
            fuel,
        }))
    }

    /// The exported functions that take and return numbers.
    pub fn functions(&self) -> Vec<(String, Signature)> {
        let exports = self.instance.exports(&self.store);
        let found = exports.filter_map(|export| {
            let name = export.name().to_string();
            let ty = export.into_func()?.ty(&self.store);
            let params = ty.params().iter().map(number).collect::<Option<_>>()?;
            let results = ty.results().iter().map(number).collect::<Option<_>>()?;
            Some((name, Signature { params, results }))
        });
        found.collect()
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
        if let Some(fuel) = self.fuel {
            self.store.set_fuel(fuel).map_err(theirs)?;
        }
        match function.call(&mut self.store, &arguments, &mut results) {
            Ok(()) => results
                .iter()
                .map(bits)
                .collect::<Result<_>>()
                .map(Ended::Results),
            Err(error) => trap(&error),
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

fn number(ty: &ValType) -> Option<Type> {
    Some(match ty {
        ValType::I32 => Type::I32,
        ValType::I64 => Type::I64,
        ValType::F32 => Type::F32,
        ValType::F64 => Type::F64,
        _ => return None,
    })
}

fn trap(error: &Error) -> Result<Ended> {
    Ok(Ended::Trap(match error.as_trap_code() {
        Some(TrapCode::UnreachableCodeReached) => Trap::Unreachable,
        Some(TrapCode::MemoryOutOfBounds) => Trap::MemoryOutOfBounds,
        Some(TrapCode::TableOutOfBounds) => Trap::UndefinedElement,
        Some(TrapCode::IndirectCallToNull) => Trap::UninitializedElement,
        Some(TrapCode::BadSignature) => Trap::IndirectCallTypeMismatch,
        Some(TrapCode::IntegerDivisionByZero) => Trap::IntegerDivideByZero,
        Some(TrapCode::IntegerOverflow) => Trap::IntegerOverflow,
        Some(TrapCode::BadConversionToInteger) => Trap::InvalidConversionToInteger,
        Some(
            TrapCode::StackOverflow
            | TrapCode::OutOfFuel
            | TrapCode::GrowthOperationLimited
            | TrapCode::OutOfSystemMemory,
        ) => return Ok(Ended::Undecided),
        _ => bail!("under wasmi: {error}"),
    }))
}

/// wasmi has an error type of its own.
fn theirs(error: Error) -> anyhow::Error {
    anyhow::anyhow!("wasmi: {error}")
}
