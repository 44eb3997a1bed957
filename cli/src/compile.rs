//! Running the compiler.

use anyhow::{Context, Result};
use wasmc_compiler::{Compiled, Composition, Options};

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
pub fn compile(composition: &Composition, options: &Options) -> Result<Compiled> {
    Ok(rayon::scope(|_| {
        wasmc_compiler::compile(composition, options)
    })?)
}
