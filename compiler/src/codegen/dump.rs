//! `--emit clif` and `--emit asm`.

use super::{lower_one, names, with_clif};
use crate::error::Result;
use crate::machine::Generator;
use crate::options::{Emit, Options};
use crate::program::{FuncId, Program};
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::FunctionBuilderContext;
use rayon::prelude::*;

/// Every function as text, in the order of the image.
///
/// # Errors
/// Those of [`super::compile`].
pub fn dump<G: Generator>(
    program: &Program<'_>,
    isa: &dyn TargetIsa,
    generator: impl Fn() -> G + Sync,
    options: &Options,
) -> Result<Vec<u8>> {
    let ids: Vec<FuncId> = program.functions.keys().collect();
    let contexts = || (FunctionBuilderContext::new(), generator());
    let texts = ids
        .par_iter()
        .map_init(contexts, |(context, generator), &id| {
            let mut function = lower_one(program, id, isa, options, context)?;
            let text = if options.emit == Emit::Clif {
                function.to_string()
            } else {
                generator
                    .listing(&mut function)
                    .map_err(|error| with_clif(error, program, id, &function))?
            };
            let text = names::resolve(&text, &function, program);
            Ok(format!(";; {}\n{text}\n", program.function_name(id)))
        })
        .collect::<Result<Vec<String>>>()?;
    Ok(texts.concat().into_bytes())
}
