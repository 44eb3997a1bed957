//! Locals whose place debuggers are told.
//!
//! Only those with one value, which is a parameter that nothing sets, or what the one `local.set` in the text
//! sets. A debugger that finds this value finds that of the local. The frame pointers of C and Rust are such locals.

use super::builder::Lower;
use crate::decode::operator::{Op, Operators};
use crate::error::{Error, Result};
use crate::inline::{Labelled, label};
use cranelift_codegen::ir::Value;
use wasmparser::FunctionBody;

/// Begins with the locals of a function. Its parameters have these values.
pub fn begin(f: &mut Lower<'_>, body: &FunctionBody<'_>, params: &[Value]) -> Result<()> {
    if !f.env.locals_are_traced || f.copy.is_some() {
        return Ok(());
    }
    let mut sets = vec![0; f.locals.len()];
    let mut operators = Operators::of(body).map_err(|error| Error::Internal(error.to_string()))?;
    while let Some((_, op)) =
        (operators.read()).map_err(|error| Error::Internal(error.to_string()))?
    {
        if let Op::LocalSet { local_index } | Op::LocalTee { local_index } = op {
            sets[local_index as usize] += 1;
        }
    }
    f.traced.sets = sets;
    f.b.func.dfg.collect_debug_info();
    for (local, &value) in params.iter().enumerate() {
        if f.traced.has(local as u32, 0) {
            mark(f, local as u32, value);
        }
    }
    Ok(())
}

/// Says that a local gets this value.
pub fn set(f: &mut Lower<'_>, local: u32, value: Value) {
    if f.copy.is_none() && f.traced.has(local, 1) && local as usize >= params(f) {
        mark(f, local, value);
    }
}

/// Says that this value was read from a local.
pub fn get(f: &mut Lower<'_>, local: u32, value: Value) {
    let params = params(f);
    let sets = u32::from(local as usize >= params);
    if f.copy.is_none() && f.traced.has(local, sets) {
        f.traced.values.insert(value, local);
    }
}

/// Says that a value was extended to 64 bits.
pub fn widened(f: &mut Lower<'_>, value: Value, wide: Value) {
    if let Some(&local) = f.traced.values.get(&value) {
        for labelled in [Labelled::ValueUpToWide, Labelled::Wide] {
            f.b.set_val_label(wide, label(local, labelled));
        }
    }
}

fn mark(f: &mut Lower<'_>, local: u32, value: Value) {
    f.b.set_val_label(value, label(local, Labelled::Value));
    // Everything else comes after the first block.
    if f.b.func.layout.entry_block() == f.b.current_block() {
        f.b.set_val_label(value, label(local, Labelled::ValueUpToWide));
    }
}

/// The number of the function's parameters.
fn params(f: &Lower<'_>) -> usize {
    let sig = f.env.program.functions[f.env.function].sig;
    f.env.program.types.func(sig).params.len()
}
