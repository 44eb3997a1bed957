//! A table of things that the guest knows by number. It grows on demand.
#![allow(unsafe_code)]

use crate::host::{Errno, Result};
use crate::instance::growth;
use core::cell::UnsafeCell;

/// Entries that lie in the image: most programs open few things.
const FIRST: usize = 32;

/// A table.
pub struct Table<T: 'static> {
    first: UnsafeCell<[T; FIRST]>,
    more: UnsafeCell<More<T>>,
}

/// The entries behind the first ones, in a mapping of their own.
struct More<T> {
    start: *mut T,
    len: usize,
}

// SAFETY: an image runs wasm on one thread; signal handlers do not touch tables.
unsafe impl<T> Sync for Table<T> {}

impl<T: Copy> Table<T> {
    /// A table that is full of `free`.
    pub const fn new(free: T) -> Self {
        Self {
            first: UnsafeCell::new([free; FIRST]),
            more: UnsafeCell::new(More {
                start: core::ptr::null_mut(),
                len: 0,
            }),
        }
    }

    /// Where an entry is.
    fn slot(&self, index: usize) -> Option<*mut T> {
        if index < FIRST {
            return Some(self.first.get().cast::<T>().wrapping_add(index));
        }
        // SAFETY: one thread, and no reference to it outlives this function.
        let more = unsafe { &*self.more.get() };
        (index - FIRST < more.len).then(|| more.start.wrapping_add(index - FIRST))
    }

    /// The entry of a number, if the table has grown so far.
    pub fn get(&self, index: usize) -> Option<T> {
        let slot = self.slot(index)?;
        // SAFETY: `slot` is within the table, and entries are only moved by value.
        Some(unsafe { slot.read() })
    }

    /// Writes the entry of a number, if the table has grown so far.
    pub fn set(&self, index: usize, entry: T) {
        if let Some(slot) = self.slot(index) {
            // SAFETY: as in `get`.
            unsafe { slot.write(entry) };
        }
    }

    /// Lets `change` change the entry of a number where it is, if the table has grown so far. It must not ask the
    /// table for anything meanwhile.
    pub fn change<R>(&self, index: usize, change: impl FnOnce(&mut T) -> R) -> Option<R> {
        let slot = self.slot(index)?;
        // SAFETY: `slot` is within the table; one thread, and nothing else refers to an entry while `change` runs.
        Some(change(unsafe { &mut *slot }))
    }

    /// Makes room for the entry of a number; new entries are `free`.
    pub fn grow(&self, index: usize, free: T) -> Result {
        // SAFETY: one thread, and this is the only reference while it exists.
        let more = unsafe { &mut *self.more.get() };
        let Some(needed) = index.checked_sub(FIRST).filter(|&it| it >= more.len) else {
            return Ok(());
        };
        let len = (needed + 1).next_power_of_two().max(FIRST);
        let bytes = |count: usize| (count * size_of::<T>()) as u64;
        let grown = growth::grow(more.start as u64, bytes(more.len), bytes(len));
        let start = grown.ok_or(Errno::NOMEM)? as *mut T;
        for index in more.len..len {
            // SAFETY: the entries are within the mapping.
            unsafe { start.wrapping_add(index).write(free) };
        }
        *more = More { start, len };
        Ok(())
    }
}
