//! Who calls a function of WASI 0.2: its memory, its handles, its `realloc` (component model, CanonicalABI.md,
//! "Lifting and Lowering Context").
//!
//! While results are lowered, `realloc` runs code of the guest. So nothing about its memory is kept across a call of it.
#![allow(unsafe_code)]

use super::value::{Given, Lower, Resource};
use crate::component::Handles;
use crate::sys::IoVec;
use crate::trap;
use crate::wasi::guest::{Area, Memory};
use core::marker::PhantomData;
use core::mem::transmute;
use wasmc_abi::component::CanonOptions;
use wasmc_abi::image::MemoryDescriptor;
use wasmc_abi::script::SLOT_BYTES;
use wasmc_abi::trap::ComponentTrap;

/// 64-bit words of a slot of `realloc`.
const SLOT: usize = SLOT_BYTES / size_of::<u64>();

/// The caller of a function.
#[derive(Clone, Copy)]
pub struct Caller(*const CanonOptions);

impl Caller {
    /// The caller that passed these options.
    ///
    /// # Safety
    /// Compiled code must have made them, for the call under way.
    pub unsafe fn new(options: *const CanonOptions) -> Self {
        Self(options)
    }

    fn options(self) -> CanonOptions {
        // SAFETY: `new` has been promised that they are some.
        unsafe { self.0.read() }
    }

    /// Its memory, as large as it is now.
    pub fn memory(self) -> Memory {
        let descriptor = self.options().memory as *const MemoryDescriptor;
        // SAFETY: compiled code passes null or a descriptor of this image.
        unsafe { Memory::new(descriptor) }
    }

    /// Its handles.
    pub fn handles(self) -> Handles {
        // SAFETY: compiled code passes the address of a table of this image.
        unsafe { Handles::new(self.options().handles) }
    }

    /// How its strings are encoded.
    pub fn encoding(self) -> u32 {
        self.options().encoding
    }

    /// Asks `realloc` for a range of its memory.
    #[inline(never)]
    pub fn allocate(self, align: u32, bytes: u64) -> u32 {
        let options = self.options();
        let Ok(size) = u32::try_from(bytes) else {
            trap::raise_component(ComponentTrap::ReallocOutOfBounds, b"")
        };
        let mut slots = [0; 4 * SLOT];
        let arguments = [0, 0, align, size];
        for (slot, argument) in slots.iter_mut().step_by(SLOT).zip(arguments) {
            *slot = u64::from(argument);
        }
        let Some(at) = self.call_realloc(options, &mut slots) else {
            trap::raise_component(ComponentTrap::NotSupported, b"no realloc")
        };
        if at & (align - 1) != 0 {
            trap::raise_component(ComponentTrap::ReallocUnaligned, b"");
        }
        if self.memory().check(at, size).is_err() {
            trap::raise_component(ComponentTrap::ReallocOutOfBounds, b"");
        }
        at
    }

    /// Calls `realloc`, which may not call imports meanwhile; `None`: there is none.
    fn call_realloc(self, options: CanonOptions, slots: &mut [u64; 4 * SLOT]) -> Option<u32> {
        if options.realloc == 0 {
            return None;
        }
        // SAFETY: compiled code passes the address of such a function.
        let realloc = unsafe { transmute::<u64, extern "C" fn(*mut u64)>(options.realloc) };
        self.without_leave(|| realloc(slots.as_mut_ptr()));
        let [result, ..] = *slots;
        Some(result as u32)
    }

    /// Runs code of the caller that may not call imports.
    pub fn without_leave(self, run: impl FnOnce()) {
        let may_leave = self.options().may_leave as *mut u32;
        // SAFETY: compiled code passes the address of the flag.
        let before = unsafe { may_leave.read_volatile() };
        // SAFETY: as above.
        unsafe { may_leave.write_volatile(0) };
        run();
        // SAFETY: as above.
        unsafe { may_leave.write_volatile(before) };
    }

    /// The place for a result, at an address that the caller passed.
    #[inline(never)]
    pub fn area(self, at: u32, bytes: u32, align: u32) -> Area {
        if at & (align - 1) != 0 {
            trap::raise_component(ComponentTrap::UnalignedPointer, b"");
        }
        let Ok(area) = self.memory().area(at, bytes) else {
            trap::raise_component(ComponentTrap::PointerOutOfBounds, b"")
        };
        area
    }

    /// Lowers a result to an address that the caller passed; size and alignment are those of the interface.
    #[inline(always)]
    pub fn result<T: Lower, const SIZE: u32, const ALIGN: u32>(self, at: u32, value: T) {
        const { assert!(T::SIZE == SIZE && T::ALIGN == ALIGN) };
        self.store(at, value);
    }

