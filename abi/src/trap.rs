//! Trap codes, their wording, and the encoding of the site table.
//!
//! The site table (symbol `wasmc_sites`) lists, per function and in code order, every call and every
//! explicit trap. Loads and stores are not listed: a fault in a memory's reservation at a wasm
//! program counter can only be an access out of bounds. Those in inlined bodies are listed
//! nevertheless, because reports say in which function an access was.
//!
//! Each site is `ULEB128(pc_delta << 1 | has_kind)`, `SLEB128(wasm_delta)`, then, if `has_kind`, one byte:
//! the [`Trap`], or what [`site`] declares; without it, the site is a call. If the byte has the bit
//! [`site::INLINED`], the number of the inlined body that the site is in follows as ULEB128. `pc_delta`
//! counts bytes of code since the previous site of the function (or the function's start);
//! `wasm_delta` counts bytes of the module file since the previous site (or the function's
//! `wasm_offset`). A call site's pc is its return address, any other site's pc is that of the
//! instruction. A function's sites end where the next function's begin.
//!
//! The inlined bodies of a function stand before its sites. Each is `ULEB128(1)`, `SLEB128(call_offset)`,
//! the byte [`site::COPY`], `ULEB128(caller)`, `ULEB128(function)`: the offset of the call in the module
//! file; 0 if the call stood in the function itself, or 1 plus the number of the inlined body that it
//! stood in; the position of the record of the function that was called. They count from 0 in their
//! order.

/// Declares the traps once: code, name and wording.
macro_rules! traps {
    (
        $(#[$enum_doc:meta])*
        pub enum $enum:ident from $first:literal;
        $($(#[$doc:meta])* $name:ident = $code:literal, $message:literal;)*
    ) => {
        $(#[$enum_doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $enum {
            $($(#[$doc])* $name = $code,)*
        }

        impl $enum {
            /// Every trap there is.
            pub const ALL: &'static [$enum] = &[$($enum::$name),*];

            /// The trap with this code, or `None` if no trap has it.
            pub const fn from_code(code: u8) -> Option<$enum> {
                match code {
                    $($code => Some($enum::$name),)*
                    _ => None,
                }
            }

            /// What the report says after `wasm trap: `.
            pub fn message(self) -> &'static str {
                // One string instead of a table of them: a table holds addresses, which a
                // position-independent image would have to relocate at start.
                const MESSAGES: &str = concat!($($message),*);
                const LENGTHS: &[usize] = &[$($message.len()),*];
                let position = self as usize - $first;
                let start = LENGTHS.iter().take(position).sum();
                let len = LENGTHS.get(position).copied().unwrap_or_default();
                MESSAGES.get(start..start + len).unwrap_or_default()
            }
        }
    };
}

traps! {
    /// Why a wasm computation stopped. The wording is the spec's (core spec, appendix of the
    /// reference interpreter's messages, which the official tests check).
    pub enum Trap from 1;

    /// `unreachable` was executed.
    Unreachable = 1, "unreachable";
    /// A load, a store or a bulk operation left a memory.
    MemoryOutOfBounds = 2, "out of bounds memory access";
    /// A table operation left a table.
    TableOutOfBounds = 3, "out of bounds table access";
    /// An indirect call's index is not in the table.
    UndefinedElement = 4, "undefined element";
    /// An indirect call met a null reference.
    UninitializedElement = 5, "uninitialized element";
    /// An indirect call met a function of another type.
    IndirectCallTypeMismatch = 6, "indirect call type mismatch";
    /// A division or a conversion has a result that its type cannot hold.
    IntegerOverflow = 7, "integer overflow";
    /// An integer was divided by zero.
    IntegerDivideByZero = 8, "integer divide by zero";
    /// A NaN was converted to an integer.
    InvalidConversionToInteger = 9, "invalid conversion to integer";
    /// The wasm stack is full.
    CallStackExhausted = 10, "call stack exhausted";
    /// An import that nothing provides was called (`--allow-unknown-imports`).
    UnknownImport = 11, "unknown import called";
    /// An imported memory or table is smaller than its importer asks for, which only shows once
    /// the modules before it have run.
    IncompatibleImport = 12, "incompatible import type";
    /// A reference that must not be null is.
    NullReference = 13, "null reference";
    /// A call of a function by a null reference.
    NullFunctionReference = 14, "null function reference";
    /// A null reference was thrown.
    NullExceptionReference = 15, "null exception reference";
    /// Nothing catches an exception.
    UncaughtException = 16, "uncaught exception";
}

traps! {
    /// Why the canonical ABI stopped a computation (component model, CanonicalABI.md, `trap_if`). Images without
    /// components do not have these texts.
    pub enum ComponentTrap from 64;

    /// A component instance was called while one of its calls had not returned.
    CannotEnterComponent = 64, "cannot enter component instance";
    /// A component instance called an import while the canonical ABI ran its code.
    CannotLeaveComponent = 65, "cannot leave component instance";
    /// A number is no Unicode scalar value.
    InvalidChar = 66, "invalid `char` bit pattern";
    /// A string does not lie in the memory.
    StringOutOfBounds = 67, "string content out-of-bounds";
    /// A list does not lie in the memory.
    ListOutOfBounds = 68, "list content out-of-bounds";
    /// A number is no case of its variant, enum, option or result.
    InvalidDiscriminant = 69, "invalid variant discriminant";
    /// An address has not the alignment of what lies there.
    UnalignedPointer = 70, "unaligned pointer";
    /// No handle has this index.
    UnknownHandle = 71, "unknown handle index";
    /// The resource of a handle has another type.
    WrongHandleType = 72, "handle index used with the wrong type";
    /// A handle was dropped or passed on while it was lent.
    HandleIsLent = 73, "cannot remove owned resource while borrowed";
    /// A call returned before it had dropped the handles that were lent to it.
    BorrowsRemain = 74, "borrow handles still remain at the end of the call";
    /// A component instance has as many handles as it can.
    HandleTableFull = 75, "resource table has no free keys";
    /// A string is not UTF-8.
    InvalidUtf8 = 76, "invalid utf-8";
    /// A string is not UTF-16.
    InvalidUtf16 = 77, "unpaired surrogate found";
    /// `realloc` returned what does not lie in the memory.
    ReallocOutOfBounds = 78, "realloc return: beyond end of memory";
    /// `realloc` returned what has not the alignment asked for.
    ReallocUnaligned = 79, "realloc return: result not aligned";
    /// An imported function was called that this version of wasmc does not have yet.
    NotSupported = 80, "not supported by this image";
    /// The place for a result does not lie in the memory.
    PointerOutOfBounds = 81, "pointer out of bounds of memory";
    /// A resource was dropped while another depends on it.
    HasChildren = 82, "resource has children";
    /// A function of the host does not take these arguments.
    Refused = 83, "invalid arguments";
}

/// Kinds of sites that are no traps.
pub mod site {
    /// A call, where the site needs a byte.
    pub const CALL: u8 = 0;
    /// An access to a memory. Its offset is that of its function's body.
    pub const ACCESS: u8 = 0x7f;
    /// No site: an inlined body.
    pub const COPY: u8 = 0x7e;
    /// Added to a kind where the site is in an inlined body.
    pub const INLINED: u8 = 0x80;
}

/// Exit code of an image that ended by a trap: 128 + SIGABRT.
pub const EXIT_CODE: i32 = 134;
