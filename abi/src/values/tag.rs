//! What types are.

/// Bytes of the header of a type.
pub const HEADER_BYTES: usize = 12;

/// Flat values of a type that has none, because it would have too many.
pub const NOT_FLAT: u16 = u16::MAX;

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
