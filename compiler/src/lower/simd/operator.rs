//! The vector operators: decoded by wasmparser's visitor, lowered one call per arm.

use super::super::function::Lower;
use super::super::operator::{Decode, Op};
use super::{arith, bitwise, convert, lane, memory};
use crate::error::Result;
use cranelift_codegen::ir::Opcode;
use cranelift_codegen::ir::condcodes::{FloatCC, IntCC};
use cranelift_codegen::ir::types::{F32X4, F64X2, I8X16, I16X8, I32X4, I64X2};

macro_rules! define_simd_op {
    ($(@$proposal:ident $op:ident $({ $($arg:ident: $argty:ty),* })? => $visit:ident ($($ann:tt)*))*) => {
        /// A vector operator with its immediates (core spec 5.4.8), named as wasmparser names it.
        #[derive(Clone, Copy, Debug)]
        #[allow(missing_docs, reason = "the names are the spec's")]
        pub enum SimdOp {
            $($op $({ $($arg: $argty),* })?,)*
        }

        impl<'a> wasmparser::VisitSimdOperator<'a> for Decode {
            $(fn $visit(&mut self $($(, $arg: $argty)*)?) -> Op<'a> {
                Op::Simd(SimdOp::$op $({ $($arg),* })?)
            })*
        }
    };
}

wasmparser::for_each_visit_simd_operator!(define_simd_op);

