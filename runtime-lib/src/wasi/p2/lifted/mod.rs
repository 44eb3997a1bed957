//! Calls of functions that a component exports (CanonicalABI.md, `canon lift`): arguments as values that are written down,
//! the result as text.
#![allow(unsafe_code)]

mod lift;
mod lower;
mod output;

use super::caller::Caller;
use crate::arch::address_of;
use crate::{image, sys, trap};
use core::mem::transmute;
use lift::{From, Lift};
use lower::{Flat, Lower};
use output::Output;
use wasmc_abi::component::{CanonOptions, LiftRecord};
use wasmc_abi::script::SLOT_BYTES;
use wasmc_abi::trap::ComponentTrap;
use wasmc_abi::values::{Bytes, MAX_FLAT_PARAMS, Ty};

/// 64-bit words of a slot of a trampoline.
const SLOT: usize = SLOT_BYTES / size_of::<u64>();
/// Bytes of the length in front of what a buffer holds.
const LENGTH: usize = 4;

/// Bytes of text that are written at once.
const PIECE: usize = 4096;

/// Calls an exported function. The buffer holds the arguments, behind their length, and then the text of the result,
/// behind its length.
#[unsafe(export_name = wasmc_abi::builtin!(CallLifted))]
pub extern "C" fn call_lifted(record: *const LiftRecord, buffer: *mut u8, room: u32) {
    // SAFETY: the compiler wrote the record, and passes its address.
    let function = unsafe { Function::new(record) };
    // SAFETY: the driver passes a buffer of so many bytes, which nobody else refers to during the call.
    let given = unsafe { core::slice::from_raw_parts(buffer, room as usize) };
    let returned = function.call(given);

    // SAFETY: as above; the arguments have been read.
    let buffer = unsafe { core::slice::from_raw_parts_mut(buffer, room as usize) };
    let (length, text) = buffer.split_at_mut_checked(LENGTH).unwrap_or_default();
    let mut out = Output::new(text, None);
    function.write(returned, &mut out);
    if out.full {
        trap::raise_component(
            ComponentTrap::Refused,
            b"the text of the result is too long",
        );
    }
    let len = out.len() as u32;
    length.copy_from_slice(&len.to_le_bytes());
    function.finish(returned);
}

/// Calls an exported function with the arguments behind its record, and writes the result to the standard output: a line
/// of WAVE, or `()`.
#[unsafe(export_name = wasmc_abi::builtin!(InvokeLifted))]
pub extern "C" fn invoke_lifted(record: *const LiftRecord) {
    // SAFETY: the compiler wrote the record, and passes its address.
    let function = unsafe { Function::new(record) };
    let returned = function.call(function.arguments);
    let mut buffer = [0; PIECE];
    let mut out = Output::new(&mut buffer, Some(sys::write_results));
    match function.result {
        Some(_) => function.write(returned, &mut out),
        None => out.bytes(b"()"),
    }
    out.bytes(b"\n");
    out.flush();
    function.finish(returned);
}

/// An exported function.
struct Function {
    record: LiftRecord,
    params: Ty<'static>,
    result: Option<Ty<'static>>,
    /// The arguments behind their length, if the image calls the function itself.
    arguments: &'static [u8],
    options: CanonOptions,
}

impl Function {
    /// # Safety
    /// The compiler wrote the record, with what stands behind it.
    unsafe fn new(record: *const LiftRecord) -> Self {
        let types_start = record.wrapping_add(1).cast::<u8>();
        // SAFETY: the caller's.
        let record = unsafe { record.read() };
        let (types_len, arguments_len) = (record.types_len as usize, record.arguments_len as usize);
        // SAFETY: the compiler wrote so many bytes of types behind it.
        let types = unsafe { core::slice::from_raw_parts(types_start, types_len) };
        let arguments_start = types_start.wrapping_add(types_len);
        // SAFETY: the compiler wrote so many bytes of arguments behind them.
        let arguments = unsafe { core::slice::from_raw_parts(arguments_start, arguments_len) };
        let mut types = Bytes(types);
        let params = types.ty();
        let result = (types.u8() != 0).then(|| types.ty());
        let options = options(&record);
        Self {
            record,
            params,
            result,
            arguments,
            options,
        }
    }

    fn caller(&self) -> Caller {
        // SAFETY: the options are of this function, which outlives what its caller is needed for.
        unsafe { Caller::new(&raw const self.options) }
    }

    /// Calls it, and returns the one flat value of its result.
    fn call(&self, arguments: &'static [u8]) -> u64 {
        let mut slots = [0; MAX_FLAT_PARAMS * SLOT];
        pass(self.caller(), self.params, arguments, &mut slots);
        call(self.record.function, &mut slots);
        let [returned, ..] = slots;
        returned
    }

    /// Writes the result, if there is one.
    fn write(&self, returned: u64, out: &mut Output<'_>) {
        let Some(ty) = self.result else { return };
        let caller = self.caller();
        let from = match ty.flat {
            0 | 1 => From::Flat(returned),
            _ => {
                let at = returned as u32;
                // It has the checks of a place for a result.
                caller.area(at, ty.size, ty.align);
                From::Memory(at)
            }
        };
        Lift { caller, out }.value(ty, from);
    }

    /// Says that the result has been read.
    fn finish(&self, returned: u64) {
        if self.record.post_return == LiftRecord::NONE {
            return;
        }
        let mut slots = [0; MAX_FLAT_PARAMS * SLOT];
        if let Some(slot) = slots.first_mut() {
            *slot = returned;
        }
        let caller = self.caller();
        caller.without_leave(|| call(self.record.post_return, &mut slots));
    }
}

/// Lowers the arguments into slots.
fn pass(caller: Caller, params: Ty<'static>, given: &'static [u8], slots: &mut [u64]) {
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
