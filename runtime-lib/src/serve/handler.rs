//! The function `handle` that the component exports.
#![allow(unsafe_code)]

use crate::arch::{address_of, call_on_stack};
use crate::component::Handles;
use crate::http::{Connection, set_current};
use crate::instance::stack;
use crate::wasi::incoming_request;
use crate::{image, trap};
use core::mem::transmute;
use wasmc_abi::component::LiftRecord;
use wasmc_abi::script::SLOT_BYTES;

/// 64-bit words of a slot of a trampoline.
const SLOT: usize = SLOT_BYTES / size_of::<u64>();
/// Bytes of the wasm stack that the server itself has.
const OWN_STACK: u64 = 128 << 10;

/// The function.
pub struct Handler {
    function: u32,
    handles: u64,
}

impl Handler {
    /// The one of a record.
    ///
    /// # Safety
    /// The compiler wrote the record.
    pub unsafe fn new(record: *const LiftRecord) -> Self {
        // SAFETY: the caller's.
        let record = unsafe { record.read() };
        Self {
            function: record.function,
            handles: address_of!(STATE) + u64::from(record.handles),
        }
    }

    /// Has the program answer the request whose head is at the front of what the connection has received. Returns the code of
    /// the trap that ended it, [`trap::EXITED`] if it has ended itself, or 0.
    pub fn call(&self, connection: &'static Connection, head: usize) -> u32 {
        // SAFETY: the compiler says that a table of handles is there.
        let handles = unsafe { Handles::new(self.handles) };
        let Some((request, response)) = incoming_request(connection, head, handles) else {
            return 0;
        };
        let mut slots = [0; 2 * SLOT];
        for (slot, handle) in slots.iter_mut().step_by(SLOT).zip([request, response]) {
            *slot = u64::from(handle);
        }
        let address = image::text() + u64::from(self.function);
        // SAFETY: the compiler made a trampoline at the offset.
        let function = unsafe { transmute::<u64, extern "C" fn(u64)>(address) };
        set_current(Some(connection));
        let mut resume_point = 0;
        let point = &raw mut resume_point;
        trap::recover_with_report(point);
        let arguments = slots.as_mut_ptr() as u64;
        // SAFETY: the stack below is free, as the server needs less than it has; `point` lives here.
        let status = unsafe { call_on_stack(function, arguments, stack::top() - OWN_STACK, point) };
        trap::stop_recovery();
        set_current(None);
        status
    }
}
