//! Code that is in no module: wrappers of imports, instantiation, the entry, trampolines.

use super::bounds;
use super::builder::Lower;
use super::constant;
use super::env::{Env, clif_type};
use super::index;
use super::table;
use super::traps::to_clif;
use crate::inline::Origins;
use crate::options::{MemoryBase, Seccomp};
use crate::program::symbol::{Builtin, Symbol};
use crate::program::{
    ConstValue, Entry, FuncId, FunctionKind, GlobalId, InitStep, InstanceId, LiftedId, StateOffset,
};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{self, InstBuilder, MemFlagsData, Signature, Type, Value, types};
use cranelift_codegen::isa::{CallConv, TargetIsa};
use cranelift_entity::EntityRef;
use cranelift_frontend::{FunctionBuilder, FunctionBuilderContext};
use wasmc_abi::script::SLOT_BYTES;
use wasmc_abi::trap::Trap;
use wasmc_abi::wasi::{Core, Needs, WasiFunction};

/// Lowers a piece of code that has no body.
pub fn lower(
    env: &Env<'_>,
    id: FuncId,
    function: &mut ir::Function,
    context: &mut FunctionBuilderContext,
    origins: &mut Origins,
) {
    let plan = &env.program.functions[id];
    function.signature = env.signature_of(id);
    let mut f = Lower::new(function, context, *env, origins);
    let block = f.b.create_block();
    f.b.append_block_params_for_function_params(block);
    f.b.switch_to_block(block);
    f.b.seal_block(block);
    let params = f.b.block_params(block).to_vec();
    match plan.kind {
        FunctionKind::Wasi(function) => import(&mut f, function, &params),
        FunctionKind::Canon(canon) => {
            super::canon::lower(&mut f, canon, &params);
        }
        FunctionKind::Lifted(id) => super::canon::call(&mut f, id, params[0]),
        FunctionKind::UnknownImport(_) => unknown_import(&mut f, id),
        FunctionKind::Throw => throw(&mut f, params[0]),
        FunctionKind::Instantiate => instantiate(&mut f, plan.instance),
        FunctionKind::Entry => entry(&mut f),
        FunctionKind::Trampoline(target) => trampoline(&mut f, target, params[0]),
        FunctionKind::GlobalGet(global) => global_get(&mut f, global, params[0]),
        FunctionKind::Body(_) => unreachable!("bodies have a driver of their own"),
    }
    f.b.seal_all_blocks();
    f.b.finalize(env.isa.frontend_config());
}

/// The code that a null reference leads to: it lies at text offset 0.
pub fn null_stub(isa: &dyn TargetIsa) -> ir::Function {
    let mut function = ir::Function::new();
    function.signature = Signature::new(CallConv::SystemV);
    let mut context = FunctionBuilderContext::new();
    let mut b = FunctionBuilder::new(&mut function, &mut context);
    let block = b.create_block();
    b.switch_to_block(block);
    b.ins().trap(to_clif(Trap::UninitializedElement));
    b.seal_all_blocks();
    b.finalize(isa.frontend_config());
    function
}

/// Traps if the stack has no room for a runtime function.
pub(super) fn check_stack(f: &mut Lower<'_>) {
    let limit = f.state(StateOffset::STACK_LIMIT);
    let limit =
        f.b.ins()
            .load(types::I64, MemFlagsData::trusted(), limit, 0);
    let stack = f.b.ins().get_stack_pointer(types::I64);
    f.trap_if(
        IntCC::UnsignedLessThan,
        stack,
        limit,
        Trap::CallStackExhausted,
    );
}

/// An import that the runtime provides: in front of the wasm parameters it takes the descriptor of
/// the module's memory.
fn import(f: &mut Lower<'_>, function: &'static WasiFunction, params: &[Value]) {
    check_stack(f);
    let memory = match f.env.instance().memories.values().next() {
        Some(&memory) => bounds::descriptor(f, memory),
        None => f.b.ins().iconst(types::I64, 0),
    };
    let core = |core: &Core| match core {
        Core::I32 => types::I32,
        Core::I64 => types::I64,
    };
    let mut types: Vec<Type> = vec![types::I64];
    types.extend(function.params.iter().map(core));
    let results: &[Type] = if function.returns_errno {
        &[types::I32]
    } else {
        &[]
    };
    let args = [&[memory], params].concat();
    let symbol = Symbol::wasi(function).expect("it comes from the list");
    let results = f.call_runtime(symbol, &types, results, &args);
    if function.returns_errno {
        f.b.ins().return_(&results);
    } else {
        f.b.ins().trap(to_clif(Trap::Unreachable));
    }
}

