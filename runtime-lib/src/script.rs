//! Images with a script entry, see [`wasmc_abi::script`].
#![allow(unsafe_code)]

use crate::arch::call_on_stack;
use crate::instance::stack;
use crate::{image, sys, trap};
use core::cell::UnsafeCell;
use core::mem::transmute;
use rustix::io::Errno;
use wasmc_abi::script::{MAX_SLOTS, SLOT_BYTES};

/// Arguments and results of the call under way. Static, since compiled code on the wasm stack
/// writes them while a trap may end this function's callee.
struct Slots(UnsafeCell<[u8; MAX_SLOTS * SLOT_BYTES]>);
// SAFETY: the process has one thread.
unsafe impl Sync for Slots {}
#[unsafe(link_section = ".bss.large.slots")]
static SLOTS: Slots = Slots(UnsafeCell::new([0; MAX_SLOTS * SLOT_BYTES]));

/// Serves calls until the end of the input. Runs on the wasm stack, and each call below it.
#[unsafe(export_name = wasmc_abi::builtin!(Script))]
pub extern "C" fn script() -> ! {
    let mut resume_point = 0;
    // The frames of this loop lie at the top of the wasm stack; the calls start below them.
    let (top, room) = (stack::top(), 64 << 10);
    loop {
        let mut head = [0; 8];
        if !read_exact(&mut head) {
            sys::exit(0);
        }
        let call = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let count = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
        let offset = image::script_calls().get(call).copied();
        let Some(offset) = offset.filter(|_| count <= MAX_SLOTS) else {
            sys::fail!(b"script: bad request")
        };
        // SAFETY: one thread, and no call is under way.
        let slots = unsafe { &mut *SLOTS.0.get() };
        if !read_exact(slots.get_mut(..count * SLOT_BYTES).unwrap_or_default()) {
            sys::fail!(b"script: truncated request");
        }
        let address = image::text() + u64::from(offset);
        // SAFETY: the compiler made a trampoline of this type at the offset.
        let function = unsafe { transmute::<u64, extern "C" fn(u64)>(address) };
        let status = run(
            function,
            SLOTS.0.get() as u64,
            top - room,
            &mut resume_point,
        );
        write_all(&status.to_le_bytes());
        // SAFETY: the call is over.
        let slots = unsafe { &*SLOTS.0.get() };
        write_all(slots.get(..count * SLOT_BYTES).unwrap_or_default());
    }
}

/// Runs one call; a trap ends it with its code.
fn run(function: extern "C" fn(u64), slots: u64, top: u64, resume_point: &mut u64) -> u32 {
    let point = &raw mut *resume_point;
    trap::recover_silently(point);
    // SAFETY: the stack below `top` is free, and `point` lives in the caller.
    let status = unsafe { call_on_stack(function, slots, top, point) };
    trap::stop_recovery();
    status
}

/// Fills the buffer from stdin; false at the end of the input.
fn read_exact(mut buffer: &mut [u8]) -> bool {
    while !buffer.is_empty() {
        // SAFETY: descriptor 0 is only read; EBADF if it is closed.
        let stdin = unsafe { rustix::stdio::stdin() };
        match rustix::io::read(stdin, &mut *buffer) {
            Ok(0) => return false,
            Ok(count) => buffer = buffer.get_mut(count..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(_) => sys::fail!(b"script: cannot read the requests"),
        }
    }
    true
}

fn write_all(mut bytes: &[u8]) {
    while !bytes.is_empty() {
        // SAFETY: descriptor 1 is only written; EBADF if it is closed.
        let stdout = unsafe { rustix::stdio::stdout() };
        match rustix::io::write(stdout, bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(_) => sys::fail!(b"script: cannot write the answers"),
        }
    }
}
