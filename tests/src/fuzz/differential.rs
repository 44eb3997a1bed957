//! Modules as images and under wasmi: random ones, and valid mutants of those that `tests/differential`
//! generates.

use super::choices::Choices;
use super::seeds;
use super::setting::{Fault, Setting};
use crate::differential::Comparison;
use crate::differential::oracle::Oracle;
use anyhow::Result;
use arbitrary::Unstructured;
use std::sync::atomic::AtomicU64;
use wasm_smith::{Config, Module};
use wasmc_agent::random::Random;
use wasmc_compiler::Options;
use wasmc_compiler::options::{MemoryBase, MemoryCheck, OptLevel};

const LEVELS: [OptLevel; 5] = [
    OptLevel::O2,
    OptLevel::O3,
    OptLevel::O0,
    OptLevel::O1,
    OptLevel::Size,
];
/// Calls of each function.
const CALLS: usize = 6;
/// What a call may use up under wasmi.
const FUEL: u64 = 200_000;
/// How many loops and calls a random module may make in all.
const STEPS: u32 = 20_000;
/// The most bytes of a memory of a random module, and entries of its tables.
const MAX_MEMORY: u64 = 4 << 20;
const MAX_ENTRIES: u64 = 1000;

/// Compares one module.
///
/// # Errors
/// It shows a bug of the compiler, or of wasmi.
pub fn run(data: &[u8], setting: Setting<'_>) -> Result<()> {
    let machine = setting.machine;
    let mut choices = Choices::new(data);
    let options = Options {
        opt_level: *choices.pick(&LEVELS),
        memory_check: *choices.pick(&[MemoryCheck::Guard, MemoryCheck::Checked]),
        memory_base: *choices.pick(&[None, Some(MemoryBase::Register)]),
        spectre_mitigations: choices.once_in(4),
        ..machine.options()
    };
    let mut random = Random::new(choices.u64());
    let module = match choices.below(4) {
        0 => random_module(choices.rest()),
        _ => {
            let seed = seeds::generated(&mut choices);
            Some(seeds::mutant(seed, true, &mut choices))
        }
    };
    let Some(wasm) = module else {
        return Ok(());
    };
    // One whose instantiation traps has nothing to call.
    let Ok(Some(mut oracle)) = Oracle::new(&wasm, Some(FUEL)) else {
        return Ok(());
    };
    let functions = oracle.functions();
    let comparison = Comparison {
        name: "fuzz".into(),
        machine,
        options,
        calls: CALLS,
        state_every: 1,
        falsify: setting.fault == Fault::Planted,
        evaluations: &AtomicU64::new(0),
    };
    let compared = comparison.run(wasm, &functions, &mut oracle, &mut random);
    compared.map(drop)
}

/// The module that wasm-smith makes of bytes, of what wasmi supports; too few make none.
fn random_module(data: &[u8]) -> Option<Vec<u8>> {
    let config = Config {
        // The bits of a NaN are not determined (core spec, 4.3.3).
        canonicalize_nans: true,
        export_everything: true,
        memory64_enabled: true,
        tail_call_enabled: true,
        relaxed_simd_enabled: false,
        wide_arithmetic_enabled: false,
        exceptions_enabled: false,
        threads_enabled: false,
        gc_enabled: false,
        max_memories: 2,
        max_tables: 2,
        max_imports: 0,
        min_funcs: 1,
        memory_max_size_required: true,
        max_memory32_bytes: MAX_MEMORY,
        max_memory64_bytes: MAX_MEMORY.into(),
        table_max_size_required: true,
        max_table_elements: MAX_ENTRIES,
        ..Config::default()
    };
    let mut module = Module::new(config, &mut Unstructured::new(data)).ok()?;
    module.ensure_termination(STEPS).ok()?;
    Some(module.to_bytes())
}
