//! What compiled code and the runtime share about components (component model, CanonicalABI.md).
//!
//! A *component instance* has a table of handles. An entry of the table is an own handle or a borrow handle, with the
//! type of its resource and the number ("rep") that its owner knows the resource by. Types of resources are numbers of
//! the image: those of the host come first ([`HOST_TYPES`]), then those that components define.

use crate::layout::layout;

/// Numbers below this are types of the host's resources, in the order of the list of them.
pub const HOST_TYPES: u32 = 64;

/// Entries of a table of handles that lie behind the [`HandleTable`] itself, so that a small program needs no memory
/// for them.
pub const INLINE_HANDLES: usize = 24;

/// The largest index of a handle (CanonicalABI.md, `Table.MAX_LENGTH`).
pub const MAX_HANDLES: u32 = (1 << 28) - 1;

layout! {
    /// The handles of a component instance. Part of the state, followed by [`INLINE_HANDLES`] entries.
    pub struct HandleTable {
        /// Address of the entries; 0: they are those behind this structure.
        pub entries: u64,
        /// Entries in use or free again; index 0 is never used.
        pub len: u32,
        /// The entry that was freed last, or 0.
        pub free: u32,
    }
}

layout! {
    /// An entry of a table of handles.
    pub struct Handle {
        /// [`HANDLE_FREE`], [`HANDLE_OWN`] or [`HANDLE_BORROW`].
        pub kind: u32,
        /// Type of the resource.
        pub ty: u32,
        /// What the owner of the resource knows it by.
        pub rep: u32,
        /// Of a free entry, the one that was freed before it, or 0; of an own handle, how often it is lent; of a borrow
        /// handle, the number of the call that it was passed to.
        pub link: u32,
    }
}

/// An entry that is free.
pub const HANDLE_FREE: u32 = 0;
/// An entry that owns its resource.
pub const HANDLE_OWN: u32 = 1;
/// An entry that is valid for one call.
pub const HANDLE_BORROW: u32 = 2;

/// Bytes of the state that a component instance takes: its table with the entries behind it.
pub const HANDLE_TABLE_BYTES: usize = HandleTable::BYTES + INLINE_HANDLES * Handle::BYTES;

layout! {
    /// One use of a resource type by a component instance: what adapters name by a number.
    pub struct ResourceUse {
        /// Where the [`HandleTable`] of the instance lies in the state, in bytes.
        pub table: u32,
        /// Type of the resource.
        pub ty: u32,
        /// 1 if the instance defines the resource: borrowed, it is passed as its rep.
        pub defined: u32,
        /// Always 0.
        pub reserved: u32,
    }
}

layout! {
    /// What a lowered function of the host gets in front of its parameters (CanonicalABI.md, `LiftLowerContext`). Compiled
    /// code makes it on the stack for each call.
    pub struct CanonOptions {
        /// Address of the [`MemoryDescriptor`](crate::image::MemoryDescriptor) of the caller's memory; 0: it has none.
        pub memory: u64,
        /// `extern "C" fn(*mut u64)`: calls the `realloc` of the caller with four slots, old address, old size, alignment and new
        /// size; the first is then the result; 0: there is none.
        pub realloc: u64,
        /// Address of the flag of the caller's component instance, 32 bits: whether it may call imports.
        pub may_leave: u64,
        /// Address of the [`HandleTable`] of the caller's component instance.
        pub handles: u64,
        /// How strings are encoded: [`UTF8`], [`UTF16`] or [`LATIN1_UTF16`].
        pub encoding: u32,
        /// Always 0.
        pub reserved: u32,
    }
}

/// Strings are UTF-8.
pub const UTF8: u32 = 0;
/// Strings are UTF-16, little-endian.
pub const UTF16: u32 = 1;
/// Strings are Latin-1, or UTF-16 where the highest bit of the length is set.
pub const LATIN1_UTF16: u32 = 2;

/// The bit of a length that tells UTF-16 from Latin-1.
pub const UTF16_TAG: u32 = 1 << 31;

layout! {
    /// A function that a component exports; behind it stand its types ([`values`](crate::values)): the tuple of the
    /// parameters, whether there is a result (`u8`), and its type; behind them the arguments, behind their length.
    pub struct LiftRecord {
        /// The core function: offset in the text of a trampoline.
        pub function: u32,
        /// Its `realloc`, likewise, or [`LiftRecord::NONE`].
        pub realloc: u32,
        /// What is called when the result has been read, likewise.
        pub post_return: u32,
        /// Where the descriptor of its memory lies in the state, in bytes, or [`LiftRecord::NONE`].
        pub memory: u32,
        /// Where the flag of its component instance lies in the state.
        pub may_leave: u32,
        /// Where the [`HandleTable`] of its component instance lies in the state.
        pub handles: u32,
        /// Encoding of strings.
        pub encoding: u32,
        /// Bytes of the types.
        pub types_len: u32,
        /// Bytes of the arguments that the image calls it with, and of their length; 0: it does not.
        pub arguments_len: u32,
    }
}

impl LiftRecord {
    /// Stands for what is not there.
    pub const NONE: u32 = u32::MAX;
}
