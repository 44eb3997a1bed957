//! Exceptions: their objects, and the table of handlers.
//!
//! At `wasmc_exceptions` lie an [`ExceptionHeader`], as many [`CatchSite`]s as it says, sorted by
//! `return_offset`, as many [`Handler`]s, and the names of the tags: for each a ULEB128 length, then
//! that many bytes of UTF-8.
//!
//! Unwinding goes from frame to frame by frame pointers. Where the return address is that of a
//! [`CatchSite`], the first of its handlers with the exception's tag, or with [`ANY_TAG`], continues:
//! at its code offset, with the site's stack pointer, and with the exception in the first register of
//! Cranelift's exception payload (`rax`, `x0`). No other register has a meaning there.

use crate::layout::layout;

/// The tag of a handler that takes every exception.
pub const ANY_TAG: u32 = u32::MAX;

layout! {
    /// What the table begins with.
    pub struct ExceptionHeader {
        /// Number of [`CatchSite`]s.
        pub sites: u32,
        /// Number of [`Handler`]s.
        pub handlers: u32,
        /// Bytes of an exception object, a multiple of 16.
        pub object_bytes: u32,
        /// Bytes of the names of the tags.
        pub names_len: u32,
        /// Whether a global or a table may hold references to exceptions.
        pub in_state: u32,
        /// Bytes of the state block, which holds them then.
        pub state_bytes: u32,
    }
}

layout! {
    /// A call around which exceptions are caught.
    pub struct CatchSite {
        /// Its return address, as an offset in the text.
        pub return_offset: u32,
        /// Bytes from the stack pointer at the call up to the frame pointer.
        pub frame_bytes: u32,
        /// Index of its first [`Handler`].
        pub first: u32,
        /// Number of its handlers.
        pub count: u32,
    }
}

layout! {
    /// Where exceptions of a tag continue.
    pub struct Handler {
        /// The tag, or [`ANY_TAG`].
        pub tag: u32,
        /// Offset in the text.
        pub target: u32,
    }
}

layout! {
    /// The start of an exception object. The values that it carries follow, each aligned to its size.
    pub struct ObjectHeader {
        /// The runtime's: the next object of a list.
        pub next: u64,
        /// The tag.
        pub tag: u32,
        /// The runtime's: 1 while it is known to be in use.
        pub marked: u32,
    }
}
