//! Bulk operations on memories (core spec 4.6.8: `memory.copy`, `.fill`, `.init`, `data.drop`).

use super::bounds;
use super::builder::{Lower, Region};
use super::index;
use crate::decode::module::{DataIndex, MemoryIndex};
use crate::program::symbol::{Builtin, Symbol};
use crate::program::{DataId, StateOffset};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};
use wasmc_abi::trap::Trap;

/// `memory.copy`
pub fn copy(f: &mut Lower<'_>, to: u32, from: u32) {
    let (dest, source, count) = f.pop3();
    let to = f.env.instance().memories[MemoryIndex::from_u32(to)];
    let from = f.env.instance().memories[MemoryIndex::from_u32(from)];
    let (source, _) = bounds::range(f, from, source, count);
    let (dest, count) = bounds::range(f, to, dest, count);
    f.call_builtin(Builtin::Memmove, &[dest, source, count]);
}

/// `memory.fill`
pub fn fill(f: &mut Lower<'_>, memory: u32) {
    let (dest, byte, count) = f.pop3();
    let memory = f.env.instance().memories[MemoryIndex::from_u32(memory)];
    let (dest, count) = bounds::range(f, memory, dest, count);
    f.call_builtin(Builtin::Memset, &[dest, byte, count]);
}

/// `memory.init`
pub fn init(f: &mut Lower<'_>, data: u32, memory: u32) {
    let (dest, source, count) = f.pop3();
    let data = f.env.instance().data[DataIndex::from_u32(data)];
    let memory = f.env.instance().memories[MemoryIndex::from_u32(memory)];
    let len = segment_len(f, data);
    let from = index::span(f, source, count, Trap::MemoryOutOfBounds);
    f.trap_if(
        IntCC::UnsignedGreaterThan,
        from.end,
        len,
        Trap::MemoryOutOfBounds,
    );
    let (dest, count) = bounds::range(f, memory, dest, count);
    if f.env.program.data[data].kept {
        let first = f.address(Symbol::Data(data), 0);
        let source = f.b.ins().iadd(first, from.start);
        f.call_builtin(Builtin::Memcpy, &[dest, source, count]);
    }
}

/// `data.drop`
pub fn drop_data(f: &mut Lower<'_>, data: u32) {
    let data = f.env.instance().data[DataIndex::from_u32(data)];
    if let Some(len) = f.env.program.layout.data_lens[data] {
        store_zero(f, len);
    }
}

/// Current length of a data segment: active ones are dropped once instantiation is over.
fn segment_len(f: &mut Lower<'_>, data: DataId) -> Value {
    let plan = &f.env.program.data[data];
    let bytes = f.env.program.data_bytes(data).len();
    match f.env.program.layout.data_lens[data] {
        Some(len) => load_len(f, len),
        None if plan.passive => f.b.ins().iconst(types::I64, bytes as i64),
        None => f.b.ins().iconst(types::I64, 0),
    }
}

/// Loads the variable length of a segment.
pub fn load_len(f: &mut Lower<'_>, len: StateOffset) -> Value {
    let address = f.state(len);
    let region = f.region(Region::Descriptors);
    let flags = MemFlagsData::trusted().with_alias_region(region);
    f.b.ins().load(types::I64, flags, address, 0)
}

/// Drops a segment by its variable length.
pub fn store_zero(f: &mut Lower<'_>, len: StateOffset) {
    let address = f.state(len);
    let region = f.region(Region::Descriptors);
    let flags = MemFlagsData::trusted().with_alias_region(region);
    let zero = f.b.ins().iconst(types::I64, 0);
    f.b.ins().store(flags, zero, address, 0);
}
