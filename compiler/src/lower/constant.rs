//! Values that are known at compile time.

use super::builder::Lower;
use super::reference;
use crate::decode::module::ValType;
use crate::program::{ConstValue, Ref};
use cranelift_codegen::ir::immediates::{Ieee32, Ieee64, Imm64};
use cranelift_codegen::ir::{InstBuilder, InstructionData, Opcode, Value, types};

/// A value that is known at compile time.
pub fn value(f: &mut Lower<'_>, value: ConstValue) -> Value {
    match value {
        ConstValue::I32(value) => i32_const(f, value),
        ConstValue::I64(value) => f.b.ins().iconst(types::I64, value),
        ConstValue::F32(bits) => f.b.ins().f32const(Ieee32::with_bits(bits)),
        ConstValue::F64(bits) => f.b.ins().f64const(Ieee64::with_bits(bits)),
        ConstValue::V128(value) => {
            let bytes = value.to_le_bytes().to_vec();
            let constant = f.b.func.dfg.constants.insert(bytes.into());
            f.b.ins().vconst(types::I8X16, constant)
        }
        ConstValue::Ref(Ref::Null) => f.b.ins().iconst(types::I64, 0),
        ConstValue::Ref(Ref::Func(function)) => reference::function(f, function),
    }
}

/// The integer that a value is, where its instruction says so.
pub fn known(f: &Lower<'_>, value: Value) -> Option<Imm64> {
    let inst = f.b.func.dfg.value_def(value).inst()?;
    match f.b.func.dfg.insts[inst] {
        InstructionData::UnaryImm {
            opcode: Opcode::Iconst,
            imm,
        } => Some(imm),
        _ => None,
    }
}

/// `i32.const`. CLIF wants immediates without bits above the type's.
fn i32_const(f: &mut Lower<'_>, value: i32) -> Value {
    f.b.ins().iconst(types::I32, i64::from(value as u32))
}

/// The default value of a type (core spec 4.2.1).
pub fn zero(f: &mut Lower<'_>, ty: ValType) -> Value {
    match ty {
        ValType::I32 => f.b.ins().iconst(types::I32, 0),
        ValType::I64 | ValType::Ref(_) => f.b.ins().iconst(types::I64, 0),
        ValType::F32 => f.b.ins().f32const(0.0),
        ValType::F64 => f.b.ins().f64const(0.0),
        ValType::V128 => {
            let zero = f.b.func.dfg.constants.insert([0; 16].to_vec().into());
            f.b.ins().vconst(types::I8X16, zero)
        }
    }
}
