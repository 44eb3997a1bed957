//! The operand stack.
//!
//! A vector on the stack may have any CLIF type of 128 bits: the instruction that made it chose one.
//! [`Lower::pop_vector`] converts it to the type that an instruction needs. At labels and calls, and in
//! locals and globals, values have their canonical type, [`clif_type`](super::env::clif_type).

use super::builder::{Lower, Operand};
use crate::decode::module::ValType;
use cranelift_codegen::ir::{Block, Endianness, InstBuilder, MemFlagsData, Type, Value, types};

impl Lower<'_> {
    /// Pushes a number or a vector, whose CLIF type tells its type.
    pub fn push(&mut self, value: Value) {
        let ty = match self.b.func.dfg.value_type(value) {
            types::I32 => ValType::I32,
            types::I64 => ValType::I64,
            types::F32 => ValType::F32,
            types::F64 => ValType::F64,
            ty => {
                debug_assert_eq!(ty.bits(), 128);
                ValType::V128
            }
        };
        self.push_typed(value, ty);
    }

    /// Pushes a value of any type; references only come this way.
    pub fn push_typed(&mut self, value: Value, ty: ValType) {
        self.stack.push(Operand { value, ty });
    }

    /// Pushes values, each with its type.
    pub fn push_all(&mut self, values: &[Value], types: &[ValType]) {
        for (&value, &ty) in values.iter().zip(types) {
            self.push_typed(value, ty);
        }
    }

    /// Pushes the parameters of a block, which have these types.
    pub fn push_block_params(&mut self, block: Block, types: &[ValType]) {
        let values = self.b.block_params(block).to_vec();
        self.push_all(&values, types);
    }

    /// Pops a value that is no vector, or whose vector type does not matter.
    pub fn pop(&mut self) -> Value {
        self.pop_typed().value
    }

    /// Pops a value with its type.
    pub fn pop_typed(&mut self) -> Operand {
        self.stack.pop().expect("validation has checked the height")
    }

    /// Pops the second operand, then the first; returns them in order.
    pub fn pop2(&mut self) -> (Value, Value) {
        let second = self.pop();
        (self.pop(), second)
    }

    /// Pops three operands; returns them in order.
    pub fn pop3(&mut self) -> (Value, Value, Value) {
        let third = self.pop();
        let (first, second) = self.pop2();
        (first, second, third)
    }

    /// Pops a vector as this type.
    pub fn pop_vector(&mut self, ty: Type) -> Value {
        let value = self.pop();
        self.as_vector(value, ty)
    }

    /// Pops two vectors as this type; returns them in order.
    pub fn pop_vector2(&mut self, ty: Type) -> (Value, Value) {
        let second = self.pop_vector(ty);
        (self.pop_vector(ty), second)
    }

    /// A vector as this type: the bits stay.
    pub fn as_vector(&mut self, value: Value, ty: Type) -> Value {
        if self.b.func.dfg.value_type(value) == ty {
            return value;
        }
        let flags = MemFlagsData::new().with_endianness(Endianness::Little);
        self.b.ins().bitcast(ty, flags, value)
    }

    /// A value as its canonical type.
    pub fn canonical(&mut self, value: Value) -> Value {
        if self.b.func.dfg.value_type(value).is_vector() {
            self.as_vector(value, types::I8X16)
        } else {
            value
        }
    }

    /// The topmost values, in order, each as its canonical type; they stay on the stack.
    pub fn peek_canonical(&mut self, count: usize) -> Vec<Value> {
        let start = self.stack.len() - count;
        for index in start..self.stack.len() {
            self.stack[index].value = self.canonical(self.stack[index].value);
        }
        values(&self.stack[start..])
    }

    /// Pops values; returns them in order, each as its canonical type.
    pub fn pop_canonical(&mut self, count: usize) -> Vec<Value> {
        let values = self.peek_canonical(count);
        self.stack.truncate(self.stack.len() - count);
        values
    }
}

/// Operands without their types.
pub fn values(operands: &[Operand]) -> Vec<Value> {
    operands.iter().map(|operand| operand.value).collect()
}
