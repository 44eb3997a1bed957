//! The driver: one function, instruction by instruction.

use super::builder::Lower;
use super::env::{Env, clif_type};
use super::{constant, control, exception, operator};
use crate::decode::operator::Operators;
use crate::error::{Error, Result};
use crate::program::FuncId;
use cranelift_codegen::ir::{self, SourceLoc};
use cranelift_frontend::FunctionBuilderContext;
use wasmparser::FunctionBody;

/// What reads a body that the decoder has read before, and fails.
fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string())
}

/// Lowers a function body.
pub fn lower_body(
    env: &Env<'_>,
    id: FuncId,
    body: &FunctionBody<'_>,
    function: &mut ir::Function,
    context: &mut FunctionBuilderContext,
) -> Result<()> {
    let sig = env.program.functions[id].sig;
    function.signature = env.signature_of(id);
    let mut f = Lower::new(function, context, env);
    let entry = f.b.create_block();
    f.b.append_block_params_for_function_params(entry);
    f.b.switch_to_block(entry);
    f.b.seal_block(entry);
    f.read_base_register();
    let ty = env.program.types.func(sig);
    for (index, &param) in ty.params.iter().enumerate() {
        let value = f.b.block_params(entry)[index];
        let variable = f.b.declare_var(clif_type(param));
        f.b.def_var(variable, value);
        f.locals.push((variable, param));
    }
    for local in body.get_locals_reader().map_err(internal)? {
        let (count, ty) = local.map_err(internal)?;
        let ty = env.module().value_type(ty).map_err(internal)?;
        if count > 0 {
            let zero = constant::zero(&mut f, ty);
            for _ in 0..count {
                let variable = f.b.declare_var(clif_type(ty));
                f.b.def_var(variable, zero);
                f.locals.push((variable, ty));
            }
        }
    }
    if env.module().uses.legacy_exceptions {
        f.clauses = exception::clauses(body)?;
    }
    control::push_function(&mut f, &ty.results);
    let mut operators = Operators::of(body).map_err(internal)?;
    while let Some((offset, op)) = operators.read().map_err(internal)? {
        f.offset = offset;
        f.b.set_srcloc(SourceLoc::new(offset as u32));
        operator::lower(&mut f, op)?;
    }
    control::finish_function(&mut f);
    f.drop_unused_base_register();
    f.b.seal_all_blocks();
    f.b.finalize(env.isa.frontend_config());
    Ok(())
}
