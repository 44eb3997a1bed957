//! The last step: where memories, tables, globals and lengths of segments lie in a running image.
//!
//! Each thing that changes has an offset in the *state block*. The block begins with what the
//! runtime knows, [`StateHeader`] and the descriptors of memories and of tables; what only compiled
//! code knows follows. Things that do not change are part of the code or read-only data.

use super::draft::Draft;
use super::plans::{Layout, MemoryId, StateOffset, TableId, TableStorage};
use crate::composition::{Component, InstanceId};
use crate::decode::module::ValType;
use crate::options::{MemoryBase, Options};
use cranelift_entity::PrimaryMap;
use wasmc_abi::component::HANDLE_TABLE_BYTES;
use wasmc_abi::image::{
    LOW_MEMORY_BASE, MemoryDescriptor, REF_BYTES, StateHeader, TableDescriptor,
};

/// Entries of the largest table that is kept in the executable.
pub(super) const MAX_STATIC_TABLE: u64 = 1 << 20;
/// The same for a table of nulls: the executable would hold as many zeros.
const MAX_STATIC_NULLS: u64 = 8 << 10;

/// Lays out the program.
pub(super) fn layout(
    program: &Draft<'_, '_>,
    main: InstanceId,
    component: Option<&Component>,
    options: &Options,
) -> Layout {
    let first_memory = first_memory(program, main);
    let mut block = Block::new();
    let memory_descriptors = block.end();
    let memories = program.memories.values();
    let memories = memories.map(|_| block.add(MemoryDescriptor::BYTES, 8));
    let memories = memories.collect();
    let table_descriptors = block.end();
    let descriptors = dynamic_tables(program, &mut block);
    let data = program.data.values();
    let data = data.map(|it| (it.passive && it.dropped).then(|| block.add(8, 8)));
    let data_lens = data.collect();
    let elems = program.elems.values();
    let elems = elems.map(|it| (it.passive && it.dropped).then(|| block.add(8, 8)));
    let elem_lens = elems.collect();
    let globals = program.globals.values();
    let globals = globals.map(|it| it.written.then(|| block.add_value(it.ty)));
    let globals = globals.collect();
    let instances = component.map_or(0, |it| it.instances.len());
    let handles = (0..instances).map(|_| block.add(HANDLE_TABLE_BYTES, 8));
    let handles = handles.collect();
    let tables = program.tables.iter().map(|(id, table)| {
        if let Some(descriptor) = descriptors[id] {
            TableStorage::Dynamic(descriptor)
        } else if table.written {
            TableStorage::Fixed(block.add((table.min * REF_BYTES) as usize, 16))
        } else {
            TableStorage::Constant
        }
    });
    Layout {
        first_memory,
        memory_bases: memory_bases(program, first_memory, options),
        memories,
        memory_descriptors,
        table_descriptors,
        tables: tables.collect(),
        globals,
        handles,
        data_lens,
        elem_lens,
        state_bytes: block.bytes,
        state_align: block.align,
    }
}

/// The state block as far as it is laid out.
struct Block {
    bytes: usize,
    align: u64,
}

impl Block {
    fn new() -> Self {
        Block {
            bytes: StateHeader::BYTES,
            align: 8,
        }
    }

    /// The next offset, for what has an alignment of 8 bytes like everything before it.
    fn end(&self) -> StateOffset {
        StateOffset(self.bytes)
    }

    fn add(&mut self, bytes: usize, align: usize) -> StateOffset {
        let start = self.bytes.next_multiple_of(align);
        self.bytes = start + bytes;
        self.align = self.align.max(align as u64);
        StateOffset(start)
    }

    fn add_value(&mut self, ty: ValType) -> StateOffset {
        match ty {
            ValType::V128 => self.add(16, 16),
            ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64 | ValType::Ref(_) => {
                self.add(8, 8)
            }
        }
    }
}

/// Descriptors of the tables that are allocated at start: those that grow, and those that are too
/// large for the executable.
fn dynamic_tables(
    program: &Draft<'_, '_>,
    block: &mut Block,
) -> PrimaryMap<TableId, Option<StateOffset>> {
    let tables = program.tables.values().map(|table| {
        let nulls = table.written && table.entries.is_empty();
        let dynamic =
            table.grows || table.min > MAX_STATIC_TABLE || (nulls && table.min > MAX_STATIC_NULLS);
        dynamic.then(|| block.add(TableDescriptor::BYTES, 8))
    });
    tables.collect()
}

/// Memory 0 of the main instance; if it has none, the first memory of the image.
fn first_memory(program: &Draft<'_, '_>, main: InstanceId) -> Option<MemoryId> {
    let first = program.instances[main].memories.values().next().copied();
    first.or(program.memories.keys().next())
}

/// The first memory gets the best address. That is a low one, where accesses are shortest, unless a
/// register holds it.
fn memory_bases(
    program: &Draft<'_, '_>,
    first: Option<MemoryId>,
    options: &Options,
) -> PrimaryMap<MemoryId, u64> {
    let best = match options.memory_base() {
        MemoryBase::Low => LOW_MEMORY_BASE,
        MemoryBase::Register => options.target.register_memory_base(),
    };
    let mut further = 0;
    let bases = program.memories.keys().map(|id| {
        if Some(id) == first {
            best
        } else {
            let base = options.target.further_memory_base(further);
            further += 1;
            base
        }
    });
    bases.collect()
}
