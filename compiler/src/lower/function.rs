//! The driver: one function, instruction by instruction.

use super::bounds::BaseRegister;
use super::control::{self, Frame};
use super::env::Env;
use super::operator;
use crate::decode::module::ValType;
use crate::decode::operator::Operators;
use crate::error::{Error, Result};
use crate::program::FuncId;
use cranelift_codegen::ir::{
    self, FuncRef, GlobalValue, InstBuilder, SigRef, SourceLoc, Type, Value,
};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext, Variable};
use std::collections::HashMap;
use wasmparser::FunctionBody;

/// A function under construction.
pub struct Lower<'a> {
    /// The CLIF so far.
    pub b: FunctionBuilder<'a>,
    /// What the function's indices mean, and how the image is built.
    pub env: &'a Env<'a>,
    /// The operand stack (core spec 4.2.5.1). Vectors may have any CLIF type of 128 bits; see
    /// [`super::stack`].
    pub stack: Vec<Value>,
    /// The labels in scope, innermost last.
    pub control: Vec<Frame>,
    /// Whether the current point can be reached. Unreachable instructions are not lowered.
    pub reachable: bool,
    /// Parameters and locals, with their types.
    pub locals: Vec<(Variable, ValType)>,
    /// Offset of the current instruction in the module file, in bytes.
    pub offset: usize,
    /// The base of the low memory, where it is kept in a register.
    pub(super) base_register: Option<BaseRegister>,
    /// Functions that were called before.
    pub(super) func_refs: HashMap<ir::UserExternalName, FuncRef>,
    /// Addresses that were taken before.
    pub(super) globals: HashMap<(ir::UserExternalName, i64), GlobalValue>,
    /// Signatures of indirect calls before.
    pub(super) sig_refs: HashMap<crate::program::SigId, SigRef>,
}

/// CLIF type of a value type.
pub fn clif_type(ty: ValType) -> Type {
    match ty {
        ValType::I32 => ir::types::I32,
        ValType::I64 | ValType::FuncRef | ValType::ExternRef => ir::types::I64,
        ValType::F32 => ir::types::F32,
        ValType::F64 => ir::types::F64,
        ValType::V128 => ir::types::I8X16,
    }
}

impl<'a> Lower<'a> {
    /// A function with its signature set and nothing in it.
    pub fn new(
        function: &'a mut ir::Function,
        context: &'a mut FunctionBuilderContext,
        env: &'a Env<'a>,
    ) -> Self {
        Lower {
            b: FunctionBuilder::new(function, context),
            env,
            stack: Vec::new(),
            control: Vec::new(),
            reachable: true,
            locals: Vec::new(),
            offset: 0,
            base_register: None,
            func_refs: HashMap::new(),
            globals: HashMap::new(),
            sig_refs: HashMap::new(),
        }
    }

    /// The error for what is valid but not done yet.
    pub fn unsupported(&self, what: impl Into<String>) -> Error {
        Error::Unsupported {
            module: self.env.module().name.clone(),
            function: Some(self.env.describe()),
            what: what.into(),
            offset: self.offset,
        }
    }
}

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
    function.signature = env.signature(sig);
    let mut f = Lower::new(function, context, env);
    let entry = f.b.create_block();
    f.b.append_block_params_for_function_params(entry);
    f.b.switch_to_block(entry);
    f.b.seal_block(entry);
    f.read_base_register();
    let ty = &env.program.sigs[sig];
    for (index, &param) in ty.params.iter().enumerate() {
        let value = f.b.block_params(entry)[index];
        let variable = f.b.declare_var(clif_type(param));
        f.b.def_var(variable, value);
        f.locals.push((variable, param));
    }
    for local in body.get_locals_reader().map_err(internal)? {
        let (count, ty) = local.map_err(internal)?;
        let ty = crate::decode::value_type(ty).map_err(internal)?;
        if count > 0 {
            let zero = f.zero(ty);
            for _ in 0..count {
                let variable = f.b.declare_var(clif_type(ty));
                f.b.def_var(variable, zero);
                f.locals.push((variable, ty));
            }
        }
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

impl Lower<'_> {
    /// The default value of a type (core spec 4.2.1).
    pub fn zero(&mut self, ty: ValType) -> Value {
        match ty {
            ValType::I32 => self.b.ins().iconst(ir::types::I32, 0),
            ValType::I64 | ValType::FuncRef | ValType::ExternRef => {
                self.b.ins().iconst(ir::types::I64, 0)
            }
            ValType::F32 => self.b.ins().f32const(0.0),
            ValType::F64 => self.b.ins().f64const(0.0),
            ValType::V128 => {
                let zero = self.b.func.dfg.constants.insert([0; 16].to_vec().into());
                self.b.ins().vconst(ir::types::I8X16, zero)
            }
        }
    }
}
