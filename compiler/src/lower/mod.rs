//! Program → CLIF, one function at a time.
//!
//! Needs a [`Program`](crate::program::Program). Gives functions that the CLIF verifier accepts, in
//! which every guest address comes from [`bounds`], and everything outside the function has the
//! name of a [`Symbol`](crate::program::symbol::Symbol).

mod bounds;
mod bulk;
mod call;
mod control;
pub mod env;
mod function;
mod global;
mod glue;
mod local;
mod memory;
mod numeric;
mod operator;
mod reference;
mod simd;
mod stack;
mod table;
mod traps;

use crate::error::Result;
use crate::program::{FuncId, FunctionKind};
use cranelift_codegen::ir;
use cranelift_frontend::FunctionBuilderContext;
use env::Env;
pub use traps::from_clif as trap_from_clif;

/// Lowers a piece of code.
///
/// # Errors
/// [`Error::Unsupported`](crate::Error::Unsupported) for what validation accepts but nobody lowers.
pub fn lower(
    env: &Env<'_>,
    id: FuncId,
    function: &mut ir::Function,
    context: &mut FunctionBuilderContext,
) -> Result<()> {
    function.name = ir::UserFuncName::user(0, id.as_u32());
    match env.program.functions[id].kind {
        FunctionKind::Body(body) => {
            let code = &env.module().bodies[body].code;
            function::lower_body(env, id, code, function, context)
        }
        _ => {
            glue::lower(env, id, function, context);
            Ok(())
        }
    }
}
