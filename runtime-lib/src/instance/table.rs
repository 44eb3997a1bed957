//! Tables whose size can change. Those of a fixed size are plain arrays of the image.
#![allow(unsafe_code)]

use super::growth;
use crate::image;
use crate::policy::limits;
use crate::sys::{self, Reservation};
use wasmc_abi::image::{REF_BYTES, TableDescriptor};

/// Allocates every table.
pub fn init() {
    for descriptor in image::tables() {
        // SAFETY: no wasm code runs yet, so nobody else looks at the descriptor.
        let table = unsafe { &mut *descriptor };
        if table.len == 0 {
            continue;
        }
        limits::take_initial_memory(table.len * REF_BYTES);
        let origin = (&raw const table.init_rel) as u64;
        let source = origin.wrapping_add_signed(table.init_rel) as *const u8;
        let entries = Reservation::mapped(0, table.len * REF_BYTES).and_then(|entries| {
            // SAFETY: the initial entries are read-only data of the image.
            unsafe { entries.copy_in(0, source, table.init_len * REF_BYTES) }?;
            Ok(entries)
        });
        match entries {
            Ok(entries) => table.base = entries.start(),
            Err(_) => sys::fail!(b"cannot allocate a table: not enough memory"),
        }
    }
}

/// `table.grow` (core spec 4.6.7): the old size, or -1.
#[unsafe(export_name = wasmc_abi::builtin!(TableGrow))]
pub extern "C" fn grow(descriptor: *mut TableDescriptor, delta: u64, value: u64) -> i64 {
    // SAFETY: compiled code passes the address of a descriptor of this image and keeps no reference.
    let table = unsafe { &mut *descriptor };
    let old = table.len;
    let Some(len) = old.checked_add(delta).filter(|&len| len <= table.max) else {
        return -1;
    };
    if delta != 0 {
        // Compiled code reads the base anew after the call.
        let Some(base) = growth::grow(table.base, old * REF_BYTES, len * REF_BYTES) else {
            return -1;
        };
        table.base = base;
        table.len = len;
        if value != 0 {
            fill((base + old * REF_BYTES) as *mut u64, delta, value);
        }
    }
    old as i64
}

/// The writes of `table.fill` and `table.grow`, after their bounds checks.
#[unsafe(export_name = wasmc_abi::builtin!(TableFill))]
pub extern "C" fn fill(first: *mut u64, count: u64, value: u64) {
    for index in 0..count {
        let entry = first.wrapping_add(index as usize);
        // SAFETY: compiled code has checked that the entries are in the table.
        unsafe { entry.write(value) };
    }
}
