//! The driver: one function, instruction by instruction.

use super::builder::Lower;
use super::env::{Env, clif_type};
use super::{budget, call, constant, control, exception, inline, operator, trace};
use crate::decode::operator::Operators;
use crate::error::{Error, Result};
use crate::inline::Origins;
use crate::program::{FuncId, FunctionKind};
use cranelift_codegen::ir::{self, Value};
use cranelift_frontend::FunctionBuilderContext;
use wasmparser::FunctionBody;

/// What reads a body that the decoder has read before, and fails.
fn internal(error: impl std::fmt::Display) -> Error {
    Error::Internal(error.to_string())
}

/// Lowers a function with a body.
pub fn lower_function(
    env: &Env<'_>,
    id: FuncId,
    function: &mut ir::Function,
    context: &mut FunctionBuilderContext,
    origins: &mut Origins,
) -> Result<()> {
    function.signature = env.signature_of(id);
    let mut f = Lower::new(function, context, *env, origins);
    let entry = f.b.create_block();
    f.b.append_block_params_for_function_params(entry);
    f.b.switch_to_block(entry);
    f.b.seal_block(entry);
    f.read_base_register();
    let params = f.b.block_params(entry).to_vec();
    lower_body(&mut f, id, &params)?;
    control::finish_function(&mut f);
    f.drop_unused_base_register();
    f.b.seal_all_blocks();
    f.b.finalize(env.isa.frontend_config());
    Ok(())
}

/// Lowers the body of a function, whose results are on the operand stack then, if its end can be
/// reached. The environment must be that of the function.
pub fn lower_body(f: &mut Lower<'_>, id: FuncId, params: &[Value]) -> Result<()> {
    let FunctionKind::Body(position) = f.env.program.functions[id].kind else {
        return Err(Error::Internal("a function without a body".into()));
    };
    let body: &FunctionBody<'_> = &f.env.module().bodies[position].code;
    let ty = f.env.program.types.func(f.env.program.functions[id].sig);
    for (&param, &value) in ty.params.iter().zip(params) {
        let variable = f.b.declare_var(clif_type(param));
        f.b.def_var(variable, value);
        f.locals.push((variable, param));
    }
    for local in body.get_locals_reader().map_err(internal)? {
        let (count, ty) = local.map_err(internal)?;
        let ty = f.env.module().value_type(ty).map_err(internal)?;
        if count > 0 {
            let zero = constant::zero(f, ty);
            for _ in 0..count {
                let variable = f.b.declare_var(clif_type(ty));
                f.b.def_var(variable, zero);
                f.locals.push((variable, ty));
            }
        }
    }
    trace::begin(f, body, params)?;
    if f.env.module().uses.legacy_exceptions {
        f.clauses = exception::clauses(body)?;
    }
    control::push_function(f, &ty.results);
    let mut operators = Operators::of(body).map_err(internal)?;
    while let Some((offset, op)) = operators.read().map_err(internal)? {
        f.go_to(offset);
        match inline::callee(f, &op) {
            Some(callee) => lower_copy(f, callee)?,
            None => operator::lower(f, op)?,
        }
        budget::check(f)?;
    }
    Ok(())
}

/// Lowers the body of the callee in place of a call.
fn lower_copy(f: &mut Lower<'_>, callee: FuncId) -> Result<()> {
    let args = call::pop_args(f, f.env.program.functions[callee].sig);
    let caller = inline::enter(f, callee);
    lower_body(f, callee, &args)?;
    inline::leave(f, caller, callee);
    Ok(())
}
