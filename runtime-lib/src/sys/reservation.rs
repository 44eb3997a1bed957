//! Address space of one's own.
#![allow(unsafe_code)]

use core::ffi::c_void;
use rustix::mm::{
    Advice, MapFlags, MprotectFlags, MremapFlags, ProtFlags, madvise, mmap_anonymous, mprotect,
    mremap, mremap_fixed, munmap,
};

/// The kernel has refused a reservation. The reason makes no difference to any caller.
pub struct Refused;

impl From<rustix::io::Errno> for Refused {
    fn from(_: rustix::io::Errno) -> Self {
        Self
    }
}

type Result<T = ()> = core::result::Result<T, Refused>;

/// A range of address space in which nothing lies but what its owner puts there. It stays reserved when
/// the value is dropped.
pub struct Reservation {
    start: u64,
    len: u64,
}

impl Reservation {
    /// No range at all.
    pub const EMPTY: Self = Self { start: 0, len: 0 };

    /// Reserves `len` bytes of inaccessible address space, at `at` if that is not 0 (and nowhere else:
    /// an error if something is there).
    #[inline(always)]
    pub fn new(at: u64, len: u64) -> Result<Self> {
        let start = reserve(at, len)?;
        Ok(Self { start, len })
    }

    /// Reserves `len` bytes, likewise, and makes them readable and writable; they are zeros.
    #[inline(always)]
    pub fn mapped(at: u64, len: u64) -> Result<Self> {
        let start = map(at, len)?;
        Ok(Self { start, len })
    }

    /// A reservation that was made before, and whose value is gone.
    ///
    /// # Safety
    /// [`Reservation::new`] must have reserved the range, and nobody else may hold it.
    pub unsafe fn again(start: u64, len: u64) -> Self {
        Self { start, len }
    }

    /// Its first address.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// The address of a part, if it lies within the reservation.
    fn part(&self, offset: u64, len: u64) -> Result<*mut c_void> {
        match offset.checked_add(len) {
            Some(end) if end <= self.len => Ok((self.start + offset) as *mut c_void),
            _ => Err(Refused),
        }
    }

    /// Makes pages readable and writable.
    #[inline(always)]
    pub fn commit(&self, offset: u64, len: u64) -> Result {
        let start = self.part(offset, len)?;
        // SAFETY: the pages are the owner's.
        unsafe { commit(start, len) }
    }

    /// Lets the kernel use large pages in its first `len` bytes (`madvise(2)`, `MADV_HUGEPAGE`); it may
    /// decline.
    pub fn use_huge_pages(&self, len: u64) {
        let start = self.start as *mut c_void;
        // SAFETY: the advice changes no contents.
        let _ = unsafe { madvise(start, len as usize, Advice::LinuxHugepage) };
    }

    /// Makes committed pages inaccessible again, or unmaps them, and forgets what is in them.
    ///
    /// # Safety
    /// Nothing may refer to them.
    pub unsafe fn give_back(&self, offset: u64, len: u64, unmap: bool) -> Result {
        let start = self.part(offset, len)?;
        if unmap {
            // SAFETY: the pages are the owner's, and nobody refers to them.
            unsafe { munmap(start, len as usize)? };
            return Ok(());
        }
        // SAFETY: as above.
        unsafe { madvise(start, len as usize, Advice::LinuxDontNeed)? };
        // SAFETY: as above.
        unsafe { mprotect(start, len as usize, MprotectFlags::empty()) }.map_err(Refused::from)
    }

    /// Moves the pages at `from` into it.
    ///
    /// # Safety
    /// The pages at `from` must be the caller's, and nothing may refer to them any more.
    pub unsafe fn move_in(&self, offset: u64, from: u64, len: u64) -> Result {
        let to = self.part(offset, len)?;
        let (from, len) = (from as *mut c_void, len as usize);
        // SAFETY: the source is the caller's, the destination the owner's.
        unsafe { mremap_fixed(from, len, len, MremapFlags::MAYMOVE, to)? };
        Ok(())
    }

    /// Copies bytes into it.
    ///
    /// # Safety
    /// The destination must have been committed; the `len` bytes at `from` must be readable, and not in
    /// this reservation.
    pub unsafe fn copy_in(&self, offset: u64, from: *const u8, len: u64) -> Result {
        let to = self.part(offset, len)?.cast();
        // SAFETY: the caller vouches for both ranges.
        unsafe { core::ptr::copy_nonoverlapping(from, to, len as usize) };
        Ok(())
    }

    /// Gives it another size, where all of it is mapped; it may move. New pages are zeros.
    ///
    /// # Safety
    /// Nothing may refer into it.
    pub unsafe fn resize(self, len: u64) -> Result<Self> {
        let (old, new) = (self.len as usize, len as usize);
        let start = self.start as *mut c_void;
        // SAFETY: the mapping is the owner's, and nobody refers into it.
        let start = unsafe { mremap(start, old, new, MremapFlags::MAYMOVE)? } as u64;
        Ok(Self { start, len })
    }
}

// These two return an address in registers, where a `Reservation` would go through memory.

fn reserve(at: u64, len: u64) -> Result<u64> {
    let fixed = if at == 0 {
        MapFlags::empty()
    } else {
        MapFlags::FIXED_NOREPLACE
    };
    let flags = MapFlags::PRIVATE | MapFlags::NORESERVE | fixed;
    // SAFETY: FIXED_NOREPLACE never replaces a mapping, and the new pages are inaccessible.
    let start =
        unsafe { mmap_anonymous(at as *mut c_void, len as usize, ProtFlags::empty(), flags)? }
            as u64;
    if at != 0 && start != at {
        // Kernels before 4.17 take the address as a hint.
        // SAFETY: the mapping was made just now and nobody else knows it.
        unsafe { munmap(start as *mut c_void, len as usize)? };
        return Err(Refused);
    }
    Ok(start)
}

fn map(at: u64, len: u64) -> Result<u64> {
    let start = reserve(at, len)?;
    Reservation { start, len }.commit(0, len)?;
    Ok(start)
}

/// Makes pages readable and writable.
///
/// # Safety
/// They must be the caller's.
#[inline(never)]
unsafe fn commit(start: *mut c_void, len: u64) -> Result {
    let access = MprotectFlags::READ | MprotectFlags::WRITE;
    // SAFETY: the caller's promise.
    unsafe { mprotect(start, len as usize, access) }.map_err(Refused::from)
}

/// Makes pages read-only.
///
/// # Safety
/// Nothing may write to them afterwards.
pub unsafe fn protect(at: u64, len: u64) -> Result {
    // SAFETY: the caller's promise.
    unsafe { mprotect(at as *mut c_void, len as usize, MprotectFlags::READ) }.map_err(Refused::from)
}
