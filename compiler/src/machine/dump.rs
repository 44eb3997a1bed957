//! `--emit clif` and `--emit asm`.

use super::function::Contexts;
use crate::error::Result;
use crate::options::{Emit, Options};
use crate::program::{FuncId, Program};
use cranelift_codegen::isa::TargetIsa;
use rayon::prelude::*;

/// Every function as text, in the order of the image.
///
/// # Errors
/// Those of [`super::compile`].
pub fn dump(program: &Program<'_>, isa: &dyn TargetIsa, options: &Options) -> Result<Vec<u8>> {
    let ids: Vec<FuncId> = program.functions.keys().collect();
    let texts = ids
        .par_iter()
        .map_init(Contexts::new, |contexts, &id| {
            let text = if options.emit == Emit::Clif {
                contexts.lower(program, id, isa, options)?.func.to_string()
            } else {
                contexts.lower(program, id, isa, options)?.set_disasm(true);
                contexts.compile_in(|| program.function_name(id), isa)?;
                contexts.compiled()?.vcode.clone().unwrap_or_default()
            };
            Ok(format!(";; {}\n{text}\n", program.function_name(id)))
        })
        .collect::<Result<Vec<String>>>()?;
    Ok(texts.concat().into_bytes())
}
