//! References (core spec 4.6.2): see [`wasmc_abi::image::REF_BYTES`] for what they hold.

use super::builder::Lower;
use crate::decode::module::FuncIndex;
use crate::program::FuncId;
use crate::program::symbol::Symbol;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};
use cranelift_entity::EntityRef;
use wasmc_abi::image::REF_BYTES;

/// `ref.null`
pub fn null(f: &mut Lower<'_>) {
    let null = f.b.ins().iconst(types::I64, 0);
    f.push(null);
}

/// `ref.is_null`
pub fn is_null(f: &mut Lower<'_>) {
    let reference = f.pop();
    let answer = f.b.ins().icmp_imm_u(IntCC::Equal, reference, 0);
    let answer = f.b.ins().uextend(types::I32, answer);
    f.push(answer);
}

/// `ref.func`
pub fn func(f: &mut Lower<'_>, index: u32) {
    let id = f.env.instance().functions[FuncIndex::from_u32(index)];
    let reference = function(f, id);
    f.push(reference);
}

/// The reference to a function: its code offset is known only when all code is.
pub fn function(f: &mut Lower<'_>, id: FuncId) -> Value {
    let address = f.address(Symbol::FuncRefs, (id.index() as u64 * REF_BYTES) as i64);
    f.b.ins().load(
        types::I64,
        MemFlagsData::trusted().with_readonly().with_can_move(),
        address,
        0,
    )
}
