//! Types of the functions that a component exports, as the runtime reads them to pass values (component model,
//! CanonicalABI.md, `canon lift`), and values as they are written down for it.
//!
//! A type is a header ([`HEADER_BYTES`]) and a body. The header: the tag (`u8`), the alignment (`u8`), the number of its
//! flat values (`u16`, [`NOT_FLAT`] where there are too many), its size in memory (`u32`), the bytes of the body (`u32`). All
//! integers are little-endian. A name is a length (`u16`) and that many bytes of UTF-8. Bodies:
//!
//! | tag | body |
//! |---|---|
//! | list | the type of the elements |
//! | record | number (`u16`), then name and type of each field |
//! | tuple | number (`u16`), then the type of each part |
//! | variant | number (`u16`), bytes of the discriminant (`u8`), offset of the payload (`u32`), then name, whether there is a payload (`u8`), and its type, of each case |
//! | enum, flags | number (`u16`), bytes in memory (`u8`), then the names |
//! | own, borrow | number of the resource type (`u32`) |
//! | fixed list | number (`u32`), the type of the elements |
//! | others | nothing |
//!
//! Options and results are variants with a tag of their own, maps are lists of tuples.
//!
//! A value: integers, floats, characters (`u32`) and booleans (`u8`) in their size, a string as length (`u32`) and UTF-8, a
//! list as number (`u32`) and elements, records and tuples one part after the other, a variant as number (`u32`) and payload,
//! an enum as number (`u32`), flags as words of 32 bits.

mod read;
mod tag;

pub use read::{Bytes, Cases, Ty};
pub use tag::{HEADER_BYTES, NOT_FLAT, Tag};

/// Flat values that parameters may have before they go through the memory (`MAX_FLAT_PARAMS`).
pub const MAX_FLAT_PARAMS: usize = 16;
