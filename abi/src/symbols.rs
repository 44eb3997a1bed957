//! Names of the symbols that connect the compiled module with the runtime archive.

/// Declares each name once: as a constant, for the compiler, and as a literal, for the runtime, whose
/// assembly and attributes take nothing else.
macro_rules! symbols {
    ($($(#[$doc:meta])* $name:ident = $symbol:literal;)*) => {
        $($(#[$doc])* pub const $name: &str = $symbol;)*

        /// The literal of a name in [`symbols`](crate::symbols).
        #[macro_export]
        macro_rules! symbol {
            $(($name) => { $symbol };)*
        }
    };
}

symbols! {
    /// ELF entry point. Defined by the runtime.
    START = "_start";
    /// The ELF header of the loaded image. Defined by the linker.
    ELF_HEADER = "__ehdr_start";
    /// `extern "C" fn(u64)`: instantiates every module, then runs what the image was built to run; the
    /// argument has no meaning. Defined by the compiler; the runtime calls it on the wasm stack.
    ENTRY = "wasmc_entry";
    /// First byte of the compiled wasm functions; code offsets count from here.
    TEXT = "wasmc_text";
    /// First byte after the compiled wasm functions.
    TEXT_END = "wasmc_text_end";
    /// The one [`ImageHeader`](crate::image::ImageHeader).
    HEADER = "wasmc_header";
    /// The state block, see [`StateHeader`](crate::image::StateHeader).
    STATE = "wasmc_state";
    /// In the state block: array of [`MemoryDescriptor`](crate::image::MemoryDescriptor)s,
    /// `ImageHeader::memories` long.
    MEMORIES = "wasmc_memories";
    /// In the state block: array of [`TableDescriptor`](crate::image::TableDescriptor)s,
    /// `ImageHeader::tables` long.
    TABLES = "wasmc_tables";
    /// Array of [`FunctionRecord`](crate::image::FunctionRecord)s, sorted by `text_start`,
    /// `ImageHeader::functions` long.
    FUNCTIONS = "wasmc_functions";
    /// Encoded trap and call sites, see [`trap`](crate::trap).
    SITES = "wasmc_sites";
    /// Function names: at each `FunctionRecord::name` a ULEB128 length, then that many bytes of UTF-8.
    NAMES = "wasmc_names";
    /// Source lines, see [`lines`](crate::lines).
    LINES = "wasmc_lines";
    /// The permissions that were baked in, `ImageHeader::policy_len` bytes, see
    /// [`options`](crate::options).
    POLICY = "wasmc_policy";
    /// The embedded files, see [`embed`](crate::embed); at least a header.
    EMBED = "wasmc_embed";
    /// Array of `u32` code offsets, one for each [`script`](crate::script) call.
    SCRIPT_CALLS = "wasmc_script_calls";
    /// What is known about exceptions, see [`exception`](crate::exception).
    EXCEPTIONS = "wasmc_exceptions";
}
