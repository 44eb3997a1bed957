//! Tables (core spec 4.6.7).

use super::builder::{Lower, Region};
use super::bulk::{load_len, store_zero};
use super::index;
use crate::decode::module::{ElemIndex, TableIndex};
use crate::program::symbol::{Builtin, Symbol};
use crate::program::{ElemId, TableId, TableStorage};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};
use wasmc_abi::image::{REF_BYTES, TABLE_BASE_OFFSET, TABLE_LEN_OFFSET};
use wasmc_abi::trap::Trap;

/// What a table index means.
pub fn resolve(f: &Lower<'_>, index: u32) -> TableId {
    f.env.instance().tables[TableIndex::from_u32(index)]
}

/// Flags of an access to an entry.
pub fn flags(f: &mut Lower<'_>, table: TableId) -> MemFlagsData {
    let region = f.region(Region::Tables);
    let flags = MemFlagsData::trusted().with_alias_region(region);
    match f.env.program.layout.tables[table] {
        TableStorage::Constant => flags.with_readonly(),
        TableStorage::Fixed(_) | TableStorage::Dynamic(_) => flags,
    }
}

/// Current number of entries, as 64 bits.
pub fn len(f: &mut Lower<'_>, table: TableId) -> Value {
    let plan = &f.env.program.tables[table];
    match f.env.program.layout.tables[table] {
        TableStorage::Dynamic(descriptor) => {
            let descriptor = f.state(descriptor);
            let region = f.region(Region::Descriptors);
            let flags = MemFlagsData::trusted().with_alias_region(region);
            f.b.ins()
                .load(types::I64, flags, descriptor, TABLE_LEN_OFFSET)
        }
        TableStorage::Constant | TableStorage::Fixed(_) => {
            f.b.ins().iconst(types::I64, plan.min as i64)
        }
    }
}

/// Address of entry 0.
pub fn base(f: &mut Lower<'_>, table: TableId) -> Value {
    match f.env.program.layout.tables[table] {
        TableStorage::Dynamic(descriptor) => {
            let descriptor = f.state(descriptor);
            let region = f.region(Region::Descriptors);
            let flags = MemFlagsData::trusted().with_alias_region(region);
            f.b.ins()
                .load(types::I64, flags, descriptor, TABLE_BASE_OFFSET)
        }
        TableStorage::Fixed(entries) => f.state(entries),
        TableStorage::Constant => f.address(Symbol::Table(table), 0),
    }
}

/// Address of an entry, after the check that there is one; else `trap`.
pub fn entry(f: &mut Lower<'_>, table: TableId, index: Value, trap: Trap) -> Value {
    let index = index::wide(f, index);
    let len = len(f, table);
    f.trap_if(IntCC::UnsignedGreaterThanOrEqual, index, len, trap);
    if !f.env.spectre_mitigations {
        return entry_address(f, table, index);
    }
    // Where the processor runs ahead of the check, it sees entry 0.
    let zero = f.b.ins().iconst(types::I64, 0);
    let outside =
        f.b.ins()
            .icmp(IntCC::UnsignedGreaterThanOrEqual, index, len);
    let index = f.b.ins().select_spectre_guard(outside, zero, index);
    entry_address(f, table, index)
}

fn entry_address(f: &mut Lower<'_>, table: TableId, index: Value) -> Value {
    let base = base(f, table);
    let offset =
        f.b.ins()
            .ishl_imm_u(index, i64::from(REF_BYTES.trailing_zeros()));
    f.b.ins().iadd(base, offset)
}

/// `table.get`
pub fn get(f: &mut Lower<'_>, index: u32) {
    let table = resolve(f, index);
    let index = f.pop();
    let entry = entry(f, table, index, Trap::TableOutOfBounds);
    let flags = flags(f, table);
    let value = f.b.ins().load(types::I64, flags, entry, 0);
    f.push_typed(value, f.env.program.tables[table].element);
}

/// `table.set`
pub fn set(f: &mut Lower<'_>, index: u32) {
    let table = resolve(f, index);
    let (index, value) = f.pop2();
    let entry = entry(f, table, index, Trap::TableOutOfBounds);
    let flags = flags(f, table);
    f.b.ins().store(flags, value, entry, 0);
}

