//! Functions of the runtime that compiled code calls directly. All use the C calling convention.

/// Calls `$mac!` with the list of runtime functions: `Name = "symbol" (parameters) -> result`.
///
/// The types are those of the runtime's functions, which do not compile where they differ; addresses
/// and sizes have 64 bits in compiled code. A function whose result is `!` does not return.
#[macro_export]
macro_rules! for_each_builtin {
    ($mac:ident) => {
        $mac! {
            /// `memory.grow`: descriptor, delta in pages; the old size in pages, or -1.
            MemoryGrow = "wasmc_memory_grow" (*mut MemoryDescriptor, u64) -> (i64);
            /// `table.grow`: descriptor, delta, initial value; the old size, or -1.
            TableGrow = "wasmc_table_grow" (*mut TableDescriptor, u64, u64) -> (i64);
            /// `table.fill` after its bounds check: address of the first entry, count, value.
            TableFill = "wasmc_table_fill" (*mut u64, u64, u64) -> ();
            /// `memory.copy`, `table.copy` after their bounds checks: destination, source, bytes.
            Memmove = "memmove" (*mut u8, *const u8, usize) -> (*mut u8);
            /// `memory.init`, `table.init` after their bounds checks: destination, source, bytes.
            Memcpy = "memcpy" (*mut u8, *const u8, usize) -> (*mut u8);
            /// `memory.fill` after its bounds check: destination, byte, bytes.
            Memset = "memset" (*mut u8, i32, usize) -> (*mut u8);
            /// A new exception with this tag, whose values compiled code stores
            /// (`wasmc_abi::exception`).
            ExceptionNew = "wasmc_exception_new" (u32) -> (*mut ObjectHeader);
            /// Continues at the handler of an exception, or ends the computation if there is none.
            Throw = "wasmc_throw" (*mut ObjectHeader) -> !;
            /// Ends the computation: an import without a provider was called. Address and length
            /// of its name.
            UnknownImport = "wasmc_unknown_import" (*const u8, usize) -> !;
            /// `--invoke`: calls what the record says.
            Invoke = "wasmc_invoke" (*const InvokeRecord) -> !;
            /// Serves the calls of a `script` on the standard streams.
            Script = "wasmc_script" () -> !;
            /// Keeps the positions of the standard streams; called once at start by images that seek.
            KeepPositions = "wasmc_keep_positions" () -> ();
            /// Opens the listening sockets; called once at start by images that accept connections,
            /// before any other descriptor is opened.
            OpenSockets = "wasmc_open_sockets" () -> ();
            /// Opens the preopened directories; called once at start by images that use paths.
            OpenDirs = "wasmc_open_dirs" () -> ();
            /// The same for images of components.
            OpenDescriptors = "wasmc_open_descriptors" () -> ();
            /// Opens the files that say what names of hosts mean; called once at start by images that look names up,
            /// before the directories are opened, for the process is confined to them then.
            OpenNames = "wasmc_open_names" () -> ();
            /// Checks what of the network is granted; called once at start by images of components that make sockets.
            CheckNetwork = "wasmc_check_network" () -> ();
            /// Makes ready for requests of HTTP; called once at start by images that send some, before the directories are opened.
            OpenHttpOut = "wasmc_open_http_out" () -> ();
            /// Tells the runtime where the kernel's clocks are; called once at start by images that ask
            /// for the time.
            FindClocks = "wasmc_find_clocks" () -> ();
            /// `resource.new`: table of handles, type, rep; the index.
            ResourceNew = "wasmc_resource_new" (u64, u32, u32) -> (u32);
            /// `resource.rep`: table of handles, type, index; the rep.
            ResourceRep = "wasmc_resource_rep" (u64, u32, u32) -> (u32);
            /// `resource.drop`: table of handles, type, index; the rep with bit 32 set if the handle owned
            /// the resource, else 0.
            ResourceDrop = "wasmc_resource_drop" (u64, u32, u32) -> (u64);
            /// Passes an own handle to another component instance: the list of uses, index, from, to; the
            /// new index.
            TransferOwn = "wasmc_transfer_own" (*const ResourceUse, u32, u32, u32) -> (u32);
            /// Lends a resource to another component instance, likewise.
            TransferBorrow = "wasmc_transfer_borrow" (*const ResourceUse, u32, u32, u32) -> (u32);
            /// A call between component instances begins.
            EnterCall = "wasmc_enter_call" () -> ();
            /// A call between component instances returns.
            ExitCall = "wasmc_exit_call" () -> ();
            /// Calls a function that a component exports: its record, a buffer with arguments, its bytes.
            CallLifted = "wasmc_call_lifted" (*const LiftRecord, *mut u8, u32) -> ();
            /// Calls a function that a component exports with the arguments behind its record, and prints the result.
            InvokeLifted = "wasmc_invoke_lifted" (*const LiftRecord) -> ();
            /// Opens the address that a server listens on; called once at start.
            OpenServer = "wasmc_open_server" () -> ();
            /// Serves HTTP with the function `handle` of `wasi:http/incoming-handler`: its record, and the filter
            /// of system calls of its workers, or null.
            Serve = "wasmc_serve" (*const LiftRecord, *const FilterHeader) -> !;
            /// Raises a trap of a component, by its code.
            RaiseComponent = "wasmc_raise_component" (u32) -> !;
            /// A string from one memory to another: source, its length, destination, room, more.
            CopyUtf8 = "wasmc_copy_utf8" (u64, u32, u64, u32, u32) -> (u64);
            /// A string from one memory to another: source, its length, destination, room, more.
            CopyUtf16 = "wasmc_copy_utf16" (u64, u32, u64, u32, u32) -> (u64);
            /// A string from one memory to another: source, its length, destination, room, more.
            CopyLatin1 = "wasmc_copy_latin1" (u64, u32, u64, u32, u32) -> (u64);
            /// A string from one memory to another: source, its length, destination, room, more.
            Latin1ToUtf16 = "wasmc_latin1_to_utf16" (u64, u32, u64, u32, u32) -> (u64);
            /// A string from one memory to another: source, its length, destination, room, more.
            Latin1ToUtf8 = "wasmc_latin1_to_utf8" (u64, u32, u64, u32, u32) -> (u64);
            /// A string from one memory to another: source, its length, destination, room, more.
            Utf16ToUtf8 = "wasmc_utf16_to_utf8" (u64, u32, u64, u32, u32) -> (u64);
            /// A string from one memory to another: source, its length, destination, room, more.
            Utf8ToUtf16 = "wasmc_utf8_to_utf16" (u64, u32, u64, u32, u32) -> (u64);
            /// A string from one memory to another: source, its length, destination, room, more.
            Utf16ToCompactProbablyUtf16 = "wasmc_utf16_to_compact_probably_utf16" (u64, u32, u64, u32, u32) -> (u64);
            /// A string from one memory to another: source, its length, destination, room, more.
            Utf8ToLatin1 = "wasmc_utf8_to_latin1" (u64, u32, u64, u32, u32) -> (u64);
            /// A string from one memory to another: source, its length, destination, room, more.
            Utf16ToLatin1 = "wasmc_utf16_to_latin1" (u64, u32, u64, u32, u32) -> (u64);
            /// A string from one memory to another: source, its length, destination, room, more.
            Utf8ToCompactUtf16 = "wasmc_utf8_to_compact_utf16" (u64, u32, u64, u32, u32) -> (u64);
            /// A string from one memory to another: source, its length, destination, room, more.
            Utf16ToCompactUtf16 = "wasmc_utf16_to_compact_utf16" (u64, u32, u64, u32, u32) -> (u64);
            /// Ends the process with this exit code.
            Exit = "wasmc_exit" (u32) -> !;
            /// Gives up all system calls but those that the filter allows; called once at start, when
            /// everything is open.
            Confine = "wasmc_confine" (*const FilterHeader) -> ();
        }
    };
}