/// Throws an exception: the frame that the runtime's search begins with.
fn throw(f: &mut Lower<'_>, exception: Value) {
    f.call_builtin(Builtin::Throw, &[exception]);
    f.b.ins().trap(to_clif(Trap::Unreachable));
}

fn unknown_import(f: &mut Lower<'_>, id: FuncId) {
    let name = f.address(Symbol::ImportName(id), 0);
    let len = f.env.program.import_name(id).len();
    let len = f.b.ins().iconst(types::I64, len as i64);
    f.call_builtin(Builtin::UnknownImport, &[name, len]);
    f.b.ins().trap(to_clif(Trap::UnknownImport));
}

/// The steps of instantiation that could not be done before (core spec 4.5.4).
fn instantiate(f: &mut Lower<'_>, instance: InstanceId) {
    let program = f.env.program;
    for step in &program.instances[instance].steps {
        match *step {
            InitStep::CheckMemory(memory, min) => {
                let size = bounds::size_in_bytes(f, memory);
                let min = program.memories[memory].bytes(min);
                let min = f.b.ins().iconst(types::I64, min as i64);
                f.trap_if(IntCC::UnsignedLessThan, size, min, Trap::IncompatibleImport);
            }
            InitStep::CheckTable(table, min) => {
                let len = table::len(f, table);
                let min = f.b.ins().iconst(types::I64, min as i64);
                f.trap_if(IntCC::UnsignedLessThan, len, min, Trap::IncompatibleImport);
            }
            InitStep::Fill(table, value) => {
                let count = table::len(f, table);
                let first = table::base(f, table);
                let value = constant::value(f, ConstValue::Ref(value));
                f.call_builtin(Builtin::TableFill, &[first, count, value]);
            }
            InitStep::Elem(table, offset, elem) => {
                let address = program.tables[table].address;
                let count = program.elems[elem].entries.len() as u64;
                let [offset, count] = [offset, count].map(|it| index::constant(f, it, address));
                let (dest, count) = table::range(f, table, offset, count);
                let source = f.address(Symbol::Elem(elem), 0);
                let bytes = table::bytes(f, count);
                f.call_builtin(Builtin::Memcpy, &[dest, source, bytes]);
            }
            InitStep::Data(memory, offset, data) => {
                let address = program.memories[memory].address;
                let count = program.data_bytes(data).len() as u64;
                let [offset, count] = [offset, count].map(|it| index::constant(f, it, address));
                let (dest, count) = bounds::range(f, memory, offset, count);
                let source = f.address(Symbol::Data(data), 0);
                f.call_builtin(Builtin::Memcpy, &[dest, source, count]);
            }
            InitStep::Start(function) => {
                let callee = f.callee(function);
                f.call(callee, &[]);
            }
        }
    }
    f.b.ins().return_(&[]);
}

/// Puts the base of the low memory into its register.
fn set_memory_register(f: &mut Lower<'_>) {
    let layout = &f.env.program.layout;
    if let (MemoryBase::Register, Some(first)) = (f.env.memory_base, layout.first_memory) {
        let base = layout.memory_bases[first] as i64;
        let base = f.b.ins().iconst(types::I64, base);
        f.b.ins().set_pinned_reg(base);
    }
}

