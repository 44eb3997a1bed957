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
    ($($(#[$doc:meta])* $name:ident = $code:literal, $message:literal;)*) => {
        /// Why a wasm computation stopped. The wording is the spec's (core spec, appendix of the
        /// reference interpreter's messages, which the official tests check).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Trap {
            $($(#[$doc])* $name = $code,)*
        }

        impl Trap {
            /// Every trap there is.
            pub const ALL: &'static [Trap] = &[$(Trap::$name),*];

            /// The trap with this code, or `None` if no trap has it.
            pub const fn from_code(code: u8) -> Option<Trap> {
                match code {
                    $($code => Some(Trap::$name),)*
                    _ => None,
                }
            }

            /// What the report says after `wasm trap: `.
            pub fn message(self) -> &'static str {
                // One string instead of a table of them: a table holds addresses, which a
                // position-independent image would have to relocate at start.
                const MESSAGES: &str = concat!($($message),*);
                const LENGTHS: &[usize] = &[$($message.len()),*];
                let position = self as usize - 1;
                let start = LENGTHS.iter().take(position).sum();
                let len = LENGTHS.get(position).copied().unwrap_or_default();
                MESSAGES.get(start..start + len).unwrap_or_default()
            }
        }
    };
}

traps! {
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
