//! Which pages were written to since they were watched (ioctl_pagemap_scan(2), userfaultfd(2)); Linux 6.7 has it.
//!
//! The kernel protects pages that are watched, and takes the protection away by itself when one is written to
//! (`UFFD_FEATURE_WP_ASYNC`), so nobody hears of it but who asks.

use crate::arch;
use core::ops::Range;
use rustix::fd::{AsRawFd, FromRawFd, OwnedFd};
use rustix::fs::{CWD, Mode, OFlags, openat};

/// `struct uffdio_api`.
#[repr(C)]
struct Api {
    api: u64,
    features: u64,
    ioctls: u64,
}

/// `struct uffdio_register`.
#[repr(C)]
struct Register {
    start: u64,
    len: u64,
    mode: u64,
    ioctls: u64,
}

/// `struct pm_scan_arg`.
#[repr(C)]
#[derive(Default)]
struct Scan {
    size: u64,
    flags: u64,
    start: u64,
    end: u64,
    walk_end: u64,
    regions: u64,
    regions_len: u64,
    max_pages: u64,
    inverted: u64,
    all_of: u64,
    any_of: u64,
    returned: u64,
}

/// `struct page_region`.
#[repr(C)]
#[derive(Clone, Copy)]
struct Region {
    start: u64,
    end: u64,
    categories: u64,
}

const UFFDIO_API: usize = 0xc018_aa3f;
const UFFDIO_REGISTER: usize = 0xc020_aa00;
const PAGEMAP_SCAN: usize = 0xc060_6610;

/// Regions that the kernel tells of at once.
const AT_ONCE: usize = 64;

/// What watches.
pub struct Written {
    pagemap: OwnedFd,
    /// What the watched pages are registered with, as long as it is open.
    watch: OwnedFd,
}

/// ioctl(2).
///
/// # Safety
/// The kernel may read and write `argument` as the request says.
unsafe fn ioctl<T>(fd: &OwnedFd, request: usize, argument: &mut T) -> Option<u64> {
    let argument = core::ptr::from_mut(argument) as usize;
    // SAFETY: the caller's.
    let result =
        unsafe { arch::syscall4(arch::IOCTL, fd.as_raw_fd() as usize, request, argument, 0) };
    u64::try_from(result).ok()
}

impl Written {
    /// Asks the kernel for it. `None`: it has none, or something around the process refuses.
    pub fn new() -> Option<Self> {
        const O_CLOEXEC: usize = 0x8_0000;
        const O_NONBLOCK: usize = 0x800;
        const UFFD_USER_MODE_ONLY: usize = 1;
        const UFFD_API: u64 = 0xaa;
        const UFFD_FEATURE_WP_UNPOPULATED: u64 = 1 << 13;
        const UFFD_FEATURE_WP_ASYNC: u64 = 1 << 15;
        let flags = O_CLOEXEC | O_NONBLOCK | UFFD_USER_MODE_ONLY;
        // SAFETY: no pointers.
        let fd = unsafe { arch::syscall4(arch::USERFAULTFD, flags, 0, 0, 0) };
        let fd = i32::try_from(fd).ok().filter(|&fd| fd >= 0)?;
        // SAFETY: the kernel has just opened it.
        let watch = unsafe { OwnedFd::from_raw_fd(fd) };
        let mut api = Api {
            api: UFFD_API,
            features: UFFD_FEATURE_WP_UNPOPULATED | UFFD_FEATURE_WP_ASYNC,
            ioctls: 0,
        };
        // SAFETY: the request is for this structure.
        unsafe { ioctl(&watch, UFFDIO_API, &mut api) }?;
        let flags = OFlags::RDONLY | OFlags::CLOEXEC;
        let pagemap = openat(CWD, c"/proc/self/pagemap", flags, Mode::empty()).ok()?;
        Some(Self { pagemap, watch })
    }

    /// Watches whole pages that are mapped.
    pub fn watch(&self, start: u64, len: u64) -> Option<()> {
        const UFFDIO_REGISTER_MODE_WP: u64 = 2;
        let mut register = Register {
            start,
            len,
            mode: UFFDIO_REGISTER_MODE_WP,
            ioctls: 0,
        };
        // SAFETY: the request is for this structure. What is protected is given back by the kernel itself.
        unsafe { ioctl(&self.watch, UFFDIO_REGISTER, &mut register) }?;
        self.again(start, len)
    }

    /// Nothing has been written to these pages from now on.
    pub fn again(&self, start: u64, len: u64) -> Option<()> {
        const PM_SCAN_WP_MATCHING: u64 = 1;
        self.scan(start..start + len, PM_SCAN_WP_MATCHING, &mut [])
            .map(|_| ())
    }

    /// Calls `visit` with each run of pages that were written to, or that the kernel has put elsewhere.
    pub fn each(&self, start: u64, len: u64, mut visit: impl FnMut(Range<u64>)) -> Option<()> {
        let none = Region {
            start: 0,
            end: 0,
            categories: 0,
        };
        let mut regions = [none; AT_ONCE];
        let (mut at, end) = (start, start + len);
        while at < end {
            let (count, walked) = self.scan(at..end, 0, &mut regions)?;
            for region in regions.iter().take(count) {
                visit(region.start..region.end);
            }
            // The kernel always gets on.
            at = if walked > at { walked } else { return None };
        }
        Some(())
    }

    /// Returns how many regions there are, and where the kernel has stopped.
    fn scan(&self, pages: Range<u64>, flags: u64, regions: &mut [Region]) -> Option<(usize, u64)> {
        const PM_SCAN_CHECK_WPASYNC: u64 = 2;
        const PAGE_IS_WRITTEN: u64 = 1 << 1;
        const PAGE_IS_SWAPPED: u64 = 1 << 4;
        let mut scan = Scan {
            size: size_of::<Scan>() as u64,
            flags: flags | PM_SCAN_CHECK_WPASYNC,
            start: pages.start,
            end: pages.end,
            regions: if regions.is_empty() {
                0
            } else {
                regions.as_mut_ptr() as u64
            },
            regions_len: regions.len() as u64,
            any_of: PAGE_IS_WRITTEN | PAGE_IS_SWAPPED,
            returned: PAGE_IS_WRITTEN,
            ..Scan::default()
        };
        // SAFETY: the request is for this structure, in which the kernel finds room for so many regions.
        let count = unsafe { ioctl(&self.pagemap, PAGEMAP_SCAN, &mut scan) }?;
        Some((count as usize, scan.walk_end))
    }
}
