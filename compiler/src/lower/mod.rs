//! Program → CLIF, one function at a time.
//!
//! Needs a [`Program`](crate::program::Program). Gives functions that the CLIF verifier accepts, in
//! which every guest address comes from [`bounds`], and everything outside the function has the
//! name of a [`Symbol`](crate::program::symbol::Symbol).

mod bounds;
mod budget;
mod builder;
mod bulk;
mod call;
mod canon;
mod constant;
mod control;
pub mod env;
mod exception;
mod function;
mod global;
mod glue;
mod index;
mod inline;
mod local;
mod memory;
mod numeric;
mod operator;
mod reference;
mod simd;
mod stack;
mod table;
mod trace;
mod traps;

use crate::error::Result;
use crate::inline::Origins;
use crate::program::{FuncId, FunctionKind};
use cranelift_codegen::ir;
use cranelift_frontend::FunctionBuilderContext;
use env::Env;

pub use budget::is_costly;
pub use glue::null_stub;

/// What lowering gives.
pub struct Lowered {
    /// The code.
    pub function: ir::Function,
    /// Where it came from.
    pub origins: Origins,
}

/// Lowers a piece of code.
///
/// # Errors
/// [`Error::Unsupported`](crate::Error::Unsupported) for what validation accepts and `lower` does not support.
pub fn lower(env: &Env<'_>, id: FuncId, context: &mut FunctionBuilderContext) -> Result<Lowered> {
    let mut function = ir::Function::new();
    let mut origins = Origins::default();
    function.name = ir::UserFuncName::user(0, id.as_u32());
    match env.program.functions[id].kind {
        FunctionKind::Body(_) => {
            function::lower_function(env, id, &mut function, context, &mut origins)?;
        }
        FunctionKind::Wasi(_)
        | FunctionKind::Canon(_)
        | FunctionKind::Lifted(_)
        | FunctionKind::UnknownImport(_)
        | FunctionKind::Instantiate
        | FunctionKind::Throw
        | FunctionKind::Entry
        | FunctionKind::Trampoline(_)
        | FunctionKind::GlobalGet(_) => glue::lower(env, id, &mut function, context, &mut origins),
    }
    Ok(Lowered { function, origins })
}
