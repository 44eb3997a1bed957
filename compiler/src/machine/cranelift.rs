//! Cranelift as a code generator.

use super::frames;
use super::function::{Catches, FunctionCode, FunctionReloc, Generator, Site};
use super::places::Places;
use super::relax::{Facts, Moved, Relax, Relaxed, relax};
use super::text::RelocTarget;
use super::traps::{self, SiteKind};
use crate::error::{Error, Result};
use crate::inline::{Origin, Origins};
use crate::options::{DebugLevel, Emit, Options};
use crate::program::TagId;
use crate::program::symbol::Symbol;
use cranelift_codegen::binemit::CodeOffset;
use cranelift_codegen::dominator_tree::DominatorTree;
use cranelift_codegen::ir::{ExternalName, Function, UserExternalName};
use cranelift_codegen::isa::{CallConv, TargetIsa};
use cranelift_codegen::settings;
use cranelift_codegen::{
    CompiledCode, FinalizedMachCallSite, FinalizedMachExceptionHandler, FinalizedMachReloc,
    FinalizedRelocTarget,
};
use cranelift_control::ControlPlane;

/// Cranelift for an instruction set.
pub struct Cranelift<'a> {
    isa: &'a dyn TargetIsa,
    relax: Relax,
    /// Whether [`Places`] are asked for.
    places: bool,
    /// Whether [`Places::blocks`] are asked for.
    blocks: bool,
    regalloc: regalloc2::Ctx,
    control: ControlPlane,
}

impl<'a> Cranelift<'a> {
    /// A generator that has compiled nothing yet.
    pub fn new(isa: &'a dyn TargetIsa, options: &Options) -> Self {
        // What is compiled cheaply is not read again.
        let is_cheap = isa.flags().opt_level() == settings::OptLevel::None;
        let listed = options.emit == Emit::Asm;
        Cranelift {
            isa,
            relax: match is_cheap {
                true => Relax::Nothing,
                false => Relax::of(options),
            },
            places: options.debug >= DebugLevel::Full || listed,
            blocks: listed,
            regalloc: regalloc2::Ctx::default(),
            control: ControlPlane::default(),
        }
    }

    fn run(&mut self, function: &Function, domtree: &DominatorTree) -> Result<CompiledCode> {
        self.isa
            .compile_function(
                function,
                domtree,
                &mut self.regalloc,
                false,
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
        let compiled = self.run(function, domtree)?;
        let source = Source {
            function,
            origins,
            wasm_offset,
        };
        let (mut code, moved) = self.take(&source, &compiled)?;
        let mut in_front = 0;
        // Its first instruction signs the return address, and is no landing pad itself.
        let conv = function.signature.call_conv;
        if conv == CallConv::Tail
            && is_on(self.isa, "sign_return_address")
            && is_on(self.isa, "use_bti")
        {
            code.put_in_front(&AARCH64_BTI_C);
            in_front = AARCH64_BTI_C.len() as CodeOffset;
        }
        if self.isa.flags().unwind_info() {
            let prologue = &compiled.buffer.unwind_info;
            let place = |offset| moved.end(offset) + in_front;
            code.frames = frames::encode(prologue, &code, place, self.isa)?;
        }
        Ok(code)
    }
}

/// `bti c` of aarch64 (Arm ARM, C6.2): calls through registers may land there.
const AARCH64_BTI_C: [u8; 4] = [0x5f, 0x24, 0x03, 0xd5];

fn is_on(isa: &dyn TargetIsa, flag: &str) -> bool {
    let mut flags = isa.isa_flags().into_iter();
    flags.any(|it| it.name == flag && it.as_bool() == Some(true))
}

/// What the code was made from.
struct Source<'a> {
    function: &'a Function,
    origins: &'a Origins,
    wasm_offset: u32,
}

