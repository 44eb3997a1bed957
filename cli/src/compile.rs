//! Running the compiler.

use anyhow::{Context, Result};
use wasmc_compiler::{Compiled, Composition, Options};

/// Bytes of the stack of each compiling thread: Cranelift recurses along a function's blocks.
const THREAD_STACK: usize = 16 << 20;

/// Sets the number of threads and their stacks up.
pub fn start_threads(threads: Option<u16>) -> Result<()> {
    rayon::ThreadPoolBuilder::new()
        // 0 means one for each CPU.
        .num_threads(threads.map_or(0, usize::from))
        .stack_size(THREAD_STACK)
        .thread_name(|index| format!("compile-{index}"))
        .build_global()
        .context("cannot start the compiling threads")
}

/// Compiles on the pool's threads, all of it: the stack of the main one is whatever it is.
pub fn compile(composition: &Composition, options: &Options) -> Result<Compiled> {
    Ok(rayon::scope(|_| {
        wasmc_compiler::compile(composition, options)
    })?)
}
