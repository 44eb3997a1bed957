//! The shape of a body: its size and its calls, from which is decided where it is inlined.

use super::module::FuncIndex;
use super::operator::Op;
use std::collections::BTreeMap;

/// What inlining asks about a body.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// Number of instructions that compute something. A branch counts each of its targets.
    pub instructions: u32,
    /// Functions that it calls, with the number of calls, by index.
    pub calls: Box<[(FuncIndex, u32)]>,
    /// Functions that `ref.func` or a tail call names, by index.
    pub references: Box<[FuncIndex]>,
    /// Number of locals that it declares.
    pub locals: u32,
    /// Whether it has loops.
    pub loops: bool,
    /// Whether it calls functions that are not known here.
    pub unknown_calls: bool,
    /// Whether it makes tail calls.
    pub tail_calls: bool,
    /// Whether it looks like a product of 128 bits, which `optimize` makes as short as a call of it.
    pub wide_product: bool,
}

/// A shape under construction.
#[derive(Default)]
pub struct Sketch {
    instructions: u32,
    calls: BTreeMap<FuncIndex, u32>,
    references: Vec<FuncIndex>,
    locals: u32,
    loops: bool,
    unknown_calls: bool,
    tail_calls: bool,
    products: u32,
    /// Whether it has an instruction that no wide product needs.
    other: bool,
}

impl Sketch {
    /// Notes a declaration of locals.
    pub fn locals(&mut self, count: u32) {
        self.locals = self.locals.saturating_add(count);
    }

    /// Notes an instruction.
    pub fn note(&mut self, op: &Op<'_>) {
        self.instructions = self.instructions.saturating_add(weight(op));
        match op {
            Op::I64Mul => self.products = self.products.saturating_add(1),
            _ => self.other |= !is_of_wide_product(op),
        }
        self.loops |= matches!(op, Op::Loop { .. });
    }

    /// Notes a call.
    pub fn call(&mut self, function: u32) {
        *self.calls.entry(FuncIndex::from_u32(function)).or_default() += 1;
    }

    /// Notes an instruction that names a function without a call that returns.
    pub fn reference(&mut self, function: u32) {
        self.references.push(FuncIndex::from_u32(function));
    }

    /// Notes a call through a table or a reference.
    pub fn unknown_call(&mut self) {
        self.unknown_calls = true;
    }

    /// Notes a tail call.
    pub fn tail_call(&mut self) {
        self.tail_calls = true;
    }

    /// The shape of the body that has been read.
    pub fn finish(mut self) -> Shape {
        self.references.sort_unstable();
        self.references.dedup();
        Shape {
            instructions: self.instructions,
            calls: self.calls.into_iter().collect(),
            references: self.references.into(),
            locals: self.locals,
            loops: self.loops,
            unknown_calls: self.unknown_calls,
            tail_calls: self.tail_calls,
            wide_product: !self.other
                && self.products >= PRODUCTS
                && self.instructions <= MOST_OF_WIDE_PRODUCT,
        }
    }
}

/// Multiplications of halves in a wide product.
const PRODUCTS: u32 = 4;
/// Instructions that it has at most: `__multi3` of C has 29, that of Rust 30.
const MOST_OF_WIDE_PRODUCT: u32 = 40;

/// Whether a wide product may have an instruction beside its multiplications.
fn is_of_wide_product(op: &Op<'_>) -> bool {
    matches!(
        op,
        Op::LocalGet { .. }
            | Op::LocalSet { .. }
            | Op::LocalTee { .. }
            | Op::I64Const { .. }
            | Op::I64Add
            | Op::I64And
            | Op::I64Or
            | Op::I64Shl
            | Op::I64ShrU
            | Op::I64LtU
            | Op::I64ExtendI32U
            | Op::I64Store { .. }
            | Op::End
    )
}

/// What an instruction counts: nothing if it only names a value or a label.
fn weight(op: &Op<'_>) -> u32 {
    match op {
        Op::LocalGet { .. }
        | Op::LocalSet { .. }
        | Op::LocalTee { .. }
        | Op::I32Const { .. }
        | Op::I64Const { .. }
        | Op::F32Const { .. }
        | Op::F64Const { .. }
        | Op::Block { .. }
        | Op::Loop { .. }
        | Op::Else
        | Op::End
        | Op::Nop
        | Op::Drop
        | Op::Return => 0,
        Op::BrTable { targets } => targets.len().saturating_add(1),
        _ => 1,
    }
}
