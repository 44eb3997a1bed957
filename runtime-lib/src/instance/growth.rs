//! Mappings that grow: tables of the program, and what the runtime keeps for it. This is the one door to them.
//!
//! A server returns to an earlier state, so it keeps a list of them ([`record`]). From [`freeze`] on, those of the list stay as they
//! are: one that grows is copied, and [`undo`] unmaps the copies. The list and the addresses of the mappings are part of the state
//! that is restored. Other images have no list.
#![allow(unsafe_code)]

use crate::image;
use crate::policy::limits;
use crate::sys::{self, Reservation};
use core::cell::Cell;
use core::mem::transmute;
use core::ops::Range;
use core::ptr::null_mut;
use core::sync::atomic::{AtomicPtr, Ordering};
use wasmc_abi::image::REF_BYTES;

/// Mappings that the list of a server has room for. A program that has more of them gets no further memory.
pub const MOST: usize = 256;
/// A multiple of every page: lengths in the list are whole pages.
const PAGE: u64 = 4096;

type Grow = fn(u64, u64, u64) -> Option<u64>;

/// How a mapping of a server grows, a [`Grow`]; null in other images. Atomic, as the compiler would otherwise find out which function it
/// is, and have the list in every image.
static GROW: AtomicPtr<()> = AtomicPtr::new(null_mut());

/// Makes a mapping of `old` bytes at `start` as long as `new` bytes, or maps as many if `old` is 0. It may move; new pages are zeros.
/// Returns where it is then; `None`: there is not enough memory.
#[inline(never)]
pub fn grow(start: u64, old: u64, new: u64) -> Option<u64> {
    if !limits::take_memory(new - old) {
        return None;
    }
    let other = GROW.load(Ordering::Relaxed);
    let grown = if other.is_null() {
        mapped(start, old, new)
    } else {
        // SAFETY: `record` has put a function of this type there.
        let grow = unsafe { transmute::<*mut (), Grow>(other) };
        grow(start, old, new)
    };
    if grown.is_none() {
        limits::give_memory(new - old);
    }
    grown
}

#[inline(always)]
fn mapped(start: u64, old: u64, new: u64) -> Option<u64> {
    let mapping = if old == 0 {
        Reservation::mapped(0, new)
    } else {
        // SAFETY: the callers have it from here, and only they know it.
        let mapping = unsafe { Reservation::again(start, old) };
        // SAFETY: nothing refers to what is in it: the callers find it by its address, which they read anew.
        unsafe { mapping.resize(new) }
    };
    Some(mapping.ok()?.start())
}

/// The mappings of a server.
struct List {
    mappings: [Cell<(u64, u64)>; MOST],
    count: Cell<usize>,
    /// How many of them stay as they are.
    frozen: Cell<usize>,
}

// SAFETY: the process has one thread.
unsafe impl Sync for List {}

#[unsafe(link_section = ".bss.large.mappings")]
static LIST: List = List {
    mappings: [const { Cell::new((0, 0)) }; MOST],
    count: Cell::new(0),
    frozen: Cell::new(0),
};

impl List {
    fn from(&self, first: usize) -> impl Iterator<Item = &Cell<(u64, u64)>> {
        self.mappings.iter().take(self.count.get()).skip(first)
    }

    fn add(&self, start: u64, len: u64) -> Option<()> {
        let count = self.count.get();
        let mapping = self.mappings.get(count)?;
        mapping.set((start, len.next_multiple_of(PAGE)));
        self.count.set(count + 1);
        Some(())
    }
}

/// Grows a mapping of the list, or puts a new one into it.
fn listed(start: u64, old: u64, new: u64) -> Option<u64> {
    let mut changing = LIST.from(LIST.frozen.get());
    if old != 0
        && let Some(mapping) = changing.find(|it| it.get().0 == start)
    {
        let start = mapped(start, old, new)?;
        mapping.set((start, new.next_multiple_of(PAGE)));
        return Some(start);
    }
    if LIST.count.get() == MOST {
        return None;
    }
    let copy = Reservation::mapped(0, new).ok()?;
    // SAFETY: the old one is mapped, and apart from the new one, which is longer.
    unsafe { copy.copy_in(0, start as *const u8, old) }.ok()?;
    LIST.add(copy.start(), new)?;
    Some(copy.start())
}

/// Has this image keep a list, which begins with the tables of the program. Nothing else has grown before.
pub fn record() {
    let tables = image::tables().map(|descriptor| {
        // SAFETY: descriptors are plain data and stay for the life of the process.
        let table = unsafe { *descriptor };
        (table.base, table.len * REF_BYTES)
    });
    for (start, len) in tables {
        if len != 0 && LIST.add(start, len).is_none() {
            sys::fail!(b"the program has too many tables for a server");
        }
    }
    GROW.store(listed as Grow as *mut (), Ordering::Relaxed);
}

/// What is in the list stays as it is from now on. Visits all of it.
pub fn freeze(mut visit: impl FnMut(Range<u64>)) {
    LIST.frozen.set(LIST.count.get());
    for mapping in LIST.from(0) {
        let (start, len) = mapping.get();
        visit(start..start + len);
    }
}

/// Unmaps what has been mapped since. The list itself is restored with the rest of the state, at once.
pub fn undo() {
    for mapping in LIST.from(LIST.frozen.get()) {
        let (start, len) = mapping.get();
        // SAFETY: `listed` has mapped it.
        let mapping = unsafe { Reservation::again(start, len) };
        // SAFETY: only the state that ends here knows it.
        let given = unsafe { mapping.give_back(0, len, true) };
        if given.is_err() {
            sys::fail!(b"cannot give back what a table has grown");
        }
    }
}
