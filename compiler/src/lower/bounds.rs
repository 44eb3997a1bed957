//! The sole maker of guest addresses.
//!
//! A memory occupies `[base, base + bytes)`. Around it nothing is mapped: the runtime reserves
//! `RESERVE_MIN` = 2^32 + 2^31 bytes from `base` on, and the image is loaded far above. An access
//! of `n` ≤ 16 bytes at index `i` < 2^32 with a static offset `o` ≤ `MAX_STATIC_OFFSET` =
//! 2^31 - 1 - `LOW_MEMORY_BASE` ends at
//!
//! ```text
//! base + i + o + n  ≤  base + (2^32 - 1) + (2^31 - 1 - 2^28) + 16  <  base + 2^32 + 2^31
//! ```
//!
//! so it hits the memory or faults, and needs no check. Larger offsets are added and checked here,
//! as is every access where memories are checked (`-C memory=checked`).

use super::builder::{BaseRegister, Lower, Region};
use crate::error::Result;
use crate::options::{MemoryBase, MemoryCheck};
use crate::program::MemoryId;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Endianness, InstBuilder, MemFlagsData, Value, types};
use wasmc_abi::image::{MAX_STATIC_OFFSET, MEMORY_BYTES_OFFSET, WASM_PAGE};
use wasmc_abi::trap::Trap;
use wasmparser::{MemArg, MemArgTarget};

/// Where an access goes: the operands of a CLIF load or store.
pub struct Address {
    /// Flags of the access.
    pub flags: MemFlagsData,
    /// Address without the offset.
    pub base: Value,
    /// The offset.
    pub offset: i32,
}

/// The address of an access of `bytes` at an index that was popped.
pub fn access(f: &mut Lower<'_>, index: Value, memarg: &MemArg, bytes: u64) -> Result<Address> {
    let MemArgTarget::Memory(memory) = memarg.target else {
        return Err(f.unsupported("the GC proposal"));
    };
    let memory = f.env.instance().memories[crate::decode::module::MemoryIndex::from_u32(memory)];
    let region = f.region(Region::Memory(memory));
    let flags = MemFlagsData::new()
        .with_endianness(Endianness::Little)
        .with_alias_region(region);
    let index = f.b.ins().uextend(types::I64, index);
    let checked = f.env.memory_check == MemoryCheck::Checked;
    if !checked && memarg.offset <= MAX_STATIC_OFFSET {
        let base = base_plus(f, memory, index);
        return Ok(Address {
            flags,
            base,
            offset: memarg.offset as i32,
        });
    }
    // Neither sum overflows: index and offset are below 2^32 each.
    let start = f.b.ins().iadd_imm_u(index, memarg.offset as i64);
    let end = f.b.ins().iadd_imm_u(start, bytes as i64);
    check_end(f, memory, end);
    Ok(Address {
        flags,
        base: base_plus(f, memory, start),
        offset: 0,
    })
}

/// The address of `count` bytes at `start`, both 32-bit operands, after the check that they are in
/// the memory; and `count` as 64 bits.
pub fn range(f: &mut Lower<'_>, memory: MemoryId, start: Value, count: Value) -> (Value, Value) {
    let start = f.b.ins().uextend(types::I64, start);
    let count = f.b.ins().uextend(types::I64, count);
    let end = f.b.ins().iadd(start, count);
    check_end(f, memory, end);
    (base_plus(f, memory, start), count)
}

/// Traps if an access that ends at this 64-bit offset leaves the memory.
fn check_end(f: &mut Lower<'_>, memory: MemoryId, end: Value) {
    let size = size_in_bytes(f, memory);
    f.trap_if(
        IntCC::UnsignedGreaterThan,
        end,
        size,
        Trap::MemoryOutOfBounds,
    );
}

/// Base address plus a 64-bit offset, which the caller has checked.
pub fn base_plus(f: &mut Lower<'_>, memory: MemoryId, offset: Value) -> Value {
    let layout = &f.env.program.layout;
    let base = layout.memory_bases[memory];
    if layout.first_memory == Some(memory) && f.env.memory_base == MemoryBase::Register {
        let base = f.low_memory_base();
        return f.b.ins().iadd(base, offset);
    }
    // Cranelift folds a base below 2^31 into the displacement.
    f.b.ins().iadd_imm_u(offset, base as i64)
}

impl Lower<'_> {
    /// Reads the register, if there is one. The current block must be the entry.
    pub fn read_base_register(&mut self) {
        if self.env.memory_base == MemoryBase::Register {
            let value = self.b.ins().get_pinned_reg(types::I64);
            let read = self.b.func.dfg.value_def(value).unwrap_inst();
            self.base_register = Some(BaseRegister {
                value,
                read,
                used: false,
            });
        }
    }

    /// Removes the read if nothing uses the value.
    pub fn drop_unused_base_register(&mut self) {
        if let Some(BaseRegister {
            read, used: false, ..
        }) = self.base_register.take()
        {
            self.b.func.layout.remove_inst(read);
        }
    }

    fn low_memory_base(&mut self) -> Value {
        match &mut self.base_register {
            Some(register) => {
                register.used = true;
                register.value
            }
            None => self.b.ins().get_pinned_reg(types::I64),
        }
    }
}

/// Current size of a memory in bytes: a constant if nothing grows it.
pub fn size_in_bytes(f: &mut Lower<'_>, memory: MemoryId) -> Value {
    let plan = &f.env.program.memories[memory];
    if !plan.grows {
        return f.b.ins().iconst(types::I64, (plan.min * WASM_PAGE) as i64);
    }
    let descriptor = descriptor(f, memory);
    let region = f.region(Region::Descriptors);
    let flags = MemFlagsData::trusted().with_alias_region(region);
    f.b.ins()
        .load(types::I64, flags, descriptor, MEMORY_BYTES_OFFSET)
}

/// Address of a memory's descriptor.
pub fn descriptor(f: &mut Lower<'_>, memory: MemoryId) -> Value {
    f.state(f.env.program.layout.memories[memory])
}
