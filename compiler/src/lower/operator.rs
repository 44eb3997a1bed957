//! The exhaustive match over operators: one line each, which names the subject's function.

use super::function::Lower;
use super::simd::operator::SimdOp;
use super::{bulk, call, control, global, local, memory, numeric, reference, simd, table};
use crate::error::Result;
use crate::program::ConstValue;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::{Opcode, types};
use wasmparser::{FrameKind, FrameStack, VisitOperator, VisitSimdOperator};

/// Reads an operator as an [`Op`].
pub struct Decode;

/// Makes the enumeration and its reader from wasmparser's list. wasmparser's own `Operator` is
/// non-exhaustive: a match over it could not tell us of a new operator.
macro_rules! define {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $ty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        /// An operator.
        #[derive(Debug)]
        #[allow(dead_code)] // fields of operators that are refused
        pub enum Op<'a> {
            $($op $({ $($arg: $ty),* })?,)*
            Simd(SimdOp),
        }

        impl<'a> VisitOperator<'a> for Decode {
            type Output = Op<'a>;

            fn simd_visitor(
                &mut self,
            ) -> Option<&mut dyn VisitSimdOperator<'a, Output = Self::Output>> {
                Some(self)
            }

            $(fn $visit(&mut self $($(, $arg: $ty)*)?) -> Op<'a> {
                Op::$op $({ $($arg),* })?
            })*
        }
    };
}

wasmparser::for_each_visit_operator!(define);

/// The reader asks only to refuse an `else` outside an `if`, which validation has done.
impl FrameStack for Decode {
    fn current_frame(&self) -> Option<FrameKind> {
        Some(FrameKind::If)
    }
}

