//! The structures that the compiler writes into an image and the runtime reads: one macro gives the
//! type, which the runtime reads in place, and the encoder, which the compiler writes it with.

/// Declares a structure of integers, which has no padding.
macro_rules! layout {
    (
        $(#[$doc:meta])*
        pub struct $name:ident {
            $($(#[$field_doc:meta])* pub $field:ident: $type:ty,)*
        }
    ) => {
        $(#[$doc])*
        #[repr(C)]
        #[derive(Clone, Copy, Debug)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl $name {
            /// Its size in an image.
            pub const BYTES: usize = size_of::<$name>();

            /// The structure as it lies in an image.
            pub fn to_bytes(&self) -> [u8; Self::BYTES] {
                let mut bytes = [0; Self::BYTES];
                $(
                    let start = core::mem::offset_of!($name, $field);
                    let field = self.$field.to_le_bytes();
                    bytes[start..start + field.len()].copy_from_slice(&field);
                )*
                bytes
            }
        }

        const _: () = assert!($name::BYTES == 0 $(+ size_of::<$type>())*, "there is padding");
    };
}
pub(crate) use layout;