/// Calls `$mac!` with the list of functions that do what the processor may have no instruction for:
/// `Name = "symbol"`, by Cranelift's names, which knows their types.
#[macro_export]
macro_rules! for_each_libcall {
    ($mac:ident) => {
        $mac! {
            CeilF32 = "ceilf";
            CeilF64 = "ceil";
            FloorF32 = "floorf";
            FloorF64 = "floor";
            TruncF32 = "truncf";
            TruncF64 = "trunc";
            NearestF32 = "nearbyintf";
            NearestF64 = "nearbyint";
            X86Pshufb = "wasmc_x86_pshufb";
        }
    };
}

/// Declares `builtin!` of a list.
macro_rules! builtin_literals {
    ($($(#[$doc:meta])* $name:ident = $symbol:literal ($($param:ty),*) -> $result:tt;)*) => {
        /// The literal of the symbol of a runtime function.
        #[macro_export]
        macro_rules! builtin {
            $(($name) => { $symbol };)*
        }
    };
}
for_each_builtin!(builtin_literals);

/// Declares `libcall!` of a list.
macro_rules! libcall_literals {
    ($($name:ident = $symbol:literal;)*) => {
        /// The literal of the symbol of a function that stands for an instruction.
        #[macro_export]
        macro_rules! libcall {
            $(($name) => { $symbol };)*
        }
    };
}
for_each_libcall!(libcall_literals);