    /// Lowers a value to an address that the caller passed.
    #[inline(always)]
    pub fn store<T: Lower>(self, at: u32, value: T) {
        value.store(self, self.area(at, T::SIZE, T::ALIGN));
    }

    /// The bytes of a list that it passes.
    #[inline(never)]
    pub fn range(self, at: u32, len: u32) -> IoVec {
        let Ok(range) = self.memory().range(at, len) else {
            trap::raise_component(ComponentTrap::ListOutOfBounds, b"")
        };
        range
    }

    /// The handles of a list that it passes.
    #[inline(never)]
    pub fn borrows<R: Resource>(self, at: u32, count: u32) -> Borrows<R> {
        const BYTES: u32 = 4;
        if at & (BYTES - 1) != 0 {
            trap::raise_component(ComponentTrap::UnalignedPointer, b"");
        }
        let bytes = count.checked_mul(BYTES);
        if bytes.is_none_or(|bytes| self.memory().check(at, bytes).is_err()) {
            trap::raise_component(ComponentTrap::ListOutOfBounds, b"");
        }
        Borrows::new(self, at, count)
    }

    /// The elements of a list that it passes, of so many bytes each.
    #[inline(never)]
    pub fn elements(self, at: u32, count: u32, size: u32, align: u32) -> Elements {
        if at & (align - 1) != 0 {
            trap::raise_component(ComponentTrap::UnalignedPointer, b"");
        }
        let bytes = count.checked_mul(size);
        if bytes.is_none_or(|bytes| self.memory().check(at, bytes).is_err()) {
            trap::raise_component(ComponentTrap::ListOutOfBounds, b"");
        }
        Elements {
            memory: self.memory(),
            at,
            size,
            count,
        }
    }

    /// A list of bytes in its memory.
    #[inline(never)]
    pub fn bytes(self, bytes: &[u8]) -> Given<[u8]> {
        let at = self.allocate(1, bytes.len() as u64);
        // `allocate` has checked the range.
        let _ = self.memory().copy_in(at, bytes);
        Given::new(at, bytes.len() as u32)
    }

    /// A list in its memory, with room for so many elements.
    pub fn list_of<T: Lower>(self, count: u32) -> List<T> {
        let bytes = u64::from(count) * u64::from(T::SIZE);
        List {
            caller: self,
            at: self.allocate(T::ALIGN, bytes),
            room: count,
            len: 0,
            of: PhantomData,
        }
    }
}

/// A list in guest memory that is being made. Making an element may call `realloc`.
pub struct List<T> {
    caller: Caller,
    at: u32,
    room: u32,
    len: u32,
    of: PhantomData<fn(T)>,
}

impl<T: Lower> List<T> {
    /// Appends an element; one for which there is no room is left out.
    pub fn push(&mut self, element: T) {
        if self.len < self.room {
            // Within the range that was allocated, so nothing wraps.
            self.caller.store(self.at + self.len * T::SIZE, element);
            self.len += 1;
        }
    }

    /// The list.
    pub fn finish(self) -> Given<[T]> {
        Given::new(self.at, self.len)
    }
}

/// A list in guest memory, which lies in bounds.
pub struct Elements {
    /// Where it is.
    pub memory: Memory,
    at: u32,
    size: u32,
    /// How many there are.
    pub count: u32,
}

impl Elements {
    /// The address of an element.
    pub fn address(&self, index: u32) -> u32 {
        // It lies in bounds, as the whole list does.
        self.at.wrapping_add(index.wrapping_mul(self.size))
    }
}

/// A list of handles in guest memory, which lies in bounds.
pub struct Borrows<R> {
    caller: Caller,
    at: u32,
    /// How many there are.
    pub count: u32,
    of: PhantomData<fn() -> R>,
}

impl<R: Resource> Borrows<R> {
    fn new(caller: Caller, at: u32, count: u32) -> Self {
        Self {
            caller,
            at,
            count,
            of: PhantomData,
        }
    }

    /// The resource of a handle in the list.
    pub fn get(&self, index: u32) -> Option<R> {
        if index >= self.count {
            return None;
        }
        // It lies in bounds, as the whole list does.
        let handle = self.caller.memory().read_u32(self.at + 4 * index).ok()?;
        Some(R::borrowed(self.caller.handles(), handle))
    }
}

/// Ends the computation: no case has this number.
#[cold]
pub fn no_case() -> ! {
    trap::raise_component(ComponentTrap::InvalidDiscriminant, b"")
}
