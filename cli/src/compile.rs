//! Running the compiler.

use crate::input::Inputs;
use crate::text;
use anyhow::{Context, Result};
use wasmc_compiler::{Compiled, Options};

/// Bytes of the stack of each compiling thread: Cranelift recurses along a function's blocks.
const THREAD_STACK: usize = 16 << 20;

/// Starts the pool: the number of threads, and their stacks.
pub fn start_threads(threads: Option<u16>) -> Result<()> {
    rayon::ThreadPoolBuilder::new()
        // 0 means one for each CPU.
        .num_threads(threads.map_or(0, usize::from))
        .stack_size(THREAD_STACK)
        .thread_name(|index| format!("compile-{index}"))
        .build_global()
        .context("cannot start the compiling threads")
}

/// Compiles on the pool's threads only: the main thread's stack may be too small.
pub fn compile(inputs: &Inputs, options: &Options) -> Result<Compiled> {
    let compiled = rayon::scope(|_| wasmc_compiler::compile(&inputs.composition, options));
    compiled.map_err(|error| text::locate(error, &inputs.texts))
}
