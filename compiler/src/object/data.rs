//! The data of an image: what code refers to, and what the runtime looks for.

use super::sections::{Builder, Place};
use super::traps::Reports;
use crate::error::Result;
use crate::machine::{self, Code};
use crate::options::{MemoryCheck, Options};
use crate::program::symbol::Symbol;
use crate::program::{ConstValue, Entry, FuncId, MemoryPlan, Program, Ref, TableId, TableStorage};
use std::collections::BTreeSet;
use std::mem::offset_of;
use wasmc_abi::embed::EmbedHeader;
use wasmc_abi::image::{
    FLAG_DIVIDES, FLAG_LOCKED, FLAG_MEMORY_CHECKED, ImageHeader, InvokeRecord, MemoryDescriptor,
    REF_BYTES, TableDescriptor, WASM_PAGE,
};
use wasmc_abi::symbols;

/// Initial contents up to this size are copied at start: two system calls and a page fault for each
/// page cost more.
const MAX_COPIED: usize = 16 << 10;

/// A distance between two sections, until [`Builder::distance`] has the linker write it.
const WRITTEN_BY_THE_LINKER: i64 = 0;

/// Integers, as an image holds them.
fn words(values: &[u64]) -> Vec<u8> {
    values
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect()
}

/// A reference, see [`REF_BYTES`].
fn reference(program: &Program<'_>, code: &Code, reference: Ref) -> u64 {
    match reference {
        Ref::Null => 0,
        Ref::Func(id) => {
            let offset = u64::from(code.functions[id].start);
            offset << 32 | u64::from(program.functions[id].sig.type_id())
        }
    }
}

fn references(program: &Program<'_>, code: &Code, refs: &[Ref]) -> Vec<u8> {
    words(
        &refs
            .iter()
            .map(|&entry| reference(program, code, entry))
            .collect::<Vec<_>>(),
    )
}

/// The tables that reports need.
pub fn tables_of_reports(builder: &mut Builder, reports: &Reports) {
    builder.export_read_only(symbols::FUNCTIONS, &reports.functions, 4);
    builder.export_read_only(symbols::SITES, &reports.sites, 1);
    builder.export_read_only(symbols::NAMES, &reports.names, 1);
}

/// The header and the baked-in permissions.
pub fn header(builder: &mut Builder, program: &Program<'_>, reports: &Reports, options: &Options) {
    let policy: Vec<u8> = options
        .policy
        .iter()
        .flat_map(|word| word.bytes().chain(std::iter::once(0)))
        .collect();
    let mut flags = 0;
    if options.memory_check == MemoryCheck::Checked {
        flags |= FLAG_MEMORY_CHECKED;
    }
    if options.locked {
        flags |= FLAG_LOCKED;
    }
    if reports.divides {
        flags |= FLAG_DIVIDES;
    }
    let header = ImageHeader {
        memories: program.memories.len() as u32,
        tables: dynamic_tables(program).count() as u32,
        functions: reports.count,
        sites_len: reports.sites.len() as u32,
        names_len: reports.names.len() as u32,
        policy_len: policy.len() as u32,
        stack_bytes: options.stack_bytes,
        script_calls: program.script.len() as u32,
        flags,
    };
    builder.export_read_only(symbols::HEADER, &header.to_bytes(), 8);
    builder.export_read_only(symbols::POLICY, &policy, 1);
}

/// The embedded files.
pub fn embedded(builder: &mut Builder, options: &Options) {
    let none = [0; EmbedHeader::BYTES];
    let bytes = match options.embed.as_slice() {
        [] => &none,
        bytes => bytes,
    };
    builder.export_read_only(symbols::EMBED, bytes, 8);
}

fn dynamic_tables<'a>(program: &'a Program<'_>) -> impl Iterator<Item = TableId> + 'a {
    let dynamic = |storage| matches!(storage, TableStorage::Dynamic(_));
    program
        .tables
        .iter()
        .filter(move |(_, table)| dynamic(table.storage))
        .map(|(id, _)| id)
}

