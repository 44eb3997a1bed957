//! The 128-bit vector instructions (core spec 2.4.2, 4.4.3), one file per subject.
//!
//! Needs operands of any 128-bit CLIF type and gives results of whichever type the instruction
//! works in: the type is kept from maker to user where both agree, because Cranelift's patterns
//! for one instruction (a comparison under a `bitselect`, a widening under a multiplication) do
//! not look through every bitcast. Keeps: the shapes of CLIF below are those that the backends
//! recognise; where a shape is the only one that a backend can lower, the function says so.
//!
//! On x86-64 without SSSE3 or SSE4.1 Cranelift calls `LibCall::X86Pshufb` for shuffles and
//! `LibCall::{Ceil,Floor,Trunc,Nearest}{F32,F64}` for rounding; the runtime has them.

mod arith;
mod bitwise;
mod convert;
mod lane;
mod memory;
pub mod operator;
mod relaxed;
