//! The state block, as it is before any code runs ([`Layout`](crate::program::Layout)).

use super::data::{reference, references};
use super::sections::{Builder, Location};
use crate::error::Result;
use crate::machine::Code;
use crate::options::Options;
use crate::program::symbol::Symbol;
use crate::program::{ConstValue, MemoryPlan, Program, StateOffset, TablePlan, TableStorage};
use std::mem::offset_of;
use wasmc_abi::image::{MAX_COPIED, MemoryDescriptor, REF_BYTES, TableDescriptor};
use wasmc_abi::symbols;

/// A distance between two sections, before [`Builder::distance`] has the linker write it.
const WRITTEN_BY_THE_LINKER: i64 = 0;

/// Adds the state block, and the initial contents that it refers to.
pub fn state(
    builder: &mut Builder,
    program: &Program<'_>,
    code: &Code,
    options: &Options,
) -> Result<()> {
    let layout = &program.layout;
    let mut block = Block {
        bytes: vec![0; layout.state_bytes],
        distances: Vec::new(),
    };
    for (id, table) in &program.tables {
        match layout.tables[id] {
            TableStorage::Dynamic(at) => {
                let entries = references(program, code, &table.entries);
                let entries = builder.read_only(&entries, REF_BYTES);
                block.table(at, table, entries);
            }
            TableStorage::Fixed(at) => block.put(at, &references(program, code, &table.entries)),
            TableStorage::Constant => {}
        }
    }
    for (id, global) in &program.globals {
        if let Some(at) = layout.globals[id] {
            block.put(at, &value(program, code, global.value));
        }
    }
    for id in program.data.keys() {
        if let Some(at) = layout.data_lens[id] {
            block.put_len(at, program.data_bytes(id).len());
        }
    }
    for (id, elem) in &program.elems {
        if let Some(at) = layout.elem_lens[id] {
            block.put_len(at, elem.entries.len());
        }
    }
    let page = options.target.max_page();
    for (id, memory) in &program.memories {
        let contents = contents(builder, &format!(".data.{id}"), memory, page);
        let base = layout.memory_bases[id];
        block.memory(layout.memories[id], base, memory, contents);
    }
    let location = builder.writable(&block.bytes, layout.state_align);
    for (name, at) in [
        (symbols::STATE, 0),
        (symbols::MEMORIES, layout.memory_descriptors.bytes()),
        (symbols::TABLES, layout.table_descriptors.bytes()),
    ] {
        builder.define_data(name, location.offset + at as u64);
    }
    builder.place(Symbol::State, location);
    for (at, target) in block.distances {
        builder.distance(location.offset + at as u64, target)?;
    }
    Ok(())
}

/// The block under construction.
struct Block {
    bytes: Vec<u8>,
    /// Offsets in the block where distances belong, and what the distances are to.
    distances: Vec<(usize, Location)>,
}

/// Where the initial contents of a memory lie.
struct Contents {
    dest: u64,
    len: u64,
    location: Location,
}

impl Block {
    fn put(&mut self, at: StateOffset, bytes: &[u8]) {
        self.bytes[at.bytes()..at.bytes() + bytes.len()].copy_from_slice(bytes);
    }

    fn put_len(&mut self, at: StateOffset, len: usize) {
        self.put(at, &(len as u64).to_le_bytes());
    }

    /// A table whose size can change.
    fn table(&mut self, at: StateOffset, table: &TablePlan, entries: Location) {
        let descriptor = TableDescriptor {
            base: 0,
            len: table.min,
            max: table.max,
            init_len: table.entries.len() as u64,
            init_rel: WRITTEN_BY_THE_LINKER,
        };
        self.put(at, &descriptor.to_bytes());
        let field = at.bytes() + offset_of!(TableDescriptor, init_rel);
        self.distances.push((field, entries));
    }

    fn memory(
        &mut self,
        at: StateOffset,
        base: u64,
        memory: &MemoryPlan,
        contents: Option<Contents>,
    ) {
        let (init_dest, init_len) = match &contents {
            Some(contents) => (contents.dest, contents.len),
            None => (0, 0),
        };
        let descriptor = MemoryDescriptor {
            base,
            bytes: memory.bytes(memory.min),
            max_bytes: memory.bytes(memory.max),
            page_log2: memory.page_log2.into(),
            init_dest,
            init_len,
            init_rel: WRITTEN_BY_THE_LINKER,
        };
        self.put(at, &descriptor.to_bytes());
        if let Some(contents) = contents {
            let field = at.bytes() + offset_of!(MemoryDescriptor, init_rel);
            self.distances.push((field, contents.location));
        }
    }
}

/// Adds the initial contents of a memory.
fn contents(builder: &mut Builder, name: &str, memory: &MemoryPlan, page: u64) -> Option<Contents> {
    let initial = memory.contents.as_ref()?;
    let len = initial.bytes.len() as u64;
    let (len, location) = if len <= MAX_COPIED {
        (len, builder.read_only(&initial.bytes, 16))
    } else {
        let location = builder.pages(name, initial.bytes.clone(), page);
        (len.next_multiple_of(page), location)
    };
    Some(Contents {
        dest: initial.offset,
        len,
        location,
    })
}

/// A global as it lies in memory.
fn value(program: &Program<'_>, code: &Code, value: ConstValue) -> Vec<u8> {
    match value {
        ConstValue::I32(value) => value.to_le_bytes().to_vec(),
        ConstValue::I64(value) => value.to_le_bytes().to_vec(),
        ConstValue::F32(bits) => bits.to_le_bytes().to_vec(),
        ConstValue::F64(bits) => bits.to_le_bytes().to_vec(),
        ConstValue::V128(bits) => bits.to_le_bytes().to_vec(),
        ConstValue::Ref(entry) => reference(program, code, entry).to_le_bytes().to_vec(),
    }
}
