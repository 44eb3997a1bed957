//! What can go wrong between bytes and an executable.

/// An error of the compiler. The first group is about the input, each with its place in the module
/// file; the second about the request; [`Error::Internal`] is a bug of ours.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input has no bytes.
    #[error("{module}: the file is empty")]
    Empty {
        /// Name of the input.
        module: String,
    },
    /// The input does not start with `\0asm`.
    #[error("{module}: not a WebAssembly module: it starts with {start}, not with \"\\0asm\"")]
    NotWasm {
        /// Name of the input.
        module: String,
        /// Its first bytes.
        start: String,
    },
    /// The input is a component.
    #[error(
        "{module}: this is a component, not a core module; it can be compiled by itself only, not be linked \
         with modules"
    )]
    Component {
        /// Name of the input.
        module: String,
    },
    /// The input ends too early.
    #[error("{module}: the file is truncated: {message} (at offset 0x{offset:x})")]
    Truncated {
        /// Name of the input.
        module: String,
        /// What the decoder says.
        message: String,
        /// Offset in the module file, in bytes.
        offset: usize,
    },
    /// The bytes cannot be decoded (core spec 5, Binary Format).
    #[error("{module}: malformed module: {message} (at offset 0x{offset:x})")]
    Malformed {
        /// Name of the input.
        module: String,
        /// The decoder's message.
        message: String,
        /// Offset in the module file, in bytes.
        offset: usize,
    },
    /// The module breaks a rule (core spec 3, Validation).
    #[error("{module}: invalid module{}: {message} (at offset 0x{offset:x})", in_function(.function))]
    Invalid {
        /// Name of the input.
        module: String,
        /// The function, where the rule is about a body.
        function: Option<String>,
        /// The validator's message.
        message: String,
        /// Offset in the module file, in bytes.
        offset: usize,
    },
    /// The module is fine, but uses what is not done yet.
    #[error("{module}: not supported: {what}{} (at offset 0x{offset:x})", in_function(.function))]
    Unsupported {
        /// Name of the input.
        module: String,
        /// The function, where it is in a body.
        function: Option<String>,
        /// The proposal, or the limit.
        what: String,
        /// Offset in the module file, in bytes.
        offset: usize,
    },
    /// Nothing provides an import.
    #[error("{module}: unknown import: `{import}` {what} (at offset 0x{offset:x})\n{help}")]
    UnknownImport {
        /// Name of the input.
        module: String,
        /// Module and name of the import.
        import: String,
        /// What kind of thing, and what is wrong.
        what: String,
        /// What is provided, and what to do.
        help: String,
        /// Offset in the module file, in bytes.
        offset: usize,
    },
    /// An import is provided with another type.
    #[error("{module}: incompatible import type: `{import}` {what} (at offset 0x{offset:x})")]
    IncompatibleImport {
        /// Name of the input.
        module: String,
        /// Module and name of the import.
        import: String,
        /// Both types.
        what: String,
        /// Offset in the module file, in bytes.
        offset: usize,
    },
    /// Components do not fit together.
    #[error("{module}: {message}")]
    Plug {
        /// Name of the input.
        module: String,
        /// What is wrong.
        message: String,
    },
    /// What should run is not exported.
    #[error("{module}: {message}")]
    Entry {
        /// Name of the input.
        module: String,
        /// What is missing, and what there is.
        message: String,
    },
    /// An option has no meaning, or not this one.
    #[error("{0}")]
    Option(String),
    /// The runtime archive for the target is not part of this build.
    #[error("{0}")]
    NoRuntime(String),
    /// A bug of ours.
    #[error("internal error, please report it: {0}")]
    Internal(String),
}

impl Error {
    /// The input that it is about and the offset in its module file, in bytes, where it has one.
    pub fn place(&self) -> Option<(&str, usize)> {
        match self {
            Error::Truncated { module, offset, .. }
            | Error::Malformed { module, offset, .. }
            | Error::Invalid { module, offset, .. }
            | Error::Unsupported { module, offset, .. }
            | Error::UnknownImport { module, offset, .. }
            | Error::IncompatibleImport { module, offset, .. } => Some((module, *offset)),
            Error::Empty { .. }
            | Error::NotWasm { .. }
            | Error::Component { .. }
            | Error::Plug { .. }
            | Error::Entry { .. }
            | Error::Option(_)
            | Error::NoRuntime(_)
            | Error::Internal(_) => None,
        }
    }
}

fn in_function(function: &Option<String>) -> String {
    function
        .as_ref()
        .map_or_else(String::new, |name| format!(" in function {name}"))
}

/// Result of a stage.
pub type Result<T> = std::result::Result<T, Error>;
