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

/// Bytes of the header of a type.
pub const HEADER_BYTES: usize = 12;

/// Flat values of a type that has none, because it would have too many.
pub const NOT_FLAT: u16 = u16::MAX;

/// Flat values that parameters may have before they go through the memory (`MAX_FLAT_PARAMS`).
pub const MAX_FLAT_PARAMS: usize = 16;

/// Flat values that a result may have (`MAX_FLAT_RESULTS`).
pub const MAX_FLAT_RESULTS: usize = 1;

macro_rules! tags {
    ($($(#[$doc:meta])* $name:ident = $tag:literal;)*) => {
        /// What a type is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Tag {
            $($(#[$doc])* $name = $tag,)*
        }

        impl Tag {
            /// The tag with this number.
            pub const fn from_number(number: u8) -> Option<Tag> {
                match number {
                    $($tag => Some(Tag::$name),)*
                    _ => None,
                }
            }
        }
    };
}

tags! {
    /// `bool`
    Bool = 0;
    /// `s8`
    S8 = 1;
    /// `u8`
    U8 = 2;
    /// `s16`
    S16 = 3;
    /// `u16`
    U16 = 4;
    /// `s32`
    S32 = 5;
    /// `u32`
    U32 = 6;
    /// `s64`
    S64 = 7;
    /// `u64`
    U64 = 8;
    /// `f32`
    F32 = 9;
    /// `f64`
    F64 = 10;
    /// `char`
    Char = 11;
    /// `string`
    String = 12;
    /// `list<T>`
    List = 13;
    /// `record`
    Record = 14;
    /// `tuple`
    Tuple = 15;
    /// `variant`
    Variant = 16;
    /// `enum`
    Enum = 17;
    /// `option`: a variant with the cases `none` and `some`
    Option = 18;
    /// `result`: a variant with the cases `ok` and `err`
    Result = 19;
    /// `flags`
    Flags = 20;
    /// `own<R>`
    Own = 21;
    /// `borrow<R>`
    Borrow = 22;
    /// `list<T, N>`
    FixedList = 23;
}
