//! Memories and tables with 64-bit indices, and memories with pages of one byte, at every edge of the
//! memory or table and of 2^32, 2^63 and 2^64.

mod bulk;
mod limits;
mod memory;
mod table;

use crate::case::Case;

/// Every test, those of memories with guard pages and without.
pub fn cases() -> Vec<Case> {
    let guarded = memory::cases().chain([bulk::case()]);
    let checked = memory::cases().chain([bulk::case()]).map(|case| Case {
        name: format!("{}, checked", case.name),
        checked: true,
        ..case
    });
    guarded.chain(checked).chain([table::case()]).collect()
}