/// Everything that code refers to, memories aside; what nothing refers to is left out.
pub fn everything_that_code_uses(
    builder: &mut Builder,
    program: &Program<'_>,
    code: &Code,
) -> Result<()> {
    tables(builder, program, code)?;
    for symbol in used(code) {
        let place = match symbol {
            Symbol::Global(id) => {
                builder.writable(&value(program, code, program.globals[id].value), 16)
            }
            Symbol::Table(id) => table(builder, program, code, id),
            Symbol::Data(id) => builder.read_only(program.data_bytes(id), 16),
            Symbol::Elem(id) => {
                let bytes = references(program, code, &program.elems[id].entries);
                builder.read_only(&bytes, REF_BYTES)
            }
            Symbol::DataLen(id) => {
                let len = program.data_bytes(id).len();
                builder.writable(&words(&[len as u64]), 8)
            }
            Symbol::ElemLen(id) => {
                builder.writable(&words(&[program.elems[id].entries.len() as u64]), 8)
            }
            Symbol::FuncRefs => {
                let all: Vec<Ref> = program.functions.keys().map(Ref::Func).collect();
                builder.read_only(&references(program, code, &all), REF_BYTES)
            }
            Symbol::ImportName(id) => builder.read_only(program.import_name(id).as_bytes(), 1),
            Symbol::InvokeRecord => invoke_record(builder, program, code),
            // Code and the runtime's symbols have places of their own, or none here.
            Symbol::Func(_)
            | Symbol::Builtin(_)
            | Symbol::Wasi(_)
            | Symbol::Memories
            | Symbol::Tables
            | Symbol::Text
            | Symbol::StackLimit => continue,
        };
        builder.place(symbol, place);
    }
    let entry = code.functions[program.entry_function].start;
    builder.define_text(symbols::ENTRY, entry);
    Ok(())
}

/// What code refers to, each once, in the order of the symbols' names.
pub(super) fn used(code: &Code) -> Vec<Symbol> {
    let names: BTreeSet<(u32, u32)> = code
        .relocs
        .iter()
        .filter_map(|reloc| match reloc.target {
            machine::Target::Symbol(symbol) => {
                let name = symbol.to_name();
                Some((name.namespace, name.index))
            }
            machine::Target::LibCall(_) => None,
        })
        .collect();
    names
        .into_iter()
        .filter_map(|(namespace, index)| {
            Symbol::from_name(&cranelift_codegen::ir::UserExternalName { namespace, index })
        })
        .collect()
}

/// The 16 bytes of a global.
fn value(program: &Program<'_>, code: &Code, value: ConstValue) -> Vec<u8> {
    let bits = match value {
        ConstValue::I32(value) => u128::from(value as u32),
        ConstValue::I64(value) => u128::from(value as u64),
        ConstValue::F32(bits) => u128::from(bits),
        ConstValue::F64(bits) => u128::from(bits),
        ConstValue::V128(bits) => bits,
        ConstValue::Ref(entry) => u128::from(reference(program, code, entry)),
    };
    bits.to_le_bytes().to_vec()
}

/// The entries of a table of fixed size.
fn table(builder: &mut Builder, program: &Program<'_>, code: &Code, id: TableId) -> Place {
    let plan = &program.tables[id];
    if plan.entries.is_empty() && plan.storage == TableStorage::Fixed && plan.min > 0 {
        return builder.zeros(&id.to_string(), plan.min * REF_BYTES, 16);
    }
    let mut entries = plan.entries.clone();
    entries.resize(plan.min as usize, Ref::Null);
    let bytes = references(program, code, &entries);
    match plan.storage {
        TableStorage::Constant => builder.read_only(&bytes, 16),
        TableStorage::Fixed | TableStorage::Dynamic(_) => builder.writable(&bytes, 16),
    }
}

