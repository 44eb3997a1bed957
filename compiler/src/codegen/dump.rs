//! `--emit clif`.

use super::backend::{Backends, Isas};
use super::{lower_one, names, with_clif, with_code};
use crate::error::Result;
use crate::inline::Inlining;
use crate::machine::Generator;
use crate::options::{ClifStage, Options};
use crate::program::Program;
use cranelift_codegen::isa::TargetIsa;
use cranelift_frontend::FunctionBuilderContext;
use rayon::prelude::*;

/// The CLIF of every function as text, in the order of the image.
///
/// # Errors
/// Those of [`super::compile`].
pub fn dump<'a, G: Generator>(
    program: &Program<'_>,
    inlining: &Inlining,
    isas: &'a Isas,
    generator: impl Fn(&'a dyn TargetIsa) -> G + Sync,
    stage: ClifStage,
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
            let text = match stage {
                ClifStage::Lowered => Ok(function.to_string()),
                ClifStage::Optimized => backend
                    .optimize(&mut function)
                    .map(|()| function.to_string()),
            };
            let text = text.map_err(|error| with_clif(error, program, id, &function))?;
            let text = names::resolve(&text, &function, program);
            Ok(format!(";; {}\n{text}\n", program.function_name(id)))
        })
        .collect::<Result<Vec<String>>>()?;
    Ok(texts.concat().into_bytes())
}
