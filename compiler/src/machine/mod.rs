//! CLIF → code, each function by itself and in parallel.
//!
//! Needs a [`Program`]. Gives the text of the image: wasm functions one after the other with the
//! calls between them resolved, relocations against symbolic names, sites at text offsets. Keeps:
//! nothing depends on the number of threads, and no CLIF outlives its function.

mod dump;
mod function;
mod isa;
mod text;

pub use dump::dump;
pub use isa::isa;
pub use text::{Code, Placed, Target, TextReloc};

use crate::error::Result;
use crate::options::Options;
use crate::program::{FuncId, Program};
use cranelift_codegen::isa::TargetIsa;
use rayon::prelude::*;

/// Compiles every function and lays out the text.
///
/// # Errors
/// Those of lowering, and [`Error::Internal`](crate::Error::Internal) where Cranelift refuses what
/// we gave it.
pub fn compile(program: &Program<'_>, isa: &dyn TargetIsa, options: &Options) -> Result<Code> {
    let ids: Vec<FuncId> = program.functions.keys().collect();
    options
        .progress
        .start(ids.iter().map(|&id| program.body_bytes(id)).sum());
    let functions = ids
        .par_iter()
        .map_init(function::Contexts::new, |contexts, &id| {
            let code = contexts.compile(program, id, isa, options);
            options.progress.add(program.body_bytes(id));
            code
        })
        .collect::<Result<Vec<_>>>()?;
    let stub = function::null_stub(isa)?;
    text::lay_out(stub, functions, isa)
}
