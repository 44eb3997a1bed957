//! Loops over bytes, as they were found.

use cranelift_codegen::ir::{Block, Inst, Type, Value};

/// Bytes that are accessed at once.
pub const CHUNK: i64 = 8;

/// A loop over bytes.
pub struct ByteLoop {
    /// Its first block.
    pub header: Block,
    /// What a round adds to each parameter of that block.
    pub steps: Vec<i64>,
    /// What each round adds to the pointers: 1 or -1.
    pub direction: i64,
    pub count: Count,
    pub body: Body,
}

/// A parameter of the first block plus a constant.
#[derive(Clone, Copy)]
pub struct Linear {
    pub position: usize,
    pub offset: i64,
}

/// What does not change in the loop.
#[derive(Clone, Copy)]
pub enum Invariant {
    Constant(Type, i64),
    /// A parameter of the first block.
    Parameter(usize),
    /// A value from in front of the loop.
    Value(Value),
}

/// The loop goes on as long as `counter` is not `end`.
pub struct Count {
    pub counter: Linear,
    pub end: Invariant,
}

/// The access to a byte.
#[derive(Clone, Copy)]
pub struct Access {
    pub inst: Inst,
    /// Where the memory begins.
    pub start: Invariant,
    /// The index, of 32 bits.
    pub index: Linear,
}

/// What a round does.
pub enum Body {
    Copy {
        load: Access,
        store: Access,
    },
    Set {
        store: Access,
        byte: Invariant,
    },
    /// The loop ends where the bytes differ.
    Compare([Access; 2]),
}
