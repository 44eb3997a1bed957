//! The sole maker of guest addresses.
//!
//! A memory occupies `[base, base + bytes)`. Around it nothing is mapped: the runtime reserves
//! `RESERVE_MIN` = 2^32 + 2^31 bytes from `base` on, and the image is loaded far above.
//!
//! **32-bit indices.** An access of `n` ≤ 16 bytes at index `i` < 2^32 with a static offset `o` ≤ `MAX_STATIC_OFFSET` =
//! 2^31 - 1 - `LOW_MEMORY_BASE` ends at
//!
//! ```text
//! base + i + o + n  ≤  base + (2^32 - 1) + (2^31 - 1 - 2^28) + 16  <  base + 2^32 + 2^31
//! ```
//!
//! so it hits the memory or faults, and needs no check.
//!
//! **64-bit indices.** The runtime reserves 2^31 bytes behind the largest size that the memory can
//! have. The index is compared with the size, and an access at `i` < `bytes` ≤ `largest` ends at
//!
//! ```text
//! base + i + o + n  ≤  base + (largest - 1) + (2^31 - 1 - 2^28) + 16  <  base + largest + 2^31
//! ```
//!
//! so it hits the memory or faults. Only the index is compared, so that accesses to several fields of
//! one structure share one check.
//!
//! **Checked to the byte.** Larger offsets are added and checked here, as is every access where
//! memories are checked (`-C memory=checked`), or where pages have one byte: what is mapped ends with
//! a page of the machine then, and the memory before it. With 32-bit indices `i + o + n` < 2^33 + 16.
//! With 64-bit ones `o + n` is a constant: if it has more than 64 bits, the access always traps; if
//! the sum with `i` has, the addition traps. So `i + o + n` ≤ `bytes` is decided without wrapping.

use super::builder::{BaseRegister, Lower, Region};
use super::index;
use super::traps::{access_to_clif, to_clif};
use crate::decode::module::AddressType;
use crate::error::Result;
use crate::options::{MemoryBase, MemoryCheck};
use crate::program::MemoryId;
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{Endianness, InstBuilder, MemFlagsData, Value, types};
use wasmc_abi::image::{MAX_STATIC_OFFSET, MEMORY_BYTES_OFFSET, WASM_PAGE_LOG2};
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
        .with_trap_code(Some(access_to_clif(f.copy)))
        .with_endianness(Endianness::Little)
        .with_alias_region(region);
    let index = index::wide(f, index);
    let plan = &f.env.program.memories[memory];
    let guarded = f.env.memory_check != MemoryCheck::Checked && plan.page_log2 == WASM_PAGE_LOG2;
    let (start, offset) = if guarded && memarg.offset <= MAX_STATIC_OFFSET {
        if plan.address == AddressType::I64 {
            check_index(f, memory, index);
        }
        (index, memarg.offset as i32)
    } else {
        (checked_start(f, memory, index, memarg.offset, bytes), 0)
    };
    Ok(Address {
        flags,
        base: base_plus(f, memory, start),
        offset,
    })
}

/// The first byte of an access of `bytes`, as an offset in the memory, after the check that all of it
/// lies in the memory.
fn checked_start(
    f: &mut Lower<'_>,
    memory: MemoryId,
    index: Value,
    offset: u64,
    bytes: u64,
) -> Value {
    match f.env.program.memories[memory].address {
        AddressType::I32 => {
            // Neither sum overflows: index and offset are below 2^32 each.
            let start = f.b.ins().iadd_imm_u(index, offset as i64);
            let end = f.b.ins().iadd_imm_u(start, bytes as i64);
            check_end(f, memory, end);
            start
        }
        AddressType::I64 => {
            let trap = Trap::MemoryOutOfBounds;
            let Some(reach) = offset.checked_add(bytes) else {
                f.trap_if(IntCC::Equal, index, index, trap);
                return index;
            };
            let reach = f.b.ins().iconst(types::I64, reach as i64);
            let end = f.b.ins().uadd_overflow_trap(index, reach, to_clif(trap));
            check_end(f, memory, end);
            f.b.ins().iadd_imm_u(index, offset as i64)
        }
    }
}

/// The address of `count` bytes at `start`, after the check that they are in the memory; and `count`
/// as 64 bits.
pub fn range(f: &mut Lower<'_>, memory: MemoryId, start: Value, count: Value) -> (Value, Value) {
    let span = index::span(f, start, count, Trap::MemoryOutOfBounds);
    check_end(f, memory, span.end);
    (base_plus(f, memory, span.start), span.count)
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

/// Traps if the memory has no byte at this index.
fn check_index(f: &mut Lower<'_>, memory: MemoryId, index: Value) {
    let size = size_in_bytes(f, memory);
    f.trap_if(
        IntCC::UnsignedGreaterThanOrEqual,
        index,
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
        return f.b.ins().iconst(types::I64, plan.bytes(plan.min) as i64);
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