/// Lowers a vector operator.
///
/// # Errors
///
/// Relaxed SIMD is not done; memory accesses have the errors of [`super::super::bounds`].
pub fn lower(f: &mut Lower<'_>, op: SimdOp) -> Result<()> {
    match op {
        SimdOp::V128Load { memarg } => memory::load(f, &memarg)?,
        SimdOp::V128Load8x8S { memarg } => memory::load_extend(f, &memarg, Opcode::Sload8x8)?,
        SimdOp::V128Load8x8U { memarg } => memory::load_extend(f, &memarg, Opcode::Uload8x8)?,
        SimdOp::V128Load16x4S { memarg } => memory::load_extend(f, &memarg, Opcode::Sload16x4)?,
        SimdOp::V128Load16x4U { memarg } => memory::load_extend(f, &memarg, Opcode::Uload16x4)?,
        SimdOp::V128Load32x2S { memarg } => memory::load_extend(f, &memarg, Opcode::Sload32x2)?,
        SimdOp::V128Load32x2U { memarg } => memory::load_extend(f, &memarg, Opcode::Uload32x2)?,
        SimdOp::V128Load8Splat { memarg } => memory::load_splat(f, &memarg, I8X16)?,
        SimdOp::V128Load16Splat { memarg } => memory::load_splat(f, &memarg, I16X8)?,
        SimdOp::V128Load32Splat { memarg } => memory::load_splat(f, &memarg, F32X4)?,
        SimdOp::V128Load64Splat { memarg } => memory::load_splat(f, &memarg, F64X2)?,
        SimdOp::V128Load32Zero { memarg } => memory::load_zero(f, &memarg, F32X4)?,
        SimdOp::V128Load64Zero { memarg } => memory::load_zero(f, &memarg, F64X2)?,
        SimdOp::V128Store { memarg } => memory::store(f, &memarg)?,
        SimdOp::V128Load8Lane { memarg, lane } => memory::load_lane(f, &memarg, I8X16, lane)?,
        SimdOp::V128Load16Lane { memarg, lane } => memory::load_lane(f, &memarg, I16X8, lane)?,
        SimdOp::V128Load32Lane { memarg, lane } => memory::load_lane(f, &memarg, F32X4, lane)?,
        SimdOp::V128Load64Lane { memarg, lane } => memory::load_lane(f, &memarg, F64X2, lane)?,
        SimdOp::V128Store8Lane { memarg, lane } => memory::store_lane(f, &memarg, I8X16, lane)?,
        SimdOp::V128Store16Lane { memarg, lane } => memory::store_lane(f, &memarg, I16X8, lane)?,
        SimdOp::V128Store32Lane { memarg, lane } => memory::store_lane(f, &memarg, F32X4, lane)?,
        SimdOp::V128Store64Lane { memarg, lane } => memory::store_lane(f, &memarg, F64X2, lane)?,
        SimdOp::V128Const { value } => lane::constant(f, value.bytes()),
        SimdOp::I8x16Shuffle { lanes } => lane::shuffle(f, &lanes),
        SimdOp::I8x16ExtractLaneS { lane } => lane::extract_s(f, I8X16, lane),
        SimdOp::I8x16ExtractLaneU { lane } => lane::extract_u(f, I8X16, lane),
        SimdOp::I8x16ReplaceLane { lane } => lane::replace(f, I8X16, lane),
        SimdOp::I16x8ExtractLaneS { lane } => lane::extract_s(f, I16X8, lane),
        SimdOp::I16x8ExtractLaneU { lane } => lane::extract_u(f, I16X8, lane),
        SimdOp::I16x8ReplaceLane { lane } => lane::replace(f, I16X8, lane),
        SimdOp::I32x4ExtractLane { lane } => lane::extract(f, I32X4, lane),
        SimdOp::I32x4ReplaceLane { lane } => lane::replace(f, I32X4, lane),
        SimdOp::I64x2ExtractLane { lane } => lane::extract(f, I64X2, lane),
        SimdOp::I64x2ReplaceLane { lane } => lane::replace(f, I64X2, lane),
        SimdOp::F32x4ExtractLane { lane } => lane::extract(f, F32X4, lane),
        SimdOp::F32x4ReplaceLane { lane } => lane::replace(f, F32X4, lane),
        SimdOp::F64x2ExtractLane { lane } => lane::extract(f, F64X2, lane),
        SimdOp::F64x2ReplaceLane { lane } => lane::replace(f, F64X2, lane),
        SimdOp::I8x16Swizzle => lane::swizzle(f),
        SimdOp::I8x16Splat => lane::splat(f, I8X16),
        SimdOp::I16x8Splat => lane::splat(f, I16X8),
        SimdOp::I32x4Splat => lane::splat(f, I32X4),
        SimdOp::I64x2Splat => lane::splat(f, I64X2),
        SimdOp::F32x4Splat => lane::splat(f, F32X4),
        SimdOp::F64x2Splat => lane::splat(f, F64X2),
        SimdOp::I8x16Eq => arith::compare(f, IntCC::Equal, I8X16),
        SimdOp::I8x16Ne => arith::compare(f, IntCC::NotEqual, I8X16),
        SimdOp::I8x16LtS => arith::compare(f, IntCC::SignedLessThan, I8X16),
        SimdOp::I8x16LtU => arith::compare(f, IntCC::UnsignedLessThan, I8X16),
        SimdOp::I8x16GtS => arith::compare(f, IntCC::SignedGreaterThan, I8X16),
        SimdOp::I8x16GtU => arith::compare(f, IntCC::UnsignedGreaterThan, I8X16),
        SimdOp::I8x16LeS => arith::compare(f, IntCC::SignedLessThanOrEqual, I8X16),
        SimdOp::I8x16LeU => arith::compare(f, IntCC::UnsignedLessThanOrEqual, I8X16),
        SimdOp::I8x16GeS => arith::compare(f, IntCC::SignedGreaterThanOrEqual, I8X16),
        SimdOp::I8x16GeU => arith::compare(f, IntCC::UnsignedGreaterThanOrEqual, I8X16),
        SimdOp::I16x8Eq => arith::compare(f, IntCC::Equal, I16X8),
        SimdOp::I16x8Ne => arith::compare(f, IntCC::NotEqual, I16X8),
        SimdOp::I16x8LtS => arith::compare(f, IntCC::SignedLessThan, I16X8),
        SimdOp::I16x8LtU => arith::compare(f, IntCC::UnsignedLessThan, I16X8),
        SimdOp::I16x8GtS => arith::compare(f, IntCC::SignedGreaterThan, I16X8),
        SimdOp::I16x8GtU => arith::compare(f, IntCC::UnsignedGreaterThan, I16X8),
        SimdOp::I16x8LeS => arith::compare(f, IntCC::SignedLessThanOrEqual, I16X8),
        SimdOp::I16x8LeU => arith::compare(f, IntCC::UnsignedLessThanOrEqual, I16X8),
        SimdOp::I16x8GeS => arith::compare(f, IntCC::SignedGreaterThanOrEqual, I16X8),
        SimdOp::I16x8GeU => arith::compare(f, IntCC::UnsignedGreaterThanOrEqual, I16X8),
        SimdOp::I32x4Eq => arith::compare(f, IntCC::Equal, I32X4),
        SimdOp::I32x4Ne => arith::compare(f, IntCC::NotEqual, I32X4),
        SimdOp::I32x4LtS => arith::compare(f, IntCC::SignedLessThan, I32X4),
        SimdOp::I32x4LtU => arith::compare(f, IntCC::UnsignedLessThan, I32X4),
        SimdOp::I32x4GtS => arith::compare(f, IntCC::SignedGreaterThan, I32X4),
        SimdOp::I32x4GtU => arith::compare(f, IntCC::UnsignedGreaterThan, I32X4),
        SimdOp::I32x4LeS => arith::compare(f, IntCC::SignedLessThanOrEqual, I32X4),
        SimdOp::I32x4LeU => arith::compare(f, IntCC::UnsignedLessThanOrEqual, I32X4),
        SimdOp::I32x4GeS => arith::compare(f, IntCC::SignedGreaterThanOrEqual, I32X4),
        SimdOp::I32x4GeU => arith::compare(f, IntCC::UnsignedGreaterThanOrEqual, I32X4),
        SimdOp::I64x2Eq => arith::compare(f, IntCC::Equal, I64X2),
        SimdOp::I64x2Ne => arith::compare(f, IntCC::NotEqual, I64X2),
        SimdOp::I64x2LtS => arith::compare(f, IntCC::SignedLessThan, I64X2),
        SimdOp::I64x2GtS => arith::compare(f, IntCC::SignedGreaterThan, I64X2),
        SimdOp::I64x2LeS => arith::compare(f, IntCC::SignedLessThanOrEqual, I64X2),
        SimdOp::I64x2GeS => arith::compare(f, IntCC::SignedGreaterThanOrEqual, I64X2),
        SimdOp::F32x4Eq => arith::compare_float(f, FloatCC::Equal, F32X4),
        SimdOp::F32x4Ne => arith::compare_float(f, FloatCC::NotEqual, F32X4),
        SimdOp::F32x4Lt => arith::compare_float(f, FloatCC::LessThan, F32X4),
        SimdOp::F32x4Gt => arith::compare_float(f, FloatCC::GreaterThan, F32X4),
        SimdOp::F32x4Le => arith::compare_float(f, FloatCC::LessThanOrEqual, F32X4),
        SimdOp::F32x4Ge => arith::compare_float(f, FloatCC::GreaterThanOrEqual, F32X4),
        SimdOp::F64x2Eq => arith::compare_float(f, FloatCC::Equal, F64X2),
        SimdOp::F64x2Ne => arith::compare_float(f, FloatCC::NotEqual, F64X2),
        SimdOp::F64x2Lt => arith::compare_float(f, FloatCC::LessThan, F64X2),
        SimdOp::F64x2Gt => arith::compare_float(f, FloatCC::GreaterThan, F64X2),
        SimdOp::F64x2Le => arith::compare_float(f, FloatCC::LessThanOrEqual, F64X2),
        SimdOp::F64x2Ge => arith::compare_float(f, FloatCC::GreaterThanOrEqual, F64X2),
        SimdOp::V128Not => bitwise::not(f),
        SimdOp::V128And => bitwise::binary(f, Opcode::Band),
        SimdOp::V128AndNot => bitwise::and_not(f),
        SimdOp::V128Or => bitwise::binary(f, Opcode::Bor),
        SimdOp::V128Xor => bitwise::binary(f, Opcode::Bxor),
        SimdOp::V128Bitselect => bitwise::bitselect(f),
        SimdOp::V128AnyTrue => bitwise::any_true(f),
        SimdOp::I8x16Abs => arith::unary(f, Opcode::Iabs, I8X16),
        SimdOp::I8x16Neg => arith::unary(f, Opcode::Ineg, I8X16),
        SimdOp::I8x16Popcnt => arith::unary(f, Opcode::Popcnt, I8X16),
        SimdOp::I8x16AllTrue => lane::all_true(f, I8X16),
        SimdOp::I8x16Bitmask => lane::bitmask(f, I8X16),
        SimdOp::I8x16NarrowI16x8S => arith::binary(f, Opcode::Snarrow, I16X8),
        SimdOp::I8x16NarrowI16x8U => arith::binary(f, Opcode::Unarrow, I16X8),
        SimdOp::I8x16Shl => arith::shift(f, Opcode::Ishl, I8X16),
        SimdOp::I8x16ShrS => arith::shift(f, Opcode::Sshr, I8X16),
        SimdOp::I8x16ShrU => arith::shift(f, Opcode::Ushr, I8X16),
        SimdOp::I8x16Add => arith::binary(f, Opcode::Iadd, I8X16),
        SimdOp::I8x16AddSatS => arith::binary(f, Opcode::SaddSat, I8X16),
        SimdOp::I8x16AddSatU => arith::binary(f, Opcode::UaddSat, I8X16),
        SimdOp::I8x16Sub => arith::binary(f, Opcode::Isub, I8X16),
        SimdOp::I8x16SubSatS => arith::binary(f, Opcode::SsubSat, I8X16),
        SimdOp::I8x16SubSatU => arith::binary(f, Opcode::UsubSat, I8X16),
        SimdOp::I8x16MinS => arith::binary(f, Opcode::Smin, I8X16),
        SimdOp::I8x16MinU => arith::binary(f, Opcode::Umin, I8X16),
        SimdOp::I8x16MaxS => arith::binary(f, Opcode::Smax, I8X16),
        SimdOp::I8x16MaxU => arith::binary(f, Opcode::Umax, I8X16),
        SimdOp::I8x16AvgrU => arith::binary(f, Opcode::AvgRound, I8X16),
        SimdOp::I16x8ExtAddPairwiseI8x16S => arith::extadd_pairwise_s(f, I8X16),
        SimdOp::I16x8ExtAddPairwiseI8x16U => arith::extadd_pairwise_u(f, I8X16),
        SimdOp::I16x8Abs => arith::unary(f, Opcode::Iabs, I16X8),
        SimdOp::I16x8Neg => arith::unary(f, Opcode::Ineg, I16X8),
        SimdOp::I16x8Q15MulrSatS => arith::binary(f, Opcode::SqmulRoundSat, I16X8),
        SimdOp::I16x8AllTrue => lane::all_true(f, I16X8),
        SimdOp::I16x8Bitmask => lane::bitmask(f, I16X8),
        SimdOp::I16x8NarrowI32x4S => arith::binary(f, Opcode::Snarrow, I32X4),
        SimdOp::I16x8NarrowI32x4U => arith::binary(f, Opcode::Unarrow, I32X4),
        SimdOp::I16x8ExtendLowI8x16S => arith::unary(f, Opcode::SwidenLow, I8X16),
        SimdOp::I16x8ExtendHighI8x16S => arith::unary(f, Opcode::SwidenHigh, I8X16),
        SimdOp::I16x8ExtendLowI8x16U => arith::unary(f, Opcode::UwidenLow, I8X16),
        SimdOp::I16x8ExtendHighI8x16U => arith::unary(f, Opcode::UwidenHigh, I8X16),
        SimdOp::I16x8Shl => arith::shift(f, Opcode::Ishl, I16X8),
        SimdOp::I16x8ShrS => arith::shift(f, Opcode::Sshr, I16X8),
        SimdOp::I16x8ShrU => arith::shift(f, Opcode::Ushr, I16X8),
        SimdOp::I16x8Add => arith::binary(f, Opcode::Iadd, I16X8),
        SimdOp::I16x8AddSatS => arith::binary(f, Opcode::SaddSat, I16X8),
        SimdOp::I16x8AddSatU => arith::binary(f, Opcode::UaddSat, I16X8),
        SimdOp::I16x8Sub => arith::binary(f, Opcode::Isub, I16X8),
        SimdOp::I16x8SubSatS => arith::binary(f, Opcode::SsubSat, I16X8),
        SimdOp::I16x8SubSatU => arith::binary(f, Opcode::UsubSat, I16X8),
        SimdOp::I16x8Mul => arith::binary(f, Opcode::Imul, I16X8),
        SimdOp::I16x8MinS => arith::binary(f, Opcode::Smin, I16X8),
        SimdOp::I16x8MinU => arith::binary(f, Opcode::Umin, I16X8),
        SimdOp::I16x8MaxS => arith::binary(f, Opcode::Smax, I16X8),
        SimdOp::I16x8MaxU => arith::binary(f, Opcode::Umax, I16X8),
        SimdOp::I16x8AvgrU => arith::binary(f, Opcode::AvgRound, I16X8),
        SimdOp::I16x8ExtMulLowI8x16S => arith::extmul(f, Opcode::SwidenLow, I8X16),
        SimdOp::I16x8ExtMulHighI8x16S => arith::extmul(f, Opcode::SwidenHigh, I8X16),
        SimdOp::I16x8ExtMulLowI8x16U => arith::extmul(f, Opcode::UwidenLow, I8X16),
        SimdOp::I16x8ExtMulHighI8x16U => arith::extmul(f, Opcode::UwidenHigh, I8X16),
        SimdOp::I32x4ExtAddPairwiseI16x8S => arith::extadd_pairwise_s(f, I16X8),
        SimdOp::I32x4ExtAddPairwiseI16x8U => arith::extadd_pairwise_u(f, I16X8),
        SimdOp::I32x4Abs => arith::unary(f, Opcode::Iabs, I32X4),
        SimdOp::I32x4Neg => arith::unary(f, Opcode::Ineg, I32X4),
        SimdOp::I32x4AllTrue => lane::all_true(f, I32X4),
        SimdOp::I32x4Bitmask => lane::bitmask(f, I32X4),
        SimdOp::I32x4ExtendLowI16x8S => arith::unary(f, Opcode::SwidenLow, I16X8),
        SimdOp::I32x4ExtendHighI16x8S => arith::unary(f, Opcode::SwidenHigh, I16X8),
        SimdOp::I32x4ExtendLowI16x8U => arith::unary(f, Opcode::UwidenLow, I16X8),
        SimdOp::I32x4ExtendHighI16x8U => arith::unary(f, Opcode::UwidenHigh, I16X8),
        SimdOp::I32x4Shl => arith::shift(f, Opcode::Ishl, I32X4),
        SimdOp::I32x4ShrS => arith::shift(f, Opcode::Sshr, I32X4),
        SimdOp::I32x4ShrU => arith::shift(f, Opcode::Ushr, I32X4),
        SimdOp::I32x4Add => arith::binary(f, Opcode::Iadd, I32X4),
        SimdOp::I32x4Sub => arith::binary(f, Opcode::Isub, I32X4),
        SimdOp::I32x4Mul => arith::binary(f, Opcode::Imul, I32X4),
        SimdOp::I32x4MinS => arith::binary(f, Opcode::Smin, I32X4),
        SimdOp::I32x4MinU => arith::binary(f, Opcode::Umin, I32X4),
        SimdOp::I32x4MaxS => arith::binary(f, Opcode::Smax, I32X4),
        SimdOp::I32x4MaxU => arith::binary(f, Opcode::Umax, I32X4),
        SimdOp::I32x4DotI16x8S => arith::dot(f),
        SimdOp::I32x4ExtMulLowI16x8S => arith::extmul(f, Opcode::SwidenLow, I16X8),
        SimdOp::I32x4ExtMulHighI16x8S => arith::extmul(f, Opcode::SwidenHigh, I16X8),
        SimdOp::I32x4ExtMulLowI16x8U => arith::extmul(f, Opcode::UwidenLow, I16X8),
        SimdOp::I32x4ExtMulHighI16x8U => arith::extmul(f, Opcode::UwidenHigh, I16X8),
        SimdOp::I64x2Abs => arith::unary(f, Opcode::Iabs, I64X2),
        SimdOp::I64x2Neg => arith::unary(f, Opcode::Ineg, I64X2),
        SimdOp::I64x2AllTrue => lane::all_true(f, I64X2),
        SimdOp::I64x2Bitmask => lane::bitmask(f, I64X2),
        SimdOp::I64x2ExtendLowI32x4S => arith::unary(f, Opcode::SwidenLow, I32X4),
        SimdOp::I64x2ExtendHighI32x4S => arith::unary(f, Opcode::SwidenHigh, I32X4),
        SimdOp::I64x2ExtendLowI32x4U => arith::unary(f, Opcode::UwidenLow, I32X4),
        SimdOp::I64x2ExtendHighI32x4U => arith::unary(f, Opcode::UwidenHigh, I32X4),
        SimdOp::I64x2Shl => arith::shift(f, Opcode::Ishl, I64X2),
        SimdOp::I64x2ShrS => arith::shift(f, Opcode::Sshr, I64X2),
        SimdOp::I64x2ShrU => arith::shift(f, Opcode::Ushr, I64X2),
        SimdOp::I64x2Add => arith::binary(f, Opcode::Iadd, I64X2),
        SimdOp::I64x2Sub => arith::binary(f, Opcode::Isub, I64X2),
        SimdOp::I64x2Mul => arith::binary(f, Opcode::Imul, I64X2),
        SimdOp::I64x2ExtMulLowI32x4S => arith::extmul(f, Opcode::SwidenLow, I32X4),
        SimdOp::I64x2ExtMulHighI32x4S => arith::extmul(f, Opcode::SwidenHigh, I32X4),
        SimdOp::I64x2ExtMulLowI32x4U => arith::extmul(f, Opcode::UwidenLow, I32X4),
        SimdOp::I64x2ExtMulHighI32x4U => arith::extmul(f, Opcode::UwidenHigh, I32X4),
        SimdOp::F32x4Ceil => arith::unary(f, Opcode::Ceil, F32X4),
        SimdOp::F32x4Floor => arith::unary(f, Opcode::Floor, F32X4),
        SimdOp::F32x4Trunc => arith::unary(f, Opcode::Trunc, F32X4),
        SimdOp::F32x4Nearest => arith::unary(f, Opcode::Nearest, F32X4),
        SimdOp::F32x4Abs => arith::unary(f, Opcode::Fabs, F32X4),
        SimdOp::F32x4Neg => arith::unary(f, Opcode::Fneg, F32X4),
        SimdOp::F32x4Sqrt => arith::unary(f, Opcode::Sqrt, F32X4),
        SimdOp::F32x4Add => arith::binary(f, Opcode::Fadd, F32X4),
        SimdOp::F32x4Sub => arith::binary(f, Opcode::Fsub, F32X4),
        SimdOp::F32x4Mul => arith::binary(f, Opcode::Fmul, F32X4),
        SimdOp::F32x4Div => arith::binary(f, Opcode::Fdiv, F32X4),
        SimdOp::F32x4Min => arith::binary(f, Opcode::Fmin, F32X4),
        SimdOp::F32x4Max => arith::binary(f, Opcode::Fmax, F32X4),
        SimdOp::F32x4PMin => arith::pmin(f, F32X4),
        SimdOp::F32x4PMax => arith::pmax(f, F32X4),
        SimdOp::F64x2Ceil => arith::unary(f, Opcode::Ceil, F64X2),
        SimdOp::F64x2Floor => arith::unary(f, Opcode::Floor, F64X2),
        SimdOp::F64x2Trunc => arith::unary(f, Opcode::Trunc, F64X2),
        SimdOp::F64x2Nearest => arith::unary(f, Opcode::Nearest, F64X2),
        SimdOp::F64x2Abs => arith::unary(f, Opcode::Fabs, F64X2),
        SimdOp::F64x2Neg => arith::unary(f, Opcode::Fneg, F64X2),
        SimdOp::F64x2Sqrt => arith::unary(f, Opcode::Sqrt, F64X2),
        SimdOp::F64x2Add => arith::binary(f, Opcode::Fadd, F64X2),
        SimdOp::F64x2Sub => arith::binary(f, Opcode::Fsub, F64X2),
        SimdOp::F64x2Mul => arith::binary(f, Opcode::Fmul, F64X2),
        SimdOp::F64x2Div => arith::binary(f, Opcode::Fdiv, F64X2),
        SimdOp::F64x2Min => arith::binary(f, Opcode::Fmin, F64X2),
        SimdOp::F64x2Max => arith::binary(f, Opcode::Fmax, F64X2),
        SimdOp::F64x2PMin => arith::pmin(f, F64X2),
        SimdOp::F64x2PMax => arith::pmax(f, F64X2),
        SimdOp::I32x4TruncSatF32x4S => convert::trunc_sat_f32x4_s(f),
        SimdOp::I32x4TruncSatF32x4U => convert::trunc_sat_f32x4_u(f),
        SimdOp::F32x4ConvertI32x4S => convert::convert_i32x4_s(f),
        SimdOp::F32x4ConvertI32x4U => convert::convert_i32x4_u(f),
        SimdOp::I32x4TruncSatF64x2SZero => convert::trunc_sat_f64x2_s_zero(f),
        SimdOp::I32x4TruncSatF64x2UZero => convert::trunc_sat_f64x2_u_zero(f),
        SimdOp::F64x2ConvertLowI32x4S => convert::convert_low_i32x4_s(f),
        SimdOp::F64x2ConvertLowI32x4U => convert::convert_low_i32x4_u(f),
        SimdOp::F32x4DemoteF64x2Zero => arith::unary(f, Opcode::Fvdemote, F64X2),
        SimdOp::F64x2PromoteLowF32x4 => arith::unary(f, Opcode::FvpromoteLow, F32X4),
        SimdOp::I8x16RelaxedSwizzle
        | SimdOp::I32x4RelaxedTruncF32x4S
        | SimdOp::I32x4RelaxedTruncF32x4U
        | SimdOp::I32x4RelaxedTruncF64x2SZero
        | SimdOp::I32x4RelaxedTruncF64x2UZero
        | SimdOp::F32x4RelaxedMadd
        | SimdOp::F32x4RelaxedNmadd
        | SimdOp::F64x2RelaxedMadd
        | SimdOp::F64x2RelaxedNmadd
        | SimdOp::I8x16RelaxedLaneselect
        | SimdOp::I16x8RelaxedLaneselect
        | SimdOp::I32x4RelaxedLaneselect
        | SimdOp::I64x2RelaxedLaneselect
        | SimdOp::F32x4RelaxedMin
        | SimdOp::F32x4RelaxedMax
        | SimdOp::F64x2RelaxedMin
        | SimdOp::F64x2RelaxedMax
        | SimdOp::I16x8RelaxedQ15mulrS
        | SimdOp::I16x8RelaxedDotI8x16I7x16S
        | SimdOp::I32x4RelaxedDotI8x16I7x16AddS => {
            return Err(f.unsupported("relaxed SIMD proposal"));
        }
    }
    Ok(())
}
