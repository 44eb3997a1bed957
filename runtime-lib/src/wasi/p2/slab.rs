//! What handles of the host stand for: reps are places in a slab.

use crate::trap;
use crate::wasi::table::Table;
use core::sync::atomic::{AtomicU32, Ordering};
use wasmc_abi::trap::ComponentTrap;

/// A place.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Slot<T> {
    /// Free, and so is the one that was freed before it: its number plus 1, or 0. Zeros, so that a slab takes no room in
    /// the image.
    Free(u32) = 0,
    /// In use.
    Used(T),
}

/// A growing list of values, each of which keeps its place.
pub struct Slab<T: 'static> {
    table: Table<Slot<T>>,
    /// Places that were in use once.
    len: AtomicU32,
    /// The place that was freed last, plus 1, or 0.
    free: AtomicU32,
}

impl<T: Copy> Slab<T> {
    /// An empty one.
    pub const fn new() -> Self {
        Self {
            table: Table::new(Slot::Free(0)),
            len: AtomicU32::new(0),
            free: AtomicU32::new(0),
        }
    }

    /// How many places were in use once.
    pub fn len(&self) -> u32 {
        self.len.load(Ordering::Relaxed)
    }

    /// Puts a value in; returns its place.
    pub fn insert(&self, value: T) -> u32 {
        let free = self.free.load(Ordering::Relaxed);
        let place = if let Some(place) = free.checked_sub(1)
            && let Some(Slot::Free(next)) = self.table.get(place as usize)
        {
            self.free.store(next, Ordering::Relaxed);
            place
        } else {
            let place = self.len.load(Ordering::Relaxed);
            if self.table.grow(place as usize, Slot::Free(0)).is_err() {
                trap::raise_component(ComponentTrap::HandleTableFull, b"");
            }
            self.len.store(place + 1, Ordering::Relaxed);
            place
        };
        self.set(place, value);
        place
    }

    /// The value at a place. Handles name only those that are in use.
    pub fn get(&self, place: u32) -> T {
        match self.table.get(place as usize) {
            Some(Slot::Used(value)) => value,
            _ => trap::raise_component(ComponentTrap::UnknownHandle, b""),
        }
    }

    /// The value at a place, if it is in use.
    pub fn find(&self, place: u32) -> Option<T> {
        match self.table.get(place as usize) {
            Some(Slot::Used(value)) => Some(value),
            _ => None,
        }
    }

    /// Replaces the value at a place that is in use.
    pub fn set(&self, place: u32, value: T) {
        self.table.set(place as usize, Slot::Used(value));
    }

    /// Lets `change` change the value at a place that is in use, where it is: for large ones. It must not ask the slab for
    /// anything meanwhile.
    pub fn change<R>(&self, place: u32, change: impl FnOnce(&mut T) -> R) -> R {
        let changed = self.table.change(place as usize, |slot| match slot {
            Slot::Used(value) => Some(change(value)),
            Slot::Free(_) => None,
        });
        match changed.flatten() {
            Some(result) => result,
            None => trap::raise_component(ComponentTrap::UnknownHandle, b""),
        }
    }

    /// Takes the value at a place out.
    pub fn remove(&self, place: u32) -> T {
        let value = self.get(place);
        let free = self.free.load(Ordering::Relaxed);
        self.table.set(place as usize, Slot::Free(free));
        self.free.store(place + 1, Ordering::Relaxed);
        value
    }

    /// Visits each place that is in use.
    pub fn each(&self, mut visit: impl FnMut(u32, T)) {
        for place in 0..self.len() {
            if let Some(Slot::Used(value)) = self.table.get(place as usize) {
                visit(place, value);
            }
        }
    }
}
