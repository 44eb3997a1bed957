//! Cranelift as a code generator.

use super::frames;
use super::function::{Catches, FunctionCode, FunctionReloc, Generator, Site, SiteKind};
use super::loops;
use super::text::RelocTarget;
use super::traps;
use crate::error::{Error, Result};
use crate::inline::{Origin, Origins};
use crate::program::TagId;
use crate::program::symbol::Symbol;
use cranelift_codegen::binemit::CodeOffset;
use cranelift_codegen::dominator_tree::DominatorTree;
use cranelift_codegen::ir::{ExternalName, Function, UserExternalName};
use cranelift_codegen::isa::{CallConv, TargetIsa};
use cranelift_codegen::{
    CompiledCode, FinalizedMachCallSite, FinalizedMachExceptionHandler, FinalizedMachReloc,
    FinalizedRelocTarget,
};
use cranelift_control::ControlPlane;

/// Cranelift for an instruction set.
pub struct Cranelift<'a> {
    isa: &'a dyn TargetIsa,
    regalloc: regalloc2::Ctx,
    control: ControlPlane,
}

impl<'a> Cranelift<'a> {
    /// A generator that has compiled nothing yet.
    pub fn new(isa: &'a dyn TargetIsa) -> Self {
        Cranelift {
            isa,
            regalloc: regalloc2::Ctx::default(),
            control: ControlPlane::default(),
        }
    }

    fn run(
        &mut self,
        function: &Function,
        domtree: &DominatorTree,
        listing: bool,
    ) -> Result<CompiledCode> {
        self.isa
            .compile_function(
                function,
                domtree,
                &mut self.regalloc,
                listing,
                &mut self.control,
            )
            .map(|stencil| stencil.apply_params(&function.params))
            .map_err(|error| Error::Internal(format!("Cranelift: {error:?}")))
    }
}

impl Generator for Cranelift<'_> {
    fn compile(
        &mut self,
        function: &Function,
        domtree: &DominatorTree,
        origins: &Origins,
        wasm_offset: u32,
    ) -> Result<FunctionCode> {
        let compiled = self.run(function, domtree, false)?;
        let mut code = take(function, &compiled, origins, wasm_offset, self.isa)?;
        let mut moved = 0;
        // Its first instruction signs the return address, and is no landing pad itself.
        let conv = function.signature.call_conv;
        if conv == CallConv::Tail
            && is_on(self.isa, "sign_return_address")
            && is_on(self.isa, "use_bti")
        {
            code.put_in_front(&AARCH64_BTI_C);
            moved = AARCH64_BTI_C.len() as CodeOffset;
        }
        if self.isa.flags().unwind_info() {
            let prologue = &compiled.buffer.unwind_info;
            code.frames = frames::encode(prologue, &code, moved, self.isa)?;
        }
        Ok(code)
    }

    fn listing(&mut self, function: &Function, domtree: &DominatorTree) -> Result<String> {
        Ok(self.run(function, domtree, true)?.vcode.unwrap_or_default())
    }
}

/// `bti c` of aarch64 (Arm ARM, C6.2): calls through registers may land there.
const AARCH64_BTI_C: [u8; 4] = [0x5f, 0x24, 0x03, 0xd5];

fn is_on(isa: &dyn TargetIsa, flag: &str) -> bool {
    let mut flags = isa.isa_flags().into_iter();
    flags.any(|it| it.name == flag && it.as_bool() == Some(true))
}

/// Copies what is needed of Cranelift's result.
fn take(
    function: &Function,
    code: &CompiledCode,
    origins: &Origins,
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
    let origin_at = |pc: CodeOffset| {
        let next = srclocs.partition_point(|range| range.start <= pc);
        let range = next.checked_sub(1).map(|index| &srclocs[index]);
        match range {
            Some(range) if pc < range.end && !range.loc.is_default() => {
                origins.origin(range.loc.bits())
            }
            _ => Origin {
                copy: None,
                offset: wasm_offset,
            },
        }
    };
    let calls = buffer.call_sites().map(|call| Site {
        pc: call.ret_addr,
        origin: origin_at(call.ret_addr - 1),
        kind: SiteKind::Call,
    });
    let traps = buffer.traps().iter().filter_map(|trap| {
        Some(Site {
            pc: trap.offset,
            origin: origin_at(trap.offset),
            kind: traps::from_clif(trap.code)?,
        })
    });
    let mut sites: Vec<Site> = calls.chain(traps).collect();
    sites.sort_by_key(|site| (site.pc, site.kind));
    let catches = buffer
        .call_sites()
        .filter(|call| !call.exception_handlers.is_empty())
        .map(take_catches)
        .collect::<Result<Vec<_>>>()?;
    Ok(FunctionCode {
        bytes: buffer.data().to_vec(),
        align: buffer.alignment.max(isa.function_alignment().preferred),
        skew: loops::best_start(
            &code.bb_starts,
            &code.bb_edges,
            buffer.data().len() as u32,
            buffer.alignment,
        ),
        relocs,
        sites,
        copies: origins.copies().clone(),
        catches,
        frames: Vec::new(),
        wasm_offset,
    })
}

fn take_catches(call: FinalizedMachCallSite<'_>) -> Result<Catches> {
    let handler = |handler: &FinalizedMachExceptionHandler| match *handler {
        FinalizedMachExceptionHandler::Tag(tag, offset) => {
            Ok((Some(TagId::from_u32(tag.as_u32())), offset))
        }
        FinalizedMachExceptionHandler::Default(offset) => Ok((None, offset)),
        FinalizedMachExceptionHandler::Context(_) => {
            Err(Error::Internal("a handler with a context".into()))
        }
    };
    let frame_bytes = call.frame_offset;
    Ok(Catches {
        return_offset: call.ret_addr,
        frame_bytes: frame_bytes.ok_or_else(|| Error::Internal("a call without a frame".into()))?,
        handlers: call
            .exception_handlers
            .iter()
            .map(handler)
            .collect::<Result<_>>()?,
    })
}

fn take_reloc(function: &Function, reloc: &FinalizedMachReloc) -> Result<FunctionReloc> {
    let unknown = || Error::Internal(format!("a relocation against {:?}", reloc.target));
    let target = match &reloc.target {
        FinalizedRelocTarget::ExternalName(ExternalName::User(name)) => {
            let name: &UserExternalName = &function.params.user_named_funcs()[*name];
            RelocTarget::Symbol(Symbol::from_name(name).ok_or_else(unknown)?)
        }
        FinalizedRelocTarget::ExternalName(ExternalName::LibCall(libcall)) => {
            RelocTarget::LibCall(*libcall)
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
