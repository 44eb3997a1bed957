//! The read-only data of an image: what code refers to, and what the runtime looks for.

use super::filter;
use super::sections::{Builder, Location};
use super::traps::Reports;
use crate::machine::{self, Code};
use crate::options::{MemoryCheck, Options};
use crate::program::symbol::Symbol;
use crate::program::{Entry, FuncId, LiftedId, Program, Ref, TableId, TableStorage};
use std::collections::BTreeSet;
use wasmc_abi::component::{LiftRecord, ResourceUse};
use wasmc_abi::embed::EmbedHeader;
use wasmc_abi::image::{
    FLAG_DIVIDES, FLAG_LANDLOCK, FLAG_LOCKED, FLAG_MEMORY_CHECKED, ImageHeader, InvokeRecord,
    REF_BYTES,
};
use wasmc_abi::symbols;

/// A reference, see [`REF_BYTES`].
pub(super) fn reference(program: &Program<'_>, code: &Code, reference: Ref) -> u64 {
    match reference {
        Ref::Null => 0,
        Ref::Func(id) => {
            let offset = u64::from(code.functions[id].start);
            offset << 32 | u64::from(program.functions[id].sig.type_id())
        }
    }
}

pub(super) fn references(program: &Program<'_>, code: &Code, refs: &[Ref]) -> Vec<u8> {
    let entry = |&entry| reference(program, code, entry).to_le_bytes();
    refs.iter().flat_map(entry).collect()
}

