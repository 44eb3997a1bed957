//! Functions of the runtime that compiled code calls directly. All use the C calling convention.

/// Calls `$mac!` with the list of runtime functions: `Name = "symbol" (params) -> results`.
/// Types are those of CLIF; `i64` also stands for an address.
#[macro_export]
macro_rules! for_each_builtin {
    ($mac:ident) => {
        $mac! {
            /// `memory.grow`: descriptor, delta in pages; the old size in pages, or -1.
            MemoryGrow = "wasmc_memory_grow" (i64, i64) -> (i64);
            /// `table.grow`: descriptor, delta, initial value; the old size, or -1.
            TableGrow = "wasmc_table_grow" (i64, i64, i64) -> (i64);
            /// `table.fill` after its bounds check: address of the first entry, count, value.
            TableFill = "wasmc_table_fill" (i64, i64, i64) -> ();
            /// `memory.copy`, `table.copy` after their bounds checks: destination, source, bytes.
            Memmove = "memmove" (i64, i64, i64) -> (i64);
            /// `memory.init`, `table.init` after their bounds checks: destination, source, bytes.
            Memcpy = "memcpy" (i64, i64, i64) -> (i64);
            /// `memory.fill` after its bounds check: destination, byte, bytes.
            Memset = "memset" (i64, i32, i64) -> (i64);
            /// Ends the computation with a `trap::Trap` code. Does not return.
            RaiseTrap = "wasmc_raise_trap" (i32) -> ();
            /// Ends the computation: an import without a provider was called. Address and length
            /// of its name. Does not return.
            UnknownImport = "wasmc_unknown_import" (i64, i64) -> ();
            /// `--invoke`: address of an `image::InvokeRecord`. Does not return.
            Invoke = "wasmc_invoke" (i64) -> ();
            /// Serves the calls of a `script` on the standard streams. Does not return.
            Script = "wasmc_script" () -> ();
            /// Opens the listening sockets; called once at start by images that accept connections,
            /// before any other descriptor is opened.
            OpenSockets = "wasmc_open_sockets" () -> ();
            /// Opens the preopened directories; called once at start by images that use paths.
            OpenDirs = "wasmc_open_dirs" () -> ();
        }
    };
}
