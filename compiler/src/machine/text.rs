//! Functions to one text: where each lies, and what is left to the linker.

use super::function::{Catches, FunctionCode, FunctionReloc, Site};
use super::places::Places;
use crate::error::{Error, Result};
use crate::inline::{Copy, CopyId};
use crate::program::FuncId;
use crate::program::symbol::Symbol;
use cranelift_codegen::TextSectionBuilder;
use cranelift_codegen::binemit::{Addend, Reloc};
use cranelift_codegen::ir::LibCall;
use cranelift_codegen::isa::TargetIsa;
use cranelift_control::ControlPlane;
use cranelift_entity::{EntityRef, PrimaryMap};

/// What a relocation refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RelocTarget {
    /// A symbol of the program or of the runtime.
    Symbol(Symbol),
    /// A function that Cranelift calls where the processor lacks an instruction.
    LibCall(LibCall),
}

/// Something for the linker to fill in.
#[derive(Debug)]
pub struct TextReloc {
    /// Offset in the text, in bytes.
    pub offset: u64,
    /// Size and encoding of the field.
    pub kind: Reloc,
    /// What the field refers to; never a function of the text.
    pub target: RelocTarget,
    /// What is added to the address of the target.
    pub addend: Addend,
}

/// Where a function lies.
#[derive(Debug)]
pub struct Placed {
    /// Offset in the text, in bytes.
    pub start: u32,
    /// Bytes of its code.
    pub len: u32,
    /// Its calls and explicit traps; offsets count from `start`.
    pub sites: Vec<Site>,
    /// What is inlined in it.
    pub copies: PrimaryMap<CopyId, Copy>,
    /// Its calls with handlers around them; offsets count from `start`.
    pub catches: Vec<Catches>,
    /// How to find the caller of its frame, see [`FunctionCode::frames`].
    pub frames: Vec<u8>,
    /// Where the code came from, and where values are, see [`FunctionCode::places`].
    pub places: Places,
    /// Offset of the body in the module file, in bytes.
    pub wasm_offset: u32,
}

/// All code of the image.
#[derive(Debug)]
pub struct Code {
    /// The text.
    pub text: Vec<u8>,
    /// Alignment of the text in bytes.
    pub align: u32,
    /// The stub that null references lead to, at offset 0.
    pub stub: Placed,
    /// The functions.
    pub functions: PrimaryMap<FuncId, Placed>,
    /// What is left to the linker, in the order of the text.
    pub relocs: Vec<TextReloc>,
}

/// `b #0` of aarch64 (Arm ARM, C6.2): a jump whose distance the linker fills in.
const AARCH64_JUMP: [u8; 4] = [0, 0, 0, 0x14];

/// Lays out the stub for null, then the jumps to the runtime, then the functions in their order.
/// Where a call cannot reach its target, Cranelift puts a veneer between them; it can only do so for
/// targets in the text, hence the jumps, which lie where the runtime is near.
pub fn lay_out(
    stub: FunctionCode,
    functions: Vec<FunctionCode>,
    isa: &dyn TargetIsa,
) -> Result<Code> {
    let jumps = short_call_targets(&functions);
    let mut builder = isa.text_section_builder(jumps.len() + functions.len());
    let mut control = ControlPlane::default();
    let mut align = stub.align;
    let mut relocs = Vec::new();
    let mut placed = PrimaryMap::with_capacity(functions.len());
    builder.append(false, &stub.bytes, stub.align, &mut control);
    for &target in &jumps {
        let offset = builder.append(true, &AARCH64_JUMP, 4, &mut control);
        relocs.push(TextReloc {
            offset,
            kind: Reloc::Arm64Call,
            target,
            addend: 0,
        });
    }
    for function in functions {
        align = align.max(function.align);
        let start = builder.append(true, &function.bytes, function.align, &mut control);
        for reloc in &function.relocs {
            let offset = start + u64::from(reloc.offset);
            resolve(&mut *builder, reloc, offset, &jumps, &mut relocs)?;
        }
        let start = u32::try_from(start).map_err(|_| too_large())?;
        placed.push(Placed {
            start,
            len: function.bytes.len() as u32,
            sites: function.sites,
            copies: function.copies,
            catches: function.catches,
            frames: function.frames,
            places: function.places,
            wasm_offset: function.wasm_offset,
        });
    }
    let text = builder.finish(&mut control);
    u32::try_from(text.len()).map_err(|_| too_large())?;
    let stub = Placed {
        start: 0,
        len: stub.bytes.len() as u32,
        sites: stub.sites,
        copies: stub.copies,
        catches: stub.catches,
        frames: stub.frames,
        places: stub.places,
        wasm_offset: 0,
    };
    Ok(Code {
        text,
        align,
        stub,
        functions: placed,
        relocs,
    })
}

/// What functions call outside the text by instructions that reach 128 MiB, each once.
fn short_call_targets(functions: &[FunctionCode]) -> Vec<RelocTarget> {
    let mut targets = Vec::new();
    for reloc in functions.iter().flat_map(|function| &function.relocs) {
        let outside = !matches!(reloc.target, RelocTarget::Symbol(Symbol::Func(_)));
        if reloc.kind == Reloc::Arm64Call && outside && !targets.contains(&reloc.target) {
            targets.push(reloc.target);
        }
    }
    targets
}

fn too_large() -> Error {
    Error::Option("the code would be larger than 4 GiB, which wasmc does not support".into())
}

fn resolve(
    builder: &mut dyn TextSectionBuilder,
    reloc: &FunctionReloc,
    offset: u64,
    jumps: &[RelocTarget],
    external: &mut Vec<TextReloc>,
) -> Result<()> {
    let FunctionReloc {
        kind,
        target,
        addend,
        ..
    } = *reloc;
    let label = match target {
        RelocTarget::Symbol(Symbol::Func(id)) => Some(jumps.len() + id.index()),
        _ if kind == Reloc::Arm64Call => jumps.iter().position(|&jump| jump == target),
        _ => None,
    };
    let Some(label) = label else {
        external.push(TextReloc {
            offset,
            kind,
            target,
            addend,
        });
        return Ok(());
    };
    if builder.resolve_reloc(offset, kind, addend, label) {
        return Ok(());
    }
    Err(Error::Internal(format!(
        "a {kind:?} relocation against code"
    )))
}
