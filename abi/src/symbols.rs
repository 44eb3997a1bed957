//! Names of the symbols that connect the compiled module with the runtime archive.

/// ELF entry point, defined by the runtime.
pub const START: &str = "_start";
/// `extern "C" fn()`: instantiates every module, then runs what the image was built to run.
/// Defined by the compiler; the runtime calls it on the wasm stack.
pub const ENTRY: &str = "wasmc_entry";
/// First byte of the compiled wasm functions; code offsets count from here.
pub const TEXT: &str = "wasmc_text";
/// First byte after the compiled wasm functions.
pub const TEXT_END: &str = "wasmc_text_end";
/// The one [`crate::image::ImageHeader`].
pub const HEADER: &str = "wasmc_header";
/// Array of [`crate::image::MemoryDescriptor`], `ImageHeader::memories` long.
pub const MEMORIES: &str = "wasmc_memories";
/// Array of [`crate::image::TableDescriptor`], `ImageHeader::tables` long.
pub const TABLES: &str = "wasmc_tables";
/// Array of [`crate::image::FunctionRecord`], sorted by `text_start`, `ImageHeader::functions` long.
pub const FUNCTIONS: &str = "wasmc_functions";
/// Encoded trap and call sites, see [`crate::trap`].
pub const SITES: &str = "wasmc_sites";
/// Function names: at each `FunctionRecord::name` a ULEB128 length, then that many bytes of UTF-8.
pub const NAMES: &str = "wasmc_names";
/// The permissions that were baked in, `ImageHeader::policy_len` bytes, see [`crate::options`].
pub const POLICY: &str = "wasmc_policy";
/// The embedded files, see [`crate::embed`]; at least a header.
pub const EMBED: &str = "wasmc_embed";
/// Array of `u32` code offsets, one for each [`crate::script`] call.
pub const SCRIPT_CALLS: &str = "wasmc_script_calls";
/// `u64`: import wrappers trap where the stack pointer is below this. Defined by the runtime.
pub const STACK_LIMIT: &str = "wasmc_stack_limit";
