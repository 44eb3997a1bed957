//! The code of one function, and what makes it.

use super::places::Places;
use super::text::RelocTarget;
use super::traps::SiteKind;
use crate::error::Result;
use crate::inline::{Copy, CopyId, Origin, Origins};
use crate::program::symbol::Symbol;
use crate::program::{FuncId, TagId};
use cranelift_codegen::binemit::{Addend, CodeOffset, Reloc};
use cranelift_codegen::dominator_tree::DominatorTree;
use cranelift_codegen::ir::Function;
use cranelift_entity::PrimaryMap;

/// A code generator. It keeps its buffers from function to function.
pub trait Generator {
    /// Compiles an optimised function, whose source locations are those of `origins`. Its body begins at
    /// `wasm_offset` of the module file, in bytes; sites have that offset where CLIF has none.
    ///
    /// # Errors
    /// [`Error::Internal`](crate::Error::Internal): what the verifier accepts can be compiled.
    fn compile(
        &mut self,
        function: &Function,
        domtree: &DominatorTree,
        origins: &Origins,
        wasm_offset: u32,
    ) -> Result<FunctionCode>;
}

/// A compiled function. Offsets count from its start.
pub struct FunctionCode {
    /// The instructions, with the constants behind them.
    pub bytes: Vec<u8>,
    /// Alignment in bytes.
    pub align: u32,
    /// The fields to be filled in.
    pub relocs: Vec<FunctionReloc>,
    /// Calls and explicit traps, in code order.
    pub sites: Vec<Site>,
    /// What is inlined in it.
    pub copies: PrimaryMap<CopyId, Copy>,
    /// Calls with handlers around them, in code order.
    pub catches: Vec<Catches>,
    /// How to find the caller of its frame (DWARF 5, 6.4.2); empty where nobody asked for it.
    pub frames: Vec<u8>,
    /// Where the code came from, and where values are.
    pub places: Places,
    /// Offset of the body in the module file, in bytes; 0 for code that is in no module.
    pub wasm_offset: u32,
}

impl FunctionCode {
    /// That of a function which nothing calls.
    pub fn empty(wasm_offset: u32) -> Self {
        FunctionCode {
            bytes: Vec::new(),
            align: 1,
            relocs: Vec::new(),
            sites: Vec::new(),
            copies: PrimaryMap::new(),
            catches: Vec::new(),
            frames: Vec::new(),
            places: Places::default(),
            wasm_offset,
        }
    }

    /// The functions that it refers to.
    pub fn functions(&self) -> impl Iterator<Item = FuncId> {
        self.relocs.iter().filter_map(|reloc| match reloc.target {
            RelocTarget::Symbol(Symbol::Func(id)) => Some(id),
            _ => None,
        })
    }

    /// Inserts instructions at the start. The code stays valid, because it refers to its own parts
    /// relative to the program counter; the description of frames is made afterwards.
    pub fn put_in_front(&mut self, instructions: &[u8]) {
        let moved = instructions.len() as CodeOffset;
        self.bytes.splice(..0, instructions.iter().copied());
        for reloc in &mut self.relocs {
            reloc.offset += moved;
        }
        for site in &mut self.sites {
            site.pc += moved;
        }
        self.places.move_by(moved);
        for call in &mut self.catches {
            call.return_offset += moved;
            for (_, target) in &mut call.handlers {
                *target += moved;
            }
        }
    }
}

/// A call with handlers around it.
#[derive(Debug)]
pub struct Catches {
    /// Its return address.
    pub return_offset: CodeOffset,
    /// The frame pointer minus the stack pointer at the call, in bytes.
    pub frame_bytes: u32,
    /// Tag and code offset of each handler, in the order in which they are tried; `None`: any tag.
    pub handlers: Vec<(Option<TagId>, CodeOffset)>,
}

/// A field of the code to be filled in.
pub struct FunctionReloc {
    /// Where the field is.
    pub offset: CodeOffset,
    /// Its size and encoding.
    pub kind: Reloc,
    /// What it refers to.
    pub target: RelocTarget,
    /// What is added to the address of the target.
    pub addend: Addend,
}

/// An instruction that reports may name.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// Code offset: of a call, its return address; else that of the instruction.
    pub pc: CodeOffset,
    /// Where it came from.
    pub origin: Origin,
    /// What it is.
    pub kind: SiteKind,
}