/// Lowers an operator. Where the current point cannot be reached, only the nesting is kept.
pub fn lower(f: &mut Lower<'_>, op: Op<'_>) -> Result<()> {
    let structure = matches!(
        op,
        Op::Block { .. } | Op::Loop { .. } | Op::If { .. } | Op::Else | Op::End
    );
    if !f.reachable && !structure {
        return Ok(());
    }
    match op {
        Op::Unreachable => control::unreachable(f),
        Op::Nop => {}
        Op::Block { blockty } => control::block(f, blockty)?,
        Op::Loop { blockty } => control::loop_(f, blockty)?,
        Op::If { blockty } => control::if_(f, blockty)?,
        Op::Else => control::else_(f),
        Op::End => control::end(f),
        Op::Br { relative_depth } => control::br(f, relative_depth),
        Op::BrIf { relative_depth } => control::br_if(f, relative_depth),
        Op::BrTable { targets } => control::br_table(f, &targets)?,
        Op::Return => control::return_(f),
        Op::Call { function_index } => call::direct(f, function_index),
        Op::CallIndirect {
            type_index,
            table_index,
        } => call::indirect(f, type_index, table_index),
        Op::Drop => local::drop(f),
        Op::Select => local::select(f),
        Op::LocalGet { local_index } => local::get(f, local_index),
        Op::LocalSet { local_index } => local::set(f, local_index),
        Op::LocalTee { local_index } => local::tee(f, local_index),
        Op::GlobalGet { global_index } => global::get(f, global_index),
        Op::GlobalSet { global_index } => global::set(f, global_index),
        Op::I32Load { memarg } => memory::load(f, Opcode::Load, types::I32, 4, &memarg)?,
        Op::I64Load { memarg } => memory::load(f, Opcode::Load, types::I64, 8, &memarg)?,
        Op::F32Load { memarg } => memory::load(f, Opcode::Load, types::F32, 4, &memarg)?,
        Op::F64Load { memarg } => memory::load(f, Opcode::Load, types::F64, 8, &memarg)?,
        Op::I32Load8S { memarg } => memory::load(f, Opcode::Sload8, types::I32, 1, &memarg)?,
        Op::I32Load8U { memarg } => memory::load(f, Opcode::Uload8, types::I32, 1, &memarg)?,
        Op::I32Load16S { memarg } => memory::load(f, Opcode::Sload16, types::I32, 2, &memarg)?,
        Op::I32Load16U { memarg } => memory::load(f, Opcode::Uload16, types::I32, 2, &memarg)?,
        Op::I64Load8S { memarg } => memory::load(f, Opcode::Sload8, types::I64, 1, &memarg)?,
        Op::I64Load8U { memarg } => memory::load(f, Opcode::Uload8, types::I64, 1, &memarg)?,
        Op::I64Load16S { memarg } => memory::load(f, Opcode::Sload16, types::I64, 2, &memarg)?,
        Op::I64Load16U { memarg } => memory::load(f, Opcode::Uload16, types::I64, 2, &memarg)?,
        Op::I64Load32S { memarg } => memory::load(f, Opcode::Sload32, types::I64, 4, &memarg)?,
        Op::I64Load32U { memarg } => memory::load(f, Opcode::Uload32, types::I64, 4, &memarg)?,
        Op::I32Store { memarg } => memory::store(f, Opcode::Store, 4, &memarg)?,
        Op::I64Store { memarg } => memory::store(f, Opcode::Store, 8, &memarg)?,
        Op::F32Store { memarg } => memory::store(f, Opcode::Store, 4, &memarg)?,
        Op::F64Store { memarg } => memory::store(f, Opcode::Store, 8, &memarg)?,
        Op::I32Store8 { memarg } => memory::store(f, Opcode::Istore8, 1, &memarg)?,
        Op::I32Store16 { memarg } => memory::store(f, Opcode::Istore16, 2, &memarg)?,
        Op::I64Store8 { memarg } => memory::store(f, Opcode::Istore8, 1, &memarg)?,
        Op::I64Store16 { memarg } => memory::store(f, Opcode::Istore16, 2, &memarg)?,
        Op::I64Store32 { memarg } => memory::store(f, Opcode::Istore32, 4, &memarg)?,
        Op::MemorySize { mem } => memory::size(f, mem),
        Op::MemoryGrow { mem } => memory::grow(f, mem),
        Op::I32Const { value } => numeric::constant(f, ConstValue::I32(value)),
        Op::I64Const { value } => numeric::constant(f, ConstValue::I64(value)),
        Op::F32Const { value } => numeric::constant(f, ConstValue::F32(value.bits())),
        Op::F64Const { value } => numeric::constant(f, ConstValue::F64(value.bits())),
        Op::I32Eqz => numeric::eqz(f),
        Op::I32Eq => numeric::icmp(f, IntCC::Equal),
        Op::I32Ne => numeric::icmp(f, IntCC::NotEqual),
        Op::I32LtS => numeric::icmp(f, IntCC::SignedLessThan),
        Op::I32LtU => numeric::icmp(f, IntCC::UnsignedLessThan),
        Op::I32GtS => numeric::icmp(f, IntCC::SignedGreaterThan),
        Op::I32GtU => numeric::icmp(f, IntCC::UnsignedGreaterThan),
        Op::I32LeS => numeric::icmp(f, IntCC::SignedLessThanOrEqual),
        Op::I32LeU => numeric::icmp(f, IntCC::UnsignedLessThanOrEqual),
        Op::I32GeS => numeric::icmp(f, IntCC::SignedGreaterThanOrEqual),
        Op::I32GeU => numeric::icmp(f, IntCC::UnsignedGreaterThanOrEqual),
        Op::I64Eqz => numeric::eqz(f),
        Op::I64Eq => numeric::icmp(f, IntCC::Equal),
        Op::I64Ne => numeric::icmp(f, IntCC::NotEqual),
        Op::I64LtS => numeric::icmp(f, IntCC::SignedLessThan),
        Op::I64LtU => numeric::icmp(f, IntCC::UnsignedLessThan),
        Op::I64GtS => numeric::icmp(f, IntCC::SignedGreaterThan),
        Op::I64GtU => numeric::icmp(f, IntCC::UnsignedGreaterThan),
        Op::I64LeS => numeric::icmp(f, IntCC::SignedLessThanOrEqual),
        Op::I64LeU => numeric::icmp(f, IntCC::UnsignedLessThanOrEqual),
        Op::I64GeS => numeric::icmp(f, IntCC::SignedGreaterThanOrEqual),
        Op::I64GeU => numeric::icmp(f, IntCC::UnsignedGreaterThanOrEqual),
        Op::F32Eq => numeric::fcmp(f, FloatCC::Equal),
        Op::F32Ne => numeric::fcmp(f, FloatCC::NotEqual),
        Op::F32Lt => numeric::fcmp(f, FloatCC::LessThan),
        Op::F32Gt => numeric::fcmp(f, FloatCC::GreaterThan),
        Op::F32Le => numeric::fcmp(f, FloatCC::LessThanOrEqual),
        Op::F32Ge => numeric::fcmp(f, FloatCC::GreaterThanOrEqual),
        Op::F64Eq => numeric::fcmp(f, FloatCC::Equal),
        Op::F64Ne => numeric::fcmp(f, FloatCC::NotEqual),
        Op::F64Lt => numeric::fcmp(f, FloatCC::LessThan),
        Op::F64Gt => numeric::fcmp(f, FloatCC::GreaterThan),
        Op::F64Le => numeric::fcmp(f, FloatCC::LessThanOrEqual),
        Op::F64Ge => numeric::fcmp(f, FloatCC::GreaterThanOrEqual),
        Op::I32Clz => numeric::unary(f, Opcode::Clz),
        Op::I32Ctz => numeric::unary(f, Opcode::Ctz),
        Op::I32Popcnt => numeric::unary(f, Opcode::Popcnt),
        Op::I32Add => numeric::binary(f, Opcode::Iadd),
        Op::I32Sub => numeric::binary(f, Opcode::Isub),
        Op::I32Mul => numeric::binary(f, Opcode::Imul),
        Op::I32DivS => numeric::binary(f, Opcode::Sdiv),
        Op::I32DivU => numeric::binary(f, Opcode::Udiv),
        Op::I32RemS => numeric::binary(f, Opcode::Srem),
        Op::I32RemU => numeric::binary(f, Opcode::Urem),
        Op::I32And => numeric::binary(f, Opcode::Band),
        Op::I32Or => numeric::binary(f, Opcode::Bor),
        Op::I32Xor => numeric::binary(f, Opcode::Bxor),
        Op::I32Shl => numeric::binary(f, Opcode::Ishl),
        Op::I32ShrS => numeric::binary(f, Opcode::Sshr),
        Op::I32ShrU => numeric::binary(f, Opcode::Ushr),
        Op::I32Rotl => numeric::binary(f, Opcode::Rotl),
        Op::I32Rotr => numeric::binary(f, Opcode::Rotr),
        Op::I64Clz => numeric::unary(f, Opcode::Clz),
        Op::I64Ctz => numeric::unary(f, Opcode::Ctz),
        Op::I64Popcnt => numeric::unary(f, Opcode::Popcnt),
        Op::I64Add => numeric::binary(f, Opcode::Iadd),
        Op::I64Sub => numeric::binary(f, Opcode::Isub),
        Op::I64Mul => numeric::binary(f, Opcode::Imul),
        Op::I64DivS => numeric::binary(f, Opcode::Sdiv),
        Op::I64DivU => numeric::binary(f, Opcode::Udiv),
        Op::I64RemS => numeric::binary(f, Opcode::Srem),
        Op::I64RemU => numeric::binary(f, Opcode::Urem),
        Op::I64And => numeric::binary(f, Opcode::Band),
        Op::I64Or => numeric::binary(f, Opcode::Bor),
        Op::I64Xor => numeric::binary(f, Opcode::Bxor),
        Op::I64Shl => numeric::binary(f, Opcode::Ishl),
        Op::I64ShrS => numeric::binary(f, Opcode::Sshr),
        Op::I64ShrU => numeric::binary(f, Opcode::Ushr),
        Op::I64Rotl => numeric::binary(f, Opcode::Rotl),
        Op::I64Rotr => numeric::binary(f, Opcode::Rotr),
        Op::F32Abs => numeric::unary(f, Opcode::Fabs),
        Op::F32Neg => numeric::unary(f, Opcode::Fneg),
        Op::F32Ceil => numeric::unary(f, Opcode::Ceil),
        Op::F32Floor => numeric::unary(f, Opcode::Floor),
        Op::F32Trunc => numeric::unary(f, Opcode::Trunc),
        Op::F32Nearest => numeric::unary(f, Opcode::Nearest),
        Op::F32Sqrt => numeric::unary(f, Opcode::Sqrt),
        Op::F32Add => numeric::binary(f, Opcode::Fadd),
        Op::F32Sub => numeric::binary(f, Opcode::Fsub),
        Op::F32Mul => numeric::binary(f, Opcode::Fmul),
        Op::F32Div => numeric::binary(f, Opcode::Fdiv),
        Op::F32Min => numeric::binary(f, Opcode::Fmin),
        Op::F32Max => numeric::binary(f, Opcode::Fmax),
        Op::F32Copysign => numeric::binary(f, Opcode::Fcopysign),
        Op::F64Abs => numeric::unary(f, Opcode::Fabs),
        Op::F64Neg => numeric::unary(f, Opcode::Fneg),
        Op::F64Ceil => numeric::unary(f, Opcode::Ceil),
        Op::F64Floor => numeric::unary(f, Opcode::Floor),
        Op::F64Trunc => numeric::unary(f, Opcode::Trunc),
        Op::F64Nearest => numeric::unary(f, Opcode::Nearest),
        Op::F64Sqrt => numeric::unary(f, Opcode::Sqrt),
        Op::F64Add => numeric::binary(f, Opcode::Fadd),
        Op::F64Sub => numeric::binary(f, Opcode::Fsub),
        Op::F64Mul => numeric::binary(f, Opcode::Fmul),
        Op::F64Div => numeric::binary(f, Opcode::Fdiv),
        Op::F64Min => numeric::binary(f, Opcode::Fmin),
        Op::F64Max => numeric::binary(f, Opcode::Fmax),
        Op::F64Copysign => numeric::binary(f, Opcode::Fcopysign),
        Op::I32WrapI64 => numeric::convert(f, Opcode::Ireduce, types::I32),
        Op::I32TruncF32S => numeric::convert(f, Opcode::FcvtToSint, types::I32),
        Op::I32TruncF32U => numeric::convert(f, Opcode::FcvtToUint, types::I32),
        Op::I32TruncF64S => numeric::convert(f, Opcode::FcvtToSint, types::I32),
        Op::I32TruncF64U => numeric::convert(f, Opcode::FcvtToUint, types::I32),
        Op::I64ExtendI32S => numeric::convert(f, Opcode::Sextend, types::I64),
        Op::I64ExtendI32U => numeric::convert(f, Opcode::Uextend, types::I64),
        Op::I64TruncF32S => numeric::convert(f, Opcode::FcvtToSint, types::I64),
        Op::I64TruncF32U => numeric::convert(f, Opcode::FcvtToUint, types::I64),
        Op::I64TruncF64S => numeric::convert(f, Opcode::FcvtToSint, types::I64),
        Op::I64TruncF64U => numeric::convert(f, Opcode::FcvtToUint, types::I64),
        Op::F32ConvertI32S => numeric::convert(f, Opcode::FcvtFromSint, types::F32),
        Op::F32ConvertI32U => numeric::convert(f, Opcode::FcvtFromUint, types::F32),
        Op::F32ConvertI64S => numeric::convert(f, Opcode::FcvtFromSint, types::F32),
        Op::F32ConvertI64U => numeric::convert(f, Opcode::FcvtFromUint, types::F32),
        Op::F32DemoteF64 => numeric::convert(f, Opcode::Fdemote, types::F32),
        Op::F64ConvertI32S => numeric::convert(f, Opcode::FcvtFromSint, types::F64),
        Op::F64ConvertI32U => numeric::convert(f, Opcode::FcvtFromUint, types::F64),
        Op::F64ConvertI64S => numeric::convert(f, Opcode::FcvtFromSint, types::F64),
        Op::F64ConvertI64U => numeric::convert(f, Opcode::FcvtFromUint, types::F64),
        Op::F64PromoteF32 => numeric::convert(f, Opcode::Fpromote, types::F64),
        Op::I32ReinterpretF32 => numeric::reinterpret(f, types::I32),
        Op::I64ReinterpretF64 => numeric::reinterpret(f, types::I64),
        Op::F32ReinterpretI32 => numeric::reinterpret(f, types::F32),
        Op::F64ReinterpretI64 => numeric::reinterpret(f, types::F64),
        Op::I32Extend8S => numeric::sign_extend(f, types::I8),
        Op::I32Extend16S => numeric::sign_extend(f, types::I16),
        Op::I64Extend8S => numeric::sign_extend(f, types::I8),
        Op::I64Extend16S => numeric::sign_extend(f, types::I16),
        Op::I64Extend32S => numeric::sign_extend(f, types::I32),
        Op::I32TruncSatF32S => numeric::convert(f, Opcode::FcvtToSintSat, types::I32),
        Op::I32TruncSatF32U => numeric::convert(f, Opcode::FcvtToUintSat, types::I32),
        Op::I32TruncSatF64S => numeric::convert(f, Opcode::FcvtToSintSat, types::I32),
        Op::I32TruncSatF64U => numeric::convert(f, Opcode::FcvtToUintSat, types::I32),
        Op::I64TruncSatF32S => numeric::convert(f, Opcode::FcvtToSintSat, types::I64),
        Op::I64TruncSatF32U => numeric::convert(f, Opcode::FcvtToUintSat, types::I64),
        Op::I64TruncSatF64S => numeric::convert(f, Opcode::FcvtToSintSat, types::I64),
        Op::I64TruncSatF64U => numeric::convert(f, Opcode::FcvtToUintSat, types::I64),
        Op::MemoryInit { data_index, mem } => bulk::init(f, data_index, mem),
        Op::DataDrop { data_index } => bulk::drop_data(f, data_index),
        Op::MemoryCopy { dst_mem, src_mem } => bulk::copy(f, dst_mem, src_mem),
        Op::MemoryFill { mem } => bulk::fill(f, mem),
        Op::TableInit { elem_index, table } => table::init(f, elem_index, table),
        Op::ElemDrop { elem_index } => table::drop_elem(f, elem_index),
        Op::TableCopy {
            dst_table,
            src_table,
        } => table::copy(f, dst_table, src_table),
        Op::TypedSelect { ty: _ } => local::select(f),
        Op::TypedSelectMulti { tys: _ } => {
            return Err(f.unsupported("a `select` of several values"));
        }
        Op::RefNull { hty: _ } => reference::null(f),
        Op::RefIsNull => reference::is_null(f),
        Op::RefFunc { function_index } => reference::func(f, function_index),
        Op::TableFill { table } => table::fill(f, table),
        Op::TableGet { table } => table::get(f, table),
        Op::TableSet { table } => table::set(f, table),
        Op::TableGrow { table } => table::grow(f, table),
        Op::TableSize { table } => table::size(f, table),
        Op::Simd(op) => simd::operator::lower(f, op)?,
        Op::RefEq
        | Op::StructNew { .. }
        | Op::StructNewDefault { .. }
        | Op::StructGet { .. }
        | Op::StructGetS { .. }
        | Op::StructGetU { .. }
        | Op::StructSet { .. }
        | Op::ArrayNew { .. }
        | Op::ArrayNewDefault { .. }
        | Op::ArrayNewFixed { .. }
        | Op::ArrayNewData { .. }
        | Op::ArrayNewElem { .. }
        | Op::ArrayGet { .. }
        | Op::ArrayGetS { .. }
        | Op::ArrayGetU { .. }
        | Op::ArraySet { .. }
        | Op::ArrayLen
        | Op::ArrayFill { .. }
        | Op::ArrayCopy { .. }
        | Op::ArrayInitData { .. }
        | Op::ArrayInitElem { .. }
        | Op::RefTestNonNull { .. }
        | Op::RefTestNullable { .. }
        | Op::RefCastNonNull { .. }
        | Op::RefCastNullable { .. }
        | Op::AnyConvertExtern
        | Op::ExternConvertAny
        | Op::BrOnCast { .. }
        | Op::BrOnCastFail { .. }
        | Op::RefI31
        | Op::I31GetS
        | Op::I31GetU => return Err(f.unsupported("the garbage collection proposal")),
        Op::StructNewDesc { .. }
        | Op::StructNewDefaultDesc { .. }
        | Op::RefGetDesc { .. }
        | Op::RefCastDescEqNonNull { .. }
        | Op::RefCastDescEqNullable { .. }
        | Op::BrOnCastDescEq { .. }
        | Op::BrOnCastDescEqFail { .. } => {
            return Err(f.unsupported("the custom descriptors proposal"));
        }
        Op::ReturnCall { .. } | Op::ReturnCallIndirect { .. } => {
            return Err(f.unsupported("the tail call proposal"));
        }
        Op::MemoryDiscard { .. } => return Err(f.unsupported("the memory control proposal")),
        Op::MemoryAtomicNotify { .. }
        | Op::MemoryAtomicWait32 { .. }
        | Op::MemoryAtomicWait64 { .. }
        | Op::AtomicFence { .. }
        | Op::I32AtomicLoad { .. }
        | Op::I64AtomicLoad { .. }
        | Op::I32AtomicLoad8U { .. }
        | Op::I32AtomicLoad16U { .. }
        | Op::I64AtomicLoad8U { .. }
        | Op::I64AtomicLoad16U { .. }
        | Op::I64AtomicLoad32U { .. }
        | Op::I32AtomicStore { .. }
        | Op::I64AtomicStore { .. }
        | Op::I32AtomicStore8 { .. }
        | Op::I32AtomicStore16 { .. }
        | Op::I64AtomicStore8 { .. }
        | Op::I64AtomicStore16 { .. }
        | Op::I64AtomicStore32 { .. }
        | Op::I32AtomicRmwAdd { .. }
        | Op::I64AtomicRmwAdd { .. }
        | Op::I32AtomicRmw8AddU { .. }
        | Op::I32AtomicRmw16AddU { .. }
        | Op::I64AtomicRmw8AddU { .. }
        | Op::I64AtomicRmw16AddU { .. }
        | Op::I64AtomicRmw32AddU { .. }
        | Op::I32AtomicRmwSub { .. }
        | Op::I64AtomicRmwSub { .. }
        | Op::I32AtomicRmw8SubU { .. }
        | Op::I32AtomicRmw16SubU { .. }
        | Op::I64AtomicRmw8SubU { .. }
        | Op::I64AtomicRmw16SubU { .. }
        | Op::I64AtomicRmw32SubU { .. }
        | Op::I32AtomicRmwAnd { .. }
        | Op::I64AtomicRmwAnd { .. }
        | Op::I32AtomicRmw8AndU { .. }
        | Op::I32AtomicRmw16AndU { .. }
        | Op::I64AtomicRmw8AndU { .. }
        | Op::I64AtomicRmw16AndU { .. }
        | Op::I64AtomicRmw32AndU { .. }
        | Op::I32AtomicRmwOr { .. }
        | Op::I64AtomicRmwOr { .. }
        | Op::I32AtomicRmw8OrU { .. }
        | Op::I32AtomicRmw16OrU { .. }
        | Op::I64AtomicRmw8OrU { .. }
        | Op::I64AtomicRmw16OrU { .. }
        | Op::I64AtomicRmw32OrU { .. }
        | Op::I32AtomicRmwXor { .. }
        | Op::I64AtomicRmwXor { .. }
        | Op::I32AtomicRmw8XorU { .. }
        | Op::I32AtomicRmw16XorU { .. }
        | Op::I64AtomicRmw8XorU { .. }
        | Op::I64AtomicRmw16XorU { .. }
        | Op::I64AtomicRmw32XorU { .. }
        | Op::I32AtomicRmwXchg { .. }
        | Op::I64AtomicRmwXchg { .. }
        | Op::I32AtomicRmw8XchgU { .. }
        | Op::I32AtomicRmw16XchgU { .. }
        | Op::I64AtomicRmw8XchgU { .. }
        | Op::I64AtomicRmw16XchgU { .. }
        | Op::I64AtomicRmw32XchgU { .. }
        | Op::I32AtomicRmwCmpxchg { .. }
        | Op::I64AtomicRmwCmpxchg { .. }
        | Op::I32AtomicRmw8CmpxchgU { .. }
        | Op::I32AtomicRmw16CmpxchgU { .. }
        | Op::I64AtomicRmw8CmpxchgU { .. }
        | Op::I64AtomicRmw16CmpxchgU { .. }
        | Op::I64AtomicRmw32CmpxchgU { .. } => return Err(f.unsupported("the threads proposal")),
        Op::TryTable { .. } | Op::Throw { .. } | Op::ThrowRef => {
            return Err(f.unsupported("the exception handling proposal"));
        }
        Op::Try { .. }
        | Op::Catch { .. }
        | Op::Rethrow { .. }
        | Op::Delegate { .. }
        | Op::CatchAll => return Err(f.unsupported("the legacy exception handling proposal")),
        Op::GlobalAtomicGet { .. }
        | Op::GlobalAtomicSet { .. }
        | Op::GlobalAtomicRmwAdd { .. }
        | Op::GlobalAtomicRmwSub { .. }
        | Op::GlobalAtomicRmwAnd { .. }
        | Op::GlobalAtomicRmwOr { .. }
        | Op::GlobalAtomicRmwXor { .. }
        | Op::GlobalAtomicRmwXchg { .. }
        | Op::GlobalAtomicRmwCmpxchg { .. }
        | Op::TableAtomicGet { .. }
        | Op::TableAtomicSet { .. }
        | Op::TableAtomicRmwXchg { .. }
        | Op::TableAtomicRmwCmpxchg { .. }
        | Op::StructAtomicGet { .. }
        | Op::StructAtomicGetS { .. }
        | Op::StructAtomicGetU { .. }
        | Op::StructAtomicSet { .. }
        | Op::StructAtomicRmwAdd { .. }
        | Op::StructAtomicRmwSub { .. }
        | Op::StructAtomicRmwAnd { .. }
        | Op::StructAtomicRmwOr { .. }
        | Op::StructAtomicRmwXor { .. }
        | Op::StructAtomicRmwXchg { .. }
        | Op::StructAtomicRmwCmpxchg { .. }
        | Op::ArrayAtomicGet { .. }
        | Op::ArrayAtomicGetS { .. }
        | Op::ArrayAtomicGetU { .. }
        | Op::ArrayAtomicSet { .. }
        | Op::ArrayAtomicRmwAdd { .. }
        | Op::ArrayAtomicRmwSub { .. }
        | Op::ArrayAtomicRmwAnd { .. }
        | Op::ArrayAtomicRmwOr { .. }
        | Op::ArrayAtomicRmwXor { .. }
        | Op::ArrayAtomicRmwXchg { .. }
        | Op::ArrayAtomicRmwCmpxchg { .. }
        | Op::RefI31Shared => return Err(f.unsupported("the shared-everything threads proposal")),
        Op::CallRef { .. }
        | Op::ReturnCallRef { .. }
        | Op::RefAsNonNull
        | Op::BrOnNull { .. }
        | Op::BrOnNonNull { .. } => {
            return Err(f.unsupported("the typed function references proposal"));
        }
        Op::ContNew { .. }
        | Op::ContBind { .. }
        | Op::Suspend { .. }
        | Op::Resume { .. }
        | Op::ResumeThrow { .. }
        | Op::ResumeThrowRef { .. }
        | Op::Switch { .. } => return Err(f.unsupported("the stack switching proposal")),
        Op::I64Add128 | Op::I64Sub128 | Op::I64MulWideS | Op::I64MulWideU => {
            return Err(f.unsupported("the wide arithmetic proposal"));
        }
        Op::Pause => return Err(f.unsupported("the acquire-release atomics proposal")),
    }
    Ok(())
}
