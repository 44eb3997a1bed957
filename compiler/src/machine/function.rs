//! One function: lowered, compiled, and taken out of Cranelift's hands.

use super::text::Target;
use crate::error::{Error, Result};
use crate::lower::{self, env::Env};
use crate::options::Options;
use crate::program::symbol::Symbol;
use crate::program::{FuncId, FunctionKind, Program};
use cranelift_codegen::binemit::{Addend, CodeOffset, Reloc};
use cranelift_codegen::ir::{
    self, ExternalName, Function, InstBuilder, Signature, UserExternalName,
};
use cranelift_codegen::isa::{CallConv, TargetIsa};
use cranelift_codegen::{CompiledCode, Context, FinalizedMachReloc, FinalizedRelocTarget};
use cranelift_control::ControlPlane;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use wasmc_abi::trap::Trap;

/// A compiled function. Offsets count from its start.
pub struct FunctionCode {
    /// The instructions, with the constants behind them.
    pub bytes: Vec<u8>,
    /// Alignment in bytes.
    pub align: u32,
    /// What is to be filled in.
    pub relocs: Vec<FunctionReloc>,
    /// Calls and explicit traps, in code order.
    pub sites: Vec<Site>,
    /// Offset of the body in the module file, in bytes; 0 for glue.
    pub wasm_offset: u32,
}

/// Something to be filled in.
pub struct FunctionReloc {
    /// Where.
    pub offset: CodeOffset,
    /// How.
    pub kind: Reloc,
    /// With what.
    pub target: Target,
    /// Plus this.
    pub addend: Addend,
}

/// A call (at its return address) or an explicit trap (at the instruction).
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Code offset.
    pub pc: CodeOffset,
    /// Offset in the module file, in bytes.
    pub wasm_offset: u32,
    /// The trap, or `None` for a call.
    pub trap: Option<Trap>,
}

/// What a thread needs to compile one function after the other.
pub struct Contexts {
    codegen: Context,
    builder: FunctionBuilderContext,
    control: ControlPlane,
}

impl Contexts {
    /// Nothing yet.
    pub fn new() -> Self {
        Contexts {
            codegen: Context::new(),
            builder: FunctionBuilderContext::new(),
            control: ControlPlane::default(),
        }
    }

    /// Lowers a function into the context.
    pub fn lower(
        &mut self,
        program: &Program<'_>,
        id: FuncId,
        isa: &dyn TargetIsa,
        options: &Options,
    ) -> Result<&mut Context> {
        self.codegen.clear();
        // A function that failed has left its builder in the middle.
        let mut builder = std::mem::take(&mut self.builder);
        let env = Env::new(program, id, isa, options);
        lower::lower(&env, id, &mut self.codegen.func, &mut builder)?;
        self.builder = builder;
        Ok(&mut self.codegen)
    }

    /// Compiles a function, with a listing if the context asks for it.
    pub fn compile_in(&mut self, name: impl Fn() -> String, isa: &dyn TargetIsa) -> Result<()> {
        self.codegen
            .compile(isa, &mut self.control)
            .map(drop)
            .map_err(|error| {
                Error::Internal(format!(
                    "Cranelift: {:?}\nin {}:\n{}",
                    error.inner,
                    name(),
                    error.func
                ))
            })
    }

    /// The function that was compiled last.
    pub fn compiled(&self) -> Result<&CompiledCode> {
        self.codegen
            .compiled_code()
            .ok_or_else(|| Error::Internal("nothing was compiled".into()))
    }

    /// Lowers and compiles a function.
    pub fn compile(
        &mut self,
        program: &Program<'_>,
        id: FuncId,
        isa: &dyn TargetIsa,
        options: &Options,
    ) -> Result<FunctionCode> {
        self.lower(program, id, isa, options)?;
        self.compile_in(|| program.function_name(id), isa)?;
        let plan = &program.functions[id];
        let wasm_offset = match plan.kind {
            FunctionKind::Body(body) => {
                program.module_of(plan.instance).bodies[body].range.start as u32
            }
            _ => 0,
        };
        take(&self.codegen.func, self.compiled()?, wasm_offset, isa)
    }
}

/// The code that a null reference leads to: it lies at text offset 0.
pub fn null_stub(isa: &dyn TargetIsa) -> Result<FunctionCode> {
    let mut contexts = Contexts::new();
    let signature = Signature::new(CallConv::SystemV);
    contexts.codegen.func = Function::with_name_signature(ir::UserFuncName::default(), signature);
    let mut b = FunctionBuilder::new(&mut contexts.codegen.func, &mut contexts.builder);
    let block = b.create_block();
    b.switch_to_block(block);
    b.ins()
        .trap(ir::TrapCode::unwrap_user(Trap::UninitializedElement as u8));
    b.seal_all_blocks();
    b.finalize(isa.frontend_config());
    contexts.compile_in(|| "the null stub".into(), isa)?;
    take(&contexts.codegen.func, contexts.compiled()?, 0, isa)
}

/// Copies what is needed of Cranelift's result.
fn take(
    function: &Function,
    code: &CompiledCode,
    wasm_offset: u32,
    isa: &dyn TargetIsa,
) -> Result<FunctionCode> {
    let buffer = &code.buffer;
    let relocs = buffer
        .relocs()
        .iter()
        .map(|reloc| take_reloc(function, reloc))
        .collect::<Result<Vec<_>>>()?;
    let srclocs = buffer.get_srclocs_sorted();
    let wasm_offset_at = |pc: CodeOffset| {
        let next = srclocs.partition_point(|range| range.start <= pc);
        let range = next.checked_sub(1).map(|index| &srclocs[index]);
        match range {
            Some(range) if pc < range.end && !range.loc.is_default() => range.loc.bits(),
            _ => wasm_offset,
        }
    };
    let calls = buffer.call_sites().map(|call| Site {
        pc: call.ret_addr,
        wasm_offset: wasm_offset_at(call.ret_addr - 1),
        trap: None,
    });
    let traps = buffer.traps().iter().filter_map(|trap| {
        let wasm_offset = wasm_offset_at(trap.offset);
        let code = lower::trap_from_clif(trap.code)?;
        Some(Site {
            pc: trap.offset,
            wasm_offset,
            trap: Some(code),
        })
    });
    let mut sites: Vec<Site> = calls.chain(traps).collect();
    sites.sort_by_key(|site| (site.pc, site.trap.is_some()));
    Ok(FunctionCode {
        bytes: buffer.data().to_vec(),
        align: buffer.alignment.max(isa.function_alignment().preferred),
        relocs,
        sites,
        wasm_offset,
    })
}

fn take_reloc(function: &Function, reloc: &FinalizedMachReloc) -> Result<FunctionReloc> {
    let unknown = || Error::Internal(format!("a relocation against {:?}", reloc.target));
    let target = match &reloc.target {
        FinalizedRelocTarget::ExternalName(ExternalName::User(name)) => {
            let name: &UserExternalName = &function.params.user_named_funcs()[*name];
            Target::Symbol(Symbol::from_name(name).ok_or_else(unknown)?)
        }
        FinalizedRelocTarget::ExternalName(ExternalName::LibCall(libcall)) => {
            Target::LibCall(*libcall)
        }
        _ => return Err(unknown()),
    };
    Ok(FunctionReloc {
        offset: reloc.offset,
        kind: reloc.kind,
        target,
        addend: reloc.addend,
    })
}
