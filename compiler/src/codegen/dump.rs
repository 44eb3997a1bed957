//! `--emit clif` and `--emit asm`.

use super::{lower_one, names, with_clif, with_code};
use crate::error::Result;
use crate::inline::Inlining;
use crate::machine::Generator;
use crate::optimize::Optimizer;
use crate::options::{ClifStage, Emit, Options};
use crate::program::Program;
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::FunctionBuilderContext;
use rayon::prelude::*;

/// Every function as text, in the order of the image.
///
/// # Errors
/// Those of [`super::compile`].
pub fn dump<G: Generator>(
    program: &Program<'_>,
    inlining: &Inlining,
    isa: &dyn TargetIsa,
    generator: impl Fn() -> G + Sync,
    options: &Options,
) -> Result<Vec<u8>> {
    let ids = with_code(program, inlining);
    let contexts = || {
        let optimizer = Optimizer::new(isa, options.opt_level);
        (FunctionBuilderContext::new(), optimizer, generator())
    };
    let texts = ids
        .par_iter()
        .map_init(contexts, |(context, optimizer, generator), &id| {
            let mut function = lower_one(program, inlining, id, isa, options, context)?.function;
            let text = match options.emit {
                Emit::Clif(ClifStage::Lowered) => Ok(function.to_string()),
                Emit::Clif(ClifStage::Optimized) => {
                    optimizer.run(&mut function).map(|_| function.to_string())
                }
                Emit::Asm | Emit::Exe | Emit::Obj => optimizer
                    .run(&mut function)
                    .and_then(|domtree| generator.listing(&function, domtree)),
            };
            let text = text.map_err(|error| with_clif(error, program, id, &function))?;
            let text = names::resolve(&text, &function, program);
            Ok(format!(";; {}\n{text}\n", program.function_name(id)))
        })
        .collect::<Result<Vec<String>>>()?;
    Ok(texts.concat().into_bytes())
}
