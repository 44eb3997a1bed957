//! Globals (core spec 4.6.5): constants, or data at a link-time address.

use super::function::Lower;
use super::memory::Region;
use crate::decode::module::GlobalIndex;
use crate::program::symbol::Symbol;
use crate::program::{ConstValue, Ref};
use cranelift_codegen::ir::{InstBuilder, MemFlagsData, Value, types};

/// `global.get`
pub fn get(f: &mut Lower<'_>, index: u32) {
    let global = f.env.instance().globals[GlobalIndex::from_u32(index)];
    let plan = &f.env.program.globals[global];
    let value = if plan.written {
        let address = f.address(Symbol::Global(global), 0);
        let flags = flags(f);
        f.b.ins()
            .load(super::function::clif_type(plan.ty), flags, address, 0)
    } else {
        constant(f, plan.value)
    };
    f.push(value);
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

/// A value that is known at compile time.
pub fn constant(f: &mut Lower<'_>, value: ConstValue) -> Value {
    match value {
        ConstValue::I32(value) => super::numeric::i32_const(f, value),
        ConstValue::I64(value) => f.b.ins().iconst(types::I64, value),
        ConstValue::F32(bits) => {
            f.b.ins()
                .f32const(cranelift_codegen::ir::immediates::Ieee32::with_bits(bits))
        }
        ConstValue::F64(bits) => {
            f.b.ins()
                .f64const(cranelift_codegen::ir::immediates::Ieee64::with_bits(bits))
        }
        ConstValue::V128(value) => {
            let bytes = value.to_le_bytes().to_vec();
            let constant = f.b.func.dfg.constants.insert(bytes.into());
            f.b.ins().vconst(types::I8X16, constant)
        }
        ConstValue::Ref(Ref::Null) => f.b.ins().iconst(types::I64, 0),
        ConstValue::Ref(Ref::Func(function)) => super::reference::function(f, function),
    }
}

fn flags(f: &mut Lower<'_>) -> MemFlagsData {
    let region = f.region(Region::Globals);
    MemFlagsData::trusted().with_alias_region(region)
}
