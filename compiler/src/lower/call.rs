//! Calls (core spec 4.6.9, 4.6.10): of wasm functions, and of the runtime.
//!
//! Calls of wasm functions, direct, indirect or from glue, are emitted by [`Lower::call`]; what kind of
//! callee it is, is decided before. Calls of the runtime are emitted by [`Lower::call_runtime`]. An
//! imported function is one of these: another module's wasm function, or the wrapper of a runtime
//! function, which is called as a wasm function.

use super::builder::Lower;
use super::constant;
use super::table;
use super::traps::to_clif;
use crate::decode::module::{FuncIndex, TypeIndex};
use crate::program::symbol::{Builtin, Symbol};
use crate::program::{FuncId, Ref, SigId, StateOffset, TableId, TableStorage};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::{
    AbiParam, BlockArg, BlockCall, ExceptionTableData, ExceptionTableItem, ExceptionTag,
    ExtFuncData, ExternalName, FuncRef, GlobalValueData, InstBuilder, SigRef, Signature, Type,
    Value, types,
};
use cranelift_codegen::isa::CallConv;
use wasmc_abi::trap::Trap;

/// A wasm function that is about to be called.
pub enum Callee {
    /// One that is known.
    Function(FuncRef),
    /// One at an address.
    Address {
        /// Its signature.
        signature: SigRef,
        /// Address of its code.
        code: Value,
    },
}

impl Lower<'_> {
    /// Calls a wasm function with arguments of canonical types, and returns its results.
    pub fn call(&mut self, callee: Callee, args: &[Value]) -> Vec<Value> {
        // Without anything that throws there is nothing to catch.
        if !self.handlers.is_empty() && self.env.program.throw.is_some() {
            return self.try_call(callee, args);
        }
        let call = match callee {
            Callee::Function(function) => self.b.ins().call(function, args),
            Callee::Address { signature, code } => {
                self.b.ins().call_indirect(signature, code, args)
            }
        };
        self.b.inst_results(call).to_vec()
    }

    /// Calls a wasm function whose exceptions lead to the handlers around the current point.
    fn try_call(&mut self, callee: Callee, args: &[Value]) -> Vec<Value> {
        let signature = match callee {
            Callee::Function(function) => self.b.func.dfg.ext_funcs[function].signature,
            Callee::Address { signature, .. } => signature,
        };
        let results: Vec<Type> = {
            let returns = &self.b.func.dfg.signatures[signature].returns;
            returns.iter().map(|it| it.value_type).collect()
        };
        let next = self.b.create_block();
        for &ty in &results {
            self.b.append_block_param(next, ty);
        }
        let pool = &mut self.b.func.dfg.value_lists;
        let returned = (0..results.len() as u32).map(BlockArg::TryCallRet);
        let normal = BlockCall::new(next, returned, pool);
        let mut items = Vec::with_capacity(self.handlers.len());
        for handler in &*self.handlers {
            let landing = BlockCall::new(handler.landing, [BlockArg::TryCallExn(0)], pool);
            items.push(match handler.tag {
                Some(tag) => ExceptionTableItem::Tag(ExceptionTag::from_u32(tag.as_u32()), landing),
                None => ExceptionTableItem::Default(landing),
            });
        }
        let table = ExceptionTableData::new(signature, normal, items);
        let table = self.b.func.dfg.exception_tables.push(table);
        match callee {
            Callee::Function(function) => self.b.ins().try_call(function, args, table),
            Callee::Address { code, .. } => self.b.ins().try_call_indirect(code, args, table),
        };
        self.b.seal_block(next);
        self.b.switch_to_block(next);
        self.b.block_params(next).to_vec()
    }

    /// Ends the function with a call of a wasm function, whose results are its own.
    fn return_call(&mut self, callee: Callee, args: &[Value]) {
        match callee {
            Callee::Function(function) => self.b.ins().return_call(function, args),
            Callee::Address { signature, code } => {
                self.b.ins().return_call_indirect(signature, code, args)
            }
        };
        self.reachable = false;
    }

    /// A wasm function of the image as a callee.
    pub fn callee(&mut self, id: FuncId) -> Callee {
        let sig = self.env.program.functions[id].sig;
        Callee::Function(self.function(Symbol::Func(id), |f| f.signature(sig)))
    }

    /// Address of a symbol plus an offset, relative to the program counter.
    pub fn address(&mut self, symbol: Symbol, offset: i64) -> Value {
        let name = symbol.to_name();
        let global = match self.globals.get(&(name.clone(), offset)) {
            Some(&global) => global,
            None => {
                let reference = self.b.func.declare_imported_user_function(name.clone());
                let global = self.b.func.create_global_value(GlobalValueData::Symbol {
                    name: ExternalName::user(reference),
                    offset: offset.into(),
                    colocated: true,
                    tls: false,
                });
                self.globals.insert((name, offset), global);
                global
            }
        };
        self.b.ins().symbol_value(types::I64, global)
    }

    /// Address of something in the state block. The only place that knows where the block lies: at
    /// an address that the linker chooses.
    pub fn state(&mut self, offset: StateOffset) -> Value {
        self.address(Symbol::State, offset.bytes() as i64)
    }

    /// Calls a built-in of the runtime and returns its results.
    pub fn call_builtin(&mut self, builtin: Builtin, args: &[Value]) -> Vec<Value> {
        let (params, results) = builtin.types();
        self.call_runtime(Symbol::Builtin(builtin), params, results, args)
    }

    /// Calls a C function and returns its results.
    pub fn call_runtime(
        &mut self,
        symbol: Symbol,
        params: &[Type],
        results: &[Type],
        args: &[Value],
    ) -> Vec<Value> {
        let list = |types: &[Type]| types.iter().map(|&ty| AbiParam::new(ty)).collect();
        let signature = Signature {
            params: list(params),
            returns: list(results),
            call_conv: CallConv::SystemV,
        };
        let function = self.function(symbol, |f| f.b.import_signature(signature));
        let call = self.b.ins().call(function, args);
        self.b.inst_results(call).to_vec()
    }

    fn function(&mut self, symbol: Symbol, signature: impl FnOnce(&mut Self) -> SigRef) -> FuncRef {
        let name = symbol.to_name();
        if let Some(&function) = self.func_refs.get(&name) {
            return function;
        }
        let signature = signature(self);
        let reference = self.b.func.declare_imported_user_function(name.clone());
        let function = self.b.func.import_function(ExtFuncData {
            name: ExternalName::user(reference),
            signature,
            colocated: true,
            patchable: false,
        });
        self.func_refs.insert(name, function);
        function
    }

    fn signature(&mut self, sig: SigId) -> SigRef {
        if let Some(&reference) = self.sig_refs.get(&sig) {
            return reference;
        }
        let signature = self.env.signature(sig);
        let reference = self.b.import_signature(signature);
        self.sig_refs.insert(sig, reference);
        reference
    }
}

