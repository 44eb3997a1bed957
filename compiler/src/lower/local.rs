//! Locals, parametric instructions (core spec 4.6.4, 4.6.5).

use super::builder::Lower;
use super::trace;
use cranelift_codegen::ir::InstBuilder;

/// `local.get`
pub fn get(f: &mut Lower<'_>, index: u32) {
    let (variable, ty) = f.locals[index as usize];
    let value = f.b.use_var(variable);
    trace::get(f, index, value);
    f.push_typed(value, ty);
}

/// `local.set`
pub fn set(f: &mut Lower<'_>, index: u32) {
    let value = f.pop();
    let value = f.canonical(value);
    trace::set(f, index, value);
    f.b.def_var(f.locals[index as usize].0, value);
}

/// `local.tee`
pub fn tee(f: &mut Lower<'_>, index: u32) {
    let value = f.peek_canonical(1)[0];
    trace::set(f, index, value);
    f.b.def_var(f.locals[index as usize].0, value);
}

/// `drop`
pub fn drop(f: &mut Lower<'_>) {
    f.pop();
}

/// `select`, with or without types
pub fn select(f: &mut Lower<'_>) {
    let condition = f.pop();
    let (second, first) = (f.pop_typed(), f.pop_typed());
    let ty = first.ty;
    let (first, second) = (f.canonical(first.value), f.canonical(second.value));
    let value = f.b.ins().select(condition, first, second);
    f.push_typed(value, ty);
}
