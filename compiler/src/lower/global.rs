//! Globals (core spec 4.6.5): constants, or data at a link-time address.

use super::builder::{Lower, Region};
use super::constant;
use super::env::clif_type;
use crate::decode::module::GlobalIndex;
use crate::program::symbol::Symbol;
use cranelift_codegen::ir::{InstBuilder, MemFlagsData};

/// `global.get`
pub fn get(f: &mut Lower<'_>, index: u32) {
    let global = f.env.instance().globals[GlobalIndex::from_u32(index)];
    let plan = &f.env.program.globals[global];
    let value = if plan.written {
        let address = f.address(Symbol::Global(global), 0);
        let flags = flags(f);
        f.b.ins().load(clif_type(plan.ty), flags, address, 0)
    } else {
        constant::value(f, plan.value)
    };
    f.push_typed(value, plan.ty);
}

/// `global.set`
pub fn set(f: &mut Lower<'_>, index: u32) {
    let value = f.pop();
    let value = f.canonical(value);
    let global = f.env.instance().globals[GlobalIndex::from_u32(index)];
    let address = f.address(Symbol::Global(global), 0);
    let flags = flags(f);
    f.b.ins().store(flags, value, address, 0);
}

fn flags(f: &mut Lower<'_>) -> MemFlagsData {
    let region = f.region(Region::Globals);
    MemFlagsData::trusted().with_alias_region(region)
}
