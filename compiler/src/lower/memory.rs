//! Scalar loads and stores, `memory.size`, `memory.grow` (core spec 4.6.8).

use super::bounds;
use super::builder::Lower;
use super::constant;
use super::index;
use crate::decode::module::MemoryIndex;
use crate::error::Result;
use crate::program::MemoryId;
use crate::program::symbol::Builtin;
use cranelift_codegen::ir::{InstBuilder, MemFlags, MemFlagsData, Opcode, Type, Value};
use wasmparser::MemArg;

/// A load, extending where the opcode says so.
pub fn load(
    f: &mut Lower<'_>,
    opcode: Opcode,
    ty: Type,
    bytes: u64,
    memarg: &MemArg,
) -> Result<()> {
    let index = f.pop();
    let address = bounds::access(f, index, memarg, bytes)?;
    let flags = mem_flags(f, address.flags);
    let offset = address.offset.into();
    let (inst, dfg) = f.b.ins().Load(opcode, ty, flags, offset, address.base);
    let value = dfg.first_result(inst);
    f.push(value);
    Ok(())
}

/// A store, wrapping where the opcode says so.
pub fn store(f: &mut Lower<'_>, opcode: Opcode, bytes: u64, memarg: &MemArg) -> Result<()> {
    let (index, value) = f.pop2();
    let address = bounds::access(f, index, memarg, bytes)?;
    let flags = mem_flags(f, address.flags);
    let offset = address.offset.into();
    let (opcode, value) = wrapped_constant(f, opcode, bytes, value).unwrap_or((opcode, value));
    let ty = f.b.func.dfg.value_type(value);
    f.b.ins()
        .Store(opcode, ty, flags, offset, value, address.base);
    Ok(())
}

/// A constant that a store wraps, wrapped, and the opcode to store it: the backends store constants of the
/// size of the store without a register.
fn wrapped_constant(
    f: &mut Lower<'_>,
    opcode: Opcode,
    bytes: u64,
    value: Value,
) -> Option<(Opcode, Value)> {
    let narrow = match opcode {
        Opcode::Istore8 | Opcode::Istore16 | Opcode::Istore32 => {
            Type::int_with_byte_size(bytes as u16)?
        }
        _ => return None,
    };
    let imm = constant::known(f, value)?;
    let imm = imm.zero_extend_from_width(narrow.bits());
    Some((Opcode::Store, f.b.ins().iconst(narrow, imm)))
}

/// Cranelift keeps each combination of flags once; ours are a handful for each memory.
fn mem_flags(f: &mut Lower<'_>, flags: MemFlagsData) -> MemFlags {
    f.b.func
        .dfg
        .mem_flags
        .insert(flags)
        .expect("a module has fewer than 1,000 memories")
}

fn resolve(f: &Lower<'_>, index: u32) -> MemoryId {
    f.env.instance().memories[MemoryIndex::from_u32(index)]
}

/// `memory.size`
pub fn size(f: &mut Lower<'_>, index: u32) {
    let memory = resolve(f, index);
    let plan = &f.env.program.memories[memory];
    let bytes = bounds::size_in_bytes(f, memory);
    let pages = f.b.ins().ushr_imm_u(bytes, i64::from(plan.page_log2));
    let pages = index::result(f, pages, plan.address);
    f.push(pages);
}

/// `memory.grow`
pub fn grow(f: &mut Lower<'_>, index: u32) {
    let memory = resolve(f, index);
    let delta = f.pop();
    let delta = index::wide(f, delta);
    let descriptor = bounds::descriptor(f, memory);
    let old = f.call_builtin(Builtin::MemoryGrow, &[descriptor, delta]);
    let old = index::result(f, old[0], f.env.program.memories[memory].address);
    f.push(old);
}
