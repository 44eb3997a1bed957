//! Calls of functions that a component exports (CanonicalABI.md, `canon lift`): arguments as values that are written down,
//! the result as text.
#![allow(unsafe_code)]

mod lift;
mod lower;
mod output;
mod ty;

use super::caller::Caller;
use crate::arch::address_of;
use crate::{image, trap};
use core::mem::transmute;
use lift::{From, Lift};
use lower::{Flat, Lower};
use output::Output;
use ty::{Bytes, Ty};
use wasmc_abi::component::{CanonOptions, LiftRecord};
use wasmc_abi::script::SLOT_BYTES;
use wasmc_abi::trap::ComponentTrap;
use wasmc_abi::values::MAX_FLAT_PARAMS;

/// 64-bit words of a slot of a trampoline.
const SLOT: usize = SLOT_BYTES / size_of::<u64>();
/// Bytes of the length in front of what a buffer holds.
const LENGTH: usize = 4;

/// Calls an exported function. The buffer holds the arguments, behind their length, and then the text of the result,
/// behind its length.
#[unsafe(export_name = wasmc_abi::builtin!(CallLifted))]
pub extern "C" fn call_lifted(record: *const LiftRecord, buffer: *mut u8, room: u32) {
    let types_start = record.wrapping_add(1).cast::<u8>();
    // SAFETY: the compiler wrote the record, and passes its address.
    let record = unsafe { record.read() };
    // SAFETY: the compiler wrote so many bytes of types behind it.
    let types = unsafe { core::slice::from_raw_parts(types_start, record.types_len as usize) };
    let mut types = Bytes(types);
    let params = types.ty();
    let result = (types.u8() != 0).then(|| types.ty());
    let options = options(&record);
    // SAFETY: they are of this record, and outlive the call.
    let caller = unsafe { Caller::new(&raw const options) };

    let mut slots = [0; MAX_FLAT_PARAMS * SLOT];
    // SAFETY: the driver passes a buffer of so many bytes, which nobody else refers to during the call.
    let given = unsafe { core::slice::from_raw_parts(buffer, room as usize) };
    pass(caller, params, given, &mut slots);
    call(record.function, &mut slots);

    let [returned, ..] = slots;
    // SAFETY: as above; the arguments have been read.
    let buffer = unsafe { core::slice::from_raw_parts_mut(buffer, room as usize) };
    let (length, text) = buffer.split_at_mut_checked(LENGTH).unwrap_or_default();
    let mut out = Output::new(text);
    if let Some(ty) = result {
        let from = match ty.flat {
            0 | 1 => From::Flat(returned),
            _ => {
                let at = returned as u32;
                // It has the checks of a place for a result.
                caller.area(at, ty.size, ty.align);
                From::Memory(at)
            }
        };
        let mut lift = Lift {
            caller,
            out: &mut out,
        };
        lift.value(ty, from);
    }
    if out.full {
        trap::raise_component(
            ComponentTrap::Refused,
            b"the text of the result is too long",
        );
    }
    let len = out.len() as u32;
    length.copy_from_slice(&len.to_le_bytes());
    if record.post_return != LiftRecord::NONE {
        slots = [0; MAX_FLAT_PARAMS * SLOT];
        if let Some(slot) = slots.first_mut() {
            *slot = returned;
        }
        caller.without_leave(|| call(record.post_return, &mut slots));
    }
}

/// Lowers the arguments into slots.
fn pass(caller: Caller, params: Ty, given: &'static [u8], slots: &mut [u64]) {
    let mut values = Bytes(given);
    let len = values.u32();
    let mut lower = Lower {
        caller,
        values: Bytes(values.take(len as usize)),
    };
    let mut flat = Flat::new();
    if usize::from(params.flat) <= MAX_FLAT_PARAMS {
        lower.flat(params, &mut flat);
    } else {
        let at = caller.allocate(params.align, params.size.into());
        lower.store(params, at);
        flat.push(at.into());
    }
    for (slot, value) in slots.iter_mut().step_by(SLOT).zip(flat.values()) {
        *slot = *value;
    }
}

/// Calls the function behind a trampoline.
fn call(trampoline: u32, slots: &mut [u64]) {
    let address = image::text() + u64::from(trampoline);
    // SAFETY: the compiler made a trampoline at the offset.
    let function = unsafe { transmute::<u64, extern "C" fn(*mut u64)>(address) };
    function(slots.as_mut_ptr());
}

/// The options of a record, as functions of the host get them.
fn options(record: &LiftRecord) -> CanonOptions {
    let state = address_of!(STATE);
    let state_or_none = |offset: u32| match offset {
        LiftRecord::NONE => 0,
        offset => state + u64::from(offset),
    };
    CanonOptions {
        memory: state_or_none(record.memory),
        realloc: match record.realloc {
            LiftRecord::NONE => 0,
            offset => image::text() + u64::from(offset),
        },
        may_leave: state_or_none(record.may_leave),
        handles: state_or_none(record.handles),
        encoding: record.encoding,
        reserved: 0,
    }
}
