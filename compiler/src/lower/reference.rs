//! References (core spec 4.6.2): see [`wasmc_abi::image::REF_BYTES`] for what they hold.

use super::builder::Lower;
use super::traps::to_clif;
use crate::decode::module::{FuncIndex, HeapType, RefType, ValType};
use crate::error::Result;
use crate::program::FuncId;
use crate::program::symbol::Symbol;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};
use cranelift_entity::EntityRef;
use wasmc_abi::image::REF_BYTES;
use wasmc_abi::trap::Trap;

/// `ref.null`
pub fn null(f: &mut Lower<'_>, heap: wasmparser::HeapType) -> Result<()> {
    let ty = wasmparser::RefType::new(true, heap)
        .ok_or_else(|| f.unsupported("this type of references"))?;
    let ty = f
        .env
        .module()
        .value_type(wasmparser::ValType::Ref(ty))
        .map_err(|refusal| f.unsupported(refusal.to_string()))?;
    let null = f.b.ins().iconst(types::I64, 0);
    f.push_typed(null, ty);
    Ok(())
}

/// `ref.is_null`
pub fn is_null(f: &mut Lower<'_>) {
    let reference = f.pop();
    let is_null = f.b.ins().icmp_imm_u(IntCC::Equal, reference, 0);
    let is_null = f.b.ins().uextend(types::I32, is_null);
    f.push(is_null);
}

/// `ref.as_non_null`
pub fn as_non_null(f: &mut Lower<'_>) {
    let reference = f.pop_typed();
    if reference.ty.is_nullable() {
        f.b.ins()
            .trapz(reference.value, to_clif(Trap::NullReference));
    }
    f.push_typed(reference.value, reference.ty.non_null());
}

/// `ref.func`
pub fn func(f: &mut Lower<'_>, index: u32) {
    let id = f.env.instance().functions[FuncIndex::from_u32(index)];
    let reference = function(f, id);
    let ty = RefType {
        nullable: false,
        heap: HeapType::Concrete(f.env.program.functions[id].sig),
    };
    f.push_typed(reference, ValType::Ref(ty));
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
