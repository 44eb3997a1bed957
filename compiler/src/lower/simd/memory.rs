//! Vector loads and stores (core spec 4.4.7): whole vectors, extending, splat, zero and lane ones.
//!
//! Lanes of 32 and 64 bits are moved as floats, whatever they hold: so they go straight between
//! memory and a vector register. Neither target changes the bits of a float that it only moves.

use super::super::bounds;
use super::super::builder::Lower;
use crate::error::Result;
use cranelift_codegen::ir::{InstBuilder, Opcode, Type, Value, types};
use wasmparser::MemArg;

/// `v128.load`.
pub fn load(f: &mut Lower<'_>, memarg: &MemArg) -> Result<()> {
    let result = load_value(f, memarg, types::I8X16)?;
    f.push(result);
    Ok(())
}

/// `v128.store`.
pub fn store(f: &mut Lower<'_>, memarg: &MemArg) -> Result<()> {
    let (index, value) = f.pop2();
    store_value(f, memarg, index, value)
}

/// `v128.load8x8_s` and its like: 8 bytes, each lane extended to twice its width by `opcode`.
pub fn load_extend(f: &mut Lower<'_>, memarg: &MemArg, opcode: Opcode) -> Result<()> {
    let index = f.pop();
    let address = bounds::access(f, index, memarg, 8)?;
    let ty = f.b.func.dfg.value_type(address.base);
    let (flags, base, offset) = (address.flags, address.base, address.offset);
    let flags =
        f.b.func
            .dfg
            .mem_flags
            .insert(flags)
            .expect("few kinds of access");
    let (inst, dfg) = f.b.ins().Load(opcode, ty, flags, offset.into(), base);
    let result = dfg.first_result(inst);
    f.push(result);
    Ok(())
}

/// `v128.load{N}_splat`.
pub fn load_splat(f: &mut Lower<'_>, memarg: &MemArg, ty: Type) -> Result<()> {
    let scalar = load_value(f, memarg, ty.lane_type())?;
    let result = f.b.ins().splat(ty, scalar);
    f.push(result);
    Ok(())
}

/// `v128.load{N}_zero`.
pub fn load_zero(f: &mut Lower<'_>, memarg: &MemArg, ty: Type) -> Result<()> {
    let scalar = load_value(f, memarg, ty.lane_type())?;
    let result = f.b.ins().scalar_to_vector(ty, scalar);
    f.push(result);
    Ok(())
}

/// `v128.load{N}_lane`.
pub fn load_lane(f: &mut Lower<'_>, memarg: &MemArg, ty: Type, lane: u8) -> Result<()> {
    let vector = f.pop_vector(ty);
    let scalar = load_value(f, memarg, ty.lane_type())?;
    let result = f.b.ins().insertlane(vector, scalar, lane);
    f.push(result);
    Ok(())
}

/// `v128.store{N}_lane`.
pub fn store_lane(f: &mut Lower<'_>, memarg: &MemArg, ty: Type, lane: u8) -> Result<()> {
    let vector = f.pop_vector(ty);
    let index = f.pop();
    let scalar = f.b.ins().extractlane(vector, lane);
    store_value(f, memarg, index, scalar)
}

/// Pops an index and loads a value of this type from there.
fn load_value(f: &mut Lower<'_>, memarg: &MemArg, ty: Type) -> Result<Value> {
    let index = f.pop();
    let address = bounds::access(f, index, memarg, u64::from(ty.bytes()))?;
    Ok(f.b
        .ins()
        .load(ty, address.flags, address.base, address.offset))
}

fn store_value(f: &mut Lower<'_>, memarg: &MemArg, index: Value, value: Value) -> Result<()> {
    let bytes = f.b.func.dfg.value_type(value).bytes();
    let address = bounds::access(f, index, memarg, u64::from(bytes))?;
    f.b.ins()
        .store(address.flags, value, address.base, address.offset);
    Ok(())
}