impl Cranelift<'_> {
    /// Takes what is needed of Cranelift's result, and says how its offsets have moved.
    fn take(&self, source: &Source<'_>, code: &CompiledCode) -> Result<(FunctionCode, Moved)> {
        let buffer = &code.buffer;
        let mut fields: Vec<_> = buffer.relocs().iter().map(|reloc| reloc.offset).collect();
        fields.sort_unstable();
        let facts = Facts {
            blocks: &code.bb_starts,
            edges: &code.bb_edges,
            fields: &fields,
            align: buffer.alignment,
        };
        let relaxed = relax(buffer.data(), &facts, self.relax);
        let Relaxed {
            bytes,
            align,
            moved,
        } = relaxed.unwrap_or_else(|| Relaxed {
            bytes: buffer.data().to_vec(),
            align: 1,
            moved: Moved::default(),
        });
        let relocs = buffer
            .relocs()
            .iter()
            .map(|reloc| take_reloc(source.function, reloc, &moved))
            .collect::<Result<Vec<_>>>()?;
        let catches = buffer
            .call_sites()
            .filter(|call| !call.exception_handlers.is_empty())
            .map(|call| take_catches(call, &moved))
            .collect::<Result<Vec<_>>>()?;
        let code = FunctionCode {
            bytes,
            align: align
                .max(buffer.alignment)
                .max(self.isa.function_alignment().preferred),
            relocs,
            sites: take_sites(source, code, &moved),
            copies: source.origins.copies().clone(),
            catches,
            frames: Vec::new(),
            places: Places {
                blocks: match self.blocks {
                    true => code.bb_starts.iter().map(|&old| moved.start(old)).collect(),
                    false => Vec::new(),
                },
                ..match self.places {
                    true => Places::of(code, source.origins, &moved, self.isa),
                    false => Places::default(),
                }
            },
            wasm_offset: source.wasm_offset,
        };
        Ok((code, moved))
    }
}

/// The calls and traps, in the order of the code.
fn take_sites(source: &Source<'_>, code: &CompiledCode, moved: &Moved) -> Vec<Site> {
    let buffer = &code.buffer;
    let srclocs = buffer.get_srclocs_sorted();
    let origin_at = |pc: CodeOffset| {
        let next = srclocs.partition_point(|range| range.start <= pc);
        let range = next.checked_sub(1).map(|index| &srclocs[index]);
        match range {
            Some(range) if pc < range.end && !range.loc.is_default() => {
                source.origins.origin(range.loc.bits())
            }
            _ => Origin {
                copy: None,
                offset: source.wasm_offset,
            },
        }
    };
    let calls = buffer.call_sites().map(|call| Site {
        pc: moved.end(call.ret_addr),
        origin: origin_at(call.ret_addr - 1),
        kind: SiteKind::Call,
    });
    let traps = buffer.traps().iter().filter_map(|trap| {
        let kind = traps::from_clif(trap.code)?;
        let origin = origin_at(trap.offset);
        let places = moved.all_starts(trap.offset);
        Some(places.map(move |pc| Site { pc, origin, kind }))
    });
    let mut sites: Vec<Site> = calls.chain(traps.flatten()).collect();
    sites.sort_by_key(|site| (site.pc, site.kind));
    sites
}

fn take_catches(call: FinalizedMachCallSite<'_>, moved: &Moved) -> Result<Catches> {
    let handler = |handler: &FinalizedMachExceptionHandler| match *handler {
        FinalizedMachExceptionHandler::Tag(tag, offset) => {
            Ok((Some(TagId::from_u32(tag.as_u32())), moved.start(offset)))
        }
        FinalizedMachExceptionHandler::Default(offset) => Ok((None, moved.start(offset))),
        FinalizedMachExceptionHandler::Context(_) => {
            Err(Error::Internal("a handler with a context".into()))
        }
    };
    let frame_bytes = call.frame_offset;
    Ok(Catches {
        return_offset: moved.end(call.ret_addr),
        frame_bytes: frame_bytes.ok_or_else(|| Error::Internal("a call without a frame".into()))?,
        handlers: call
            .exception_handlers
            .iter()
            .map(handler)
            .collect::<Result<_>>()?,
    })
}

fn take_reloc(
    function: &Function,
    reloc: &FinalizedMachReloc,
    moved: &Moved,
) -> Result<FunctionReloc> {
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
        offset: moved.start(reloc.offset),
        kind: reloc.kind,
        target,
        addend: reloc.addend,
    })
}