/// `table.size`
pub fn size(f: &mut Lower<'_>, index: u32) {
    let table = resolve(f, index);
    let len = len(f, table);
    let len = index::result(f, len, f.env.program.tables[table].address);
    f.push(len);
}

/// `table.grow`
pub fn grow(f: &mut Lower<'_>, index: u32) {
    let table = resolve(f, index);
    let (value, delta) = f.pop2();
    let delta = index::wide(f, delta);
    let TableStorage::Dynamic(descriptor) = f.env.program.layout.tables[table] else {
        unreachable!("a table that grows is dynamic");
    };
    let descriptor = f.state(descriptor);
    let old = f.call_builtin(Builtin::TableGrow, &[descriptor, delta, value]);
    let old = index::result(f, old[0], f.env.program.tables[table].address);
    f.push(old);
}

/// `table.fill`
pub fn fill(f: &mut Lower<'_>, index: u32) {
    let table = resolve(f, index);
    let (start, value, count) = f.pop3();
    let (first, count) = range(f, table, start, count);
    f.call_builtin(Builtin::TableFill, &[first, count, value]);
}

/// `table.copy`
pub fn copy(f: &mut Lower<'_>, to: u32, from: u32) {
    let (to, from) = (resolve(f, to), resolve(f, from));
    let (dest, source, count) = f.pop3();
    let (source, _) = range(f, from, source, count);
    let (dest, count) = range(f, to, dest, count);
    let bytes = bytes(f, count);
    f.call_builtin(Builtin::Memmove, &[dest, source, bytes]);
}

/// `table.init`
pub fn init(f: &mut Lower<'_>, elem: u32, table: u32) {
    let table = resolve(f, table);
    let elem = f.env.instance().elems[ElemIndex::from_u32(elem)];
    let (dest, source, count) = f.pop3();
    let len = segment_len(f, elem);
    let from = index::span(f, source, count, Trap::TableOutOfBounds);
    f.trap_if(
        IntCC::UnsignedGreaterThan,
        from.end,
        len,
        Trap::TableOutOfBounds,
    );
    let (dest, count) = range(f, table, dest, count);
    if f.env.program.elems[elem].kept {
        let first = f.address(Symbol::Elem(elem), 0);
        let offset = bytes(f, from.start);
        let source = f.b.ins().iadd(first, offset);
        let bytes = bytes(f, count);
        f.call_builtin(Builtin::Memcpy, &[dest, source, bytes]);
    }
}

/// `elem.drop`
pub fn drop_elem(f: &mut Lower<'_>, elem: u32) {
    let elem = f.env.instance().elems[ElemIndex::from_u32(elem)];
    if let Some(len) = f.env.program.layout.elem_lens[elem] {
        store_zero(f, len);
    }
}

/// Current length of an element segment: active and declared ones are dropped once instantiation
/// is over.
fn segment_len(f: &mut Lower<'_>, elem: ElemId) -> Value {
    let plan = &f.env.program.elems[elem];
    match f.env.program.layout.elem_lens[elem] {
        Some(len) => load_len(f, len),
        None if plan.passive => f.b.ins().iconst(types::I64, plan.entries.len() as i64),
        None => f.b.ins().iconst(types::I64, 0),
    }
}

/// Address of the first of `count` entries, after the check that they are in the table; and `count`
/// as 64 bits.
pub fn range(f: &mut Lower<'_>, table: TableId, start: Value, count: Value) -> (Value, Value) {
    let span = index::span(f, start, count, Trap::TableOutOfBounds);
    let len = len(f, table);
    f.trap_if(
        IntCC::UnsignedGreaterThan,
        span.end,
        len,
        Trap::TableOutOfBounds,
    );
    (entry_address(f, table, span.start), span.count)
}

/// Bytes of a number of entries.
pub fn bytes(f: &mut Lower<'_>, count: Value) -> Value {
    f.b.ins()
        .ishl_imm_u(count, i64::from(REF_BYTES.trailing_zeros()))
}
