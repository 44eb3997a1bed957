//! A function under construction: the state that the files of the subjects work on. It imports
//! from none of them.

use super::env::Env;
use crate::decode::module::ValType;
use crate::error::Error;
use crate::inline::{CopyId, Origin, Origins};
use crate::program::{MemoryId, SigId, TagId};
use cranelift_codegen::ir::{
    self, AliasRegion, AliasRegionData, Block, FuncRef, GlobalValue, Inst, SigRef, SourceLoc, Value,
};
use cranelift_entity::{EntityRef, EntitySet};
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext, Variable};
use std::collections::HashMap;
use std::rc::Rc;
use wasmparser::Catch;

/// A function under construction.
pub struct Lower<'a> {
    /// The CLIF so far.
    pub b: FunctionBuilder<'a>,
    /// What the indices mean in the body that is lowered, and how the image is built.
    pub env: Env<'a>,
    /// The copy that is lowered; `None`: the function's own body.
    pub copy: Option<CopyId>,
    /// Where the code comes from.
    pub origins: &'a mut Origins,
    /// The operand stack (core spec 4.2.5.1). Vectors may have any CLIF type of 128 bits; see
    /// `stack.rs`.
    pub stack: Vec<Operand>,
    /// The labels in scope, innermost last.
    pub control: Vec<Frame>,
    /// Ends of constructs that more than unlikely branches reach.
    pub warm: EntitySet<Block>,
    /// Whether the current point can be reached. Unreachable instructions are not lowered.
    pub reachable: bool,
    /// Parameters and locals, with their types.
    pub locals: Vec<(Variable, ValType)>,
    /// Offset of the current instruction in the module file, in bytes.
    pub offset: usize,
    /// The base of the low memory, where it is kept in a register.
    pub base_register: Option<BaseRegister>,
    /// Functions that are declared already.
    pub func_refs: HashMap<ir::UserExternalName, FuncRef>,
    /// Addresses that are declared already.
    pub globals: HashMap<(ir::UserExternalName, i64), GlobalValue>,
    /// Signatures that are declared already.
    pub sig_refs: HashMap<SigId, SigRef>,
    /// The handlers around the current point.
    pub handlers: Handlers,
    /// The clauses of each `try`, by its offset in the module file.
    pub clauses: HashMap<usize, Clauses>,
    /// The locals whose place debuggers are told.
    pub traced: Traced,
}

impl<'a> Lower<'a> {
    /// A function with its signature set and nothing in it.
    pub fn new(
        function: &'a mut ir::Function,
        context: &'a mut FunctionBuilderContext,
        env: Env<'a>,
        origins: &'a mut Origins,
    ) -> Self {
        Lower {
            b: FunctionBuilder::new(function, context),
            env,
            copy: None,
            origins,
            stack: Vec::new(),
            control: Vec::new(),
            warm: EntitySet::new(),
            reachable: true,
            locals: Vec::new(),
            offset: 0,
            base_register: None,
            func_refs: HashMap::new(),
            globals: HashMap::new(),
            sig_refs: HashMap::new(),
            handlers: Rc::new([]),
            clauses: HashMap::new(),
            traced: Traced::default(),
        }
    }

    /// Turns to the instruction at this offset of the module file.
    pub fn go_to(&mut self, offset: usize) {
        self.offset = offset;
        let location = self.origins.location(Origin {
            copy: self.copy,
            offset: offset as u32,
        });
        self.b.set_srcloc(SourceLoc::new(location));
    }

    /// The error for what is valid but not supported.
    pub fn unsupported(&self, what: impl Into<String>) -> Error {
        Error::Unsupported {
            module: self.env.module().name.clone(),
            function: Some(self.env.describe()),
            what: what.into(),
            offset: self.offset,
        }
    }
}

/// The locals whose place debuggers are told, those of copies left out.
#[derive(Default)]
pub struct Traced {
    /// How often the text of the function sets each local.
    pub sets: Vec<u32>,
    /// Which local has this value.
    pub values: HashMap<Value, u32>,
}

impl Traced {
    /// Whether the local is traced, if its only value comes from so many instructions: one, or none for a parameter.
    pub fn has(&self, local: u32, sets: u32) -> bool {
        self.sets.get(local as usize) == Some(&sets)
    }
}

/// A value on the operand stack with its type. CLIF has no type for references: they are `i64` there.
#[derive(Clone, Copy)]
pub struct Operand {
    /// The value.
    pub value: Value,
    /// Its type.
    pub ty: ValType,
}

/// A label in scope.
pub struct Frame {
    /// Which construct it belongs to.
    pub kind: Kind,
    /// Where the construct ends; has a parameter for each result.
    pub end: Block,
    /// Types of the results.
    pub results: Box<[ValType]>,
    /// Height of the operand stack below the parameters.
    pub height: usize,
    /// Whether anything branches to `end`.
    pub end_reached: bool,
    /// The handlers around the construct.
    pub handlers_outside: Handlers,
}

/// The construct of a label.
pub enum Kind {
    /// The whole function.
    Function,
    /// `block`, or the second half of an `if`.
    Block,
    /// `loop`, with its header and the number of its parameters.
    Loop(Block, usize),
    /// The first half of an `if`: where the other half begins, and the parameters for it.
    If(Block, Vec<Operand>),
    /// `try_table`, with its handlers and their clauses.
    TryTable(Box<[(Handler, Catch)]>),
    /// `try`
    Try(Try),
    /// A construct that cannot be reached.
    Unreachable,
}

/// A `try`: its body, then its clauses.
pub struct Try {
    /// The handlers of the clauses.
    pub catches: Vec<Handler>,
    /// The clause that begins next.
    pub next: usize,
    /// The exception that the current clause has caught.
    pub caught: Option<Value>,
}

/// The clauses behind the body of a `try`.
#[derive(Clone, Debug)]
pub enum Clauses {
    /// The tag of each `catch` in order; `None`: a `catch_all`.
    Catches(Vec<Option<u32>>),
    /// The label of a `delegate`.
    Delegate(u32),
}

/// A handler of exceptions.
#[derive(Clone, Copy)]
pub struct Handler {
    /// Its tag; `None`: any.
    pub tag: Option<TagId>,
    /// The block, which has the exception as its parameter.
    pub landing: Block,
}

/// Handlers, innermost first, at most one for each tag.
pub type Handlers = Rc<[Handler]>;

/// The base of the low memory, read once at the function's start and kept by the register allocator:
/// Cranelift's backends cannot name the pinned register in an address, so each use of it would be a
/// move of its own.
pub struct BaseRegister {
    /// The base.
    pub value: Value,
    /// The instruction that reads it.
    pub read: Inst,
    /// Whether anything needs it.
    pub used: bool,
}

/// Parts of the address space that no access to another part can touch.
#[derive(Clone, Copy, Debug)]
pub enum Region {
    /// The wasm globals.
    Globals,
    /// All tables of fixed or variable size.
    Tables,
    /// Descriptors of memories and tables, lengths of segments.
    Descriptors,
    /// A linear memory.
    Memory(MemoryId),
}

impl Lower<'_> {
    /// Cranelift's name of a region.
    pub fn region(&mut self, region: Region) -> Option<AliasRegion> {
        let (user_id, description) = match region {
            Region::Globals => (0, "globals".into()),
            Region::Tables => (1, "tables".into()),
            Region::Descriptors => (2, "descriptors".into()),
            Region::Memory(memory) => (3 + memory.index() as u32, memory.to_string().into()),
        };
        Some(self.b.func.dfg.alias_regions.insert(AliasRegionData {
            user_id,
            description,
        }))
    }
}
