//! Constant expressions (core spec 3.3.13, with extended-const).

use super::module::{ConstBinary, ConstExpr, ConstOp, FuncIndex, GlobalIndex};
use super::refusal::Refusal;
use cranelift_entity::EntityRef;
use wasmparser::Operator;

/// Decodes an expression that the validator has accepted.
pub fn decode(expression: &wasmparser::ConstExpr<'_>) -> Result<ConstExpr, Refusal> {
    let mut ops = Vec::with_capacity(1);
    for op in expression.get_operators_reader() {
        ops.push(match op? {
            Operator::I32Const { value } => ConstOp::I32(value),
            Operator::I64Const { value } => ConstOp::I64(value),
            Operator::F32Const { value } => ConstOp::F32(value.bits()),
            Operator::F64Const { value } => ConstOp::F64(value.bits()),
            Operator::V128Const { value } => ConstOp::V128(value.i128() as u128),
            Operator::RefNull { .. } => ConstOp::RefNull,
            Operator::RefFunc { function_index } => {
                ConstOp::RefFunc(FuncIndex::new(function_index as usize))
            }
            Operator::GlobalGet { global_index } => {
                ConstOp::Global(GlobalIndex::new(global_index as usize))
            }
            Operator::I32Add => ConstOp::I32Binary(ConstBinary::Add),
            Operator::I32Sub => ConstOp::I32Binary(ConstBinary::Sub),
            Operator::I32Mul => ConstOp::I32Binary(ConstBinary::Mul),
            Operator::I64Add => ConstOp::I64Binary(ConstBinary::Add),
            Operator::I64Sub => ConstOp::I64Binary(ConstBinary::Sub),
            Operator::I64Mul => ConstOp::I64Binary(ConstBinary::Mul),
            Operator::End => continue,
            // `Operator` is non-exhaustive; core 3.0 has more of them.
            other => {
                let what = format!("{other:?} in a constant expression");
                return Err(Refusal::Unsupported(what, None));
            }
        });
    }
    Ok(ops.into())
}

/// The expression `ref.func index`.
pub fn function(index: u32) -> ConstExpr {
    Box::new([ConstOp::RefFunc(FuncIndex::new(index as usize))])
}