/// A callee with its arguments, off the stack.
struct Call {
    callee: Callee,
    args: Vec<Value>,
    sig: SigId,
}

fn pop_direct(f: &mut Lower<'_>, index: u32) -> Call {
    let id = f.env.instance().functions[FuncIndex::from_u32(index)];
    let sig = f.env.program.functions[id].sig;
    let args = pop_args(f, sig);
    let callee = f.callee(id);
    Call { callee, args, sig }
}

fn pop_indirect(f: &mut Lower<'_>, ty: u32, table: u32) -> Call {
    let sig = f.env.module().types[TypeIndex::from_u32(ty)];
    let table = table::resolve(f, table);
    let index = f.pop();
    let args = pop_args(f, sig);
    let callee = callee_in_table(f, table, index, sig);
    Call { callee, args, sig }
}

fn pop_reference(f: &mut Lower<'_>, ty: u32) -> Call {
    let sig = f.env.module().types[TypeIndex::from_u32(ty)];
    let reference = f.pop_typed();
    let args = pop_args(f, sig);
    if reference.ty.is_nullable() {
        let trap = to_clif(Trap::NullFunctionReference);
        f.b.ins().trapz(reference.value, trap);
    }
    let offset = f.b.ins().ushr_imm_u(reference.value, 32);
    let callee = callee_at(f, offset, sig);
    Call { callee, args, sig }
}

fn call_and_push(f: &mut Lower<'_>, Call { callee, args, sig }: Call) {
    let results = f.call(callee, &args);
    f.push_all(&results, &f.env.program.types.func(sig).results);
}

fn return_call(f: &mut Lower<'_>, Call { callee, args, .. }: Call) {
    f.return_call(callee, &args);
}