/// Descriptors and initial entries of the tables whose size can change.
fn tables(builder: &mut Builder, program: &Program<'_>, code: &Code) -> Result<()> {
    let mut bytes = Vec::new();
    let mut sources = Vec::new();
    for id in dynamic_tables(program) {
        let plan = &program.tables[id];
        let descriptor = TableDescriptor {
            base: 0,
            len: plan.min,
            max: plan.max,
            init_len: plan.entries.len() as u64,
            init_rel: WRITTEN_BY_THE_LINKER,
        };
        bytes.extend(descriptor.to_bytes());
        let entries = references(program, code, &plan.entries);
        sources.push(builder.read_only(&entries, REF_BYTES));
    }
    let descriptors = builder.export_writable(symbols::TABLES, &bytes, 8);
    builder.place(Symbol::Tables, descriptors);
    for (index, source) in sources.into_iter().enumerate() {
        let field = index * TableDescriptor::BYTES + offset_of!(TableDescriptor, init_rel);
        builder.distance(descriptors.offset + field as u64, source)?;
    }
    Ok(())
}

/// Descriptors and initial contents of the memories.
pub fn memories(builder: &mut Builder, program: &Program<'_>, options: &Options) -> Result<()> {
    let page = options.target.max_page();
    let mut bytes = Vec::new();
    let mut sources = Vec::new();
    for (id, memory) in &program.memories {
        let (place, moved) = initial_contents(builder, &format!(".data.{id}"), memory, page);
        let len = match moved {
            true => (memory.image.bytes.len() as u64).next_multiple_of(page),
            false => memory.image.bytes.len() as u64,
        };
        let descriptor = MemoryDescriptor {
            base: memory.base,
            bytes: memory.min * WASM_PAGE,
            max_bytes: memory.max * WASM_PAGE,
            init_dest: memory.image.offset,
            init_len: len,
            init_rel: WRITTEN_BY_THE_LINKER,
            init_moved: u64::from(moved),
        };
        bytes.extend(descriptor.to_bytes());
        sources.push(place);
    }
    let descriptors = builder.export_writable(symbols::MEMORIES, &bytes, 8);
    builder.place(Symbol::Memories, descriptors);
    for (index, source) in sources.into_iter().enumerate() {
        let Some(source) = source else { continue };
        let field = index * MemoryDescriptor::BYTES + offset_of!(MemoryDescriptor, init_rel);
        builder.distance(descriptors.offset + field as u64, source)?;
    }
    Ok(())
}

/// Where the initial contents lie, and whether they are moved.
fn initial_contents(
    builder: &mut Builder,
    name: &str,
    memory: &MemoryPlan,
    page: u64,
) -> (Option<Place>, bool) {
    let bytes = &memory.image.bytes;
    if bytes.is_empty() {
        (None, false)
    } else if bytes.len() <= MAX_COPIED {
        (Some(builder.read_only(bytes, 16)), false)
    } else {
        (Some(builder.pages(name, bytes.clone(), page)), true)
    }
}

/// Code offsets of what a script can call.
pub fn script_calls(builder: &mut Builder, program: &Program<'_>, code: &Code) {
    let start = |id: FuncId| code.functions[id].start.to_le_bytes();
    let bytes: Vec<u8> = program
        .script
        .iter()
        .flat_map(|call| start(call.code))
        .collect();
    builder.export_read_only(symbols::SCRIPT_CALLS, &bytes, 4);
}

/// What `--invoke` runs.
fn invoke_record(builder: &mut Builder, program: &Program<'_>, code: &Code) -> Place {
    use crate::decode::module::ValType;
    let Entry::Invoke {
        trampoline,
        ty,
        args,
        ..
    } = &program.entry
    else {
        return builder.read_only(&[], 4);
    };
    let letter = |ty: &ValType| match ty {
        ValType::I32 => b'i',
        ValType::I64 => b'I',
        ValType::F32 => b'f',
        ValType::F64 => b'F',
        ValType::V128 => b'v',
        ValType::FuncRef => b'r',
        ValType::ExternRef => b'x',
    };
    let words: Vec<u8> = args
        .iter()
        .flat_map(|arg| arg.bytes().chain(std::iter::once(0)))
        .collect();
    let record = InvokeRecord {
        trampoline: code.functions[*trampoline].start,
        params: ty.params.len() as u32,
        results: ty.results.len() as u32,
        args_len: words.len() as u32,
    };
    let mut bytes = record.to_bytes().to_vec();
    bytes.extend(ty.params.iter().chain(&ty.results).map(letter));
    bytes.extend(words);
    builder.read_only(&bytes, 4)
}
