//! A buffer for datagrams between the kernel and the guest: how long one is shows only when it is there.
#![allow(unsafe_code)]

use core::cell::UnsafeCell;

/// Bytes of the longest datagram.
pub const LONGEST: usize = u16::MAX as usize;
/// Bytes that datagrams are taken up to; the last one may go beyond.
pub const ENOUGH: usize = 64 << 10;

struct Buffer(UnsafeCell<[u8; ENOUGH + LONGEST]>);

// SAFETY: the process has one thread.
unsafe impl Sync for Buffer {}

#[unsafe(link_section = ".bss.large.datagrams")]
static BUFFER: Buffer = Buffer(UnsafeCell::new([0; ENOUGH + LONGEST]));

/// Calls `work` with the buffer; what was in it is void. `work` must not call this again.
pub fn with<T>(work: impl FnOnce(&mut [u8]) -> T) -> T {
    // SAFETY: one thread, and no caller below `work` calls this: it would get a second reference.
    work(unsafe { &mut *BUFFER.0.get() })
}
