//! The functions of the canonical ABI (component model, CanonicalABI.md, "Canonical Definitions"): each calls the
//! runtime, with what it has to know of the component instance.

use super::bounds;
use super::builder::Lower;
use super::env::clif_type;
use super::global;
use super::glue::check_stack;
use crate::program::symbol::{Builtin, Symbol};
use crate::program::{
    CanonId, CanonPlan, ComponentInstanceId, FuncId, LiftedId, MemoryId, OptionsPlan, Transcode,
};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    InstBuilder, MemFlagsData, StackSlotData, StackSlotKind, Type, Value, types,
};
use std::mem::offset_of;
use wasmc_abi::component::{CanonOptions, HOST_TYPES};
use wasmc_abi::script::BUFFER_BYTES;
use wasmc_abi::trap::{ComponentTrap, Trap};
use wasmc_abi::wasi::Core;
use wasmc_abi::wasi02::HostFunction;

/// Lowers a function of the canonical ABI.
pub fn lower(f: &mut Lower<'_>, id: CanonId, params: &[Value]) {
    let Some(component) = &f.env.program.component else {
        unreachable!("only components have such functions");
    };
    check_stack(f);
    let results = match component.canon[id] {
        CanonPlan::Lower(function, options) => {
            check_may_leave(f, options.instance);
            host(f, function, &options, params)
        }
        CanonPlan::ResourceNew(instance, ty) => {
            check_may_leave(f, instance);
            handle_call(f, Builtin::ResourceNew, instance, ty, params)
        }
        CanonPlan::ResourceRep(instance, ty) => {
            handle_call(f, Builtin::ResourceRep, instance, ty, params)
        }
        CanonPlan::ResourceDrop {
            instance,
            ty,
            destructor,
        } => {
            check_may_leave(f, instance);
            resource_drop(f, instance, ty, destructor, params);
            Vec::new()
        }
        CanonPlan::TransferOwn => transfer(f, Builtin::TransferOwn, params),
        CanonPlan::TransferBorrow => transfer(f, Builtin::TransferBorrow, params),
        CanonPlan::EnterCall => f.call_builtin(Builtin::EnterCall, &[]),
        CanonPlan::ExitCall => f.call_builtin(Builtin::ExitCall, &[]),
        CanonPlan::Trap => {
            raise(f, params[0]);
            return;
        }
        CanonPlan::Transcode(op, from, to) => transcode(f, op, from, to, params),
    };
    f.b.ins().return_(&results);
}

/// Traps unless the component instance may call imports now.
fn check_may_leave(f: &mut Lower<'_>, instance: ComponentInstanceId) {
    let flag = f
        .env
        .program
        .component
        .as_ref()
        .map(|it| it.may_leave[instance]);
    let Some(flag) = flag else { return };
    let flag = global::read(f, flag);
    let (no, yes) = (f.b.create_block(), f.b.create_block());
    f.b.set_cold_block(no);
    f.b.ins().brif(flag, yes, &[], no, &[]);
    f.b.switch_to_block(no);
    let code =
        f.b.ins()
            .iconst(types::I32, ComponentTrap::CannotLeaveComponent as i64);
    f.call_builtin(Builtin::RaiseComponent, &[code]);
    f.b.ins().trap(super::traps::to_clif(Trap::Unreachable));
    f.b.switch_to_block(yes);
}

/// Address of the table of handles of a component instance.
fn handles(f: &mut Lower<'_>, instance: ComponentInstanceId) -> Value {
    f.state(f.env.program.layout.handles[instance])
}

/// Calls a built-in with a table, a type and one value.
fn handle_call(
    f: &mut Lower<'_>,
    builtin: Builtin,
    instance: ComponentInstanceId,
    ty: u32,
    params: &[Value],
) -> Vec<Value> {
    let table = handles(f, instance);
    let ty = f.b.ins().iconst(types::I32, i64::from(ty));
    f.call_builtin(builtin, &[table, ty, params[0]])
}

/// `resource.drop`: what drops the resource is called where the handle owned it.
fn resource_drop(
    f: &mut Lower<'_>,
    instance: ComponentInstanceId,
    ty: u32,
    destructor: Option<FuncId>,
    params: &[Value],
) {
    let dropped = handle_call(f, Builtin::ResourceDrop, instance, ty, params)[0];
    if destructor.is_none() && ty >= HOST_TYPES {
        return;
    }
    let (owned, end) = (f.b.create_block(), f.b.create_block());
    let top = f.b.ins().ushr_imm_u(dropped, 32);
    f.b.ins().brif(top, owned, &[], end, &[]);
    f.b.switch_to_block(owned);
    let rep = f.b.ins().ireduce(types::I32, dropped);
    match destructor {
        Some(destructor) => {
            let callee = f.callee(destructor);
            f.call(callee, &[rep]);
        }
        None => {
            f.call_runtime(Symbol::HostDrop(ty as usize), &[types::I32], &[], &[rep]);
        }
    }
    f.b.ins().jump(end, &[]);
    f.b.switch_to_block(end);
}

fn transfer(f: &mut Lower<'_>, builtin: Builtin, params: &[Value]) -> Vec<Value> {
    let uses = f.address(Symbol::ResourceUses, 0);
    let args = [&[uses], params].concat();
    f.call_builtin(builtin, &args)
}