/// `call`, where the callee is not inlined
pub fn direct(f: &mut Lower<'_>, index: u32) {
    let call = pop_direct(f, index);
    call_and_push(f, call);
}

/// `call_indirect`
pub fn indirect(f: &mut Lower<'_>, ty: u32, table: u32) {
    let call = pop_indirect(f, ty, table);
    call_and_push(f, call);
}

/// `call_ref`
pub fn reference(f: &mut Lower<'_>, ty: u32) {
    let call = pop_reference(f, ty);
    call_and_push(f, call);
}

/// `return_call`
pub fn return_direct(f: &mut Lower<'_>, index: u32) {
    let call = pop_direct(f, index);
    return_call(f, call);
}

/// `return_call_indirect`
pub fn return_indirect(f: &mut Lower<'_>, ty: u32, table: u32) {
    let call = pop_indirect(f, ty, table);
    return_call(f, call);
}

/// `return_call_ref`
pub fn return_reference(f: &mut Lower<'_>, ty: u32) {
    let call = pop_reference(f, ty);
    return_call(f, call);
}

/// The function in an entry of a table, after the checks that there is one, of this type.
fn callee_in_table(f: &mut Lower<'_>, table: TableId, index: Value, sig: SigId) -> Callee {
    if let Some(id) = known_entry(f, table, index, sig) {
        return f.callee(id);
    }
    let entry = table::entry(f, table, index, Trap::UndefinedElement);
    let flags = table::flags(f, table);
    // The lower half of a reference is the type's id, the upper half the code's offset.
    if !entries_have_type(f, table, sig) {
        let type_id = f.b.ins().load(types::I32, flags, entry, 0);
        check_type(f, type_id, sig);
    }
    let offset = f.b.ins().load(types::I32, flags, entry, 4);
    let offset = f.b.ins().uextend(types::I64, offset);
    callee_at(f, offset, sig)
}

/// The function that is called by a constant index of a constant table, as in what connects a component's program with its
/// imports. An entry of another type is left to the checks.
fn known_entry(f: &Lower<'_>, table: TableId, index: Value, sig: SigId) -> Option<FuncId> {
    let program = f.env.program;
    if program.layout.tables[table] != TableStorage::Constant {
        return None;
    }
    let index = usize::try_from(constant::known(f, index)?.bits()).ok()?;
    match program.tables[table].entries.get(index)? {
        Ref::Func(id) if program.functions[*id].sig == sig => Some(*id),
        _ => None,
    }
}

/// The function at an offset of the text.
fn callee_at(f: &mut Lower<'_>, offset: Value, sig: SigId) -> Callee {
    let text = f.address(Symbol::Text, 0);
    Callee::Address {
        code: f.b.ins().iadd(text, offset),
        signature: f.signature(sig),
    }
}

/// Whether every entry that a call can reach has this type. Null needs no check then: its code
/// offset is 0, where the text begins with the trap for it.
fn entries_have_type(f: &Lower<'_>, table: TableId, sig: SigId) -> bool {
    let program = f.env.program;
    program.layout.tables[table] == TableStorage::Constant
        && program.tables[table]
            .entries
            .iter()
            .all(|entry| match entry {
                Ref::Null => true,
                Ref::Func(id) => program.types.is_subtype(program.functions[*id].sig, sig),
            })
}

fn check_type(f: &mut Lower<'_>, type_id: Value, sig: SigId) {
    let good = f.b.create_block();
    // All types of the image are known, so that its subtypes are, too: mostly it is the only one.
    let program = f.env.program;
    for subtype in program.types.subtypes(sig) {
        let type_of_this = i64::from(subtype.type_id());
        let matches = f.b.ins().icmp_imm_u(IntCC::Equal, type_id, type_of_this);
        let bad = f.b.create_block();
        f.b.ins().brif(matches, good, &[], bad, &[]);
        f.b.seal_block(bad);
        f.b.set_cold_block(bad);
        f.b.switch_to_block(bad);
    }
    f.b.seal_block(good);
    f.b.ins()
        .trapz(type_id, to_clif(Trap::UninitializedElement));
    f.b.ins().trap(to_clif(Trap::IndirectCallTypeMismatch));
    f.b.switch_to_block(good);
}

/// Pops the arguments of a call.
pub fn pop_args(f: &mut Lower<'_>, sig: SigId) -> Vec<Value> {
    f.pop_canonical(f.env.program.types.func(sig).params.len())
}
