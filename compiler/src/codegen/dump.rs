//! `--emit clif` and `--emit asm`.

use super::backend::{Backends, Isas};
use super::{lower_one, names, with_clif, with_code};
use crate::error::Result;
use crate::inline::Inlining;
use crate::machine::Generator;
use crate::options::{ClifStage, Emit, Options};
use crate::program::Program;
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::FunctionBuilderContext;
use rayon::prelude::*;

/// Every function as text, in the order of the image.
///
/// # Errors
/// Those of [`super::compile`].
pub fn dump<'a, G: Generator>(
    program: &Program<'_>,
    inlining: &Inlining,
    isas: &'a Isas,
    generator: impl Fn(&'a dyn TargetIsa) -> G + Sync,
    options: &Options,
) -> Result<Vec<u8>> {
    let ids = with_code(program, inlining);
    let contexts = || {
        let backends = Backends::new(isas, &generator, options);
        (FunctionBuilderContext::new(), backends)
    };
    let texts = ids
        .par_iter()
        .map_init(contexts, |(context, backends), &id| {
            let isa = isas.usual();
            let mut function = lower_one(program, inlining, id, isa, options, context)?.function;
            let backend = backends.of(&function);
            let text = match options.emit {
                Emit::Clif(ClifStage::Lowered) => Ok(function.to_string()),
                Emit::Clif(ClifStage::Optimized) => backend
                    .optimize(&mut function)
                    .map(|()| function.to_string()),
                Emit::Asm | Emit::Exe | Emit::Obj => backend.listing(&mut function),
            };
            let text = text.map_err(|error| with_clif(error, program, id, &function))?;
            let text = names::resolve(&text, &function, program);
            Ok(format!(";; {}\n{text}\n", program.function_name(id)))
        })
        .collect::<Result<Vec<String>>>()?;
    Ok(texts.concat().into_bytes())
}
