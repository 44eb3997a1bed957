//! Random valid modules, and valid mutants: each is compiled to an object file or a listing, or refused for a reason.

use super::choices::Choices;
use super::seeds;
use super::setting::{Setting, plant};
use anyhow::{Result, bail};
use arbitrary::Unstructured;
use wasm_smith::Config;
use wasm_smith::Module;
use wasmc_compiler::options::{Emit, EntryPoint, MemoryBase, MemoryCheck, OptLevel};
use wasmc_compiler::target::{March, Target};
use wasmc_compiler::{Error, Input, Options, compile};

const LEVELS: [OptLevel; 5] = [
    OptLevel::O0,
    OptLevel::O1,
    OptLevel::O2,
    OptLevel::O3,
    OptLevel::Size,
];

/// Compiles a module that the bytes make, for a target and at a level that follow from them too.
///
/// # Errors
/// It shows a bug of the compiler.
pub fn run(data: &[u8], setting: Setting<'_>) -> Result<()> {
    let mut choices = Choices::new(data);
    let target = *choices.pick(&Target::ALL);
    let options = Options {
        emit: *choices.pick(&[Emit::Obj, Emit::Obj, Emit::Obj, Emit::Asm]),
        entry: EntryPoint::Script,
        target,
        march: March::default_for(target),
        opt_level: *choices.pick(&LEVELS),
        memory_check: *choices.pick(&[
            MemoryCheck::Guard,
            MemoryCheck::Guard,
            MemoryCheck::Guard,
            MemoryCheck::Checked,
        ]),
        memory_base: *choices.pick(&[None, None, Some(MemoryBase::Register)]),
        spectre_mitigations: choices.once_in(4),
        ..Options::default()
    };
    let module = match choices.below(2) {
        0 => random(choices.rest()),
        _ => {
            let seed = seeds::any(&mut choices);
            Some(seeds::mutant(seed, false, &mut choices))
        }
    };
    let Some(bytes) = module else {
        return Ok(());
    };
    let input = Input {
        name: "fuzz".into(),
        bytes,
    };
    let compiled = compile(&input.into(), &options);
    plant(setting.fault);
    match compiled {
        Err(Error::Internal(message)) => bail!("a bug: {message}"),
        Ok(listing) if options.emit == Emit::Asm => known(&String::from_utf8(listing.bytes)?),
        Ok(_) | Err(_) => Ok(()),
    }
}

/// Checks that a listing has the name of each instruction.
fn known(listing: &str) -> Result<()> {
    let unknown = listing
        .lines()
        .find(|line| line.contains(" .inst ") || line.contains("(bad)"));
    match unknown {
        Some(line) => bail!("a listing has {line:?}"),
        None => Ok(()),
    }
}

/// The module that wasm-smith makes of bytes; too few make none.
fn random(data: &[u8]) -> Option<Vec<u8>> {
    let config = Config {
        // What is supported (`wasmc features`).
        exceptions_enabled: true,
        memory64_enabled: true,
        relaxed_simd_enabled: true,
        tail_call_enabled: true,
        threads_enabled: false,
        gc_enabled: false,
        shared_everything_threads_enabled: false,
        max_memories: 3,
        max_tables: 3,
        max_imports: 0,
        ..Config::default()
    };
    let module = Module::new(config, &mut Unstructured::new(data));
    Some(module.ok()?.to_bytes())
}
