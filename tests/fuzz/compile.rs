//! Random valid modules: each is compiled to an object file, or refused for a reason.

use anyhow::{Result, bail};
use wasm_smith::Config;
use wasm_smith::Module;
use wasmc_compiler::options::{Emit, EntryPoint, MemoryCheck, OptLevel};
use wasmc_compiler::target::{March, Target};
use wasmc_compiler::{Error, Input, Options, compile};

const LEVELS: [OptLevel; 5] = [
    OptLevel::O0,
    OptLevel::O1,
    OptLevel::O2,
    OptLevel::O3,
    OptLevel::Size,
];

/// Compiles the module that wasm-smith makes of the bytes, for a target and at a level that follow from
/// them too.
///
/// # Errors
/// It shows a bug of the compiler.
pub fn run(data: &[u8]) -> Result<()> {
    let choice = data.first().copied().unwrap_or_default() as usize;
    let mut source = arbitrary::Unstructured::new(data);
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
    // Too few bytes make no module.
    let Ok(module) = Module::new(config, &mut source) else {
        return Ok(());
    };
    let input = Input {
        name: "fuzz".into(),
        bytes: module.to_bytes(),
    };
    let target = Target::ALL[choice % 2];
    let options = Options {
        emit: Emit::Obj,
        entry: EntryPoint::Script,
        target,
        march: March::default_for(target),
        opt_level: LEVELS[choice / 2 % LEVELS.len()],
        memory_check: match choice / 10 % 4 {
            0 => MemoryCheck::Checked,
            _ => MemoryCheck::Guard,
        },
        ..Options::default()
    };
    match compile(&input.into(), &options) {
        Err(Error::Internal(message)) => bail!("a bug: {message}"),
        Ok(_) | Err(_) => Ok(()),
    }
}