fn entry(f: &mut Lower<'_>) {
    let program = f.env.program;
    set_memory_register(f);
    // Before the kernel lets the process reach nothing but its directories.
    if program.serves() {
        f.call_builtin(Builtin::OpenServer, &[]);
    }
    // Sockets come first: programs expect them at the lowest numbers.
    for (needs, builtin) in [
        (Needs::Clocks, Builtin::FindClocks),
        (Needs::Positions, Builtin::KeepPositions),
        (Needs::Sockets, Builtin::OpenSockets),
        // Before the kernel is told what the image does not do.
        (Needs::Network, Builtin::CheckNetwork),
        (Needs::Names, Builtin::OpenNames),
        (Needs::Dirs, Builtin::OpenDirs),
        (Needs::Descriptors, Builtin::OpenDescriptors),
    ] {
        // A server needs the time for each answer.
        let of_server = program.serves() && needs == Needs::Clocks;
        if program.needs(needs) || of_server {
            f.call_builtin(builtin, &[]);
        }
    }
    // Nothing that a module has brought along runs before this.
    if program.seccomp() != Seccomp::Off {
        let filter = f.address(Symbol::Filter, 0);
        f.call_builtin(Builtin::Confine, &[filter]);
    }
    if let Entry::Script(_) = program.entry {
        f.call_builtin(Builtin::Script, &[]);
        f.b.ins().trap(to_clif(Trap::Unreachable));
        return;
    }
    for (id, plan) in &program.functions {
        if let FunctionKind::Instantiate = plan.kind
            && !program.instances[plan.instance].steps.is_empty()
        {
            let callee = f.callee(id);
            f.call(callee, &[]);
        }
    }
    match &program.entry {
        Entry::Start(start) => {
            let callee = f.callee(*start);
            f.call(callee, &[]);
        }
        Entry::Run(run) => {
            let callee = f.callee(*run);
            let failed = f.call(callee, &[])[0];
            let (exit, end) = (f.b.create_block(), f.b.create_block());
            f.b.ins().brif(failed, exit, &[], end, &[]);
            f.b.switch_to_block(exit);
            let code = f.b.ins().iconst(types::I32, 1);
            f.call_builtin(Builtin::Exit, &[code]);
            f.b.ins().trap(to_clif(Trap::Unreachable));
            f.b.switch_to_block(end);
        }
        Entry::Invoke { initialize, .. } => {
            if let Some(initialize) = initialize {
                let callee = f.callee(*initialize);
                f.call(callee, &[]);
            }
            let record = f.address(Symbol::InvokeRecord, 0);
            f.call_builtin(Builtin::Invoke, &[record]);
        }
        Entry::Call { .. } => {
            // There is no other.
            let record = f.address(Symbol::LiftRecord(LiftedId::new(0)), 0);
            f.call_builtin(Builtin::InvokeLifted, &[record]);
        }
        Entry::Serve { .. } => {
            // There is no other.
            let record = f.address(Symbol::LiftRecord(LiftedId::new(0)), 0);
            let filter = match f.env.program.seccomp() {
                Seccomp::Off => f.b.ins().iconst(types::I64, 0),
                _ => f.address(Symbol::WorkerFilter, 0),
            };
            f.call_builtin(Builtin::Serve, &[record, filter]);
        }
        Entry::Script(_) => unreachable!("handled above"),
    }
    f.b.ins().return_(&[]);
}

/// Calls a function with arguments from slots. Its caller is a C function, to which the memory
/// register is one that callees preserve.
fn trampoline(f: &mut Lower<'_>, target: FuncId, slots: Value) {
    let saved = (f.env.memory_base == MemoryBase::Register).then(|| {
        let saved = f.b.ins().get_pinned_reg(types::I64);
        set_memory_register(f);
        saved
    });
    let sig = f.env.program.functions[target].sig;
    let params = f.env.program.types.func(sig).params.clone();
    let args: Vec<_> = params
        .iter()
        .enumerate()
        .map(|(index, &ty)| {
            let offset = (index * SLOT_BYTES) as i32;
            f.b.ins()
                .load(clif_type(ty), MemFlagsData::trusted(), slots, offset)
        })
        .collect();
    let callee = f.callee(target);
    let results = f.call(callee, &args);
    for (index, result) in results.into_iter().enumerate() {
        let offset = (index * SLOT_BYTES) as i32;
        f.b.ins()
            .store(MemFlagsData::trusted(), result, slots, offset);
    }
    if let Some(saved) = saved {
        f.b.ins().set_pinned_reg(saved);
    }
    f.b.ins().return_(&[]);
}

fn global_get(f: &mut Lower<'_>, global: GlobalId, slots: Value) {
    let value = super::global::read(f, global);
    f.b.ins().store(MemFlagsData::trusted(), value, slots, 0);
    f.b.ins().return_(&[]);
}