/// Raises the trap that an adapter names by its number.
fn raise(f: &mut Lower<'_>, number: Value) {
    let traps = f.env.program.component.as_ref().map(|it| it.traps.clone());
    let mut code =
        f.b.ins()
            .iconst(types::I32, ComponentTrap::InvalidDiscriminant as i64);
    for (from, to) in traps.unwrap_or_default() {
        let same = f.b.ins().icmp_imm_u(IntCC::Equal, number, i64::from(from));
        let to = f.b.ins().iconst(types::I32, i64::from(to));
        code = f.b.ins().select(same, to, code);
    }
    f.call_builtin(Builtin::RaiseComponent, &[code]);
    f.b.ins().trap(super::traps::to_clif(Trap::Unreachable));
}

/// `canon lower` of a function of the host.
fn host(
    f: &mut Lower<'_>,
    function: &'static HostFunction,
    options: &OptionsPlan,
    params: &[Value],
) -> Vec<Value> {
    let slot = StackSlotData::new(StackSlotKind::ExplicitSlot, CanonOptions::BYTES as u32, 3);
    let slot = f.b.create_sized_stack_slot(slot);
    let zero = f.b.ins().iconst(types::I64, 0);
    let memory = match options.memory {
        Some(memory) => bounds::descriptor(f, memory),
        None => zero,
    };
    let realloc = match options.realloc {
        Some(realloc) => {
            let offset = f.address(Symbol::TextOffset(realloc), 0);
            let flags = MemFlagsData::trusted().with_readonly();
            let offset = f.b.ins().uload32(flags, offset, 0);
            let text = f.address(Symbol::Text, 0);
            f.b.ins().iadd(text, offset)
        }
        None => zero,
    };
    let program = f.env.program;
    let flag = program
        .component
        .as_ref()
        .map(|it| it.may_leave[options.instance]);
    let flag = match flag.and_then(|flag| program.layout.globals[flag]) {
        Some(at) => f.state(at),
        None => zero,
    };
    let handles = handles(f, options.instance);
    let encoding = f.b.ins().iconst(types::I64, i64::from(options.encoding));
    for (value, offset) in [
        (memory, offset_of!(CanonOptions, memory)),
        (realloc, offset_of!(CanonOptions, realloc)),
        (flag, offset_of!(CanonOptions, may_leave)),
        (handles, offset_of!(CanonOptions, handles)),
        // With the field behind it, which is 0.
        (encoding, offset_of!(CanonOptions, encoding)),
    ] {
        f.b.ins()
            .stack_store(types::I64, value, slot, offset as i32);
    }
    let core = |core: &Core| match core {
        Core::I32 => types::I32,
        Core::I64 => types::I64,
    };
    let address = f.b.ins().stack_addr(types::I64, slot, 0);
    let args = [&[address], params].concat();
    let mut param_types: Vec<Type> = vec![types::I64];
    param_types.extend(function.params.iter().map(core));
    let results: Vec<Type> = function.result.iter().map(core).collect();
    let symbol = Symbol::host(function).expect("it comes from the list");
    f.call_runtime(symbol, &param_types, &results, &args)
}

/// Copies a string: addresses become those of the host, lengths are not changed.
fn transcode(
    f: &mut Lower<'_>,
    op: Transcode,
    from: MemoryId,
    to: MemoryId,
    params: &[Value],
) -> Vec<Value> {
    let bases = &f.env.program.layout.memory_bases;
    let (from, to) = (bases[from] as i64, bases[to] as i64);
    let mut address = |base: i64, at: Value| {
        let at = f.b.ins().uextend(types::I64, at);
        f.b.ins().iadd_imm_u(at, base)
    };
    let (source, dest) = (address(from, params[0]), address(to, params[2]));
    let zero = f.b.ins().iconst(types::I32, 0);
    let more = |index: usize| params.get(index).copied().unwrap_or(zero);
    let args = [source, params[1], dest, more(3), more(4)];
    let result = f.call_builtin(builtin(op), &args)[0];
    let sig = f.env.program.functions[f.env.function].sig;
    let results = f.env.program.types.func(sig).results.clone();
    let half = |(index, ty): (usize, &_)| {
        let part = f.b.ins().ushr_imm_u(result, 32 * index as i64);
        f.b.ins().ireduce(clif_type(*ty), part)
    };
    results.iter().enumerate().map(half).collect()
}

fn builtin(op: Transcode) -> Builtin {
    match op {
        Transcode::CopyUtf8 => Builtin::CopyUtf8,
        Transcode::CopyUtf16 => Builtin::CopyUtf16,
        Transcode::CopyLatin1 => Builtin::CopyLatin1,
        Transcode::Latin1ToUtf16 => Builtin::Latin1ToUtf16,
        Transcode::Latin1ToUtf8 => Builtin::Latin1ToUtf8,
        Transcode::Utf16ToCompactProbablyUtf16 => Builtin::Utf16ToCompactProbablyUtf16,
        Transcode::Utf16ToCompactUtf16 => Builtin::Utf16ToCompactUtf16,
        Transcode::Utf16ToLatin1 => Builtin::Utf16ToLatin1,
        Transcode::Utf16ToUtf8 => Builtin::Utf16ToUtf8,
        Transcode::Utf8ToCompactUtf16 => Builtin::Utf8ToCompactUtf16,
        Transcode::Utf8ToLatin1 => Builtin::Utf8ToLatin1,
        Transcode::Utf8ToUtf16 => Builtin::Utf8ToUtf16,
    }
}

/// Calls an exported function with the values in a buffer. Its caller is a C function.
pub fn call(f: &mut Lower<'_>, id: LiftedId, buffer: Value) {
    let record = f.address(Symbol::LiftRecord(id), 0);
    let room = f.b.ins().iconst(types::I32, BUFFER_BYTES as i64);
    f.call_builtin(Builtin::CallLifted, &[record, buffer, room]);
    f.b.ins().return_(&[]);
}
