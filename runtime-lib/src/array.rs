//! A vector of fixed capacity on the stack.
#![allow(unsafe_code)]

use core::mem::MaybeUninit;

/// Up to `N` elements that need no dropping.
pub struct Array<T, const N: usize> {
    slots: [MaybeUninit<T>; N],
    used: usize,
}

impl<T, const N: usize> Array<T, N> {
    /// An empty one; nothing is initialised.
    pub fn new() -> Self {
        Self {
            slots: [const { MaybeUninit::uninit() }; N],
            used: 0,
        }
    }

    /// Appends an element; gives it back if there is no room.
    pub fn push(&mut self, element: T) -> Result<(), T> {
        let Some(slot) = self.slots.get_mut(self.used) else {
            return Err(element);
        };
        slot.write(element);
        self.used += 1;
        Ok(())
    }

    /// Takes all elements out.
    pub fn clear(&mut self) {
        self.used = 0;
    }

    /// Whether `push` would fail.
    pub fn is_full(&self) -> bool {
        self.used >= N
    }

    /// The elements.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        let start = self.slots.as_mut_ptr().cast::<T>();
        // SAFETY: `push` has initialised the first `used` elements, which are within the array.
        unsafe { core::slice::from_raw_parts_mut(start, self.used) }
    }
}
