//! What reports know of source lines (symbol `wasmc_lines`).
//!
//! A [`LinesHeader`], then its [`LineRecord`]s, sorted by code offset, then the places. A place has a text for each function
//! that a report names at the code offset: the inlined ones, innermost first, then the function itself.
//! Each text is a ULEB128 length, then that many bytes of UTF-8: ` at FILE:LINE:COLUMN`, or nothing.

use crate::layout::layout;

layout! {
    /// What the table begins with. Images without source lines have this with zeros.
    pub struct LinesHeader {
        /// Number of [`LineRecord`]s.
        pub records: u32,
        /// Bytes of places behind the records.
        pub places: u32,
    }
}

layout! {
    /// A call, a trap or an access to a memory whose place is known.
    pub struct LineRecord {
        /// Code offset from `wasmc_text`: of a call, that of its last byte, because a trap may lie where it returns to;
        /// else that of the instruction.
        pub code: u32,
        /// Offset of its texts in the places.
        pub place: u32,
    }
}
