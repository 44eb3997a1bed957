//! Page sizes of kernels, and what follows from them.
//!
//! x86-64 has pages of 4 KiB. A kernel of aarch64 is built for pages of 4, 16 or 64 KiB, and tells
//! which in the auxiliary vector (`AT_PAGESZ`). An image works on each, since whatever it maps,
//! moves or protects keeps to multiples of the largest:
//!
//! - segments of the executable lie that far apart (the linker's `max-page-size`), so that none
//!   shares a page with another, and each is congruent to its offset in the file;
//! - memories start at multiples of it and have whole wasm pages of 64 KiB; initial contents that
//!   are moved into place are padded to it;
//! - the guard below the wasm stack and the stack itself are multiples of it.
//!
//! Two places must know the real size: [`protectable`], and the runtime where it uses the stack of the process, which
//! the kernel lets grow by whole pages ([`round_up`]).

use core::ops::Range;

/// Bytes of the smallest page of any kernel.
pub const MIN: u64 = 4 << 10;

/// Bytes of the largest page of the kernels of x86-64.
pub const MAX_X86_64: u64 = MIN;

/// Bytes of the largest page of the kernels of aarch64.
pub const MAX_AARCH64: u64 = 64 << 10;

/// The pages that may be made read-only for data that is no longer written: from the page in which
/// the data begins to the last page that ends with it. Pages have `page` bytes, a power of two.
///
/// The data begins where its segment does, in the middle of a page. The kernel maps that page whole,
/// from its start on, and nothing else lies in it. With a larger size than the kernel's the start
/// would be rounded down to where nothing is mapped, for which mprotect(2) fails with ENOMEM. The
/// linker pads the end of `PT_GNU_RELRO` to a multiple of the largest page size, so that its last
/// page is full with each. Where other data follows in the same page, that page stays writable.
pub const fn protectable(data: Range<u64>, page: u64) -> Range<u64> {
    data.start & !(page - 1)..data.end & !(page - 1)
}

/// The next start of a page. Pages have `page` bytes, a power of two.
#[inline(always)]
pub const fn round_up(address: u64, page: u64) -> u64 {
    address.wrapping_add(page - 1) & !(page - 1)
}

#[cfg(test)]
mod tests {
    use super::{MAX_AARCH64, MIN, protectable, round_up};

    #[test]
    fn starts_of_pages_stay_where_they_are() {
        assert_eq!(
            [1, MIN, MIN + 1].map(|it| round_up(it, MIN)),
            [MIN, MIN, 2 * MIN]
        );
    }

    /// A segment as the linker lays it out: the first byte in the middle of a page, the end padded.
    const ADDRESS: u64 = 0x55_5555_0000_0000 + 0x2_c9ab0;
    const END: u64 = 0x55_5555_0000_0000 + 0x2_d0000;

    #[test]
    fn every_page_size_protects_the_segment_and_no_page_below_it() {
        for page in [MIN, 16 << 10, MAX_AARCH64] {
            let pages = protectable(ADDRESS..END, page);
            assert_eq!(pages.start % page, 0);
            assert_eq!(pages.end, END, "the end is a multiple of every size");
            assert!(pages.start <= ADDRESS && ADDRESS - pages.start < page);
        }
    }

    #[test]
    fn a_page_that_is_not_filled_stays_writable() {
        let pages = protectable(0x1_0800..0x2_0800, 0x1000);
        assert_eq!(pages, 0x1_0000..0x2_0000);
        assert!(protectable(0x1_0800..0x1_0900, 0x1000).is_empty());
    }
}