/// The tables that reports need.
pub fn tables_of_reports(builder: &mut Builder, reports: &Reports, lines: &[u8]) {
    builder.export_read_only(symbols::FUNCTIONS, &reports.functions, 4);
    builder.export_read_only(symbols::SITES, &reports.sites, 1);
    builder.export_read_only(symbols::NAMES, &reports.names, 1);
    builder.export_read_only(symbols::LINES, lines, 4);
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
    if options.landlock {
        flags |= FLAG_LANDLOCK;
    }
    if reports.divides {
        flags |= FLAG_DIVIDES;
    }
    let header = ImageHeader {
        memories: program.memories.len() as u32,
        tables: dynamic_tables(program) as u32,
        functions: reports.count,
        sites_len: reports.sites.len() as u32,
        names_len: reports.names.len() as u32,
        policy_len: policy.len() as u32,
        stack_bytes: options.stack_bytes,
        script_calls: program.script_calls().len() as u32,
        flags,
        stack_pointer: reports.stack_pointer,
        stack_hint: reports.stack_hint,
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

fn dynamic_tables(program: &Program<'_>) -> usize {
    let tables = program.layout.tables.values();
    let dynamic = |storage: &&TableStorage| matches!(storage, TableStorage::Dynamic(_));
    tables.filter(dynamic).count()
}

/// The read-only data that code refers to; what nothing refers to is left out.
pub fn everything_that_code_uses(
    builder: &mut Builder,
    program: &Program<'_>,
    code: &Code,
    options: &Options,
) {
    for symbol in used(code) {
        let location = match symbol {
            Symbol::Table(id) => table(builder, program, code, id),
            Symbol::Data(id) => builder.read_only(program.data_bytes(id), 16),
            Symbol::Elem(id) => {
                let bytes = references(program, code, &program.elems[id].entries);
                builder.read_only(&bytes, REF_BYTES)
            }
            Symbol::FuncRefs => {
                let all: Vec<Ref> = program.functions.keys().map(Ref::Func).collect();
                builder.read_only(&references(program, code, &all), REF_BYTES)
            }
            Symbol::ImportName(id) => builder.read_only(program.import_name(id).as_bytes(), 1),
            Symbol::TextOffset(id) => {
                let offset = code.functions[id].start.to_le_bytes();
                builder.read_only(&offset, 4)
            }
            Symbol::LiftRecord(id) => lift_record(builder, program, code, id),
            Symbol::ResourceUses => resource_uses(builder, program),
            Symbol::InvokeRecord => invoke_record(builder, program, code),
            Symbol::Filter => {
                let filter = filter::filter(program, code, options.target);
                builder.read_only(&filter, 8)
            }
            Symbol::WorkerFilter => {
                let filter = filter::worker_filter(program, code, options.target);
                builder.read_only(&filter, 8)
            }
            Symbol::CaCerts => builder.read_only(&program.ca_certs, 1),
            // Code, the state and the runtime's symbols are placed elsewhere.
            Symbol::Func(_)
            | Symbol::Builtin(_)
            | Symbol::Wasi(_)
            | Symbol::Host(_)
            | Symbol::HostDrop(_)
            | Symbol::State
            | Symbol::Text => continue,
        };
        builder.place(symbol, location);
    }
    builder.define_text(symbols::ENTRY, &code.functions[program.entry_function]);
}

/// What code refers to, each once, in the order of the symbols' names.
pub(super) fn used(code: &Code) -> Vec<Symbol> {
    let names: BTreeSet<(u32, u32)> = code
        .relocs
        .iter()
        .filter_map(|reloc| match reloc.target {
            machine::RelocTarget::Symbol(symbol) => {
                let name = symbol.to_name();
                Some((name.namespace, name.index))
            }
            machine::RelocTarget::LibCall(_) => None,
        })
        .collect();
    names
        .into_iter()
        .filter_map(|(namespace, index)| {
            Symbol::from_name(&cranelift_codegen::ir::UserExternalName { namespace, index })
        })
        .collect()
}

/// Adds the entries of a table that nothing changes.
fn table(builder: &mut Builder, program: &Program<'_>, code: &Code, id: TableId) -> Location {
    let plan = &program.tables[id];
    let mut entries = plan.entries.clone();
    entries.resize(plan.min as usize, Ref::Null);
    builder.read_only(&references(program, code, &entries), 16)
}

/// Code offsets of what a script can call.
pub fn script_calls(builder: &mut Builder, program: &Program<'_>, code: &Code) {
    let start = |id: FuncId| code.functions[id].start.to_le_bytes();
    let bytes: Vec<u8> = program
        .script_calls()
        .iter()
        .flat_map(|call| start(call.code))
        .collect();
    builder.export_read_only(symbols::SCRIPT_CALLS, &bytes, 4);
}

/// Adds the record of an exported function of a component.
fn lift_record(
    builder: &mut Builder,
    program: &Program<'_>,
    code: &Code,
    id: LiftedId,
) -> Location {
    let Some(component) = &program.component else {
        return builder.read_only(&[], 4);
    };
    let plan = &component.lifted[id];
    let layout = &program.layout;
    let start = |id: FuncId| code.functions[id].start;
    let or_none = |offset: Option<u32>| offset.unwrap_or(LiftRecord::NONE);
    let options = &plan.options;
    let memory = options.memory.map(|it| layout.memories[it].bytes() as u32);
    let flag = layout.globals[component.may_leave[options.instance]];
    let mut arguments = Vec::new();
    if let Some(values) = &plan.arguments {
        arguments.extend((values.len() as u32).to_le_bytes());
        arguments.extend(values);
    }
    let record = LiftRecord {
        function: start(plan.function),
        realloc: or_none(options.realloc.map(start)),
        post_return: or_none(plan.post_return.map(start)),
        memory: or_none(memory),
        may_leave: or_none(flag.map(|it| it.bytes() as u32)),
        handles: layout.handles[options.instance].bytes() as u32,
        encoding: options.encoding,
        types_len: plan.types.len() as u32,
        arguments_len: arguments.len() as u32,
    };
    let mut bytes = record.to_bytes().to_vec();
    bytes.extend(&plan.types);
    bytes.extend(arguments);
    builder.read_only(&bytes, 4)
}

/// Adds the uses of resource types that adapters name by their position.
fn resource_uses(builder: &mut Builder, program: &Program<'_>) -> Location {
    let uses = program.component.iter().flat_map(|it| &it.uses);
    let bytes: Vec<u8> = uses
        .flat_map(|it| {
            ResourceUse {
                table: program.layout.handles[it.instance].bytes() as u32,
                ty: it.ty,
                defined: it.defined.into(),
                reserved: 0,
            }
            .to_bytes()
        })
        .collect();
    builder.read_only(&bytes, 4)
}

/// Adds the record for `--invoke`: the call and its types.
fn invoke_record(builder: &mut Builder, program: &Program<'_>, code: &Code) -> Location {
    use crate::decode::module::{HeapType, RefType, ValType};
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
        ValType::Ref(RefType { heap, .. }) => match heap {
            HeapType::Func | HeapType::NoFunc | HeapType::Concrete(_) => b'r',
            HeapType::Extern | HeapType::NoExtern => b'x',
            HeapType::Exn | HeapType::NoExn => b'e',
        },
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
