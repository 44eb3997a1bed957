//! What the lowering of one function may look at. Data only.

use crate::decode::module::{FuncType, Module, ValType};
use crate::inline::Inlining;
use crate::options::{DebugLevel, MemoryBase, MemoryCheck, Options, RelaxedSimd};
use crate::program::{FuncId, FunctionKind, Instance, InstanceId, Program, SigId};
use cranelift_codegen::ir::{self, AbiParam, Signature, Type};
use cranelift_codegen::isa::{CallConv, TargetIsa};

/// Calling convention of all wasm functions of an image. `Tail` returns many results in registers and
/// allows tail calls; its callee-saved registers are those of System V. Images that sign return
/// addresses use System V where they can: with `Tail` the signature does not depend on the stack
/// pointer, and Cranelift's signing instruction is not a landing pad (`machine` puts one in front).
fn call_conv(program: &Program<'_>, options: &Options) -> CallConv {
    // Only `Tail` has tail calls, and lets an exception leave a function without its saved registers.
    let needs_tail = program.tail_calls || program.throw.is_some();
    match options.branch_protection().pac_ret() && !needs_tail {
        true => CallConv::SystemV,
        false => CallConv::Tail,
    }
}

/// What surrounds a function.
#[derive(Clone, Copy)]
pub struct Env<'a> {
    /// The image.
    pub program: &'a Program<'a>,
    /// Which calls are inlined.
    pub inlining: &'a Inlining,
    /// The piece of code.
    pub function: FuncId,
    /// The instance it belongs to.
    pub instance_id: InstanceId,
    /// The target machine.
    pub isa: &'a dyn TargetIsa,
    /// Calling convention of wasm functions.
    pub call_conv: CallConv,
    /// Where the address of the low memory comes from.
    pub memory_base: MemoryBase,
    /// How accesses are kept inside memories.
    pub memory_check: MemoryCheck,
    /// Whether indirect calls are hardened against speculation.
    pub spectre_mitigations: bool,
    /// Whether indirect jumps may only go to landing pads.
    pub landing_pads: bool,
    /// What relaxed vector operators do.
    pub relaxed_simd: RelaxedSimd,
    /// Whether debuggers are told where locals are.
    pub locals_are_traced: bool,
}

impl<'a> Env<'a> {
    /// The environment of a piece of code.
    pub fn new(
        program: &'a Program<'a>,
        inlining: &'a Inlining,
        function: FuncId,
        isa: &'a dyn TargetIsa,
        options: &Options,
    ) -> Self {
        Env {
            program,
            inlining,
            function,
            instance_id: program.functions[function].instance,
            isa,
            call_conv: call_conv(program, options),
            memory_base: options.memory_base(),
            memory_check: options.memory_check,
            spectre_mitigations: options.spectre_mitigations,
            landing_pads: options.branch_protection().bti(),
            relaxed_simd: options.relaxed_simd,
            locals_are_traced: options.debug >= DebugLevel::Full,
        }
    }

    /// The environment of another function of the image.
    pub fn of(&self, function: FuncId) -> Self {
        Env {
            function,
            instance_id: self.program.functions[function].instance,
            ..*self
        }
    }

    /// The module of the function.
    pub fn module(&self) -> &'a Module<'a> {
        self.program.module_of(self.instance_id)
    }

    /// What the module's indices mean in the instance.
    pub fn instance(&self) -> &'a Instance {
        &self.program.instances[self.instance_id]
    }

    /// How messages call the function.
    pub fn describe(&self) -> String {
        format!("`{}`", self.program.function_name(self.function))
    }

    /// The CLIF signature of a piece of code: C's convention where the runtime calls it, that of wasm
    /// functions elsewhere.
    pub fn signature_of(&self, id: FuncId) -> Signature {
        let plan = &self.program.functions[id];
        match plan.kind {
            FunctionKind::Entry
            | FunctionKind::Trampoline(_)
            | FunctionKind::Lifted(_)
            | FunctionKind::GlobalGet(_) => Signature {
                params: vec![AbiParam::new(ir::types::I64)],
                returns: Vec::new(),
                call_conv: CallConv::SystemV,
            },
            FunctionKind::Body(_)
            | FunctionKind::Wasi(_)
            | FunctionKind::Canon(_)
            | FunctionKind::UnknownImport(_)
            | FunctionKind::Throw
            | FunctionKind::Instantiate => self.signature(plan.sig),
        }
    }

    /// The CLIF signature of a wasm type.
    pub fn signature(&self, sig: SigId) -> Signature {
        let FuncType { params, results } = self.program.types.func(sig);
        let list = |types: &[ValType]| {
            types
                .iter()
                .map(|&ty| AbiParam::new(clif_type(ty)))
                .collect()
        };
        Signature {
            params: list(params),
            returns: list(results),
            call_conv: self.call_conv,
        }
    }
}

/// CLIF type of a value type.
pub fn clif_type(ty: ValType) -> Type {
    match ty {
        ValType::I32 => ir::types::I32,
        ValType::I64 | ValType::Ref(_) => ir::types::I64,
        ValType::F32 => ir::types::F32,
        ValType::F64 => ir::types::F64,
        ValType::V128 => ir::types::I8X16,
    }
}
