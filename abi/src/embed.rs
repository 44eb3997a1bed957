//! Files inside an image (`--embed`): a blob of read-only data, mapped as part of the executable.
//!
//! An [`EmbedHeader`], then [`EmbedHeader::nodes`] [`EmbedNode`]s, then bytes that the nodes point
//! to: names, contents, targets of links. Offsets count from the first byte of the blob. The first
//! [`EmbedHeader::roots`] nodes are the directories that are preopened; their names are those that
//! the guest sees. The children of a directory stand one behind the other, sorted by the bytes of
//! their names. An image without embedded files has a header of zeros alone.

use crate::layout::layout;

layout! {
    /// What the blob begins with.
    pub struct EmbedHeader {
        /// Number of preopened directories.
        pub roots: u32,
        /// Number of nodes, these included.
        pub nodes: u32,
        /// Bytes of the blob, the header included.
        pub bytes: u64,
        /// All times of all nodes, in nanoseconds since 1970.
        pub time: u64,
    }
}

layout! {
    /// A directory, a file or a symbolic link.
    pub struct EmbedNode {
        /// Offset of the name.
        pub name: u64,
        /// Bytes of the name.
        pub name_len: u32,
        /// The directory that it is in; a root is in itself.
        pub parent: u32,
        /// Offset of the contents, or of a link's target; number of a directory's first child.
        pub start: u64,
        /// Bytes of these; number of children.
        pub len: u64,
        /// [`DIRECTORY`], [`FILE`] or [`LINK`].
        pub kind: u64,
    }
}

/// `EmbedNode::kind`: as WASI's `filetype` has it.
pub const DIRECTORY: u64 = 3;
/// `EmbedNode::kind`: a regular file.
pub const FILE: u64 = 4;
/// `EmbedNode::kind`: a symbolic link.
pub const LINK: u64 = 7;

/// The largest blob, in bytes: code reaches everything in an image with offsets of 32 bits.
pub const MAX_BYTES: u64 = 1 << 30;
