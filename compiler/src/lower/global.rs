//! Globals (core spec 4.6.5): constants, or part of the state.

use super::builder::{Lower, Region};
use super::constant;
use super::env::clif_type;
use crate::decode::module::GlobalIndex;
use crate::program::GlobalId;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value};

/// `global.get`
pub fn get(f: &mut Lower<'_>, index: u32) {
    let global = f.env.instance().globals[GlobalIndex::from_u32(index)];
    let value = read(f, global);
    f.push_typed(value, f.env.program.globals[global].ty);
}

/// The value of a global.
pub fn read(f: &mut Lower<'_>, global: GlobalId) -> Value {
    let plan = &f.env.program.globals[global];
    match f.env.program.layout.globals[global] {
        Some(offset) => {
            let address = f.state(offset);
            let flags = flags(f);
            let ty = clif_type(plan.ty);
            f.b.ins().load(ty, flags, address, 0)
        }
        None => constant::value(f, plan.value),
    }
}

/// `global.set`
pub fn set(f: &mut Lower<'_>, index: u32) {
    let value = f.pop();
    let value = f.canonical(value);
    let global = f.env.instance().globals[GlobalIndex::from_u32(index)];
    let Some(offset) = f.env.program.layout.globals[global] else {
        unreachable!("a global that is written is a variable");
    };
    let address = f.state(offset);
    let flags = flags(f);
    f.b.ins().store(flags, value, address, 0);
}

fn flags(f: &mut Lower<'_>) -> MemFlagsData {
    let region = f.region(Region::Globals);
    MemFlagsData::trusted().with_alias_region(region)
}
