//! The heap: one range of memory that only grows.
//!
//! All of its state lies in it and in this library's variables. So a server that copies both back has the heap of before.
#![allow(unsafe_code)]

use crate::hooks;
use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use dlmalloc::{Allocator, Dlmalloc};

/// Takes memory from the runtime.
struct Range;

// SAFETY: what `alloc` gives is mapped, and nobody else's; nothing is ever taken back.
unsafe impl Allocator for Range {
    fn alloc(&self, size: usize) -> (*mut u8, usize, u32) {
        match hooks::grow(size) {
            start if start.is_null() => (start, 0, 0),
            start => (start, size, 0),
        }
    }

    fn remap(&self, _: *mut u8, _: usize, _: usize, _: bool) -> *mut u8 {
        core::ptr::null_mut()
    }

    fn free_part(&self, _: *mut u8, _: usize, _: usize) -> bool {
        false
    }

    fn free(&self, _: *mut u8, _: usize) -> bool {
        false
    }

    fn can_release_part(&self, _: u32) -> bool {
        false
    }

    fn allocates_zeros(&self) -> bool {
        // A server that returns to an earlier state does not clear what comes behind.
        false
    }

    fn page_size(&self) -> usize {
        64 << 10
    }
}

struct Heap(UnsafeCell<Dlmalloc<Range>>);
// SAFETY: the process has one thread.
unsafe impl Sync for Heap {}

#[global_allocator]
static HEAP: Heap = Heap(UnsafeCell::new(Dlmalloc::new_with_allocator(Range)));

impl Heap {
    #[allow(
        clippy::mut_from_ref,
        reason = "one thread, and no call lasts beyond another's start"
    )]
    fn get(&self) -> &mut Dlmalloc<Range> {
        // SAFETY: as above.
        unsafe { &mut *self.0.get() }
    }
}

// SAFETY: `dlmalloc` keeps the contract.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's.
        unsafe { self.get().malloc(layout.size(), layout.align()) }
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        // SAFETY: the caller's.
        unsafe { self.get().free(start, layout.size(), layout.align()) }
    }

    unsafe fn realloc(&self, start: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller's.
        unsafe {
            self.get()
                .realloc(start, layout.size(), layout.align(), size)
        }
    }
}

/// Whether so many bytes can be had.
pub fn has_room(bytes: usize) -> bool {
    let heap = HEAP.get();
    // SAFETY: any size and a small alignment.
    let start = unsafe { heap.malloc(bytes, 8) };
    if !start.is_null() {
        // SAFETY: it was allocated just now.
        unsafe { heap.free(start, bytes, 8) };
    }
    !start.is_null()
}
