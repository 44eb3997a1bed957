//! A vector that grows, for what the runtime keeps for components: there is no allocator.
#![allow(unsafe_code)]

use crate::instance::growth;
use core::sync::atomic::{AtomicU32, AtomicU64, Ordering};

/// Bytes that a vector begins with.
const FIRST_BYTES: u64 = 16 << 10;

/// A growing vector of `T`, all of whose bits may be zero, in a static variable. The process has one thread.
pub struct Entries<T> {
    base: AtomicU64,
    capacity: AtomicU32,
    len: AtomicU32,
    of: core::marker::PhantomData<fn() -> T>,
}

impl<T: Copy> Entries<T> {
    /// An empty one.
    pub const fn new() -> Self {
        Self {
            base: AtomicU64::new(0),
            capacity: AtomicU32::new(0),
            len: AtomicU32::new(0),
            of: core::marker::PhantomData,
        }
    }

    /// Number of entries.
    pub fn len(&self) -> u32 {
        self.len.load(Ordering::Relaxed)
    }

    /// Address of an entry.
    fn at(&self, index: u32) -> Option<*mut T> {
        let base = self.base.load(Ordering::Relaxed) as *mut T;
        (index < self.len()).then(|| base.wrapping_add(index as usize))
    }

    /// The entry of an index.
    pub fn get(&self, index: u32) -> Option<T> {
        // SAFETY: `push` has initialised it; nothing refers to entries.
        self.at(index).map(|entry| unsafe { entry.read() })
    }

    /// Replaces the entry of an index; nothing happens if there is none.
    pub fn set(&self, index: u32, value: T) {
        if let Some(entry) = self.at(index) {
            // SAFETY: as in `get`.
            unsafe { entry.write(value) };
        }
    }

    /// Appends an entry and returns its index; `None`: there is not enough memory.
    pub fn push(&self, value: T) -> Option<u32> {
        let index = self.len();
        if index == self.capacity.load(Ordering::Relaxed) {
            let (base, capacity) = grown::<T>(self.base.load(Ordering::Relaxed), index)?;
            self.base.store(base, Ordering::Relaxed);
            self.capacity.store(capacity, Ordering::Relaxed);
        }
        self.len.store(index + 1, Ordering::Relaxed);
        self.set(index, value);
        Some(index)
    }

    /// Leaves the first `len` entries.
    pub fn truncate(&self, len: u32) {
        self.len.fetch_min(len, Ordering::Relaxed);
    }
}

/// Moves `len` entries at `base` (0: there are none yet) to where at least twice as many fit. Returns their address and how
/// many fit there.
pub fn grown<T>(base: u64, len: u32) -> Option<(u64, u32)> {
    let size = size_of::<T>() as u64;
    let old = (u64::from(len) * size).next_multiple_of(FIRST_BYTES);
    let new = if base == 0 {
        FIRST_BYTES.max(old)
    } else {
        old.checked_mul(2)?
    };
    let capacity = u32::try_from(new / size).ok()?;
    let old = if base == 0 { 0 } else { old };
    Some((growth::grow(base, old, new)?, capacity))
}
