//! Exceptions: their objects, and the table of handlers.
//!
//! The table lies at `wasmc_exceptions`. It consists of an [`ExceptionHeader`], the [`CatchSite`]s
//! sorted by `return_offset`, the [`Handler`]s, and the names of the tags. The header holds the
//! numbers of sites and handlers. A name is a ULEB128 length and that many bytes of UTF-8.
//!
//! Unwinding follows the frame pointers from frame to frame, up to the first return address of a
//! [`CatchSite`] that has a handler for the exception's tag or for [`ANY_TAG`]. The first such handler
//! of the site runs: at its code offset, with the stack pointer and the frame pointer of the call, and
//! with the exception in the first register of Cranelift's exception payload (`rax`, `x0`). The pinned
//! register keeps its value; the handler expects nothing in the others.

use crate::layout::layout;

/// The tag of a handler that takes every exception.
pub const ANY_TAG: u32 = u32::MAX;

layout! {
    /// The start of the table.
    pub struct ExceptionHeader {
        /// Number of [`CatchSite`]s.
        pub sites: u32,
        /// Number of [`Handler`]s.
        pub handlers: u32,
        /// Bytes of an exception object, a multiple of 16.
        pub object_bytes: u32,
        /// Bytes of the names of the tags.
        pub names_len: u32,
        /// 1 if a global or a table may hold references to exceptions, otherwise 0.
        pub in_state: u32,
        /// Bytes of the state block, which holds the globals and some of the tables.
        pub state_bytes: u32,
    }
}

layout! {
    /// A call with handlers around it.
    pub struct CatchSite {
        /// Its return address, as an offset in the text.
        pub return_offset: u32,
        /// The frame pointer minus the stack pointer at the call, in bytes.
        pub frame_bytes: u32,
        /// Index of its first [`Handler`].
        pub first: u32,
        /// Number of its handlers.
        pub count: u32,
    }
}

layout! {
    /// A handler: the code that runs after an exception of a tag.
    pub struct Handler {
        /// The tag, or [`ANY_TAG`].
        pub tag: u32,
        /// Its code, as an offset in the text.
        pub target: u32,
    }
}

layout! {
    /// The start of an exception object. The values that it carries follow, each aligned to its size.
    pub struct ObjectHeader {
        /// The next object of a list. Only the runtime uses this field.
        pub next: u64,
        /// The tag.
        pub tag: u32,
        /// 1 while the runtime knows that the object is in use. Only the runtime uses this field.
        pub marked: u32,
    }
}
