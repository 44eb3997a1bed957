//! What the instructions of a body do to tables, memories, globals and segments, and its shape.

use super::module::{DataIndex, ElemIndex, GlobalIndex, MemoryIndex, TableIndex, Uses};
use super::operator::{Op, Operators};
use super::refusal::Refusal;
use super::shape::{Shape, Sketch};
use wasmparser::FunctionBody;

/// What a body that validation has accepted does, and its shape.
pub fn of(body: &FunctionBody<'_>) -> Result<(Uses, Shape), Refusal> {
    let mut uses = Uses::default();
    let mut shape = Sketch::default();
    for declaration in body.get_locals_reader()? {
        shape.locals(declaration?.0);
    }
    let mut operators = Operators::of(body)?;
    while let Some((_, op)) = operators.read()? {
        note(&mut uses, &mut shape, &op);
        shape.note(&op);
    }
    Ok((uses, shape.finish()))
}

/// Notes what an instruction does. A table that nothing writes is read-only data, and a global that
/// nothing writes a constant: hence no arm for "everything else".
#[rustfmt::skip] // one pattern a line would be 200 lines
fn note(uses: &mut Uses, shape: &mut Sketch, op: &Op<'_>) {
    match *op {
        Op::TableSet { table } | Op::TableFill { table } | Op::TableInit { table, .. }
        | Op::TableCopy { dst_table: table, .. } => {
            uses.written_tables.insert(TableIndex::from_u32(table));
        }
        Op::TableGrow { table } => {
            uses.grown_tables.insert(TableIndex::from_u32(table));
        }
        Op::MemoryGrow { mem } => {
            uses.grown_memories.insert(MemoryIndex::from_u32(mem));
        }
        Op::GlobalSet { global_index } => {
            *uses.written_globals.entry(GlobalIndex::from_u32(global_index)).or_default() += 1;
        }
        Op::DataDrop { data_index } => {
            uses.dropped_data.insert(DataIndex::from_u32(data_index));
        }
        Op::ElemDrop { elem_index } => {
            uses.dropped_elems.insert(ElemIndex::from_u32(elem_index));
        }
        Op::Call { function_index } => shape.call(function_index),
        Op::CallIndirect { .. } | Op::CallRef { .. } => shape.unknown_call(),
        Op::RefFunc { function_index } => shape.reference(function_index),
        Op::ReturnCall { function_index } => {
            shape.reference(function_index);
            shape.tail_call();
            uses.tail_calls = true;
        }
        Op::ReturnCallIndirect { .. } | Op::ReturnCallRef { .. } => {
            shape.tail_call();
            uses.tail_calls = true;
        }
        Op::Throw { .. } | Op::ThrowRef | Op::Rethrow { .. } => uses.throws = true,
        Op::Try { .. } => uses.legacy_exceptions = true,
        // Vectors: operands and linear memory only.
        Op::Simd(_) => {}
        // Control.
        Op::Unreachable | Op::Nop | Op::Block { .. } | Op::Loop { .. } | Op::If { .. } | Op::Else
        | Op::End | Op::Br { .. } | Op::BrIf { .. } | Op::BrTable { .. } | Op::Return
        | Op::BrOnNull { .. } | Op::BrOnNonNull { .. }
        | Op::TryTable { .. } | Op::Catch { .. } | Op::CatchAll
        | Op::Delegate { .. }
        // Operands, locals.
        | Op::Drop | Op::Select | Op::LocalGet { .. } | Op::LocalSet { .. } | Op::LocalTee { .. }
        | Op::TypedSelect { .. } | Op::TypedSelectMulti { .. } | Op::RefAsNonNull
        // Reads of what functions share.
        | Op::GlobalGet { .. } | Op::MemorySize { .. } | Op::RefNull { .. } | Op::RefIsNull
        | Op::TableGet { .. } | Op::TableSize { .. }
        // Linear memory: what it holds is never a constant.
        | Op::I32Load { .. } | Op::I64Load { .. } | Op::F32Load { .. } | Op::F64Load { .. }
        | Op::I32Load8S { .. } | Op::I32Load8U { .. } | Op::I32Load16S { .. }
        | Op::I32Load16U { .. } | Op::I64Load8S { .. } | Op::I64Load8U { .. }
        | Op::I64Load16S { .. } | Op::I64Load16U { .. } | Op::I64Load32S { .. }
        | Op::I64Load32U { .. } | Op::I32Store { .. } | Op::I64Store { .. } | Op::F32Store { .. }
        | Op::F64Store { .. } | Op::I32Store8 { .. } | Op::I32Store16 { .. } | Op::I64Store8 { .. }
        | Op::I64Store16 { .. } | Op::I64Store32 { .. } | Op::MemoryInit { .. }
        | Op::MemoryCopy { .. } | Op::MemoryFill { .. }
        // Constants.
        | Op::I32Const { .. } | Op::I64Const { .. } | Op::F32Const { .. } | Op::F64Const { .. }
        // Numbers: i32.
        | Op::I32Eqz | Op::I32Eq | Op::I32Ne | Op::I32LtS | Op::I32LtU | Op::I32GtS | Op::I32GtU
        | Op::I32LeS | Op::I32LeU | Op::I32GeS | Op::I32GeU | Op::I32Clz | Op::I32Ctz
        | Op::I32Popcnt | Op::I32Add | Op::I32Sub | Op::I32Mul | Op::I32DivS | Op::I32DivU
        | Op::I32RemS | Op::I32RemU | Op::I32And | Op::I32Or | Op::I32Xor | Op::I32Shl | Op::I32ShrS
        | Op::I32ShrU | Op::I32Rotl | Op::I32Rotr | Op::I32WrapI64 | Op::I32TruncF32S
        | Op::I32TruncF32U | Op::I32TruncF64S | Op::I32TruncF64U | Op::I32ReinterpretF32
        | Op::I32Extend8S | Op::I32Extend16S | Op::I32TruncSatF32S | Op::I32TruncSatF32U
        | Op::I32TruncSatF64S | Op::I32TruncSatF64U
        // Numbers: i64.
        | Op::I64Eqz | Op::I64Eq | Op::I64Ne | Op::I64LtS | Op::I64LtU | Op::I64GtS | Op::I64GtU
        | Op::I64LeS | Op::I64LeU | Op::I64GeS | Op::I64GeU | Op::I64Clz | Op::I64Ctz
        | Op::I64Popcnt | Op::I64Add | Op::I64Sub | Op::I64Mul | Op::I64DivS | Op::I64DivU
        | Op::I64RemS | Op::I64RemU | Op::I64And | Op::I64Or | Op::I64Xor | Op::I64Shl | Op::I64ShrS
        | Op::I64ShrU | Op::I64Rotl | Op::I64Rotr | Op::I64ExtendI32S | Op::I64ExtendI32U
        | Op::I64TruncF32S | Op::I64TruncF32U | Op::I64TruncF64S | Op::I64TruncF64U
        | Op::I64ReinterpretF64 | Op::I64Extend8S | Op::I64Extend16S | Op::I64Extend32S
        | Op::I64TruncSatF32S | Op::I64TruncSatF32U | Op::I64TruncSatF64S | Op::I64TruncSatF64U
        // Numbers: f32.
        | Op::F32Eq | Op::F32Ne | Op::F32Lt | Op::F32Gt | Op::F32Le | Op::F32Ge | Op::F32Abs
        | Op::F32Neg | Op::F32Ceil | Op::F32Floor | Op::F32Trunc | Op::F32Nearest | Op::F32Sqrt
        | Op::F32Add | Op::F32Sub | Op::F32Mul | Op::F32Div | Op::F32Min | Op::F32Max
        | Op::F32Copysign | Op::F32ConvertI32S | Op::F32ConvertI32U | Op::F32ConvertI64S
        | Op::F32ConvertI64U | Op::F32DemoteF64 | Op::F32ReinterpretI32
        // Numbers: f64.
        | Op::F64Eq | Op::F64Ne | Op::F64Lt | Op::F64Gt | Op::F64Le | Op::F64Ge | Op::F64Abs
        | Op::F64Neg | Op::F64Ceil | Op::F64Floor | Op::F64Trunc | Op::F64Nearest | Op::F64Sqrt
        | Op::F64Add | Op::F64Sub | Op::F64Mul | Op::F64Div | Op::F64Min | Op::F64Max
        | Op::F64Copysign | Op::F64ConvertI32S | Op::F64ConvertI32U | Op::F64ConvertI64S
        | Op::F64ConvertI64U | Op::F64PromoteF32 | Op::F64ReinterpretI64
        // Numbers: pairs of i64.
        | Op::I64Add128 | Op::I64Sub128 | Op::I64MulWideS | Op::I64MulWideU => {}
    }
}

/// Adds what one body does to what the others do.
pub fn merge(into: &mut Uses, from: Uses) {
    into.written_tables.extend(from.written_tables);
    into.grown_tables.extend(from.grown_tables);
    into.grown_memories.extend(from.grown_memories);
    into.dropped_data.extend(from.dropped_data);
    into.dropped_elems.extend(from.dropped_elems);
    into.throws |= from.throws;
    into.tail_calls |= from.tail_calls;
    into.legacy_exceptions |= from.legacy_exceptions;
    for (global, count) in from.written_globals {
        *into.written_globals.entry(global).or_default() += count;
    }
}
